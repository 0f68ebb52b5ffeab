"""A file's header: its columns under their present names."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asan.modules.etl.errors import ColumnMissing, ColumnTwice
from asan.modules.etl.source.files import SourceFile

# A header longer than this is no header: a binary file, or one without line ends.
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Header:
    """``columns``: one name a column as found in the file, its present name where it has one.

    ``line``: the header's physical line; 0 where the file has no text at all. ``extra``: columns that no step reads.
    """

    columns: tuple[str, ...]
    line: int
    extra: tuple[str, ...]


def read_header(file: SourceFile, path: Path) -> Header:
    """The header of the CSV ``path`` (UTF-8). Raises ColumnMissing and ColumnTwice."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        line = 0
        while first := text.readline(_LONGEST):
            line += 1
            if first.strip():
                return name_columns(file, path.name, next(csv.reader([first.rstrip("\r\n")])), line)
    return Header((), 0, ())


def name_columns(file: SourceFile, shown: str, found: Sequence[str], line: int) -> Header:
    """The header with the columns ``found`` in the file that people know as ``shown``."""
    names: list[str] = []
    extra: list[str] = []
    for number, cell in enumerate(found, 1):
        name = cell.strip().lower()
        column = file.by_name.get(name)
        if column is None:
            extra.append(cell.strip() or f"column {number}")
            name = f"extra_{number}"
        else:
            name = column.name
        if name in names:
            raise ColumnTwice(file=shown, column=cell.strip())
        names.append(name)
    missing = [column.name.upper() for column in file.columns if column.required and column.name not in names]
    if missing:
        raise ColumnMissing(file=shown, columns=", ".join(missing), found=", ".join(c.strip() for c in found))
    return Header(tuple(names), line, tuple(extra))
