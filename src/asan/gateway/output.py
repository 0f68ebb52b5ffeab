"""Answers as text and bytes: a table for the terminal, CSV, JSON, Arrow's stream."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, TextIO
from uuid import UUID

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from asan.gateway.answer import Answer


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


def rows_of(answer: Answer) -> Iterator[list[Any]]:
    """The answer's rows as lists, by position: two columns may have one name."""
    for batch in answer.batches:
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


def write_table(answer: Answer, out: TextIO) -> None:
    """A table for people; a masked column's head carries the mask's name."""
    table = Table(show_lines=False)
    for name in answer.schema.names:
        mask = answer.masked.get(name)
        table.add_column(f"{name} ({mask})" if mask else name, overflow="fold")
    for row in rows_of(answer):
        table.add_row(*("" if value is None else str(plain(value)) for value in row))
    Console(file=out, markup=False, highlight=False, soft_wrap=not out.isatty()).print(table)


def unique_names(schema: pa.Schema) -> list[str]:
    """Column names, a number added to those that come again."""
    seen: dict[str, int] = {}
    names = []
    for name in schema.names:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names
