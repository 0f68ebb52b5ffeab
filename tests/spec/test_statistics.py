"""The published figures, checked on a hospital small enough to count by hand."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from asan.modules.etl.statistics import compute
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table

MALE, FEMALE = 8507, 8532


@pytest.fixture
def hospital() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA cdm")
    for name in ("person", "death", "observation_period", "visit_occurrence", "condition_occurrence", "location"):
        connection.execute(create_table(CDM.tables[name], "duckdb", "cdm"))
    births = [(1, MALE, 1950), (2, FEMALE, 1952), (3, FEMALE, 1990), *[(id, MALE, 1980) for id in range(4, 9)]]
    for person, sex, year in births:
        connection.execute(
            "INSERT INTO cdm.person (person_id, gender_concept_id, year_of_birth, race_concept_id,"
            " ethnicity_concept_id, person_source_value) VALUES (?, ?, ?, 0, 0, 'MRN' || ?)",
            [person, sex, year, person],
        )
    connection.execute("INSERT INTO cdm.death (person_id, death_date) VALUES (1, '2019-05-01')")
    connection.execute("INSERT INTO cdm.observation_period VALUES (1, 2, '2015-01-01', '2020-12-31', 32817)")
    for id, person, concept, code, date in [
        (1, 1, 201826, "E11", "2018-03-01"),
        (2, 1, 0, "X99", "2018-03-01"),
        *[(id, 3, 201826, "E11", "2020-01-01") for id in range(3, 7)],
    ]:
        connection.execute(
            "INSERT INTO cdm.condition_occurrence (condition_occurrence_id, person_id, condition_concept_id,"
            " condition_start_date, condition_type_concept_id, condition_source_value) VALUES (?, ?, ?, ?, 32817, ?)",
            [id, person, concept, date, code],
        )
    compute(connection)
    yield connection
    connection.close()


def figures(connection: duckdb.DuckDBPyConnection, statistic: str) -> dict[tuple[str, ...], int]:
    rows = connection.execute(
        "SELECT stratum_1, stratum_2, count_value FROM results.cdm_statistic WHERE statistic = ?", [statistic]
    ).fetchall()
    return {tuple(str(x) for x in row[:2] if x is not None): row[2] for row in rows}


def test_persons_and_deaths(hospital: duckdb.DuckDBPyConnection) -> None:
    assert figures(hospital, "persons") == {(): 8}
    assert figures(hospital, "deaths") == {(): 1}


def test_age_bands_hold_the_living_at_the_end_of_the_data(hospital: duckdb.DuckDBPyConnection) -> None:
    # 2020 - 1952 = 68, 2020 - 1990 = 30, 2020 - 1980 = 40; person 1 has died.
    assert figures(hospital, "persons_by_age_band") == {
        (str(FEMALE), "65"): 1,
        (str(FEMALE), "30"): 1,
        (str(MALE), "40"): 5,
    }


def test_rows_and_persons_by_year(hospital: duckdb.DuckDBPyConnection) -> None:
    rows = figures(hospital, "rows_by_year")
    assert rows[("condition_occurrence", "2018")] == 2
    assert rows[("condition_occurrence", "2020")] == 4
    assert figures(hospital, "persons_by_year")[("condition_occurrence", "2020")] == 1


def test_mapping_counts_rows_with_a_concept(hospital: duckdb.DuckDBPyConnection) -> None:
    assert figures(hospital, "mapping_by_domain") == {
        ("Condition", "rows"): 6,
        ("Condition", "mapped"): 5,
        ("Visit", "rows"): 0,
        ("Visit", "mapped"): 0,
    }


def test_table_statistic(hospital: duckdb.DuckDBPyConnection) -> None:
    row = hospital.execute(
        "SELECT row_count, person_count, first_date::VARCHAR, last_date::VARCHAR, mapped_rows "
        "FROM results.table_statistic WHERE table_name = 'condition_occurrence'"
    ).fetchone()
    assert row == (6, 2, "2018-03-01", "2020-01-01", 5)


def test_rare_values_are_counted_but_not_kept(hospital: duckdb.DuckDBPyConnection) -> None:
    row = hospital.execute(
        "SELECT distinct_count, distinct_exact, top_values FROM results.column_profile "
        "WHERE table_name = 'condition_occurrence' AND column_name = 'condition_source_value'"
    ).fetchone()
    assert row is not None
    assert row[:2] == (2, True)
    assert json.loads(row[2]) == [{"value": "E11", "count": 5}]


def test_identifiers_have_neither_range_nor_frequent_values(hospital: duckdb.DuckDBPyConnection) -> None:
    rows = hospital.execute(
        "SELECT column_name, minimum, mean, top_values FROM results.column_profile "
        "WHERE table_name = 'person' AND column_name IN ('person_id', 'person_source_value') ORDER BY 1"
    ).fetchall()
    assert rows == [("person_id", None, None, None), ("person_source_value", None, None, None)]


def test_empty_tables_are_profiled_with_zeros(hospital: duckdb.DuckDBPyConnection) -> None:
    row = hospital.execute(
        "SELECT row_count, null_count, distinct_count FROM results.column_profile "
        "WHERE table_name = 'location' AND column_name = 'city'"
    ).fetchone()
    assert row == (0, 0, 0)


def test_each_count_says_how_many_persons_stand_behind_it(hospital: duckdb.DuckDBPyConnection) -> None:
    rows = hospital.execute(
        "SELECT stratum_2, count_value, person_count FROM results.cdm_statistic "
        "WHERE statistic = 'rows_by_year' AND stratum_1 = 'condition_occurrence' ORDER BY 1"
    ).fetchall()
    # Two rows of 2018 and four of 2020, each year's of one person.
    assert rows == [("2018", 2, 1), ("2020", 4, 1)]
    unsaid = hospital.execute("SELECT DISTINCT statistic FROM results.cdm_statistic WHERE person_count IS NULL")
    assert unsaid.fetchall() == [("mapping_by_domain",)]
