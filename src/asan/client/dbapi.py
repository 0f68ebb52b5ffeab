"""DB-API 2.0 (PEP 249): what Python's data tools expect of a database. Read-only, streaming, shareable by threads."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from asan.client import connection as _connection
from asan.client.answer import Answer
from asan.client.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    Own,
    ProgrammingError,
)
from asan.client.parameters import Parameters

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]

apilevel: Final = "2.0"
threadsafety: Final = 2
paramstyle: Final = "qmark"

Date = dt.date
Time = dt.time
Timestamp = dt.datetime
Binary = bytes
DateFromTicks = dt.date.fromtimestamp
TimestampFromTicks = dt.datetime.fromtimestamp


def TimeFromTicks(ticks: float) -> dt.time:
    """The time of day at ``ticks`` seconds since 1970, here."""
    return dt.datetime.fromtimestamp(ticks).time()


class Warning(Exception):
    """Part of DB-API 2.0. A truncated answer warns with TruncatedAnswer, as Python's warnings do."""


class TypeObject:
    """Equal to the type codes, Arrow's names of types, that begin with one of its words."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, str) and other.startswith(self._words))

    def __hash__(self) -> int:
        return hash(self._words)


STRING = TypeObject("string", "large_string", "dictionary")
BINARY = TypeObject("binary", "large_binary", "fixed_size_binary")
NUMBER = TypeObject("int", "uint", "float", "double", "halffloat", "decimal", "bool")
DATETIME = TypeObject("date", "time", "duration", "month_day_nano_interval")
ROWID = TypeObject("rowid")


def connect(url: str | None = None, token: str | None = None, **options: Any) -> "Connection":
    """A connection; arguments as for `asan.connect`."""
    return Connection(_connection.connect(url, token, **options))


class Connection:
    """A connection of DB-API 2.0; ``client`` is the same as `asan.connect` gives."""

    Warning = Warning
    Error = Error
    InterfaceError = InterfaceError
    DatabaseError = DatabaseError
    DataError = DataError
    OperationalError = OperationalError
    IntegrityError = IntegrityError
    InternalError = InternalError
    ProgrammingError = ProgrammingError
    NotSupportedError = NotSupportedError

    def __init__(self, client: _connection.Connection) -> None:
        self.client = client

    def cursor(self) -> "Cursor":
        """A new cursor."""
        self.client._open()
        return Cursor(self)

    def commit(self) -> None:
        """Nothing: a reader has nothing to commit."""
        self.client._open()

    def rollback(self) -> None:
        """Nothing: a reader has nothing to take back."""
        self.client._open()

    def close(self) -> None:
        """End the connection."""
        self.client.close()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Cursor:
    """One question at a time; rows come from the server as they are fetched."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.arraysize = 1
        self._closed = False
        self._answer: Answer | None = None
        self._rows: Iterator[tuple[Any, ...]] | None = None

    @property
    def description(self) -> list[tuple[Any, ...]] | None:
        """Name and type of each column of the answer; precision and scale of decimals."""
        if self._answer is None:
            return None
        return [(field.name, str(field.type), None, None, *_digits(field.type), True) for field in self._answer.schema]

    @property
    def rowcount(self) -> int:
        """How many rows the answer has, once all were fetched; -1 before."""
        known = self._answer is not None and self._rows is None
        return self._answer.rows_read if known and self._answer is not None else -1

    @property
    def answer(self) -> Answer:
        """The answer behind the cursor: its masks, snapshot and audit record. Raises InterfaceError without one."""
        if self._closed or self._answer is None:
            raise Own.error("closed", self.connection.client.language)
        return self._answer

    def execute(self, operation: str, parameters: Parameters = None) -> "Cursor":
        """Ask one SELECT, with a value for each ``?`` (or by name for ``$name``)."""
        self._forget()
        self._answer = self.connection.client.query(operation, parameters)
        self._rows = self._answer.rows()
        return self

    def executemany(self, operation: str, seq_of_parameters: Sequence[Parameters]) -> None:
        """Not for readers. Raises NotSupportedError."""
        raise Own.error("read_only", self.connection.client.language, what="executemany")

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None after the last."""
        answer = self.answer
        if self._rows is None:
            return None
        row = next(self._rows, None)
        if row is None and answer.truncated is not None:
            self._rows = None
        return row

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next ``size`` rows (default: ``arraysize``), fewer at the end."""
        rows: list[tuple[Any, ...]] = []
        while len(rows) < (self.arraysize if size is None else size) and (row := self.fetchone()) is not None:
            rows.append(row)
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return list(self)

    def fetch_arrow_table(self) -> pa.Table:
        """The whole answer as an Arrow table; no row may have been fetched."""
        table = self.answer.table()
        self._rows = None
        return table

    def fetch_record_batch(self) -> pa.RecordBatchReader:
        """The whole answer as a stream of Arrow batches; no row may have been fetched."""
        return self.answer.reader()

    def setinputsizes(self, sizes: object) -> None:
        """Nothing: values carry their types."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Nothing: values come whole."""

    def close(self) -> None:
        """End the question, and the server's work for it."""
        self._forget()
        self._closed = True

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while (row := self.fetchone()) is not None:
            yield row

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget(self) -> None:
        if self._closed:
            raise Own.error("closed", self.connection.client.language)
        if self._answer is not None:
            self._answer.close()
        self._answer, self._rows = None, None


def _digits(type_: pa.DataType) -> tuple[int | None, int | None]:
    return (type_.precision, type_.scale) if pa.types.is_decimal(type_) else (None, None)
