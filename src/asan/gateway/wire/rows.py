"""Batches of rows as the messages that carry them, put together by Arrow's kernels: no loop over rows in Python."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.wire.values import in_binary, in_text

PIECE_BYTES: Final = 1 << 20
"""Rows are written in pieces of about this size: what a client that does not read can make us hold."""


def data_rows(batch: pa.RecordBatch, formats: Sequence[int]) -> memoryview:
    """One DataRow message a row; ``formats`` says of each column whether it goes in text (0) or in binary (1)."""
    return _messages(b"D", _tuples(batch, formats), batch.num_rows)


def copy_rows(batch: pa.RecordBatch) -> memoryview:
    """One CopyData message a row, in COPY's binary format."""
    return _messages(b"d", _tuples(batch, [1] * batch.num_columns), batch.num_rows)


def copy_lines(lines: pa.Array) -> memoryview:
    """One CopyData message a line."""
    return _messages(b"d", [lines.cast(pa.binary())], len(lines))


def pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """``batch`` in parts of about `PIECE_BYTES`."""
    parts = max(1, min(batch.num_rows, int(batch.nbytes // PIECE_BYTES) + 1))
    size = -(-batch.num_rows // parts) or 1
    for start in range(0, batch.num_rows, size):
        yield batch.slice(start, size)


def _tuples(batch: pa.RecordBatch, formats: Sequence[int]) -> list[pa.Array]:
    """The parts of each row: the number of its fields, then of each field its length and its bytes."""
    parts: list[Any] = [pa.scalar(struct.pack("!H", batch.num_columns), pa.binary())]
    for column, format_ in zip(batch.columns, formats, strict=True):
        parts.extend(_with_length(in_binary(column) if format_ else in_text(column)))
    return parts


def _with_length(values: pa.Array) -> list[pa.Array]:
    if pa.types.is_fixed_size_binary(values.type) and not values.null_count:
        width = values.type.byte_width
        return [pa.scalar(struct.pack("!i", width), pa.binary()), values.cast(pa.binary())]
    lengths = pc.fill_null(pc.binary_length(values), -1)
    return [_int32(lengths), pc.fill_null(values.cast(pa.binary()), b"")]


def _int32(numbers: pa.Array) -> pa.Array:
    """Each number as the four bytes that messages hold it in."""
    raw = numbers.to_numpy(zero_copy_only=False).astype(">i4").tobytes()
    ends = np.arange(0, len(raw) + 1, 4, dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), len(numbers), [None, pa.py_buffer(ends), pa.py_buffer(raw)])


def _messages(kind: bytes, parts: list[pa.Array], rows: int) -> memoryview:
    if rows == 0:
        return memoryview(b"")
    size = np.full(rows, 4, dtype=np.int64)
    for part in parts:
        if isinstance(part, pa.Scalar):
            size += len(part.as_py())
        else:
            size += pc.binary_length(part).to_numpy(zero_copy_only=False)
    joined = pc.binary_join_element_wise(
        pa.scalar(kind, pa.binary()), _int32(pa.array(size)), *parts, pa.scalar(b"", pa.binary())
    )
    ends = np.frombuffer(joined.buffers()[1], np.int32)
    return memoryview(joined.buffers()[2])[: int(ends[len(joined)])]
