"""COPY (question) TO STDOUT: rows as a file, in PostgreSQL's text, CSV and binary formats."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.wire.errors import BadSetting, Unsupported
from asan.gateway.wire.messages import framed
from asan.gateway.wire.portal import Rows
from asan.gateway.wire.rows import copy_lines, copy_rows, pieces
from asan.gateway.wire.values import in_text

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_TRAILER: Final = struct.pack("!h", -1)
_TRUE: Final = frozenset({"true", "on", "1"})
_KNOWN: Final = frozenset({"format", "header", "delimiter", "null", "quote", "escape", "encoding"})


@dataclass(frozen=True, slots=True)
class CopyFormat:
    """How a copy is written."""

    kind: str
    delimiter: str
    null: str
    header: bool
    quote: str
    escape: str

    @property
    def number(self) -> int:
        """0 for text, 1 for binary."""
        return int(self.kind == "binary")

    def messages(self, rows: Rows, batches: Iterator[pa.RecordBatch]) -> Iterator[bytes | memoryview]:
        """CopyData messages of ``batches``."""
        if self.kind == "binary":
            yield from _binary(batches)
            return
        if self.header:
            names = pa.table([pa.array([name]) for name in rows.names or rows.schema.names], [""] * len(rows.schema))
            yield copy_lines(self._lines(names.to_batches()[0]))
        for batch in batches:
            for piece in pieces(batch):
                yield copy_lines(self._lines(piece))

    def _lines(self, batch: pa.RecordBatch) -> pa.Array:
        if not batch.num_columns:
            return pa.array(["\n"] * batch.num_rows)
        write: Callable[[pa.Array], pa.Array] = self._quoted if self.kind == "csv" else self._escaped
        cells = [pc.fill_null(write(in_text(column).cast(pa.string())), self.null) for column in batch.columns]
        joined = pc.binary_join_element_wise(*cells, self.delimiter) if len(cells) > 1 else cells[0]
        return pc.binary_join_element_wise(joined, "\n", "")

    def _escaped(self, values: pa.Array) -> pa.Array:
        for raw, written in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
            values = pc.replace_substring(values, raw, written)
        return values if self.delimiter == "\t" else pc.replace_substring(values, self.delimiter, "\\" + self.delimiter)

    def _quoted(self, values: pa.Array) -> pa.Array:
        doubled = pc.replace_substring(values, self.quote, self.escape + self.quote)
        if self.escape != self.quote:
            doubled = pc.replace_substring(
                pc.replace_substring(values, self.escape, self.escape * 2), self.quote, self.escape + self.quote
            )
        needed = pc.equal(values, self.null)
        for mark in (self.delimiter, self.quote, "\n", "\r"):
            needed = pc.or_(needed, pc.match_substring(values, mark))
        return pc.if_else(needed, pc.binary_join_element_wise(self.quote, doubled, self.quote, ""), values)


def _binary(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes | memoryview]:
    """The signature stands in one message with the first row, as PostgreSQL itself sends it."""
    before = _SIGNATURE
    for batch in batches:
        for piece in pieces(batch):
            if before:
                first = bytes(copy_rows(piece.slice(0, 1)))
                yield framed(b"d", before + first[5:])
                before = b""
                piece = piece.slice(1)
            yield copy_rows(piece)
    yield framed(b"d", before + _TRAILER)


def copy_format(options: Mapping[str, str]) -> CopyFormat:
    """The format that a COPY's options ask for. Raises Unsupported, BadSetting."""
    unknown = set(options) - _KNOWN
    if unknown:
        raise Unsupported(what=f"COPY with {', '.join(sorted(unknown))}")
    kind = options.get("format", "text").lower()
    if kind not in ("text", "csv", "binary"):
        raise BadSetting(name="format", value=kind, allowed="text, csv, binary")
    if options.get("encoding", "utf8").lower().replace("-", "") not in ("utf8", "unicode"):
        raise BadSetting(name="encoding", value=options["encoding"], allowed="UTF8")
    csv = kind == "csv"
    quote = options.get("quote", '"')
    found = CopyFormat(
        kind=kind,
        delimiter=options.get("delimiter", "," if csv else "\t"),
        null=options.get("null", "" if csv else "\\N"),
        header=options.get("header", "false").lower() in _TRUE,
        quote=quote,
        escape=options.get("escape", quote),
    )
    for name in ("delimiter", "quote", "escape"):
        if len(getattr(found, name).encode()) != 1:
            raise BadSetting(name=name, value=getattr(found, name), allowed="one character")
    return found
