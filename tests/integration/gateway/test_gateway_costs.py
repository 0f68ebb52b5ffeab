"""What one small question could take: memory that the engine does not count, and time that it cannot interrupt."""

import time

import pytest

from asan.gateway import question
from asan.gateway.errors import BadSql, NotAllowed, OutOfMemory, QuestionFailed
from asan.gateway.service import Gateway
from tests.integration.gateway.conftest import Ask, someone
from tests.integration.gateway.test_gateway_audit import records

TOO_LONG = [
    "SELECT repeat('x', 1000000) FROM range(10000)",
    "SELECT repeat('x', range::INTEGER) FROM range(10)",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT rpad('x', 2000000000, 'y')",
    "SELECT format('{:>2000000000}', 'x')",
    "SELECT format('{:>{}}', 'x', 1000000000)",
    "SELECT format(template, 'x') FROM (SELECT '{:>2000000000}' AS template)",
    "SELECT printf('%1000000000d', 1)",
    "SELECT printf('%*d', 1000000000, 1)",
    "SELECT list_resize([1], 3000000000)",
]


@pytest.mark.parametrize("sql", TOO_LONG)
def test_no_single_call_makes_a_giant(door: Gateway, sql: str) -> None:
    with pytest.raises(NotAllowed):
        door.query(someone("admin"), sql)


def test_small_texts_are_made_as_before(ask: Ask) -> None:
    sql = "SELECT repeat('ab', 2) AS a, lpad('7', 3, '0') AS b, rpad('7', 3, '0') AS c, format('{:>4}|{}', 'x', 1) AS d"
    assert ask("researcher", sql) == [{"a": "abab", "b": "007", "c": "700", "d": "   x|1"}]


def test_letters_are_compared_one_by_one_on_short_texts_alone(door: Gateway, ask: Ask) -> None:
    sql = "SELECT levenshtein('kitten', 'sitting') AS d, levenshtein(NULL, 'a') AS n, jaro_similarity('a', 'a') AS j"
    assert ask("researcher", sql) == [{"d": 3, "n": None, "j": 1.0}]
    for name in ("levenshtein", "editdist3", "damerau_levenshtein", "jaro_winkler_similarity"):
        with pytest.raises((QuestionFailed, NotAllowed)):
            ask("researcher", f"SELECT {name}(string_agg('ab', ''), 'x') FROM range(501)")


def test_types_that_nest_as_calls_are_refused_before_they_are_read(door: Gateway) -> None:
    before = time.monotonic()
    for word in ("date", "timestamp ", "decimal", "varchar", "int"):
        with pytest.raises(BadSql, match="deeply"):
            door.query(someone("researcher"), "SELECT " + f"{word}(" * 60 + "1" + ")" * 60)
    # Read twice a level, sixty levels take longer than anyone lives.
    assert time.monotonic() - before < 60


def test_an_answer_larger_than_its_buffer_is_refused(door: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT repeat('x', 1000) FROM range(3000)"
    assert len(door.query(someone("researcher"), sql).rows()) == 3000
    monkeypatch.setattr(question, "BUFFERED_BYTES", 2_000_000)
    with pytest.raises(OutOfMemory):
        door.query(someone("researcher"), sql)
    (record,) = records(1)
    assert (record.outcome, record.code) == ("failed", OutOfMemory.code)


@pytest.mark.parametrize("sql", ["SELECT '\ud800'", 'SELECT 1 AS "\udcff"'])
def test_bytes_that_are_no_text_are_refused_and_recorded(door: Gateway, sql: str) -> None:
    with pytest.raises(BadSql):
        door.query(someone("researcher"), sql)
    (record,) = records(1)
    assert record.code == BadSql.code
    assert "\\ud" in str(record.question)
