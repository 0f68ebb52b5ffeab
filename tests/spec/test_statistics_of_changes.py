"""Figures that follow a change are those of counting everything again, whatever went and came."""

import math
from collections.abc import Iterable

import duckdb
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from asan.modules.etl.statistics import Changed, compute
from asan.modules.etl.statistics.distinct import cell, estimate

TABLES = ("measurement", "visit_occurrence")
COLUMNS = """{table}_id BIGINT, person_id BIGINT, {concept} INTEGER, {start} DATE, moment TIMESTAMP,
    value_as_number DOUBLE, quantity INTEGER, unit_source_value VARCHAR, note VARCHAR"""
START = {"measurement": "measurement_date", "visit_occurrence": "visit_start_date"}
CONCEPT = {"measurement": "measurement_concept_id", "visit_occurrence": "visit_concept_id"}

NUMBERS = st.sampled_from([None, 0.0, -0.0, 0.1, 0.2, 1e-7, -3.5, 1e19, 1e25, math.inf]) | st.floats(-1e6, 1e6)
ROW = st.tuples(
    st.integers(0, 2),
    st.sampled_from([None, "2019-12-31", "2020-01-01", "2021-06-01"]),
    st.sampled_from([None, "2020-01-01 00:00:00", "2020-01-01 00:00:00.5"]),
    NUMBERS,
    st.none() | st.integers(-5, 5),
    st.sampled_from([None, "mg", "kg", "", "한글"]),
    st.none() | st.text(max_size=3),
)
Persons = dict[int, tuple[list[tuple[object, ...]], ...]]
# Persons, each with the rows of each table.
PERSONS = st.dictionaries(
    st.integers(1, 9), st.tuples(st.lists(ROW, max_size=4), st.lists(ROW, max_size=4)), max_size=9
)


def fill(connection: duckdb.DuckDBPyConnection, schema: str, persons: Persons) -> None:
    connection.execute(f"CREATE SCHEMA {schema}")
    for place, table in enumerate(TABLES):
        connection.execute(
            f"CREATE TABLE {schema}.{table} ({COLUMNS.format(table=table, start=START[table], concept=CONCEPT[table])})"
        )
        rows = [
            (person * 100 + n, person, *row)
            for person, all_of in persons.items()
            for n, row in enumerate(all_of[place])
        ]
        if rows:
            connection.executemany(f"INSERT INTO {schema}.{table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def figures(
    connection: duckdb.DuckDBPyConnection, schemas: Iterable[str] = ("results", "etl")
) -> dict[str, list[object]]:
    tables = connection.execute(
        "SELECT DISTINCT schema_name, table_name FROM duckdb_tables() WHERE list_contains($1, schema_name)",
        [list(schemas)],
    ).fetchall()
    return {
        f"{schema}.{table}": sorted(connection.execute(f"SELECT * FROM {schema}.{table}").fetchall(), key=repr)
        for schema, table in tables
    }


def counted(persons: Persons) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    fill(connection, "cdm", persons)
    connection.execute("CREATE SCHEMA etl")
    compute(connection, counted="etl")
    return connection


# Each example takes a second of work: one that fails is shown as it is.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(before=PERSONS, after=PERSONS, touched=st.sets(st.integers(1, 9)))
def test_a_change_of_some_persons_gives_what_counting_all_gives(
    before: Persons,
    after: Persons,
    touched: set[int],
) -> None:
    whole = {person: rows for person, rows in before.items() if person not in touched}
    whole |= {person: rows for person, rows in after.items() if person in touched}
    connection = counted(before)
    connection.execute("CREATE SCHEMA old")
    for name in figures(connection):
        connection.execute(f"CREATE TABLE old.{name.partition('.')[2]} AS SELECT * FROM {name}")
    fill(connection, "before", {person: rows for person, rows in before.items() if person in touched})
    fill(connection, "after", {person: rows for person, rows in after.items() if person in touched})
    fill(connection, "whole", whole)
    compute(connection, "whole", counted="etl", since=Changed(frozenset(TABLES), kept="old", results="old"))
    assert figures(connection) == figures(counted(whole))


def test_the_estimate_of_distinct_values_is_near() -> None:
    connection = duckdb.connect()
    for number in (1, 2, 30, 500, 3_000, 100_000):
        cells = connection.execute(
            f"SELECT DISTINCT {cell('v')}::INTEGER FROM (SELECT n % {number} AS v FROM range(200000) AS t (n))"
        ).fetchall()
        # Three times its standard error; of a few values it is exact.
        assert abs(estimate([row[0] for row in cells], 200_000) - number) <= (0 if number < 3 else 0.2 * number), number
    assert estimate([], 0) == 0
