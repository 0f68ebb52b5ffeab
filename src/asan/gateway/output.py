"""Answers as text and bytes: a table for the terminal, CSV, JSON, Arrow's stream."""

import csv
import datetime as dt
import json
import shutil
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, TextIO
from uuid import UUID

import pyarrow as pa
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from asan.gateway.answer import Answer
from asan.gateway.errors import OutOfMemory


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates in ISO form, whole decimals as integers, other decimals as text."""
    match value:
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta() | UUID():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case bytes():
            return value.hex()
        case float() if value != value or value in (float("inf"), float("-inf")):
            return None
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
    return value


def rows_of(answer: Answer, *, most_bytes: int | None = None) -> Iterator[list[Any]]:
    """The answer's rows as lists, by position: two columns may have one name.

    Raises OutOfMemory where they are larger than ``most_bytes``: for callers that keep them all.
    """
    size = 0
    for batch in answer.batches:
        size += batch.nbytes
        if most_bytes is not None and size > most_bytes:
            raise OutOfMemory()
        columns = [column.to_pylist() for column in batch.columns]
        yield from (list(row) for row in zip(*columns, strict=True))


def write_json(answer: Answer, out: TextIO) -> None:
    """A list of objects, one a row."""
    names = unique_names(answer.schema)
    out.write("[")
    for index, row in enumerate(rows_of(answer)):
        out.write(",\n " if index else "\n ")
        json.dump(dict(zip(names, map(plain, row), strict=True)), out, ensure_ascii=False)
    out.write("\n]\n")


def write_csv(answer: Answer, out: TextIO) -> None:
    """RFC 4180 with a header; NULL is an empty field, an empty text is quoted."""
    writer = csv.writer(out, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else csv.QUOTE_MINIMAL)
    csv.writer(out).writerow(answer.schema.names)
    for row in rows_of(answer):
        writer.writerow([plain(value) for value in row])


def write_arrow(answer: Answer, out: BinaryIO) -> None:
    """Arrow's IPC stream."""
    with pa.ipc.new_stream(out, answer.schema) as writer:
        for batch in answer.batches:
            writer.write_batch(batch)


def write_table(answer: Answer, out: TextIO, *, width: int | None = None) -> None:
    """A table for people; a masked column's head carries the mask's name.

    On a terminal (or for a given ``width``) a table too wide to show whole becomes one block of lines a row.
    """
    heads = [f"{name} ({mask})" if (mask := answer.masked.get(name)) else name for name in answer.schema.names]
    rows = [["" if value is None else _printable(str(plain(value))) for value in row] for row in rows_of(answer)]
    if width is None and out.isatty():
        width = shutil.get_terminal_size().columns
    if width is not None and _table_width(heads, rows) > width:
        _write_blocks(heads, rows, out)
        return
    table = Table(show_lines=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    # Into a file or pipe the table goes as wide as it is.
    Console(file=out, markup=False, highlight=False, width=width or _table_width(heads, rows)).print(table)


def _printable(text: str) -> str:
    """A value must not steer the terminal: control characters are shown as a replacement."""
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" and c not in "\n\t" else c for c in text)


def _table_width(heads: list[str], rows: list[list[str]]) -> int:
    """How many cells of a terminal the table takes; a Korean letter takes two."""
    columns = zip(heads, *rows, strict=True)
    return 1 + sum(3 + max(cell_len(line) for text in column for line in text.split("\n")) for column in columns)


def _write_blocks(heads: list[str], rows: list[list[str]], out: TextIO) -> None:
    """Each row as ``column  value`` lines under its number."""
    longest = max(map(cell_len, heads))
    for number, row in enumerate(rows, start=1):
        out.write(f"── {number} " + "─" * longest + "\n")
        for head, text in zip(heads, row, strict=True):
            indented = text.replace("\n", "\n" + " " * (longest + 2))
            out.write(f"{head}{' ' * (longest - cell_len(head))}  {indented}".rstrip() + "\n")
    if not rows:
        out.write("(0) " + ", ".join(heads) + "\n")


def unique_names(schema: pa.Schema) -> list[str]:
    """Column names, a number added to those that come again."""
    seen: dict[str, int] = {}
    names = []
    for name in schema.names:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names
