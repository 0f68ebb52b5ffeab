"""A CDM in place, for what is computed of all of it here: its tables as DuckDB reads them, and its vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from asan.kit.settings import Settings
from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field, Table
from asan.omop.ddl import column_type, quoted
from asan.omop.versions import NEW_REQUIRED, source_column
from asan.warehouse.concepts import Asked
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.engines.base import TableName


@dataclass(frozen=True, slots=True)
class Found:
    """What of a CDM 5.4 is there."""

    source: str
    """The place as people may see it: no account, no password."""
    tables: Mapping[TableName, str]
    """Those that are read, and by which name they lie there."""
    left_out: Mapping[TableName, tuple[str, ...]]
    """Those that are not, with the columns that they lack; none: all of the table."""
    empty: Mapping[TableName, tuple[str, ...]]
    """Columns without a source: NULL throughout."""


class Place(Protocol):
    """A CDM in place as it was when it was looked at."""

    @property
    def found(self) -> Found:
        """What there is."""

    def connect(self, connection: Connection) -> None:
        """Let the engine read there. Raises CdmUnreachable."""

    def selects(self) -> Mapping[TableName, str]:
        """Each table's rows, in the SQL of a connection that was let in."""

    def vocabulary(self) -> Asked:
        """Whoever answers about single concepts."""


def open_beside(settings: Settings, path: Path, place: Place) -> Connection:
    """The database file ``path`` with a view for each of the CDM's clinical tables in schema ``cdm``.

    The vocabulary stands where the lake has its own, in ``lake.vocabulary``: what reads the one reads the other.
    """
    connection = open_engine(settings, path)
    place.connect(connection)
    connection.execute("CREATE SCHEMA cdm")
    selects = place.selects()
    for (schema, table), select in selects.items():
        if schema == "cdm":
            connection.execute(f"CREATE VIEW cdm.{quoted(table)} AS {select}")
    present_vocabulary(connection, selects)
    return connection


def close_beside(connection: Connection) -> None:
    """Close it, and leave in its file nothing of the CDM's."""
    connection.execute("DROP SCHEMA cdm CASCADE")
    connection.close()


def present_vocabulary(connection: Connection, selects: Mapping[TableName, str]) -> None:
    """Attach ``lake`` in memory, with the vocabulary's tables as views; one that is not there has no rows."""
    connection.execute("ATTACH ':memory:' AS lake; CREATE SCHEMA lake.vocabulary")
    for table in CDM.in_schema("vocabulary"):
        select = selects.get(("vocabulary", table.name)) or no_rows(table)
        connection.execute(f"CREATE VIEW lake.vocabulary.{quoted(table.name)} AS {select}")


def no_rows(table: Table) -> str:
    """A query that has the table's columns and no rows."""
    cells = ", ".join(f"CAST(NULL AS {column_type(one, 'duckdb')}) AS {quoted(one.name)}" for one in table.fields)
    return f"SELECT {cells} WHERE false"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the columns of one table of CDM 5.4 come from, in a table of 5.3 or 5.4."""

    columns: tuple[tuple[Field, str | None], ...]
    """Each column and the name of its source, None where it has none."""
    missing: tuple[str, ...]
    """Columns that both versions require and that have none: whatever stood in their place would be an invention."""

    @property
    def empty(self) -> tuple[str, ...]:
        """Columns that are NULL throughout."""
        return tuple(one.name for one, source in self.columns if source is None)


def sources(table: Table, there: set[str]) -> Sources:
    """Where the columns of ``table`` come from; ``there`` are the names in lower case of what can be read."""
    found = tuple((one, source_column(table.name, one.name, there)) for one in table.fields)
    missing = tuple(one.name for one, source in found if source is None and _is_needed(table, one))
    return Sources(found, missing)


def _is_needed(table: Table, one: Field) -> bool:
    return (one.required or one.primary_key) and (table.name, one.name) not in NEW_REQUIRED
