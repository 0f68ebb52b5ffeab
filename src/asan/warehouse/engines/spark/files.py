"""The CDM's files: which tables lie in the folder and with which columns, read by DuckDB from the files' own footers.

``folder/cdm/TABLE/*.parquet`` and ``folder/vocabulary/TABLE/*.parquet``, as ``asan etl spark`` leaves them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asan.kit.settings import Settings
from asan.omop.cdm import CDM
from asan.omop.ddl import column_type
from asan.omop.ddl import quoted as named
from asan.warehouse.concepts import Asked
from asan.warehouse.connection import Connection, EngineError, open_engine
from asan.warehouse.engines.base import Column, Schema, TableName
from asan.warehouse.engines.errors import CdmUnreachable, NotACdm
from asan.warehouse.engines.place import Found, present_vocabulary, sources
from asan.warehouse.engines.spark.address import Address, address_of
from asan.warehouse.extensions import quoted
from asan.warehouse.storage.errors import StoreUnreachable
from asan.warehouse.storage.results import result_in
from asan.warehouse.storage.s3 import S3Storage
from asan.warehouse.storage.s3_files import S3Files

SCHEMAS: Final = ("cdm", "vocabulary")

Folders = dict[TableName, tuple[str, list[tuple[str, int]]]]
"""Schema and name in lower case of each folder to the folder and its files, with their time of change."""

_SUFFIX: Final = ".parquet"
_WIDE: Final = {"SMALLINT": 2, "INTEGER": 4, "BIGINT": 8}
READABLE: Final = frozenset({"BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP"})
"""Types of files' columns that DuckDB and Spark read as the same values."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the CDM: its name and type as presented, and those of its source, "" where there is none."""

    name: str
    type: str
    source: str
    source_type: str

    @property
    def select(self) -> str:
        """The column in DuckDB's SQL."""
        value = named(self.source) if self.source else "NULL"
        return f"CAST({value} AS {self.type}) AS {named(self.name)}"


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table: where its files lie, how they are called (none: it has no rows), and its columns."""

    place: str
    files: tuple[tuple[str, int], ...]
    columns: tuple[FileColumn, ...]

    @property
    def select(self) -> str:
        """The table's rows in DuckDB's SQL."""
        cells = ", ".join(column.select for column in self.columns)
        return f"SELECT {cells} " + (
            f"FROM read_parquet('{quoted(self.place)}/*.parquet')" if self.files else "WHERE false"
        )


class ParquetPlace:
    """The tables in a folder as they were when it was looked at."""

    def __init__(
        self, settings: Settings, address: Address, tables: Mapping[TableName, FileTable], found: Found
    ) -> None:
        self.tables = tables
        self.found = found
        self._settings = settings
        self._address = address

    @property
    def schema(self) -> Schema:
        """The tables and columns as presented."""
        return {key: tuple(Column(one.name, one.type) for one in table.columns) for key, table in self.tables.items()}

    def connect(self, connection: Connection) -> None:
        """Files of this machine need nothing; S3 wants to be told the keys."""
        _let_in(self._settings, self._address, connection)

    def selects(self) -> Mapping[TableName, str]:
        """Queries on the files."""
        return {key: table.select for key, table in self.tables.items()}

    def vocabulary(self) -> Asked:
        """DuckDB on this machine: a vocabulary's files are sorted, and small beside the patients'."""
        connection = open_engine(self._settings)
        self.connect(connection)
        present_vocabulary(connection, self.selects())
        return connection


def look(settings: Settings) -> ParquetPlace:
    """Look which tables there are. Raises CdmAddressWrong, CdmUnreachable, NotACdm."""
    address = address_of(settings.cdm.get_secret_value())
    connection = open_engine(settings)
    try:
        _let_in(settings, address, connection)
        folders = _folders_on_s3(S3Files(settings, address.folder)) if address.is_s3 else _folders(address)
        return _presented(settings, address, connection, folders)
    except StoreUnreachable as error:
        raise CdmUnreachable(detail=f"{error.values['location']}: {error.values['detail']}") from None
    except EngineError:
        # The engine's text quotes keys' names and whole requests.
        raise CdmUnreachable(detail=f"{address.shown} cannot be read") from None
    finally:
        connection.close()


def _let_in(settings: Settings, address: Address, connection: Connection) -> None:
    if address.is_s3:
        S3Storage(settings, address.folder).prepare(connection)


def _folders(address: Address) -> Folders:
    """The folders of this machine."""
    found: Folders = {}
    for schema in SCHEMAS:
        root = Path(address.place(schema))
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if folder.is_dir():
                files = [(file.name, file.stat().st_mtime_ns) for file in sorted(folder.glob(f"*{_SUFFIX}"))]
                found[schema, folder.name.lower()] = str(folder), files
    return found


def _folders_on_s3(files: S3Files) -> Folders:
    """The folders of the result that counts there, or of one that was put there by other means."""
    base = result_in(files)
    found: Folders = {}
    for schema in SCHEMAS:
        for entry in files.listed("/".join(filter(None, (base, schema))), deep=True):
            table, _, name = entry.name.removeprefix(base).strip("/").removeprefix(f"{schema}/").partition("/")
            if not name and not entry.is_folder:
                continue
            place = f"{files.location}/{entry.name.removesuffix(f'/{name}') if name else entry.name}"
            there = found.setdefault((schema, table.lower()), (place, []))[1]
            if "/" not in name and name.endswith(_SUFFIX) and not entry.is_folder:
                there.append((name, entry.changed))
    return found


def _presented(
    settings: Settings,
    address: Address,
    connection: Connection,
    folders: Folders,
) -> ParquetPlace:
    tables: dict[TableName, FileTable] = {}
    left_out: dict[TableName, tuple[str, ...]] = {}
    empty: dict[TableName, tuple[str, ...]] = {}
    for table in CDM.tables.values():
        key = table.schema, table.name
        if table.schema not in SCHEMAS:
            continue
        if key not in folders:
            left_out[key] = ()
            continue
        folder, files = folders[key]
        types = _types(connection, folder) if files else {one.name: column_type(one, "duckdb") for one in table.fields}
        there = {name.lower(): name for name, kind in types.items() if kind in READABLE}
        told = sources(table, set(there))
        if told.missing:
            left_out[key] = told.missing
            continue
        if told.empty:
            empty[key] = told.empty
        columns = []
        for one, name in told.columns:
            target = column_type(one, "duckdb")
            source = there[name] if name else ""
            kind = types[source] if source else ""
            columns.append(FileColumn(one.name, _as_presented(kind, target) if kind else target, source, kind))
        if not files:
            columns = [FileColumn(one.name, one.type, "", "") for one in columns]
        tables[key] = FileTable(folder, tuple(files), tuple(columns))
    if ("cdm", "person") not in tables:
        raise NotACdm(source=address.shown, detail="no table cdm/person with the columns that OMOP requires")
    names = {key: table.place.removeprefix(address.folder).lstrip("/") for key, table in tables.items()}
    return ParquetPlace(settings, address, tables, Found(address.shown, names, left_out, empty))


def _types(connection: Connection, folder: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{quoted(folder)}/*.parquet')").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _as_presented(kind: str, target: str) -> str:
    """The CDM's type where the file's values fit it as they are, else the file's own."""
    if kind in _WIDE and target in _WIDE:
        return target if _WIDE[kind] <= _WIDE[target] else kind
    if {kind, target} == {"DATE", "TIMESTAMP"} or (target == "DOUBLE" and kind in ("SMALLINT", "INTEGER")):
        return target
    return kind
