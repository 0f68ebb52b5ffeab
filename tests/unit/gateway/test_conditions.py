"""Conditions that mean the same have the same terms, and those that do not, have not."""

import itertools

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from asan.gateway.conditions import equality, terms_of

FAMILIES = {"n": "integer", "d": "date", "x": "number", "t": "text"}


def terms(text: str) -> frozenset[str]:
    condition = parse_one(text, read="duckdb")
    return terms_of(condition, lambda node: FAMILIES.get(node.name) if isinstance(node, exp.Column) else None)


SAME = [
    ("n BETWEEN 3 AND 5", "n >= 3 AND n <= 5", "5 >= n AND NOT (n < 3)", "n > 2 AND n < 6", "NOT (n < 3 OR n > 5)"),
    ("n IN (1, 2, 3)", "n = 3 OR n = 1 OR 2 = n", "n IN (3, 1) OR n = 2", "NOT (n <> 1 AND n <> 2 AND n <> 3)"),
    ("n NOT IN (1, 2)", "n <> 1 AND n <> 2", "NOT (n = 2 OR n = 1)", "NOT n IN (2, 1)"),
    ("NOT NOT (n = 1)", "n = 1", "n IN (1)", "(n) = 2 - 1", "n >= 1 AND n <= 1", "n = 1.0", "n > 0 AND n < 2"),
    ("n = 1 AND t = 'a'", "t = 'a' AND n = 1", "NOT (t <> 'a' OR n <> 1)", "n = 1 AND t LIKE 'a' AND 1 = 1"),
    ("d >= DATE '2020-01-05'", "d > '2020-01-04'", "NOT d < CAST('2020-01-05' AS DATE)", "'2020-01-05' <= d"),
    ("n = 1 AND (t = 'a' OR t = 'b')", "(n = 1 AND t = 'a') OR (t = 'b' AND n = 1)", "t IN ('b', 'a') AND n IN (1)"),
    ("n = 1", "n = 1 OR (n = 1 AND t = 'a')", "n = 1 OR 1 = 2", "n = 1 AND (t = 'a' OR true)"),
    ("n IS NOT NULL", "NOT n IS NULL"),
    ("n = x", "x = n"),
]


@pytest.mark.parametrize("wordings", SAME, ids=lambda wordings: wordings[0])
def test_one_meaning_has_one_wording(wordings: tuple[str, ...]) -> None:
    assert len({terms(each) for each in wordings}) == 1


def test_meanings_apart_stay_apart() -> None:
    for one, other in itertools.combinations([wordings[0] for wordings in SAME if "NOT NOT" not in wordings[0]], 2):
        if {one, other} != {"n = 1"}:
            assert terms(one) != terms(other), (one, other)
    # Between two reals there are others.
    assert terms("x > 2") != terms("x >= 3")
    assert terms("n > 2") != terms("n >= 2")


def test_a_groups_term_is_the_conditions() -> None:
    assert terms("n = 7") == {equality("n", exp.convert(7))}
    assert terms("d = '2020-01-05'") == {equality("d", exp.cast(exp.Literal.string("2020-01-05"), "DATE"))}
    assert terms("t = 'it''s'") == {equality("t", exp.convert("it's"))}


LEAVES = st.one_of(
    st.tuples(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.integers(0, 4)).map(lambda p: f"n {p[0]} {p[1]}"),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: f"n BETWEEN {p[0]} AND {p[1]}"),
    st.lists(st.integers(0, 4), min_size=1, max_size=3).map(lambda v: f"n IN ({', '.join(map(str, v))})"),
    st.sampled_from(["n IS NULL", "t = 'a'", "t IN ('a', 'b')", "t IS NULL", "true", "1 = 2", "x > 1"]),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda a: f"NOT ({a})"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
    ),
    max_leaves=6,
)
VALUES = itertools.product(("NULL", 0, 1, 2, 3, 4, 5), ("NULL", "'a'", "'b'", "'c'"), ("NULL", 1, 2))
ROWS = f"(VALUES {', '.join(f'({n}, {t}, {x})' for n, t, x in VALUES)}) AS v(n, t, x)"


@given(CONDITIONS)
@settings(max_examples=150, deadline=None)
def test_the_wording_keeps_what_the_condition_keeps(text: str) -> None:
    said = " AND ".join(f"({term})" for term in terms(text)) or "true"
    kept, told = (
        duckdb.sql(f"SELECT * FROM {ROWS} WHERE {condition} ORDER BY ALL").fetchall() for condition in (text, said)
    )
    assert kept == told
