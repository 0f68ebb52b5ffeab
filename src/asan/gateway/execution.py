"""Runs a rewritten question on the reader: streaming Arrow, stopped at its time limit, errors without data."""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from asan.gateway.errors import BadSql, OutOfMemory, QuestionFailed, TimedOut
from asan.kit.errors import AsanError
from asan.warehouse.connection import Connection, EngineError

BATCH_ROWS = 2048
# While rows stream, Arrow's reader wraps the engine's errors, in errors of the operating system too.
_ENGINE_ERRORS = (EngineError, pa.ArrowException, OSError)
_NAMING_ERRORS = ("BinderException", "CatalogException", "ParserException", "SyntaxException")


@dataclass(slots=True)
class Run:
    """A question on the engine: its columns, and its rows as they come."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Execution:
    """One question's connection and clock. ``close`` ends both, whatever state they are in."""

    def __init__(self, connection: Connection, seconds: float) -> None:
        self.connection = connection
        self.seconds = seconds
        self.expired = False
        self.closed = False
        self.timer = threading.Timer(seconds, self._expire)
        self.timer.daemon = True

    def start(self, sql: str, parameters: Mapping[str, object]) -> Run:
        """Run ``sql``; rows are computed as they are read. Raises BadSql, QuestionFailed, TimedOut, OutOfMemory."""
        self.timer.start()
        try:
            self.connection.execute(sql, dict(parameters))
            reader = self.connection.to_arrow_reader(BATCH_ROWS)
        except _ENGINE_ERRORS as error:
            raise self.named(error) from None
        if any(_is_ambiguous(field.type) for field in reader.schema):
            raise BadSql(detail="a struct needs a name for each of its fields, as in {'a': 1, 'b': 2}")
        return Run(reader.schema, self._read(reader))

    def _read(self, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        try:
            yield from reader
        except _ENGINE_ERRORS as error:
            raise self.named(error) from None

    def close(self) -> None:
        """Stop the clock and the engine's work; a second time does nothing."""
        self.timer.cancel()
        if not self.closed:
            self.closed = True
            self.connection.interrupt()
            self.connection.close()

    def _expire(self) -> None:
        self.expired = True
        if not self.closed:
            self.connection.interrupt()

    def named(self, error: Exception) -> AsanError:
        """The engine's error as one of ours. Only complaints about names keep their text: they know no values."""
        kind = _kind_of(error)
        if self.expired or kind == "InterruptException":
            return TimedOut(seconds=f"{self.seconds:g}")
        if kind == "OutOfMemoryException":
            return OutOfMemory()
        if kind in _NAMING_ERRORS:
            return BadSql(detail=str(error).strip().splitlines()[0][:300])
        return QuestionFailed(kind=kind.removesuffix("Exception").lower() or "engine")


def _is_ambiguous(type_: pa.DataType) -> bool:
    """Whether a type holds a struct with two fields of one name, which neither JSON nor Python can hold."""
    fields = [type_.field(index) for index in range(type_.num_fields)]
    repeats = len({field.name for field in fields}) < len(fields)
    return repeats or any(_is_ambiguous(field.type) for field in fields)


def _kind_of(error: Exception) -> str:
    """The name of the engine's exception; while rows stream, Arrow wraps it and only its first word is left."""
    if isinstance(error, EngineError):
        return type(error).__name__
    found = re.search(r"(Interrupt|Out of Memory|Conversion|Out of Range|Invalid Input)", str(error), re.IGNORECASE)
    word = found.group(1).title().replace(" ", "") if found else ""
    return f"{word}Exception"
