"""Pages of rows: the server looks up the first ones by its index, and the answer is what it would have been."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlglot import exp, parse_one

from asan.kit.settings import settings
from asan.warehouse.engines import Engine, engine_of
from asan.warehouse.engines.base import Session
from asan.warehouse.engines.postgres.engine import PostgresEngine
from tests.integration.engines.asking import answer, ask
from tests.integration.engines.conftest import needs_postgres
from tests.support.postgres import PostgresServer
from tests.support.postgres_cdm import READER, make_tables, reader_url, use

pytestmark = needs_postgres

POLICY = """(SELECT person.person_id AS person_id, person.year_of_birth AS year_of_birth,
    person.birth_datetime AS birth_datetime, CAST(NULL AS INTEGER) AS month_of_birth,
    person.gender_concept_id AS gender_concept_id, person.person_source_value AS person_source_value
    FROM person) AS p"""
HANDED_OVER = (
    "SELECT * FROM {p} ORDER BY person_id LIMIT 3",
    "SELECT person_id, person_source_value FROM {p} ORDER BY person_id DESC LIMIT 3 OFFSET 2",
    "SELECT person_id FROM {p} ORDER BY birth_datetime, year_of_birth DESC, person_id LIMIT 7",
    "SELECT person_id FROM {p} ORDER BY birth_datetime DESC, person_id LIMIT 7",
    "SELECT year_of_birth AS person_id, person_id AS id FROM {p} ORDER BY person_id, id LIMIT 4",
    "SELECT year_of_birth AS person_id, person_id AS id FROM {p} ORDER BY p.person_id LIMIT 4",
    "SELECT gender_concept_id, person_id FROM {p} ORDER BY gender_concept_id, person_id LIMIT 6",
)
COMPUTED_HERE = (
    "SELECT * FROM {p} ORDER BY person_id",
    "SELECT * FROM {p} WHERE year_of_birth > 1950 ORDER BY person_id LIMIT 3",
    "SELECT * FROM {p} ORDER BY person_source_value, person_id LIMIT 3",
    "SELECT * FROM {p} ORDER BY month_of_birth, person_id LIMIT 3",
    "SELECT * FROM {p} ORDER BY birth_datetime NULLS FIRST, person_id LIMIT 3",
    "SELECT -person_id AS person_id FROM {p} ORDER BY person_id LIMIT 3",
    "SELECT * REPLACE (-person_id AS person_id) FROM {p} ORDER BY person_id LIMIT 3",
    "SELECT DISTINCT year_of_birth FROM {p} ORDER BY year_of_birth LIMIT 3",
    "SELECT count(*) AS person_id FROM {p} ORDER BY person_id LIMIT 3",
    "SELECT year_of_birth, count(*) AS n FROM {p} GROUP BY ALL ORDER BY year_of_birth LIMIT 3",
    "SELECT p.person_id FROM {p} JOIN {p2} ON p.person_id = q.person_id + 1 ORDER BY p.person_id LIMIT 3",
    "SELECT person_id, row_number() OVER (ORDER BY person_id DESC) AS n FROM {p} ORDER BY person_id LIMIT 3",
)


@pytest.fixture(scope="module")
def place(server: PostgresServer) -> str:
    make_tables(server, "first_rows", ["person"], {"cdm": "cdm"})
    with psycopg.connect(server.url("first_rows", "postgres"), autocommit=True) as session:
        session.execute(
            f"""INSERT INTO cdm.person
                    (person_id, year_of_birth, birth_datetime, gender_concept_id, person_source_value)
                SELECT i, 1940 + (i * 7) % 60,
                       CASE WHEN i % 4 > 0 THEN timestamp '2000-01-01' + i % 3 * interval '1 day' END,
                       8507 + i % 2, 'p' || 100 - i FROM generate_series(1, 40) i;
                ALTER TABLE cdm.person ALTER gender_concept_id TYPE smallint;
                ALTER TABLE cdm.person ADD secret text; REVOKE SELECT ON cdm.person FROM {READER}"""
        )
        columns = "person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, birth_datetime, "
        columns += "race_concept_id, ethnicity_concept_id, person_source_value"
        session.execute(f"GRANT SELECT ({columns}) ON cdm.person TO {READER}")
    return reader_url(server, "first_rows", cdm_schema="cdm")


@pytest.fixture
def engine(place: str, asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    use(monkeypatch, place)
    return engine_of(settings())


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    opened = engine.open()
    yield opened
    opened.close()


def as_told(question: str) -> str:
    return question.format(p=POLICY, p2=POLICY.replace(") AS p", ") AS q"))


def translated(engine: Engine, question: str) -> str:
    statement = parse_one(as_told(question), dialect="duckdb")
    for table in list(statement.find_all(exp.Table)):
        table.replace(exp.alias_(engine.locate(("cdm", "person"), None), "person", table=True))
    return engine.translate(statement)


@pytest.mark.parametrize("question", HANDED_OVER)
def test_pages_in_the_order_of_plain_columns_are_looked_up(engine: Engine, session: Session, question: str) -> None:
    assert '"cdm.person first ' in translated(engine, question)
    assert_same(engine, session, question)


@pytest.mark.parametrize("question", COMPUTED_HERE)
def test_everything_else_is_computed_here(engine: Engine, session: Session, question: str) -> None:
    assert " first " not in translated(engine, question)
    assert_same(engine, session, question)


def assert_same(engine: Engine, session: Session, question: str) -> None:
    """The answer is that of the same question with a filter before it that keeps every row, which is computed here."""
    kept = as_told(question).replace("FROM person)", "FROM person WHERE person.person_id IS NOT NULL)")
    assert isinstance(engine, PostgresEngine)
    assert answer(ask(engine, session, as_told(question))) == answer(ask(engine, session, kept))


def test_the_views_of_pages_do_not_outlive_their_session(engine: Engine, session: Session) -> None:
    for number in range(3):
        answer(ask(engine, session, as_told(f"SELECT * FROM {{p}} ORDER BY person_id LIMIT {number + 1}")))
    session.close()
    again = engine.open()
    views = "SELECT count(*) AS n FROM duckdb_views() WHERE view_name LIKE '% first %'"
    assert answer(again.run(views, {})) == [{"n": 0}]
    again.close()


def test_a_text_that_pretends_to_be_one_is_a_text(engine: Engine, session: Session) -> None:
    told = "SELECT 'x \"cdm.person first 3 by person_id\"' AS t, '\"cdm.person first 9 by secret\"' AS u"
    assert answer(ask(engine, session, told)) == [
        {"t": 'x "cdm.person first 3 by person_id"', "u": '"cdm.person first 9 by secret"'}
    ]
