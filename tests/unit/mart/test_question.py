"""A page's SQL: what it selects, and that values and names cannot become SQL."""

from typing import Any

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from asan.modules.mart.errors import BadFilter, UnknownColumn
from asan.modules.mart.question import Askable, count, page
from asan.modules.mart.schemas import Filter, Selection, Sort

NOTE = Askable(
    schema="cdm",
    name="note_nlp",
    types={
        "note_nlp_id": "BIGINT",
        "offset": "VARCHAR",
        "nlp_date": "DATE",
        "nlp_datetime": "TIMESTAMP",
        "score": "DOUBLE",
    },
    key=("note_nlp_id",),
)


def where(**condition: Any) -> str:
    return count(NOTE, [Filter(**condition)]).split(" WHERE ")[1]


@pytest.mark.parametrize(
    ("condition", "sql"),
    [
        ({"column": "note_nlp_id", "op": "eq", "value": "7"}, "note_nlp_id = 7"),
        ({"column": "note_nlp_id", "op": "ne", "value": -7}, "note_nlp_id <> -7"),
        ({"column": "score", "op": "lt", "value": 1.5}, "score < CAST('1.5' AS DOUBLE)"),
        ({"column": "score", "op": "ge", "value": "1e3"}, "score >= CAST('1000.0' AS DOUBLE)"),
        ({"column": "nlp_date", "op": "le", "value": "2026-11-22"}, "nlp_date <= CAST('2026-11-22' AS DATE)"),
        (
            {"column": "nlp_datetime", "op": "gt", "value": "2026-11-22T13:30+09:00"},
            "nlp_datetime > CAST('2026-11-22 04:30:00' AS TIMESTAMP)",
        ),
        ({"column": "offset", "op": "contains", "value": "Ab%_'"}, "CONTAINS(LOWER(\"offset\"), 'ab%_''')"),
        ({"column": "note_nlp_id", "op": "in", "value": [1, "2"]}, "note_nlp_id IN (1, 2)"),
        ({"column": "offset", "op": "is_null"}, '"offset" IS NULL'),
        ({"column": "offset", "op": "not_null"}, 'NOT "offset" IS NULL'),
    ],
)
def test_condition(condition: dict[str, Any], sql: str) -> None:
    assert where(**condition) == sql


@pytest.mark.parametrize(
    "condition",
    [
        {"column": "note_nlp_id", "op": "eq", "value": "7.5"},
        {"column": "note_nlp_id", "op": "eq", "value": str(2**63)},
        {"column": "note_nlp_id", "op": "contains", "value": "7"},
        {"column": "note_nlp_id", "op": "in", "value": "7"},
        {"column": "note_nlp_id", "op": "in", "value": [1, "x"]},
        {"column": "score", "op": "eq", "value": "nan"},
        {"column": "nlp_date", "op": "eq", "value": "22.11.2026"},
        {"column": "nlp_date", "op": "eq", "value": "2026-02-30"},
        {"column": "nlp_datetime", "op": "eq", "value": "soon"},
        {"column": "offset", "op": "eq", "value": "a\x00b"},
        {"column": "offset", "op": "eq"},
        {"column": "offset", "op": "lt", "value": ["a"]},
    ],
)
def test_value_that_does_not_fit_is_named(condition: dict[str, Any]) -> None:
    with pytest.raises(BadFilter) as caught:
        where(**condition)
    assert condition["column"] in caught.value.message.ko
    assert caught.value.next_step.ko
    assert caught.value.next_step.en


def test_the_order_is_total_and_empty_cells_come_last() -> None:
    sql = page(NOTE, Selection(sort=[Sort(column="score", desc=True), Sort(column="score")]), limit=10, offset=20)
    ordered = sqlglot.parse_one(sql, dialect="duckdb").args["order"].expressions
    assert [(each.this.name, bool(each.args["desc"]), each.args["nulls_first"]) for each in ordered] == [
        ("score", True, False),
        ("note_nlp_id", False, False),
    ]
    assert sql.endswith("LIMIT 10 OFFSET 20")


def test_without_a_key_all_columns_order() -> None:
    keyless = Askable("cdm", "death", {"person_id": "BIGINT", "death_date": "DATE"}, ())
    assert page(keyless, Selection()).endswith("ORDER BY person_id ASC, death_date ASC")


@pytest.mark.parametrize(
    "selection",
    [
        Selection(columns=["note_nlp_id", "nope"]),
        Selection(sort=[Sort(column="score, (SELECT 1)")]),
        Selection(filters=[Filter(column='x" OR 1=1 --', op="not_null")]),
    ],
)
def test_unknown_column(selection: Selection) -> None:
    with pytest.raises(UnknownColumn):
        page(NOTE, selection)


@given(value=st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8"), max_size=60))
def test_any_text_stays_one_literal(value: str) -> None:
    tree = sqlglot.parse_one(count(NOTE, [Filter(column="offset", op="eq", value=value)]), dialect="duckdb")
    condition = tree.args["where"].this
    assert isinstance(condition, exp.EQ)
    assert condition.expression == exp.Literal.string(value)
