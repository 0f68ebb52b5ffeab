"""Step files are read with their parts, and are SQL that every engine understands."""

from itertools import takewhile
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

import asan.modules.etl.step_sql as step_sql
from asan.modules.etl.step_sql import read_step

STEPS = sorted((Path(step_sql.__file__).parent / "steps").glob("[0-9]*.sql"))
TRANSFORMING = [path for path in STEPS if path.stem[:2] not in ("01", "13")]
# sqlglot knows no such functions, so they would pass through as they are; ours is defined on each engine.
OWN_FUNCTIONS = {"STABLE_ID"}
# What PostgreSQL and Spark both understand as it stands, though sqlglot has no type for it.
COMMON_FUNCTIONS = {"CONCAT_WS", "MD5", "TRANSLATE"}

# What a row_number may end its order with: keys of the source, and numbers that a step itself gave.
UNIQUE = {"id", "stay"}


def statements(path: Path) -> list[exp.Expr]:
    return [statement for statement in sqlglot.parse(read_step(path), read="duckdb") if statement is not None]


def test_a_named_part_takes_the_place_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "shared.sql").write_text("SELECT 2;\n")
    step = tmp_path / "07_x.sql"
    step.write_text("SELECT 1;\n-- include: shared.sql\nSELECT '-- include: no.sql';\n")
    assert read_step(step) == "SELECT 1;\nSELECT 2;\n\nSELECT '-- include: no.sql';\n"


def test_a_part_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    step = tmp_path / "07_x.sql"
    step.write_text("-- include: missing.sql\n")
    with pytest.raises(FileNotFoundError):
        read_step(step)


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_begins_with_prose(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in takewhile(lambda line: line.startswith("--"), lines) if len(line) > 20]
    assert len(head) >= 3


@pytest.mark.parametrize("path", TRANSFORMING, ids=lambda path: path.stem)
def test_a_step_uses_nothing_that_translates_wrongly(path: Path) -> None:
    for statement in statements(path):
        shown = statement.sql(dialect="duckdb")[:200]
        assert not isinstance(statement, exp.Command), f"not parsed: {shown}"
        for node in statement.walk():
            assert not isinstance(node, exp.Qualify | exp.TryCast | exp.ArgMax | exp.ArgMin | exp.Lambda), shown
            assert not (isinstance(node, exp.Group) and (node.args.get("all") or node.args.get("totals"))), shown
            assert not (isinstance(node, exp.Join) and str(node.args.get("method") or "").upper() == "ASOF"), shown
            assert not (isinstance(node, exp.SetOperation) and node.args.get("by_name")), shown
            assert not (isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("replace"))), shown
            if isinstance(node, exp.Anonymous):
                assert node.name.upper() in OWN_FUNCTIONS | COMMON_FUNCTIONS, f"{node.name} in {shown}"


@pytest.mark.parametrize("path", TRANSFORMING, ids=lambda path: path.stem)
def test_ties_of_a_row_number_are_broken(path: Path) -> None:
    """Without an order that is unique, equal input would not give equal output."""
    for statement in statements(path):
        for window in statement.find_all(exp.Window):
            if isinstance(window.this, exp.RowNumber):
                order = window.args.get("order")
                assert order is not None
                last = order.expressions[-1].find(exp.Column)
                assert last is not None
                assert last.name in UNIQUE or last.name.endswith(("_key", "_id")), window.sql()


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
@pytest.mark.parametrize("path", TRANSFORMING, ids=lambda path: path.stem)
def test_a_step_translates_to_each_engine(path: Path, dialect: str) -> None:
    for statement in statements(path):
        text = statement.sql(dialect=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
        again = sqlglot.parse_one(text, read=dialect)
        assert type(again) is type(statement)
