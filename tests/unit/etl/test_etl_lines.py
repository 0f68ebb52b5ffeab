"""Physical lines of records, against a plain reading of the same lines."""

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from asan.modules.etl.source.lines import Extra, Shift, line_shifts
from asan.modules.etl.source.scan import blank_lines, line_of

# A piece of a file: a record whose one cell holds so many line breaks, or a blank line, or a refused record.
RECORD = st.integers(0, 3).map(lambda breaks: ("record", breaks))
PIECES = st.lists(
    st.one_of(RECORD, st.just(("blank", 0)), st.integers(0, 2).map(lambda n: ("refused", n))), max_size=12
)


@given(PIECES, st.integers(1, 3))
def test_every_record_gets_its_line(pieces: list[tuple[str, int]], header_line: int) -> None:
    line, row = header_line + 1, 0
    starts: list[int] = []
    breaks: list[tuple[int, int]] = []
    refused: list[Extra] = []
    blanks: list[int] = list(range(1, header_line))
    for kind, count in pieces:
        if kind == "record":
            row += 1
            starts.append(line)
            if count:
                breaks.append((row, count))
                # All lines inside but the last are blank: they must not be taken for lines between records.
                blanks += range(line + 1, line + count)
        elif kind == "blank":
            blanks.append(line)
        else:
            refused.append(Extra(line, 1 + count))
            blanks += range(line + 1, line + count)
        line += 1 + count
    shifts = line_shifts(header_line, breaks, refused, blanks)
    told = [next(s.shift for s in reversed(shifts) if s.row <= number) + number for number in range(1, row + 1)]
    assert told == starts


def test_a_plain_file_has_one_shift() -> None:
    assert line_shifts(1, [], [], []) == (Shift(1, 1),)


def test_shifts_agree_with_the_csv_module(tmp_path: Path) -> None:
    text = 'a,b\n1,"x\n\ny"\n\n2,z\n3,"\n"\n4,w\n'
    reader = csv.reader(io.StringIO(text))
    ends = [(row, reader.line_num) for row in reader if row][1:]
    breaks = [(number, row[1].count("\n")) for number, (row, _) in enumerate(ends, 1) if "\n" in row[1]]
    file = tmp_path / "a.csv"
    file.write_text(text)
    shifts = line_shifts(1, breaks, [], blank_lines(file))
    inside = dict(breaks)
    told = [next(s.shift for s in reversed(shifts) if s.row <= n) + n + inside.get(n, 0) for n in range(1, 5)]
    assert told == [end for _, end in ends]


def test_lines_at_byte_offsets_skip_line_ends_that_the_offset_is_at(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"one\r\ntwo\r\n\r\nfour\r\n")
    assert line_of(file, [0, 5, 9, 10, 12]) == [1, 2, 4, 4, 4]
