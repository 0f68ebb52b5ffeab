"""A CDM 5.3 with less in it than OMOP asks for: what is there is read as 5.4, what is not there is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from asan.gateway.errors import NotVisible
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.dashboard import routes as dashboard
from asan.modules.etl.in_place import service
from asan.modules.etl.in_place.service import NotInPlace, RefreshRunning, refreshing
from asan.modules.ontology import service as ontology
from asan.omop.search.concept import Filters
from asan.omop.versions import RENAMED
from tests.support.loaded_hospital import client_as
from tests.support.postgres import PostgresServer, missing_postgres
from tests.support.postgres_cdm import READER, make_tables, reader_url, use

pytestmark = pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))

THERE = ("person", "visit_occurrence", "observation_period", "measurement", "cdm_source", "concept")
ADMIN = Principal(name="admin", roles=frozenset({"admin"}))


@pytest.fixture
def database(server: PostgresServer, asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Six tables of 5.3 in one schema with everything, two persons, and no vocabulary but concepts."""
    name = f"old_{asan_home.parent.name}"
    make_tables(server, name, THERE, {"cdm": "OMOP", "vocabulary": "OMOP"})
    with psycopg.connect(server.url(name, "postgres"), autocommit=True) as session:
        session.execute('SET search_path = "OMOP"')
        for new, old in RENAMED["visit_occurrence"].items():
            session.execute(f"ALTER TABLE visit_occurrence RENAME {new} TO {old}")
        session.execute(
            """ALTER TABLE cdm_source DROP cdm_version_concept_id;
               ALTER TABLE measurement DROP measurement_event_id, DROP meas_event_field_concept_id,
                   DROP value_as_concept_id;
               ALTER TABLE concept RENAME TO "CONCEPT"; ALTER TABLE "CONCEPT" RENAME concept_name TO "Concept_Name";
               INSERT INTO person (person_id, gender_concept_id, year_of_birth) VALUES (1, 8507, 1950), (2, 8532, 1960);
               INSERT INTO observation_period (person_id, observation_period_end_date) VALUES (1, '2020-12-31');
               INSERT INTO visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date,
                   discharge_to_concept_id, admitting_source_value) VALUES (7, 1, 9201, '2019-05-01', 581476, 'ER');
               INSERT INTO measurement (measurement_id, person_id, value_as_number) VALUES (1, 2, 5.5);
               INSERT INTO cdm_source (cdm_source_name, cdm_version) VALUES ('Old hospital', 'v5.3.1');
               INSERT INTO "CONCEPT" (concept_id, "Concept_Name") VALUES (9201, 'Inpatient Visit'), (8507, 'MALE')"""
        )
    use(monkeypatch, reader_url(server, name, cdm_schema="OMOP"))
    upgrade()
    yield name
    settings.cache_clear()


@pytest.mark.usefixtures("database")
def test_renamed_columns_are_read_under_their_new_names_and_new_ones_are_null() -> None:
    asked = "SELECT discharged_to_concept_id AS d, admitted_from_source_value AS a FROM visit_occurrence"
    assert gateway().query(ADMIN, asked).rows() == [{"d": 581476, "a": "ER"}]
    asked = "SELECT measurement_event_id AS e, value_as_number AS v FROM measurement"
    assert gateway().query(ADMIN, asked).rows() == [{"e": None, "v": 5.5}]
    # 5.3 has no such column, and the CDM is not called 5.4 for that.
    asked = "SELECT cdm_version_concept_id AS v FROM cdm_source"
    assert gateway().query(ADMIN, asked).rows() == [{"v": None}]


@pytest.mark.usefixtures("database")
def test_what_is_not_there_is_named() -> None:
    found = service.check()
    assert {table for _, table in found.tables} == set(THERE)
    assert ("cdm", "death") in found.left_out
    assert set(found.empty["cdm", "measurement"]) == {
        "measurement_event_id", "meas_event_field_concept_id", "value_as_concept_id",
    }  # fmt: skip
    with pytest.raises(NotVisible):
        gateway().query(ADMIN, "SELECT count(*) FROM death")


@pytest.mark.usefixtures("database")
def test_pages_show_what_there_is() -> None:
    service.refresh()
    client = client_as("researcher", language="en")
    client.app.include_router(dashboard.router)
    board = client.get("/api/dashboard").json()
    assert board["persons"] == 2
    # Nobody counted the dead: that is not none.
    assert board["deaths"] is None
    assert board["visits"][0]["name"] == "Inpatient Visit"
    assert board["cdm_source"]["name"] == "Old hospital"
    tables = {table["name"]: table["rows"] for table in client.get("/api/mart/tables").json()["tables"]}
    assert set(tables) == set(THERE)
    assert (tables["person"], tables["concept"]) == (2, 2)
    found = ontology.search("inpatient", Filters(), 10)
    assert [concept.concept_id for concept in found.concepts] == [9201]
    detail = ontology.concept(9201)
    assert (detail.concept.name, detail.parents.total, detail.synonyms) == ("Inpatient Visit", 0, ())
    profile = client.get("/api/mart/tables/measurement/profile").json()
    assert {column["name"] for column in profile["columns"]} >= {"value_as_number", "measurement_event_id"}


def test_a_table_that_loses_its_rights_is_told_by_the_next_look(
    server: PostgresServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gateway().query(ADMIN, "SELECT count(*) AS n FROM measurement").rows() == [{"n": 1}]
    with psycopg.connect(server.url(database, "postgres"), autocommit=True) as session:
        session.execute(f'REVOKE SELECT ON "OMOP".measurement FROM {READER}')
    monkeypatch.setattr("asan.warehouse.engines.postgres.engine._LOOK_AGAIN_SECONDS", 0.0)
    with pytest.raises(NotVisible):
        gateway().query(ADMIN, "SELECT count(*) AS n FROM measurement")
    assert gateway().query(ADMIN, "SELECT count(*) AS n FROM person").rows() == [{"n": 2}]


def test_a_refresh_that_fails_leaves_the_statistics_before(
    server: PostgresServer, database: str, asan_home: Path
) -> None:
    service.refresh()
    before = (asan_home / "in_place" / "statistics.duckdb").read_bytes()
    with psycopg.connect(server.url(database, "postgres"), autocommit=True) as session:
        # Known to the catalog, and failing only when its rows are read.
        session.execute(
            f"""SET search_path = "OMOP"; ALTER TABLE measurement RENAME TO measured;
                CREATE VIEW measurement AS SELECT m.*, 1 / (measurement_id - 1) AS broken FROM measured m;
                ALTER VIEW measurement RENAME measurement_source_value TO source_value_before;
                ALTER VIEW measurement RENAME broken TO measurement_source_value;
                GRANT SELECT ON measurement TO {READER}"""
        )
    with pytest.raises(service.RefreshFailed) as failed:
        service.refresh()
    assert failed.value.code == "refresh_failed"
    assert (asan_home / "in_place" / "statistics.duckdb").read_bytes() == before
    assert [path.name for path in (asan_home / "in_place").glob("*.part*")] == []


@pytest.mark.usefixtures("database")
def test_two_refreshes_do_not_meet() -> None:
    with refreshing(settings()), pytest.raises(RefreshRunning):
        service.refresh()
    service.refresh()


@pytest.mark.usefixtures("asan_home")
def test_without_an_address_there_is_nothing_to_refresh() -> None:
    with pytest.raises(NotInPlace) as refused:
        service.refresh()
    assert "ASAN_CDM" in json.dumps(refused.value.as_json("en"))
