"""CSV as spreadsheets here open it: UTF-8 with a byte order mark, and no cell that they would run as a formula.

A text cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return gets an apostrophe in front
(OWASP's advice against CSV injection); numbers and dates are written from their types and stay as they are.
Parquet exports hold the values unchanged.
"""

from types import TracebackType
from typing import BinaryIO, Self

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

BOM = b"\xef\xbb\xbf"
_RISKY = r"^([=+\-@\t\r])"


class CsvFile:
    """Writes record batches of one schema to ``sink``, which stays the caller's to close; a context manager."""

    def __init__(self, sink: BinaryIO, schema: pa.Schema) -> None:
        sink.write(BOM)
        self._schema = pa.schema([pa.field(field.name, _written_type(field.type)) for field in schema])
        self._writer = csv.CSVWriter(sink, self._schema, write_options=csv.WriteOptions(batch_size=4096))

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the batch's rows."""
        self._writer.write_batch(
            pa.RecordBatch.from_arrays([_written(column) for column in batch.columns], schema=self._schema)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def _written_type(kind: pa.DataType) -> pa.DataType:
    return kind if _is_number(kind) or pa.types.is_date(kind) else pa.string()


def _written(column: pa.Array) -> pa.Array:
    if _is_number(column.type) or pa.types.is_date(column.type):
        return column
    text = column.cast(pa.string())
    if pa.types.is_timestamp(column.type):
        # Whole seconds without a tail of zeros, which spreadsheets would not read as a time.
        return pc.replace_substring_regex(text, r"\.0+$", "")
    return pc.replace_substring_regex(text, _RISKY, r"'\1")
