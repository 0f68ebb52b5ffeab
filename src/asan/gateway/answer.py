"""What the gateway gives back: Arrow batches, and what was done to them on the way."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from asan.warehouse.engines.base import State


class Answer:
    """Rows of one question, read once: by ``batches``, by ``reader()`` or by ``table()``.

    ``truncated`` says whether rows beyond the limit were left out; it is final when the rows have been read, or from
    the start where they are all ``computed``.
    ``masked`` maps an output column to the name of the mask that touched its values. ``snapshot``
    says what was read: None only where no table of a snapshot was asked; its version is None for a CDM in place.
    ``close()`` stops the engine and frees its memory.
    """

    def __init__(
        self,
        *,
        schema: pa.Schema,
        batches: Iterator[pa.RecordBatch],
        snapshot: "State | None",
        masked: Mapping[str, str],
        audit_id: int,
        sql_run: str,
        milliseconds: float,
        truncated: bool = False,
        computed: bool = False,
    ) -> None:
        self.schema = schema
        self.batches = batches
        self.snapshot = snapshot
        self.masked = dict(masked)
        self.audit_id = audit_id
        self.sql_run = sql_run
        self.milliseconds = milliseconds
        self.truncated = truncated
        self.computed = computed

    def reader(self) -> pa.RecordBatchReader:
        """The rows as a stream, as Arrow's writers want it."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches)

    def table(self) -> pa.Table:
        """All rows in memory."""
        return pa.Table.from_batches(self.batches, schema=self.schema)

    def rows(self) -> list[dict[str, object]]:
        """All rows as dictionaries, dates and numbers as Python's."""
        result: list[dict[str, object]] = self.table().to_pylist()
        return result

    def close(self) -> None:
        """Stop reading: the engine ends its work, the audit says how many rows had been read."""
        close = getattr(self.batches, "close", None)
        if close is not None:
            close()
