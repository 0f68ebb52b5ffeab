"""Finds quotes that are never closed: each swallows the lines after it, up to the next quote.

The engine tells where it lost its way, by a record's place that may be one record too early; which quote was at fault
is looked up here.
"""

import mmap
import re
from collections.abc import Sequence
from pathlib import Path

# A quote opens a cell only at its beginning, and closes it only before a comma or the line's end.
_OPENS = re.compile(rb'(?:^|(?<=[,\r\n]))"')
_CELL = re.compile(rb'"(?:[^"]|"")*+"(?=[,\r\n]|\Z)')
_NEXT = re.compile(rb'"(?:[^"]|"")*+"')


def unclosed_quotes(path: Path, offsets: Sequence[int]) -> list[int]:
    """From each byte offset (the start of a record) on, the offset of the first quote that swallows a line.

    Ascending, each once. None for an offset after which every quote is closed, or fails within its own line.
    """
    found = set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        for offset in sorted(offsets):
            place = _first_unclosed(text, offset)
            if place is not None:
                found.add(place)
    return sorted(found)


def _first_unclosed(text: mmap.mmap, position: int) -> int | None:
    while opening := _OPENS.search(text, position):
        cell = _CELL.match(text, opening.start())
        if cell is None:
            closed = _NEXT.match(text, opening.start())
            end = closed.end() if closed else len(text)
            return opening.start() if text.find(b"\n", opening.start(), end) >= 0 else None
        position = cell.end()
    return None
