"""Rows that a question brings: they stand for the cohort table in it, open nothing else, and are counted as others."""

import datetime as dt
from collections.abc import Iterator

import pyarrow as pa
import pytest

from asan.gateway.brought import ROWS, Brought
from asan.gateway.errors import AggregatesOnly, Differencing
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.service import Gateway
from tests.integration.gateway.conftest import Ask, forget_policies, someone

DAY = dt.date(2020, 1, 1)
COUNT = "SELECT count(DISTINCT subject_id) AS n FROM cohort WHERE cohort_definition_id = {}"


def brought(**cohorts: range) -> Brought:
    rows = [(int(name[1:]), person, DAY, DAY) for name, persons in cohorts.items() for person in persons]
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), ROWS.types, strict=True)]
    return Brought(pa.table(columns, schema=ROWS))


@pytest.fixture
def policies() -> Iterator[None]:
    yield
    forget_policies()


def test_they_are_rows_for_who_sees_rows_and_join_with_what_they_see(ask: Ask) -> None:
    sql = """SELECT count(*) AS n, max(p.person_source_value) AS source FROM cohort c
        JOIN person p ON p.person_id = c.subject_id"""
    assert ask("researcher", sql, brought=brought(c7=range(12))) == [{"n": 12, "source": None}]
    shown = ask("researcher", "SELECT table_name FROM information_schema.tables", brought=brought(c7=range(1)))
    assert {"table_name": "cohort"} in shown
    assert {"table_name": "cohort"} not in ask("researcher", "SELECT table_name FROM information_schema.tables")


def test_who_sees_aggregates_counts_them_and_no_small_cell(ask: Ask, door: Gateway) -> None:
    given = brought(c7=range(12), c8=range(3))
    assert ask("engineer", COUNT.format(7), brought=given) == [{"n": 12}]
    assert ask("engineer", COUNT.format(8), brought=given) == []
    for sql in ("SELECT subject_id FROM cohort", "SELECT subject_id, count(*) FROM cohort GROUP BY subject_id"):
        with pytest.raises(AggregatesOnly):
            ask("engineer", sql, brought=given)
    # An auditor sees no patients: what is brought is counted for them at most.
    with pytest.raises(AggregatesOnly):
        ask("auditor", "SELECT subject_id FROM cohort", brought=given)


def test_near_equal_cohorts_are_noticed_by_their_numbers(ask: Ask) -> None:
    given = brought(c7=range(20), c8=range(18), c9=range(10))
    assert ask("engineer", COUNT.format(7), brought=given) == [{"n": 20}]
    with pytest.raises(Differencing):
        ask("engineer", COUNT.format(8), brought=given)
    assert ask("engineer", COUNT.format(9), brought=given) == [{"n": 10}]


def test_policies_by_members_never_look_into_what_was_brought(ask: Ask, policies: None) -> None:
    rule = {"kind": "cohort", "ids": [7], "absent": True}
    given = {"subjects": {"roles": ["researcher"]}, "effect": {"kind": "rows", "rule": rule}}
    store.set_policy(someone("steward"), "not-these", Definition.model_validate(given), "test")
    sql = "SELECT count(*) AS n FROM person"
    before = ask("researcher", sql)
    assert ask("researcher", sql, brought=brought(c7=range(5))) == before
    assert ask("researcher", "SELECT count(*) AS n FROM cohort", brought=brought(c7=range(5))) == [{"n": 5}]
