"""The leakage corpus: every attempt is refused, or answered on masked data; no text that comes back holds a secret."""

from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from asan.gateway.service import Gateway
from asan.kit.errors import AsanError, Exit
from tests.integration.gateway.attacks import HARMLESS, INJECTIONS, ORACLES, REFUSED
from tests.integration.gateway.conftest import PERSONS, SECRETS, leaked, someone

NAMES = [f"{index}: {' '.join(sql.split())[:70]}" for index, sql in enumerate(REFUSED)]


@pytest.mark.parametrize("role", ["researcher", "analyst"])
@pytest.mark.parametrize("sql", HARMLESS)
def test_an_answer_or_error_holds_no_secret(door: Gateway, role: str, sql: str) -> None:
    try:
        answer = door.query(someone(role), sql)
    except AsanError as error:
        # A refusal or the asker's mistake; anything else is a fault of ours.
        said = f"{error.message.ko} {error.message.en} {error.next_step.en} {error.values}"
        faults = [error.code] if error.status >= 500 else []
    else:
        said = f"{answer.schema.names} {answer.rows()}"
        faults = []
    assert not faults
    assert not leaked(said.replace(sql, ""))


@pytest.mark.parametrize("sql", REFUSED, ids=NAMES)
def test_it_is_refused(door: Gateway, sql: str) -> None:
    with pytest.raises(AsanError) as caught:
        door.query(someone("researcher"), sql)
    assert caught.value.exit_code in (Exit.REFUSED, Exit.BAD_INPUT)
    assert not leaked(str(caught.value).replace(sql, ""))


@pytest.mark.parametrize(("sql", "number"), ORACLES.items())
def test_a_question_about_masked_values_is_answered_from_the_masks(door: Gateway, sql: str, number: int) -> None:
    assert door.query(someone("researcher"), sql).rows() == [{"n": number}]


@pytest.mark.parametrize("sql", INJECTIONS, ids=range(len(INJECTIONS)))
def test_sql_inside_a_name_or_text_is_never_run(door: Gateway, sql: str) -> None:
    try:
        answer = door.query(someone("researcher"), sql)
    except AsanError as error:
        assert error.status < 500  # noqa: PT017 - both ends are fine, a fault of ours is not
        return
    assert "h" not in answer.schema.names
    # What was run, parsed by itself, reads no table but those that policy put there.
    tables = list(parse_one(answer.sql_run, dialect="duckdb").find_all(exp.Table))
    assert all(table.alias == "base" for table in tables if table.catalog)
    assert not leaked(str(answer.rows()))


@pytest.mark.parametrize(
    "trick",
    [
        'WITH RECURSIVE "{files}" AS (SELECT * FROM "{files}") SELECT * FROM "{files}"',
        'WITH RECURSIVE "{files}" AS (SELECT * FROM "{files}" UNION SELECT * FROM "{files}") SELECT * FROM "{files}"',
        # The Kelvin sign is a k to Python's lower(), not to the engine.
        'WITH "{kelvin}" AS (SELECT 1) SELECT * FROM "{files}"',
        'SELECT * FROM "{files}"',
        "SELECT (FROM '{files}')",
    ],
)
def test_no_name_of_a_table_is_a_file_of_the_lake(door: Gateway, home: Path, trick: str) -> None:
    files = f"{home}/lake/data/cdm/person/*.parquet"
    assert list(Path(home, "lake/data/cdm/person").glob("*.parquet"))
    with pytest.raises(AsanError) as caught:
        door.query(someone("researcher"), trick.format(files=files, kelvin=files.replace("lake", "la\u212ae")))
    assert caught.value.exit_code == Exit.REFUSED


WITH_QUERIES = [
    ("WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT max(t.n) AS n FROM t", 3),
    (
        "WITH RECURSIVE t AS (WITH u AS (SELECT 1 n) SELECT n FROM u UNION ALL SELECT n + 1 FROM t WHERE n < 3) "
        "SELECT max(n) AS n FROM t",
        3,
    ),
    ("WITH a AS (SELECT 1 n), A AS (SELECT 2 n) SELECT n FROM a", 2),
    ("WITH a AS (SELECT 1 n) SELECT (WITH a AS (SELECT 2 n) SELECT n FROM a) * 10 + n AS n FROM a", 21),
    ("WITH a(n) AS (SELECT 1) SELECT b.n FROM a JOIN a AS b USING (n)", 1),
    ("WITH RECURSIVE person AS (SELECT * FROM person) SELECT count(*) AS n FROM person", PERSONS),
    ("SELECT count(*) AS n FROM (WITH x AS (SELECT 1) FROM x) y, (WITH x AS (SELECT 2) FROM x) z", 1),
]


@pytest.mark.parametrize(("sql", "number"), WITH_QUERIES)
def test_names_of_with_queries_mean_what_they_mean_to_the_engine(door: Gateway, sql: str, number: int) -> None:
    assert door.query(someone("researcher"), sql).rows() == [{"n": number}]


@pytest.mark.parametrize("sql", ["SELECT (SELECT count(*) FROM person)", "SELECT ARRAY(FROM person SELECT 1)[1] * 40"])
def test_a_subquery_without_a_name_is_answered(door: Gateway, sql: str) -> None:
    assert list(door.query(someone("researcher"), sql).rows()[0].values()) == [PERSONS]


def test_an_administrator_does_see_what_is_hidden_from_the_others(door: Gateway) -> None:
    # Otherwise the tests above would pass on an empty database.
    seen = ""
    for table in ("person", "location", "provider", "visit_occurrence", "note", "etl.reject"):
        seen += str(door.query(someone("admin"), f"SELECT *, COLUMNS(*)::VARCHAR FROM {table}").rows())
    assert leaked(seen) == list(SECRETS)


def test_ungranted_and_unknown_tables_look_the_same(door: Gateway) -> None:
    said = []
    for name in ("reject", "nosuch"):
        with pytest.raises(AsanError) as caught:
            door.query(someone("researcher"), f"SELECT * FROM etl.{name}")
        said.append((caught.value.code, caught.value.message.en.replace(name, "x"), caught.value.next_step.en))
    assert said[0] == said[1]


def test_a_syntax_error_says_where_and_not_what(door: Gateway) -> None:
    with pytest.raises(AsanError) as caught:
        door.query(someone("researcher"), "SELECT 1\nFROM person WHERE WHERE name = 'Hong Gildong'")
    assert "line 2" in caught.value.message.en
    assert "Hong" not in caught.value.message.en
