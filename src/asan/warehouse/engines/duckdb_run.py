"""Runs a statement on a DuckDB connection: streaming Arrow, errors told apart without their data."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa
from sqlglot import exp

from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.engines.base import Rows
from asan.warehouse.engines.faults import Failed, Fault, Interrupted, MemoryExceeded, Unreadable

BATCH_ROWS = 2048
# While rows stream, Arrow's reader wraps the engine's errors, in errors of the operating system too.
_ENGINE_ERRORS = (EngineError, pa.ArrowException, OSError)
_NAMING_ERRORS = ("BinderException", "CatalogException", "ParserException", "SyntaxException")


def text_of(statement: exp.Expr) -> str:
    """The statement in DuckDB's SQL, every name quoted."""
    return statement.sql(dialect="duckdb", identify=True, comments=False)


Naming = Callable[[str], Fault | None]
"""An engine's own view of an error's text; None where it has none."""


def _nothing(_text: str) -> Fault | None:
    return None


@contextmanager
def faults(naming: Naming = _nothing) -> Iterator[None]:
    """What the engine raises in the block, as a kind of Fault but Missing."""
    try:
        yield
    except _ENGINE_ERRORS as error:
        raise naming(str(error)) or _fault(error) from None


def run(connection: Connection, sql: str, parameters: Mapping[str, object], naming: Naming = _nothing) -> Rows:
    """Run ``sql``; rows are computed as they are read. Raises the kinds of Fault but Missing, while reading too."""
    with faults(naming):
        connection.execute(sql, dict(parameters))
        reader = connection.to_arrow_reader(BATCH_ROWS)
    return Rows(reader.schema, _read(reader, naming))


def keep(
    connection: Connection,
    name: str,
    sql: str,
    parameters: Mapping[str, object],
    naming: Naming = _nothing,
) -> None:
    """Make the temporary table ``name`` of the answer of ``sql``. Raises the kinds of Fault but Missing."""
    with faults(naming):
        connection.execute(f'CREATE TEMP TABLE "{name}" AS {sql}', dict(parameters))


def keep_rows(connection: Connection, name: str, rows: pa.Table, naming: Naming = _nothing) -> None:
    """Make the temporary table ``name`` of ``rows``. Raises the kinds of Fault but Missing."""
    given = f"{name} as given"
    with faults(naming):
        connection.register(given, rows)
    try:
        keep(connection, name, f'SELECT * FROM "{given}"', {}, naming)
    finally:
        with faults(naming):
            connection.unregister(given)


def _read(reader: pa.RecordBatchReader, naming: Naming) -> Iterator[pa.RecordBatch]:
    with faults(naming):
        yield from reader


def _fault(error: Exception) -> Fault:
    """The engine's error by its kind. Only complaints about names keep their text: they know no values."""
    kind = _kind_of(error)
    if kind == "InterruptException":
        return Interrupted()
    if kind == "OutOfMemoryException":
        return MemoryExceeded()
    if kind in _NAMING_ERRORS:
        return Unreadable(str(error).strip().splitlines()[0])
    return Failed(kind.removesuffix("Exception").lower() or "engine")


def _kind_of(error: Exception) -> str:
    """The name of the engine's exception; while rows stream, Arrow wraps it and only its first word is left."""
    if isinstance(error, EngineError):
        return type(error).__name__
    found = re.search(r"(Interrupt|Out of Memory|Conversion|Out of Range|Invalid Input)", str(error), re.IGNORECASE)
    word = found.group(1).title().replace(" ", "") if found else ""
    return f"{word}Exception"
