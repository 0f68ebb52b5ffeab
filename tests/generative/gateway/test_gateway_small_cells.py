"""Aggregate-only answers: no group is answered that has fewer than k persons, or that could be had from totals.

What is told and what can be computed from it is judged here in plain Python, on the groups as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from asan.gateway.errors import AggregatesOnly
from asan.gateway.parsing import parse_question
from asan.gateway.policy import ColumnPolicy, Policy, TablePolicy
from asan.gateway.rewrite import rewrite
from asan.warehouse.engines.duckdb_run import text_of

K = 3
COLUMNS = {"person_id": "BIGINT", "sex": "INTEGER", "year": "INTEGER", "weight": "DOUBLE"}
FREE = frozenset({"sex", "year", "weight"})
TABLES = tuple(
    TablePolicy(
        "cdm",
        name,
        tuple(ColumnPolicy(column, kind) for column, kind in COLUMNS.items()),
        aggregate_only=True,
        person_column="person_id",
        group_columns=FREE,
    )
    for name in ("person", "visit")
)
POLICY = Policy(TABLES, K)

Row = tuple[int, int, int, float | None]
Group = tuple[object, ...]

rows = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 3), st.integers(0, 3), st.none() | st.integers(0, 9).map(float)),
    max_size=60,
)
conditions = st.sampled_from(["1 = 1", "sex = 1", "year > 1", "year IN (1, 2)", "NOT sex = 2", "weight IS NOT NULL"])
keys = st.sampled_from(["sex", "year", "sex, year", "year // 2 * 2", "sex, year // 2, year"])
aggregates = st.sampled_from(["count(*)", "sum(weight)", "avg(weight)", "count(weight)", "count(DISTINCT person_id)"])
tables = st.sampled_from(["person", "visit"])


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA raw")
    yield connection
    connection.close()


def fill(engine: duckdb.DuckDBPyConnection, data: list[Row]) -> None:
    """The rows as visits, and as persons: of each its first row alone."""
    persons = list({row[0]: row for row in reversed(data)}.values())
    for name, given_ in (("person", persons), ("visit", data)):
        engine.execute(
            f"CREATE OR REPLACE TABLE raw.{name} (person_id BIGINT, sex INTEGER, year INTEGER, weight DOUBLE)"
        )
        if given_:
            holes = ", ".join("(?, ?, ?, ?)" for _ in given_)
            engine.execute(f"INSERT INTO raw.{name} VALUES {holes}", [cell for row in given_ for cell in row])


def answer(engine: duckdb.DuckDBPyConnection, sql: str, policy: Policy = POLICY) -> list[Group]:
    rewritten = rewrite(parse_question(sql), policy, lambda table: exp.table_(table[1], db="raw", quoted=True))
    return engine.execute(text_of(rewritten.statement)).fetchall()


def lines(groups: list[Group], width: int) -> Iterator[list[Group]]:
    """The groups whose sum somebody can ask for: those that differ in one key alone."""
    for direction in range(width):
        found = defaultdict(list)
        for group in groups:
            found[group[:direction] + group[direction + 1 :]].append(group)
        yield from found.values()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, tables, conditions, keys, aggregates)
def test_no_group_is_told_that_is_small_or_that_totals_would_tell(
    engine: duckdb.DuckDBPyConnection, data: list[Row], table: str, where: str, key: str, what: str
) -> None:
    fill(engine, data)
    width = len(key.split(","))
    told = answer(engine, f"SELECT {key}, {what} AS answer FROM {table} WHERE {where} GROUP BY {key}")
    valued = "CASE WHEN weight IS NOT NULL THEN person_id END" if "weight" in what else "person_id"
    few = f"least(count(DISTINCT person_id), count(DISTINCT {valued}))"
    if what == "count(weight)":
        # The rows without a weight can be had as well: all, less these.
        lacking = "count(DISTINCT CASE WHEN weight IS NULL THEN person_id END)"
        few = f"CASE WHEN {lacking} BETWEEN 1 AND {K - 1} THEN {lacking} ELSE {few} END"
    whole = engine.execute(
        f"SELECT {key}, {what}, {few}, list(DISTINCT person_id) FROM raw.{table} WHERE {where} GROUP BY {key}"
    ).fetchall()
    known = {row[:width]: row[width:] for row in whole}
    shown = {row[:width] for row in told}
    for row in told:
        exact, persons, _ = known[row[:width]]
        assert row[width] == exact
        assert persons >= K
    # An empty answer tells nothing beside the totals.
    for line in lines(list(known), width) if shown else ():
        lacking = [group for group in line if group not in shown]
        small = [group for group in lacking if known[group][1] < K]
        if not lacking or (len(lacking) == len(line) and len(small) == len(line)):
            continue
        assert len(lacking) >= 2, (line, shown)
        if len(lacking) < len(line):
            together = {person for group in lacking for person in known[group][2]}
            assert len(together) >= K, (line, shown)
    if all(known[group][1] >= K for group in known):
        assert shown == set(known)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, tables, st.sampled_from(["sex", "year"]))
def test_a_total_beside_its_groups_is_the_total(
    engine: duckdb.DuckDBPyConnection, data: list[Row], table: str, key: str
) -> None:
    fill(engine, data)
    alone = answer(engine, f"SELECT {key}, count(*) AS n FROM {table} GROUP BY {key}")
    both = answer(engine, f"SELECT {key}, count(*) AS n FROM {table} GROUP BY ROLLUP ({key})")
    total = answer(engine, f"SELECT count(*) AS n FROM {table} WHERE sex > 0")
    assert Counter(both) == Counter(alone + [(None, n) for (n,) in total])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, tables, st.sampled_from([2, 5, 10]))
def test_rounded_counts_leave_no_exact_one(
    engine: duckdb.DuckDBPyConnection, data: list[Row], table: str, base: int
) -> None:
    fill(engine, data)
    policy = Policy(TABLES, K, base)
    what = "count(*) AS n, count(DISTINCT person_id) AS p, sum(year) AS s, avg(year) AS a"
    sql = f"SELECT sex, {what} FROM {table} GROUP BY sex"
    exact = {row[0]: row for row in answer(engine, sql)}
    rounded = {row[0]: row for row in answer(engine, sql, policy)}
    assert rounded.keys() == exact.keys()
    for sex, row in rounded.items():
        assert row[1] == (exact[sex][1] + base // 2) // base * base
        assert row[2] == (exact[sex][2] + base // 2) // base * base
        assert row[4] == exact[sex][4]
        assert row[3] == pytest.approx(exact[sex][4] * row[1])
        limit = f"SELECT sex FROM {table} GROUP BY sex HAVING count(*) >= {row[1]} AND count(*) <= {row[1]}"
        assert (sex,) in answer(engine, limit, policy)


@given(
    st.sampled_from(["person_id", "max(weight)", "min(year)", "list(weight)", "sum(weight * 2)", "weight", "*"]),
    st.sampled_from(["", " WHERE person_id = 1", " GROUP BY person_id", " LIMIT 1"]),
)
def test_what_is_no_aggregate_of_bare_columns_is_refused(what: str, tail: str) -> None:
    try:
        rewrite(parse_question(f"SELECT {what} FROM visit{tail}"), POLICY, lambda table: exp.table_(table[1]))
    except AggregatesOnly:
        return
    raise AssertionError(f"answered: {what}{tail}")
