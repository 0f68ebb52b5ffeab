"""From record numbers to physical lines, exact where cells hold line breaks and lines are blank or no record."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Extra:
    """Lines between records: the first one's number and how many."""

    line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Shift:
    """From record ``row`` on, up to the next shift, a record starts at line ``row + shift``."""

    row: int
    shift: int


def line_shifts(
    header_line: int, breaks: Sequence[tuple[int, int]], rejected: Sequence[Extra], blanks: Sequence[int]
) -> tuple[Shift, ...]:
    """The shifts of a file whose header ends at ``header_line``.

    ``breaks``: record number and line breaks inside it, ascending. ``rejected``: records that were refused.
    ``blanks``: blank lines, including those inside quoted cells, which the breaks count already.
    """
    rows = [row for row, _ in breaks]
    sums = [0, *accumulate(count for _, count in breaks)]

    def start(row: int) -> int:
        """Line of a record as if nothing stood between records."""
        return header_line + row + sums[bisect_left(rows, row)]

    broken_starts = [start(row) for row in rows]
    inside = [(extra.line, extra.line + extra.lines) for extra in rejected]
    extras = sorted([*rejected, *(Extra(line, 1) for line in blanks if line > header_line)], key=lambda e: e.line)
    gone = 0  # lines of the extras so far
    steps: dict[int, int] = {}  # row -> lines that stand before it and not before the row above
    for extra in extras:
        if extra.lines == 1 and any(first < extra.line < end for first, end in inside):
            continue  # blank, but inside a refused record
        place = extra.line - gone
        at = bisect_right(broken_starts, place) - 1
        if at >= 0 and broken_starts[at] < place <= broken_starts[at] + breaks[at][1]:
            continue  # blank, but inside a quoted cell
        row = _row_at(place, header_line, rows, sums)
        steps[row] = steps.get(row, 0) + extra.lines
        gone += extra.lines
    for row, count in breaks:
        steps[row + 1] = steps.get(row + 1, 0) + count
    shifts = [Shift(1, header_line)]
    for row in sorted(steps):
        if row == 1:
            shifts.pop()
        shifts.append(Shift(row, (shifts[-1].shift if shifts else header_line) + steps[row]))
    return tuple(shifts)


def _row_at(place: int, header_line: int, rows: Sequence[int], sums: Sequence[int]) -> int:
    """The first record that starts at line ``place`` or later, as if nothing stood between records."""
    low, high = 1, max(place - header_line, 1)
    while low < high:
        middle = (low + high) // 2
        if header_line + middle + sums[bisect_left(rows, middle)] < place:
            low = middle + 1
        else:
            high = middle
    return low
