"""Invented questions: SQL text from a grammar of the forms that people and tools write.

PIVOT and EXPLAIN are not among them: the gateway refuses both. Expressions cannot fail and queries have one answer as a
bag of rows: no LIMIT without a total order, no ties numbered but of equal rows, no sums of inexact numbers.
"""

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from asan.gateway.policy import Policy
from tests.generative.gateway.forms import FORMS
from tests.generative.gateway.grammar import a_table, all_columns


@dataclass(frozen=True)
class Question:
    """A question and the values of its parameters: by place for ``?``, by name for ``$name``."""

    sql: str
    parameters: list[object] | dict[str, object] | None = None


_PARAMETERS: dict[str, st.SearchStrategy[object]] = {
    "integer": st.integers(0, 2030),
    "text": st.sampled_from(["", "a", "Kim", "김", "O'Hara"]),
    "date": st.dates(dt.date(1930, 1, 1), dt.date(2026, 12, 31)),
}


def questions(policy: Policy) -> st.SearchStrategy[Question]:
    """One question on the tables that ``policy`` shows."""
    plain = st.sampled_from(FORMS).flatmap(lambda form: form(policy)).map(Question)
    return st.one_of(plain, plain, plain, plain, _with_parameters(policy))


@st.composite
def _with_parameters(draw: st.DrawFn, policy: Policy) -> Question:
    source = draw(a_table(policy, "t"))
    columns = [(name, kind) for name, kind in source.columns if kind in _PARAMETERS]
    if not columns:
        return Question(f"SELECT {all_columns(source)}, ? AS p FROM {source.sql}", ["x"])
    name, kind = draw(st.sampled_from(columns))
    low, high = draw(_PARAMETERS[kind]), draw(_PARAMETERS[kind])
    text = (
        f"SELECT {all_columns(source)} FROM {source.sql} WHERE t.{name} >= {{}} OR t.{name} = {{}} OR t.{name} IS NULL"
    )
    if draw(st.booleans()):
        return Question(text.format("?", "?"), [low, high])
    return Question(text.format("$low", "$high"), {"low": low, "high": high})
