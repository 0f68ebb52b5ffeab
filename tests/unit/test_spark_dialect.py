"""SQL of DuckDB's meaning becomes Spark's, or is refused; no Spark is needed to see which."""

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asan.modules.etl.invariants import invariants
from asan.modules.etl.plan import Step, steps
from asan.warehouse.spark.dialect import Parameters, Untranslatable, translate
from asan.warehouse.spark.numbers import double_text


def spark(sql: str, parameters: Parameters = ()) -> str:
    (one,) = translate(sql, parameters, {"etl": "run_etl"})
    return one


@pytest.mark.parametrize("step", steps()[1:], ids=lambda step: step.name)
def test_every_step_is_translated_with_no_schema_forgotten(step: Step) -> None:
    texts = translate(step.sql, (), {name: f"run_{name}" for name in ("source", "vocabulary", "etl", "map", "cdm")})
    assert texts
    for text in texts:
        assert not re.search(r"(?<!run_)`?\b(source|vocabulary|etl|map|cdm)`\.`", re.sub(r"'[^']*'", "", text)), text
        assert "STABLE_ID" not in text.upper()


def test_every_invariant_is_translated() -> None:
    for invariant in invariants():
        assert len(translate(invariant.sql, (), {})) == 1, invariant.name


def test_a_replaced_table_is_dropped_and_made_anew_as_parquet() -> None:
    assert translate("CREATE OR REPLACE TABLE etl.t AS SELECT 1 AS a", (), {"etl": "run_etl"}) == [
        "DROP TABLE IF EXISTS `run_etl`.`t`",
        "CREATE TABLE `run_etl`.`t` USING PARQUET AS SELECT 1 AS `a`",
    ]


def test_values_stand_where_parameters_stood() -> None:
    assert spark("SELECT $b, $a, $a", {"a": "it's \\ x", "b": 2}) == r"SELECT 2, 'it\'s \\ x', 'it\'s \\ x'"
    assert spark("SELECT ?, ?", [1, "z"]) == "SELECT 1, 'z'"
    assert spark("SELECT $2, $1", ["a", "b"]) == "SELECT 'b', 'a'"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CAST(a AS BIGINT) FROM t",
        "SELECT regexp_replace(a, 'x', 'y') FROM t",
        "SELECT regexp_matches(a, b) FROM t",
        r"SELECT regexp_matches(a, '^\d$') FROM t",
        "SELECT round(a, b) FROM t",
        "DELETE FROM t",
        "UPDATE t SET a = 1",
        "COPY t TO 'x'",
        "PRAGMA version",
    ],
)
def test_what_would_mean_something_else_is_refused(sql: str) -> None:
    with pytest.raises(Untranslatable):
        translate(sql, (), {})


@settings(deadline=None)
@given(st.floats(allow_nan=False))
def test_a_double_is_written_as_duckdb_writes_it(value: float) -> None:
    found = duckdb.execute("SELECT CAST(CAST(? AS DOUBLE) AS VARCHAR)", [value]).fetchall()[0][0]
    # Seventeen digits read back as the same double, as Java's text does.
    assert double_text(format(value, ".17g")) == found
