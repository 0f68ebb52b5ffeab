"""A statement that answers with rows, and how far a client has read them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from asan.gateway.execution import Cancellation
from asan.gateway.wire.messages import Field
from asan.gateway.wire.types import modifier_of, type_of


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are computed as they are read. ``close`` ends their work, read or not."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    close: Callable[[], None]
    names: Sequence[str] | None = None
    """The columns' names where they are not the schema's."""

    def fields(self, formats: Sequence[int]) -> list[Field]:
        """The columns as a client is told of them."""
        names = self.names or self.schema.names
        told = []
        for name, column, format_ in zip(names, self.schema, self.formats(formats), strict=True):
            type_ = type_of(column.type)
            told.append(Field(name, type_.oid, type_.width, modifier_of(column.type), format_))
        return told

    def formats(self, asked: Sequence[int]) -> list[int]:
        """One format a column: none asked is text for all, one asked is for all."""
        if len(asked) == len(self.schema):
            return list(asked)
        return [asked[0] if asked else 0] * len(self.schema)


class Reading:
    """Rows in the order of their reading, a limited number at a time."""

    def __init__(self, rows: Rows, cancellation: Cancellation) -> None:
        self.rows = rows
        self.cancellation = cancellation
        self.done = False
        self._rest: pa.RecordBatch | None = None

    def take(self, most: int | None) -> Iterator[pa.RecordBatch]:
        """The next rows, all of them or ``most``; ``done`` says whether it found their end."""
        left = most
        while left is None or left > 0:
            batch = self._rest if self._rest is not None else next(self.rows.batches, None)
            self._rest = None
            if batch is None:
                self.close()
                return
            if left is not None and batch.num_rows > left:
                batch, self._rest = batch.slice(0, left), batch.slice(left)
            left = None if left is None else left - batch.num_rows
            yield batch

    def close(self) -> None:
        """Read no further."""
        self.done = True
        self._rest = None
        self.rows.close()
