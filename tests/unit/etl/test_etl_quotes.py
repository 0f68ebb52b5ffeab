"""Which quote is at fault, in texts where an engine has lost its way."""

from pathlib import Path

import pytest

from asan.modules.etl.source.quotes import unclosed_quotes


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('a,"open\nb,c\n', '"open'),  # up to the file's end
        ('a,"open\nb,"closed"\nc,d\n', '"open'),  # up to the next quote
        ('a,"x, ""y"" z"\nb,"open\nc,d\n', '"open'),  # behind a cell with doubled quotes
        ('a,"two\nlines"\nb,"open\nc,d\n', '"open'),  # behind a cell with a line break
        ('a,"two\nlines"\nb,c\n', None),
        ('a,"bad"tail,c\nb,d\n', None),  # wrong, but within its line
        ('a,5" pipe,c\nb,d\n', None),  # a quote inside a cell opens nothing
    ],
)
def test_the_first_quote_that_swallows_a_line_is_found(tmp_path: Path, text: str, fault: str | None) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert unclosed_quotes(path, [0, 0]) == ([] if fault is None else [text.index(fault)])
