"""What Apache Superset 4.1.4 asks (psycopg2, SQLAlchemy 1.4), as recorded from a session of it with this server.

Charts and SQL Lab stand here in Superset's own words; its questions to the catalogs, in ours, with the same constructs.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.integration.wire.conftest import Wire

CHARTS: list[tuple[str, list[tuple[Any, ...]]]] = [
    (
        "SELECT gender_concept_id AS gender_concept_id, COUNT(*) AS n \nFROM cdm.person \nWHERE year_of_birth > 1900 "
        "GROUP BY gender_concept_id ORDER BY n DESC \n LIMIT 100",
        [(8507, 38), (8532, 2)],
    ),
    (
        "SELECT DATE_TRUNC('month', visit_start_date) AS visit_start_date, COUNT(*) AS n \nFROM cdm.visit_occurrence "
        "GROUP BY DATE_TRUNC('month', visit_start_date) \n LIMIT 1000",
        [(dt.datetime(2020, 1, 1), 40)],
    ),
    (
        "SELECT count(DISTINCT person_id) AS persons, AVG(visit_concept_id) AS a, max(visit_start_date) AS m \n"
        "FROM cdm.visit_occurrence \n LIMIT 10",
        [(40, 9202.0, dt.date(2020, 1, 10))],
    ),
    (
        "SELECT COUNT(*) AS n \nFROM cdm.visit_occurrence \nWHERE visit_start_date >= TO_DATE('2020-01-01', "
        "'YYYY-MM-DD') AND visit_start_date < TO_DATE('2020-01-06', 'YYYY-MM-DD') AND visit_source_value IS NULL AND "
        "person_id IN (1, 2, 3) \n LIMIT 10",
        [(3,)],
    ),
    (
        "SELECT p.gender_concept_id, count(*) AS n, max(p.person_source_value) AS source FROM cdm.person p GROUP BY 1 "
        "LIMIT 101",
        [(8507, 38, None), (8532, 2, None)],
    ),
]

PERSON = "(SELECT oid FROM pg_class WHERE relname = 'person')"
CATALOG: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("SHOW transaction isolation level", [("repeatable read",)]),
    ("SELECT typarray FROM pg_type t JOIN pg_namespace s ON typnamespace = s.oid WHERE typname = 'hstore'", []),
    ("SELECT datname FROM pg_database WHERE datistemplate = false", [("asan",)]),
    ("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' ORDER BY nspname LIMIT 1", [("cdm",)]),
    (
        "SELECT c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace "
        "WHERE s.nspname = 'cdm' AND c.relkind IN ('v', 'm')",
        [],
    ),
    (
        "SELECT t.typname AS name, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base, NOT t.typnotnull AS n "
        "FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace WHERE t.typtype = 'd'",
        [],
    ),
    (
        "SELECT a.attname FROM pg_attribute a JOIN (SELECT unnest(x.indkey) number, "
        f"generate_subscripts(x.indkey, 1) place FROM pg_index x WHERE x.indrelid = {PERSON} AND x.indisprimary) k "
        "ON a.attnum = k.number "
        f"WHERE a.attrelid = {PERSON} ORDER BY k.place",
        [("person_id",)],
    ),
    (
        "SELECT i.relname, a.attname, x.indkey::varchar, x.indoption::varchar, pg_get_expr(x.indpred, x.indrelid) "
        "FROM pg_class t JOIN pg_index x ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid "
        "LEFT OUTER JOIN pg_attribute a ON t.oid = a.attrelid AND a.attnum = ANY(x.indkey) "
        f"WHERE t.oid = {PERSON} AND x.indisprimary = 't'",
        [("person_pkey", "person_id", "1", "0", None)],
    ),
    (
        "SELECT k.conname, k.conkey, a.attname FROM pg_catalog.pg_constraint k JOIN pg_attribute a "
        f"ON k.conrelid = a.attrelid AND a.attnum = ANY(k.conkey) WHERE k.conrelid = {PERSON} AND k.contype = 'p'",
        [("person_pkey", [1], "person_id")],
    ),
    (
        "SELECT r.conname, pg_catalog.pg_get_constraintdef(r.oid, true), s.nspname FROM pg_catalog.pg_constraint r, "
        "pg_namespace s, pg_class c WHERE r.conrelid = c.oid AND c.relname = 'death' AND r.contype = 'f' "
        "AND s.oid = r.connamespace AND r.conname = 'death_person_id_fkey'",
        [("death_person_id_fkey", "FOREIGN KEY (person_id) REFERENCES cdm.person(person_id)", "cdm")],
    ),
]


@pytest.fixture(scope="module")
def superset(wire: Wire) -> "Iterator[psycopg.Connection[Any]]":
    """A session as Superset begins one."""
    with wire.connect(autocommit=False) as connection:
        connection.execute('set search_path = "cdm"')
        yield connection


@pytest.mark.parametrize(("sql", "rows"), [*CHARTS, *CATALOG])
def test_it_is_answered(superset: "psycopg.Connection[Any]", sql: str, rows: list[tuple[Any, ...]]) -> None:
    assert sorted(superset.execute(sql).fetchall(), key=str) == rows


def test_rows_behind_a_chart_are_masked(superset: "psycopg.Connection[Any]") -> None:
    rows = superset.execute(
        "SELECT person_id AS person_id, person_source_value AS person_source_value, birth_datetime AS birth_datetime \n"
        "FROM cdm.person GROUP BY person_id, person_source_value, birth_datetime \n LIMIT 5"
    ).fetchall()
    assert [row[1:] for row in rows] == [(None, None)] * 5


@pytest.mark.parametrize(
    ("sql", "error"),
    [("SELECT * FROM etl.reject LIMIT 101", errors.UndefinedTable), ("EXPLAIN SELECT 1", errors.FeatureNotSupported)],
)
def test_the_rest_is_refused(superset: "psycopg.Connection[Any]", sql: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        superset.execute(sql)
    superset.rollback()
