"""A small published lake with things worth stealing, and somebody of each role to ask."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import delete

from asan.gateway.models import CountedPopulation, PolicyChange
from asan.gateway.policies.book import PolicyBook
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway, gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish

PERSONS = 40
SECRETS = ("SECRETNAME", "SECRETSTREET", "SECRETSOURCE", "SECRETNOTE", "SECRETVISIT", "SECRETREJECT", "1969-07-20")
"""Texts that stand in masked columns only: no answer, error or audit question of a researcher may hold one."""


def leaked(text: str) -> list[str]:
    """The secrets that stand in ``text``."""
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with one published snapshot."""
    folder = tmp_path_factory.mktemp("gateway")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        fill_lake(folder / "work.duckdb")
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture
def door(home: Path) -> Gateway:
    """The gateway, which remembers no aggregate answers of the test before."""
    with transaction() as session:
        session.execute(delete(CountedPopulation))
    return gateway()


Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(door: Gateway) -> Ask:
    """``ask(role, sql)``: the rows that somebody of that role gets."""

    def rows(role: str, sql: str, **more: Any) -> list[dict[str, Any]]:
        return door.query(someone(role), sql, **more).rows()

    return rows


def someone(*roles: str) -> Principal:
    return Principal(name=f"test-{roles[0]}", roles=frozenset(roles))


def forget_policies() -> None:
    """Take all policies away, as if there had never been any."""
    with transaction() as session:
        session.execute(delete(PolicyChange))
    # Their numbers begin anew, so what was remembered of them must go.
    gateway().policies = PolicyBook(gateway().reader.engine, settings().small_cell)


def fill_lake(work: Path) -> None:
    """40 persons, 38 of gender 8507 and 2 of 8532; 29 of race 8515, 8 of 8527, 3 of 8516.

    Each has a visit and a measurement; there is one note, one reject.
    """
    lake = Lake(settings())
    connection = duckdb.connect(str(work))
    for schema in ("cdm", "results"):
        connection.execute(f"CREATE SCHEMA {schema}")
    for name in ("person", "visit_occurrence", "measurement", "note", "location", "provider", "death", "cost"):
        connection.execute(create_table(CDM.tables[name], "duckdb", "cdm"))
    for sql in _ROWS:
        connection.execute(sql)
    connection.close()
    publish(lake, work, extra={"kind": "etl", "run": 1, "synthetic": True})
    writer = lake.connect_writer()
    writer.execute("CREATE TABLE lake.vocabulary.concept AS SELECT 8507 AS concept_id, 'MALE' AS concept_name")
    writer.execute(
        "INSERT INTO lake.etl.reject VALUES (1, 'persons', 'patients.csv', 7, 'NAME', 'SECRETREJECT', 'wrong_type')"
    )
    writer.close()
    publish(lake, work, extra={"kind": "etl", "run": 2, "synthetic": True})


_ROWS = (
    f"""INSERT INTO cdm.location (location_id, address_1, city, state, zip, location_source_value)
        SELECT i, 'SECRETSTREET ' || i, 'SECRETSTREET', 'MA', '0213' || i % 10, 'SECRETSOURCE' || i
        FROM range({PERSONS}) t(i)""",
    """INSERT INTO cdm.provider (provider_id, provider_name, npi, provider_source_value)
        SELECT i, 'SECRETNAME ' || i, 'SECRETNAME', 'SECRETSOURCE' || i FROM range(3) t(i)""",
    f"""INSERT INTO cdm.person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth,
            birth_datetime, race_concept_id, ethnicity_concept_id, location_id, provider_id, person_source_value)
        SELECT i, CASE WHEN i < 2 THEN 8532 ELSE 8507 END, 1969, 7, 20, TIMESTAMP '1969-07-20 10:00:00',
            CASE WHEN i < 3 THEN 8516 WHEN i < 11 THEN 8527 ELSE 8515 END, 0, i,
            i % 3, 'SECRETSOURCE' || i FROM range({PERSONS}) t(i)""",
    f"""INSERT INTO cdm.visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date,
            visit_end_date, visit_type_concept_id, visit_source_value)
        SELECT i, i, 9202, DATE '2020-01-01' + i::INTEGER % 10, DATE '2020-01-11', 32817, 'SECRETVISIT' || i
        FROM range({PERSONS}) t(i)""",
    f"""INSERT INTO cdm.measurement (measurement_id, person_id, measurement_concept_id, measurement_date,
            measurement_type_concept_id, value_as_number, visit_occurrence_id)
        SELECT i, i, CASE WHEN i = 0 THEN 777 ELSE 3004249 END, DATE '2020-01-02', 32817,
            CASE WHEN i < 30 THEN 100 + i END, i FROM range({PERSONS}) t(i)""",
    """INSERT INTO cdm.note (note_id, person_id, note_date, note_type_concept_id, note_class_concept_id, note_title,
            note_text, encoding_concept_id, language_concept_id)
        VALUES (1, 1, DATE '2020-01-02', 32817, 0, 'SECRETNOTE', 'SECRETNOTE of a patient', 0, 0)""",
    """CREATE TABLE results.table_statistic AS
        SELECT 'person' AS table_name, 40::BIGINT AS row_count, 40::BIGINT AS person_count, NULL::DATE AS first_date,
            NULL::DATE AS last_date, NULL::BIGINT AS mapped_rows
        UNION ALL SELECT 'note', 1, 1, DATE '2020-01-02', DATE '2020-01-02', NULL
        UNION ALL SELECT 'visit_occurrence', 40, 40, DATE '2020-01-01', DATE '2020-01-10', NULL""",
    """CREATE TABLE results.cdm_statistic AS
        SELECT 'persons_by_birth_year' AS statistic, gender_concept_id::VARCHAR AS stratum_1,
            year_of_birth::VARCHAR AS stratum_2, NULL::VARCHAR AS stratum_3, count(*) AS count_value,
            count(*) AS person_count
        FROM cdm.person GROUP BY ALL
        UNION ALL SELECT 'rows_by_year', 'note', '1999', NULL, 100, 1
        UNION ALL SELECT 'rows_by_year', 'measurement', '1999', NULL, 100, 5
        UNION ALL SELECT 'mapping_by_domain', 'Drug', 'rows', NULL, 100, NULL""",
    """CREATE TABLE results.column_profile AS
        SELECT 'person' AS table_name,
            unnest(['year_of_birth', 'person_source_value', 'birth_datetime']) AS column_name,
            40::BIGINT AS row_count, 0::BIGINT AS null_count, 1::BIGINT AS distinct_count,
            unnest(['1969', 'SECRETSOURCE', '1969-07-20']) AS minimum, '' AS maximum, NULL::DOUBLE AS mean,
            '[]' AS top_values""",
)
