"""The same hospital as a lake and as a CDM in PostgreSQL read in place: the same answers and masks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.audit import verify
from asan.gateway.errors import TimedOut
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.snapshot_names import version_of
from asan.kit.jobs.queue import run_job
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.dashboard import routes as dashboard
from asan.modules.mart import exports
from asan.modules.ontology import routes as ontology
from asan.omop.cdm import CDM
from asan.warehouse.in_place import CdmInPlace, NoSnapshotsInPlace
from asan.warehouse.lake import Lake
from tests.integration.conftest import Hospital
from tests.support.loaded_hospital import client_as
from tests.support.postgres import PASSWORD, PostgresServer, missing_postgres, on_both_versions
from tests.support.postgres_cdm import copy_lake, reader_url, use

pytestmark = pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))

QUESTIONS = (
    "SELECT * FROM person ORDER BY person_id",
    "SELECT * FROM visit_occurrence ORDER BY visit_occurrence_id LIMIT 50",
    "SELECT * FROM measurement ORDER BY measurement_id LIMIT 200",
    "SELECT * FROM cdm.note ORDER BY note_id LIMIT 20",
    "SELECT * FROM location ORDER BY location_id",
    "SELECT gender_concept_id, count(*) AS n, min(year_of_birth // 10) AS d FROM person GROUP BY ALL ORDER BY 1",
    "SELECT c.concept_name, count(*) AS n FROM condition_occurrence o JOIN vocabulary.concept c "
    "ON c.concept_id = o.condition_concept_id GROUP BY 1 HAVING count(*) > 3 ORDER BY n DESC, 1",
    "SELECT value_as_number AS v, lag(value_as_number) OVER (PARTITION BY person_id ORDER BY measurement_id) AS l "
    "FROM measurement WHERE value_as_number > 100.5 ORDER BY measurement_id LIMIT 100",
    "SELECT person_source_value FROM person WHERE person_source_value > '5' ORDER BY 1 NULLS FIRST",
    "SELECT count(*) AS n, max(drug_exposure_start_date) AS d FROM drug_exposure WHERE drug_exposure_end_date IS NULL",
)
AUTHORS = ("admin", "clinician", "steward", "researcher", "engineer")


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest, hospital: Hospital, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the hospital's CDM, its clinical tables and its vocabulary in schemas of other names."""
    oldest = getattr(request, "param", False)
    server: PostgresServer = request.getfixturevalue("oldest_server" if oldest else "server")
    schemas = {"cdm": "CDM v5.4", "vocabulary": "voca"}
    # A database of its own each time: tests of both versions leave one behind for those that follow.
    folder = tmp_path_factory.mktemp("hospital")
    copy_lake(Lake(settings()), server, folder.name, schemas, folder)
    yield reader_url(server, folder.name, cdm_schema="CDM%20v5.4", vocabulary_schema="voca")
    settings.cache_clear()


@pytest.fixture
def in_place(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        use(patch, url)
        yield url
    settings.cache_clear()


def holder_of(role: str) -> Principal:
    return Principal(name=role, roles=frozenset({role}))


def answers(role: str) -> list[object]:
    principal = holder_of(role)
    found: list[object] = []
    for sql in QUESTIONS:
        try:
            answer = gateway().query(principal, sql)
            found.append((answer.rows(), answer.masked, [field.name for field in answer.schema]))
        except Exception as error:
            found.append(repr(error))
    return found


@on_both_versions("url")
@pytest.mark.parametrize("role", AUTHORS)
def test_the_gateway_answers_as_over_the_lake(
    hospital: Hospital, url: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    over_the_lake = answers(role)
    with monkeypatch.context() as patch:
        use(patch, url)
        assert answers(role) == over_the_lake
    settings.cache_clear()
    assert sum(isinstance(found, tuple) and bool(found[0]) for found in over_the_lake) >= (
        1 if role == "engineer" else 6
    )


@pytest.mark.usefixtures("in_place")
def test_the_audit_names_the_source_and_no_snapshot() -> None:
    answer = gateway().query(holder_of("researcher"), "SELECT count(*) AS n FROM person")
    assert answer.rows()[0]["n"] == 27
    with transaction() as session:
        record = session.get(AuditRecord, answer.audit_id)
        assert record is not None
        assert record.snapshot is None
        assert "postgresql://127.0.0.1" in str(record.sql_run)
        assert PASSWORD not in str(record.sql_run)
    assert verify().broken_at is None


@pytest.mark.usefixtures("in_place")
def test_a_snapshot_is_refused_with_the_reason() -> None:
    with pytest.raises(NoSnapshotsInPlace):
        gateway().query(holder_of("admin"), "SELECT 1 FROM person", snapshot=3)
    client = client_as("admin", language="en")
    told = client.get("/api/snapshots")
    assert (told.status_code, told.json()["code"]) == (409, CdmInPlace.code)
    with pytest.raises(NoSnapshotsInPlace):
        version_of("autumn")


@pytest.mark.usefixtures("in_place")
def test_the_time_limit_is_the_whole_statement_s() -> None:
    endless = (
        "SELECT count(*) AS n FROM measurement a, measurement b, measurement c, measurement d, measurement e "
        "WHERE a.value_as_number < b.value_as_number + c.value_as_number + d.value_as_number + e.value_as_number"
    )
    with pytest.raises(TimedOut):
        gateway().query(holder_of("admin"), endless, seconds=0.5)
    assert gateway().query(holder_of("admin"), "SELECT count(*) AS n FROM person").rows() == [{"n": 27}]


def asan(hospital: Hospital, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ASAN_HOME": str(hospital.home), "ASAN_CDM": url}
    return subprocess.run(
        [sys.executable, "-m", "asan.cli", *words], env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_line_asks_it_and_loads_nothing(hospital: Hospital, url: str, tmp_path: Path) -> None:
    done = asan(hospital, url, "query", "SELECT count(*) AS n FROM person", "--as", "admin", "--format", "json")
    assert json.loads(done.stdout) == [{"n": 27}]
    looked = asan(hospital, url, "cdm", "check")
    assert looked.returncode == 0, looked.stderr
    assert "CDM v5.4.person" in looked.stdout
    assert PASSWORD not in looked.stdout + looked.stderr
    for words in (["etl", "run", "--source", str(tmp_path)], ["vocabulary", "load", "--starter"], ["snapshot", "list"]):
        refused = asan(hospital, url, *words)
        assert refused.returncode != 0
        assert CdmInPlace.code in refused.stderr
        assert "ASAN_CDM" in refused.stderr


def test_a_wrong_password_shows_nowhere(hospital: Hospital, url: str) -> None:
    wrong = asan(hospital, url.replace(PASSWORD, "sesam-oeffne"), "query", "SELECT 1 FROM person", "--as", "admin")
    assert wrong.returncode != 0
    assert "cdm_unreachable" in wrong.stderr
    assert "sesam" not in wrong.stdout + wrong.stderr


CONCEPTS = (
    "/api/ontology/concepts?q=diabetes",
    "/api/ontology/concepts?q=당뇨&standard=true",
    "/api/ontology/concepts?q=9201",
)
PAGES = (
    "/api/dashboard",
    "/api/mart/tables",
    *(f"/api/mart/tables/{table}/profile" for table in ("person", "measurement", "visit_occurrence", "location")),
)
# What only a lake has, or each of the two says of itself.
OWN = ("snapshot", "runs", "audit_id")


def first_date(table: str) -> str:
    return next((field.name for field in CDM.tables[table].fields if field.type == "date"), "person_id")


def pages(role: str) -> dict[str, Any]:
    """What the pages' addresses answer, without what the two must say differently."""
    client = client_as(role)
    client.app.include_router(dashboard.router)
    client.app.include_router(ontology.router)
    found: dict[str, Any] = {}
    for path in CONCEPTS:
        found[path] = client.get(path).json()
        for concept in found[path]["concepts"][:3]:
            detail = client.get(f"/api/ontology/concepts/{concept['concept_id']}")
            assert detail.status_code == 200, detail.text
            found[str(concept["concept_id"])] = detail.json()
    assert len(found) > len(CONCEPTS)
    for path in PAGES:
        told = client.get(path)
        assert told.status_code == 200, told.text
        found[path] = {key: value for key, value in told.json().items() if key not in OWN}
    for table in ("person", "measurement", "note", "visit_occurrence", "drug_exposure", "concept", "drug_strength"):
        for sort, offset in (([], 0), ([], 20), ([{"column": first_date(table), "desc": True}], 3)):
            asked = {"filters": [], "sort": sort, "offset": offset, "limit": 50, "count": True, "names": True}
            told = client.post(f"/api/mart/tables/{table}/rows", json=asked)
            found[f"{table} {sort} {offset}"] = {key: value for key, value in told.json().items() if key not in OWN}
    return found


@on_both_versions("url")
def test_pages_wait_for_statistics_and_then_show_the_same(
    hospital: Hospital, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    over_the_lake = {role: pages(role) for role in ("researcher", "steward", "engineer")}
    with monkeypatch.context() as patch:
        use(patch, url)
        client = client_as("researcher", language="en")
        client.app.include_router(dashboard.router)
        early = client.get("/api/dashboard")
        assert (early.status_code, early.json()["code"]) == (409, "statistics_missing")
        assert "asan cdm refresh" in early.json()["next"]
        uncounted = client.get("/api/mart/tables").json()
        assert {table["rows"] for table in uncounted["tables"]} == {None}
        assert uncounted["snapshot"]["published_at"] is None
        client.app.include_router(ontology.router)
        assert client.get(CONCEPTS[0]).json()["code"] == "statistics_missing"
        told = json.loads(asan(hospital, url, "cdm", "refresh", "--json").stdout)
        assert told["tables"]["cdm.person"] == "CDM v5.4.person"
        assert PASSWORD not in json.dumps(told)
        for role, expected in over_the_lake.items():
            assert pages(role) == expected
        state = client.get("/api/dashboard/snapshot").json()
        assert (state["version"], state["kind"]) == (None, "in_place")
        assert state["published_at"] is not None
    settings.cache_clear()


@pytest.mark.usefixtures("in_place")
def test_an_export_is_not_cut_off_where_rows_came_after_the_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "count", lambda *_: "SELECT count(*) AS n FROM person WHERE person_id < 0")
    client = client_as("clinician")
    job = client.post("/api/mart/exports", json={"table": "person", "format": "csv"}).json()["job"]
    run_job(job)
    listed = next(each for each in client.get("/api/mart/exports").json() if each["job"] == job)
    assert (listed["state"], listed["rows"]) == ("succeeded", 27)
