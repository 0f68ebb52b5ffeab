"""Rows from the lake to PostgreSQL: the engine's scanner streams them as a binary COPY, a table a transaction."""

from contextlib import suppress
from types import TracebackType

from asan.kit.errors import AsanError
from asan.omop.cdm.model import Table
from asan.omop.ddl import quoted
from asan.warehouse.connection import Connection, EngineError, close_engine, open_engine
from asan.warehouse.engines.base import Schema
from asan.warehouse.engines.lake_schema import read_schema
from asan.warehouse.extensions import load_extensions
from asan.warehouse.extensions import quoted as escaped
from asan.warehouse.hashes import table_hash
from asan.warehouse.lake import Lake
from asan.warehouse.postgres_secret import create_secret
from asan.warehouse.target.address import Address
from asan.warehouse.target.errors import NulInText, TargetFailed
from asan.warehouse.target.server import Lost

# What libpq says through the engine when the server is gone; the engine has no kinds of error for it.
_GONE = (
    "server closed the connection",
    "terminating connection",
    "unable to connect",
    "could not connect",
    "connection refused",
    "no connection to the server",
    "connection not open",
    "could not receive data",
    "could not send data",
    "ssl connection has been closed",
    "ssl syscall error",
    "the database system is",
    "connection timed out",
)


class Copier:
    """The lake at a version, and the way from it to the schema ``into`` of the target.

    A connection that breaks in the middle of a COPY invalidates the engine as a whole, so this one is its own, and is
    opened anew after any error.
    """

    def __init__(self, lake: Lake, version: int, address: Address, into: str) -> None:
        self._lake = lake
        self._version = version
        self._address = address
        self._into = into
        self._engine: Connection | None = None
        self._known: Schema | None = None

    def __enter__(self) -> "Copier":
        """Nothing is opened until it is needed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the engine."""
        self._close()

    def counts(self, table: Table) -> dict[str, int]:
        """Values by column that OMOP requires, and rows under the empty name. A table the lake lacks is empty."""
        required = [field.name for field in table.fields if field.required]
        columns = "".join(f", count({self._cell(table, name)})" for name in required)
        row = self._reader().execute(f"SELECT count(*){columns} FROM {self.source(table)}").fetchall()[0]
        return dict(zip(["", *required], row, strict=True))

    def source(self, table: Table) -> str:
        """The table at the version, for a FROM clause; no row where the lake has none."""
        if self._columns(table):
            return f"lake.{table.schema}.{quoted(table.name)} AT (VERSION => {self._version})"
        return "(SELECT 1 WHERE false)"

    def select(self, table: Table) -> str:
        """The table's rows in OMOP's columns; one that an older snapshot lacks is empty."""
        cells = ", ".join(f"{self._cell(table, name)} AS {quoted(name)}" for name in table.columns)
        return f"SELECT {cells} FROM {self.source(table)}"

    def hash(self, table: Table) -> str:
        """The hash of the table's rows, as `asan.warehouse.hashes` makes it."""
        return table_hash(self._reader(), f"({self.select(table)})")

    def copy(self, table: Table) -> None:
        """Add the table's rows to the target's. Raises Lost, NulInText, TargetFailed: then none was added."""
        columns = ", ".join(map(quoted, table.columns))
        sql = f"INSERT INTO target.{quoted(self._into)}.{table.name} ({columns}) {self.select(table)}"
        try:
            self._writer().execute(sql)
        except EngineError as error:
            self._close()
            raise self._named(table, str(error)) from None

    def _cell(self, table: Table, column: str) -> str:
        return quoted(column) if column in self._columns(table) else "NULL"

    def _columns(self, table: Table) -> frozenset[str]:
        if self._known is None:
            self._known = read_schema(self._reader(), self._version)
        return frozenset(column.name for column in self._known.get((table.schema, table.name), ()))

    def _reader(self) -> Connection:
        if self._engine is None:
            self._engine = open_engine(self._lake.settings)
            self._lake.attach(self._engine, read_only=True)
        return self._engine

    def _writer(self) -> Connection:
        engine = self._reader()
        if not engine.execute("SELECT 1 FROM duckdb_databases() WHERE database_name = 'target'").fetchall():
            load_extensions(engine, ["postgres_scanner"])
            create_secret(
                engine, "target_password", {"password": self._address.password} if self._address.password else {}
            )
            engine.execute(
                f"ATTACH '{escaped(self._address.conninfo)}' AS target "
                f"(TYPE postgres, SECRET target_password, SCHEMA '{escaped(self._into)}')"
            )
        return engine

    def _named(self, table: Table, text: str) -> Exception:
        if "NULL-byte" in text:
            return NulInText(where=", ".join(self._texts_with_nul(table)) or table.name)
        if any(said in text.lower() for said in _GONE):
            return Lost(self._first_line(text))
        return self.failed(table.name, text)

    def failed(self, step: str, text: str) -> AsanError:
        """The engine's complaint as ours."""
        return TargetFailed(target=self._address.shown, step=step, detail=self._first_line(text))

    def _first_line(self, text: str) -> str:
        """The lines after it quote rows. The password is in none today; that must not hang on another's wording."""
        first = text.strip().split("\n", maxsplit=1)[0]
        if self._address.password:
            first = first.replace(self._address.password, "***")
        return " ".join(first.split())[:300]

    def _texts_with_nul(self, table: Table) -> list[str]:
        """Each column that holds NUL, with the number of its rows."""
        texts = [f.name for f in table.fields if f.type.startswith("varchar") and f.name in self._columns(table)]
        counts = ", ".join(f"count(*) FILTER (contains({quoted(name)}, chr(0)))" for name in texts)
        found = self._reader().execute(f"SELECT {counts} FROM {self.source(table)}").fetchall()[0]
        return [f"{table.name}.{name} ({count:,})" for name, count in zip(texts, found, strict=True) if count]

    def _close(self) -> None:
        if self._engine is not None:
            with suppress(EngineError):
                close_engine(self._engine)
            self._engine = None
