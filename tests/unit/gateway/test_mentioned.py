"""A policy subquery has the columns that a question can mean: those it names, or all where it may mean others."""

import pytest
from sqlglot import exp

from asan.gateway.parsing import parse_question
from asan.gateway.policy import ColumnPolicy, Policy, TablePolicy
from asan.gateway.rewrite import rewrite

ALL = ["a", "b", "c"]
POLICY = Policy(tuple(TablePolicy("cdm", name, tuple(ColumnPolicy(c, "BIGINT") for c in ALL)) for name in ("t", "u")))


def columns(sql: str) -> list[list[str]]:
    """The columns of the policy subqueries in ``sql``, in the order of the text."""
    rewritten = rewrite(parse_question(sql), POLICY, lambda table: exp.table_(table[1], db="raw", quoted=True))
    placed = [table for table in rewritten.statement.find_all(exp.Table) if table.args.get("db")]
    found = [table.find_ancestor(exp.Select) for table in placed]
    return [[item.alias for item in select.expressions] for select in found if select is not None]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT b FROM t", [["b"]]),
        ("SELECT B FROM t", [["b"]]),
        ('SELECT x."B" FROM cdm.t AS x', [["b"]]),
        ("SELECT count(*) FROM t", [["a"]]),
        ("SELECT 1 AS one FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.c = t.b)", [["b", "c"], ["b", "c"]]),
        ("SELECT t.a FROM t JOIN u USING (c)", [["a", "c"], ["a", "c"]]),
        # An alias is a name too: GROUP BY b means the table's own b where there is one.
        ("SELECT a AS b, count(*) FROM t GROUP BY b", [["a", "b"]]),
        ("SELECT sum(a) OVER (PARTITION BY b) FROM t QUALIFY row_number() OVER () = 1", [["a", "b"]]),
    ],
)
def test_what_is_not_named_is_left_out(sql: str, expected: list[list[str]]) -> None:
    assert sorted(columns(sql)) == sorted(expected)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t",
        "FROM t",
        "SELECT t.* FROM t",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT a FROM (SELECT * FROM t)",
        "SELECT t FROM t",
        "SELECT x FROM t AS x",
        "SELECT count(x) FROM t AS x",
        "SELECT (x).a FROM t AS x",
        "SELECT {'x': t} FROM t",
        "SELECT COLUMNS('a') FROM t",
        "SELECT x.one FROM t AS x(one)",
        "SELECT a FROM t WHERE EXISTS (SELECT t)",
    ],
)
def test_where_more_may_be_meant_all_are_there(sql: str) -> None:
    assert columns(sql) == [ALL]


def test_a_natural_join_means_every_column() -> None:
    assert columns("SELECT a FROM t NATURAL JOIN u") == [ALL, ALL]
