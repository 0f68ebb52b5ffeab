"""The tables in a folder: which file holds which table of the CDM, and which columns it has."""

from dataclasses import dataclass
from pathlib import Path

from asan.modules.etl.cdm_import.errors import NoCdm, TableTwice, TableUnreadable
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.extensions import quoted

_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv")
# Cohorts hold persons, and belong to the platform's own cohorts rather than to a snapshot of the CDM.
IMPORTED = {name: table for name, table in CDM.tables.items() if table.schema != "results"}


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file and its table, or a folder of Parquet files that make up the table, as Spark writes one."""

    table: str
    path: Path

    @property
    def is_text(self) -> bool:
        """CSV rather than Parquet."""
        return self.path.is_file() and not self.path.name.lower().endswith(".parquet")

    @property
    def relation(self) -> str:
        """The file as the engine reads it: Parquet with its types, CSV with every cell as text."""
        name = quoted(self.path)
        if self.path.is_dir():
            return f"read_parquet('{name}/*.parquet')"
        if not self.is_text:
            return f"read_parquet('{name}')"
        return f"read_csv('{name}', all_varchar=true, header=true, nullstr='', sample_size=2000, {_signs(self.path)})"

    def columns(self, connection: Connection) -> dict[str, tuple[str, str]]:
        """The file's own name and type of each column, by its name in lower case. Raises TableUnreadable."""
        try:
            rows = connection.execute(f"DESCRIBE FROM {self.relation}").fetchall()
        except (EngineError, UnicodeDecodeError) as error:
            raise unreadable(self, error) from error
        return {str(row[0]).lower().strip().strip('"'): (str(row[0]), str(row[1])) for row in rows}


def find_tables(folder: Path) -> tuple[list[TableFile], list[str]]:
    """The CDM's tables in ``folder``, in the model's order, and the names of other data files, which stay outside.

    Raises NoCdm and TableTwice.
    """
    if not folder.is_dir():
        raise NoCdm(path=folder)
    found: dict[str, TableFile] = {}
    unknown = []
    for path in sorted(folder.iterdir()):
        ending = next((one for one in _ENDINGS if path.name.lower().endswith(one)), None)
        if path.is_dir() and any(path.glob("*.parquet")):
            ending = ending or ""
        elif ending is None or not path.is_file():
            continue
        table = path.name.lower().removesuffix(ending)
        if table not in IMPORTED:
            unknown.append(path.name)
        elif table in found:
            raise TableTwice(first=found[table].path.name, second=path.name)
        else:
            found[table] = TableFile(table, path)
    if "person" not in found:
        raise NoCdm(path=folder)
    return [found[name] for name in IMPORTED if name in found], unknown


def unreadable(file: TableFile, error: BaseException) -> TableUnreadable:
    """The named error for what the engine says of a file."""
    return TableUnreadable(file=file.path.name, detail=" ".join(str(error).split())[:300])


def _signs(path: Path) -> str:
    """Vocabulary files may be Athena's, with tabs and no quoting; others are comma-separated."""
    if path.name.lower().endswith(".gz"):
        return """delim=',', quote='"', escape='"'"""
    with path.open("rb") as file:
        header = file.readline(20_000)
    if b"\t" in header:
        return "delim='\t', quote='', escape=''"
    return """delim=',', quote='"', escape='"'"""
