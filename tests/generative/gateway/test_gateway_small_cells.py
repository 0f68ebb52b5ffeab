"""Aggregate-only answers: whatever is asked, a group that is answered has at least k persons behind it."""

import duckdb
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
POLICY = Policy(
    tuple(
        TablePolicy(
            "cdm",
            name,
            tuple(ColumnPolicy(column, kind) for column, kind in COLUMNS.items()),
            aggregate_only=True,
            person_column="person_id",
            group_columns=FREE,
        )
        for name in ("person", "visit")
    ),
    K,
)

Row = tuple[int, int, int, float | None]

rows = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 2), st.integers(0, 3), st.none() | st.integers(0, 9).map(float)),
    max_size=20,
)
conditions = st.sampled_from(["1 = 1", "sex = 1", "year > 1", "year IN (1, 2)", "NOT sex = 2", "weight IS NOT NULL"])
keys = st.sampled_from(["sex", "year", "sex, year", "year // 2 * 2"])
aggregates = st.sampled_from(["count(*)", "sum(weight)", "avg(weight)", "count(weight)", "count(DISTINCT person_id)"])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, conditions, keys, aggregates)
def test_every_answered_group_has_k_persons_and_k_values(data: list[Row], where: str, key: str, what: str) -> None:
    engine = duckdb.connect(config={"threads": 1})
    engine.execute("CREATE SCHEMA raw")
    for name in ("person", "visit"):
        engine.execute(f"CREATE TABLE raw.{name} (person_id BIGINT, sex INTEGER, year INTEGER, weight DOUBLE)")
    if data:
        engine.execute(f"INSERT INTO raw.visit VALUES {', '.join('(?, ?, ?, ?)' for _ in data)}", sum(data, ()))
    sql = f"SELECT {key}, {what} AS answer FROM visit WHERE {where} GROUP BY {key}"
    rewritten = rewrite(parse_question(sql), POLICY, lambda table: exp.table_(table[1], db="raw", quoted=True))
    answered = sorted(engine.execute(text_of(rewritten.statement)).fetchall())
    persons = "CASE WHEN weight IS NOT NULL THEN person_id END" if "weight" in what else "person_id"
    expected = engine.execute(
        f"SELECT {key}, {what} FROM raw.visit WHERE {where} GROUP BY {key} "
        f"HAVING count(DISTINCT person_id) >= {K} AND count(DISTINCT {persons}) >= {K}"
    ).fetchall()
    engine.close()
    assert answered == sorted(expected)


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
