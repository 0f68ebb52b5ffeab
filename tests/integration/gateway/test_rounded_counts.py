"""With ASAN_COUNT_BASE, who sees aggregates only sees no exact count: in questions, and in the pages' statistics."""

from pathlib import Path

import pytest

from asan.gateway.service import Gateway
from asan.kit.settings import settings
from tests.integration.gateway.conftest import Ask, someone


@pytest.fixture
def rounding(home: Path, door: Gateway, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("ASAN_COUNT_BASE", "10")
    other = Gateway(type(settings())())
    return lambda role, sql: other.query(someone(role), sql).rows()


def test_questions_are_rounded(rounding: Ask) -> None:
    grouped = "SELECT race_concept_id AS r, count(*) AS n, sum(year_of_birth) AS s FROM person GROUP BY 1 HAVING {}"
    assert rounding("engineer", grouped.format("count(*) = 30")) == [{"r": 8515, "n": 30, "s": 1969.0 * 30}]
    assert rounding("engineer", grouped.format("count(*) = 29")) == []
    assert rounding(
        "engineer", "SELECT count(*) AS n FROM visit_occurrence WHERE visit_start_date >= '2020-01-05'"
    ) == [{"n": 20}]
    assert rounding("engineer", "SELECT avg(value_as_number) AS mean FROM measurement") == [{"mean": 114.5}]
    assert rounding("researcher", "SELECT count(*) AS n FROM person WHERE race_concept_id = 8515") == [{"n": 29}]


def test_statistics_are_rounded_too(rounding: Ask) -> None:
    sql = "SELECT count_value AS n FROM results.cdm_statistic WHERE statistic = 'persons_by_birth_year'"
    assert rounding("engineer", sql) == [{"n": 40}]
    assert sorted(row["n"] for row in rounding("researcher", sql)) == [2, 38]
    counts = "SELECT row_count AS n FROM results.table_statistic WHERE table_name = 'person'"
    assert rounding("engineer", counts) == rounding("auditor", counts) == [{"n": 40}]
