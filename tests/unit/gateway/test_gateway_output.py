"""Tables for people: beside each other where they fit, one block a row where they do not."""

import io

import pyarrow as pa
import pytest
from rich.cells import cell_len

from asan.gateway.answer import Answer
from asan.gateway.output import write_table


def written(columns: dict[str, list[object]], width: int | None, **masked: str) -> str:
    table = pa.table(columns)
    out = io.StringIO()
    answer = Answer(
        schema=table.schema,
        batches=iter(table.to_batches()),
        snapshot=None,
        masked=masked,
        audit_id=1,
        sql_run="",
        milliseconds=0,
    )
    write_table(answer, out, width=width)
    return out.getvalue()


WIDE: dict[str, list[object]] = {f"a_long_column_{number}": [number, None] for number in range(12)}


def test_what_fits_is_a_table() -> None:
    lines = written({"name": ["김철수", "x"], "n": [1, 2]}, 40).splitlines()
    assert len({cell_len(line) for line in lines}) == 1
    assert [line for line in lines if "김철수" in line]


def test_what_does_not_fit_becomes_a_block_a_row() -> None:
    lines = written(WIDE, 80, a_long_column_3="token").splitlines()
    assert len(lines) == 2 * (1 + len(WIDE))
    assert lines[1].split() == ["a_long_column_0", "0"]
    assert "a_long_column_3 (token)  3" in lines
    assert max(cell_len(line) for line in lines) <= 80


@pytest.mark.parametrize("less", [0, 1])
def test_the_border_is_exact(less: int) -> None:
    width = cell_len(written({"name": ["김철수"], "other": ["y"]}, 200).splitlines()[0]) - less
    first = written({"name": ["김철수"], "other": ["y"]}, width).splitlines()[0]
    assert first.startswith("── 1") == bool(less)


def test_without_rows_the_columns_are_still_named() -> None:
    assert "a_long_column_11" in written({name: [] for name in WIDE}, 80)


def test_into_a_file_no_column_is_squeezed() -> None:
    assert all(name in written(WIDE, None).splitlines()[1] for name in WIDE)


@pytest.mark.parametrize("width", [None, 10, 200])
def test_a_value_cannot_steer_the_terminal(width: int | None) -> None:
    text = written({"v": ["a\x1b]0;owned\x07\x9bc\rb"]}, width)
    assert not set("\x1b\x07\x9b\r") & set(text)
