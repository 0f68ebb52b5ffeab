"""Cohorts on a CDM in PostgreSQL, read where it lies: those of the same records elsewhere."""

from collections.abc import Iterator

import pytest

from asan.gateway.models import User, UserRole
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import ROLES
from asan.gateway.service import gateway
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.analysis.specification import read_specification
from asan.modules.research.saved.expressions import keep
from asan.modules.research.study import running
from asan.modules.research.study.making import Chosen, make
from asan.omop.cdm import CDM
from asan.omop.circe.writing import as_json
from asan.parts import load_jobs
from asan.warehouse.connection import open_engine
from tests.generative.research.records import records
from tests.support.circe_cdm import CirceCdm
from tests.support.cohorts_in_place import DEFINITIONS, OWNER, found
from tests.support.loaded_hospital import client_as
from tests.support.postgres import PostgresServer, missing_postgres
from tests.support.postgres_cdm import fill, make_tables, reader_url, use

pytestmark = pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))

COHORTS = "/api/research/cohorts"
QUESTION = {"key": "case", "kind": "yes_no", "text": "?"}


@pytest.fixture(scope="module")
def cdm(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CirceCdm]:
    """Records, and the settings of this process naming a PostgreSQL that holds them."""
    given, folder = records(5), tmp_path_factory.mktemp("in-place")
    schemas = {"cdm": "cdm", "vocabulary": "vocabulary"}
    names = [name for name, table in CDM.tables.items() if table.schema in schemas]
    make_tables(server, "cohorts", names, schemas)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        source = open_engine(settings())
        for name in names:
            source.register("rows_given", given.connection.execute(f"SELECT * FROM cdm.{name}").to_arrow_table())
            fill(server, "cohorts", f"{CDM.tables[name].schema}.{name}", source, "SELECT * FROM rows_given", folder)
        use(patch, reader_url(server, "cohorts", cdm_schema="cdm", vocabulary_schema="vocabulary"))
        upgrade()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        yield given
    settings.cache_clear()


@pytest.fixture(scope="module")
def cohort(cdm: CirceCdm) -> int:
    """A saved definition that everyone may read, where researchers see early records alone."""
    load_jobs()
    rule = {"kind": "dates", "last": "2001-08-01"}
    about = {"subjects": {"roles": ["researcher"]}, "effect": {"kind": "rows", "rule": rule}}
    set_policy(OWNER, "early", Definition.model_validate(about), "")
    body = {"name": "x", "expression": as_json(DEFINITIONS[1])}
    made = client_as("steward").post(COHORTS, json=body).json()["id"]
    client_as("steward").put(f"{COHORTS}/{made}/sharing", json={"sharing": "read"})
    return int(made)


def test_cohorts_in_place_are_those_of_the_same_records(cdm: CirceCdm) -> None:
    expected = cdm.run(DEFINITIONS)
    assert all(expected)
    assert found() == expected
    assert found() == expected, "the tables of the first computation are gone with it"


def test_what_a_computation_keeps_is_not_part_of_the_cdm(cdm: CirceCdm) -> None:
    found()
    session = gateway().reader.open()
    try:
        assert not [table for schema, table in session.schema(session.current()) if table.startswith("cohort_")]
    finally:
        session.close()


def test_attrition_in_place_is_counted_anew_each_time(cdm: CirceCdm) -> None:
    body = {"expression": as_json(DEFINITIONS[0]), "overlaps": True}
    expected = cdm.attrition(DEFINITIONS[0]).steps()
    for _ in range(2):
        told = client_as("admin").post("/api/research/attrition", json=body).json()
        assert (told["snapshot"], told["rights"], told["computed"]) == (None, "platform", True)
        assert [(step["events"], step["persons"]) for step in told["steps"]] == [
            (step.events, step.persons) for step in expected
        ]


def test_a_study_runs_in_place_though_nothing_is_written(cdm: CirceCdm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "settings", lambda: settings().model_copy(update={"small_cell": 1}))
    chosen = [
        Chosen(f"c{number}", "", keep(as_json(one)), called=frozenset({f"c{number}"}))
        for number, one in enumerate(DEFINITIONS)
    ]
    specification = read_specification('{"kind": "survival", "target": "c0"}')
    done = running.run(OWNER, make(OWNER, "in place", chosen, specification), surface="test", allow_missing=True)
    expected = [len({subject for subject, _, _ in spans}) for spans in cdm.run(DEFINITIONS)]
    assert [cohort.persons for cohort in done.provenance.cohorts] == expected
    assert done.provenance.snapshot.version is None
    assert [one.outcome for one in done.provenance.analyses] == ["answered"]


def generated(cohort: int, role: str) -> int:
    """The number of a generation with the role's own rights."""
    started = client_as(role).post(f"{COHORTS}/{cohort}/generations", json={"own_rights": True})
    assert started.status_code == 202, started.text
    run_job(started.json()["job"])
    with transaction() as session:
        job = session.get_one(Job, started.json()["job"])
    assert job.state == "succeeded", job.error
    return int(job.result["generation"])  # type: ignore[index]


@pytest.mark.usefixtures("cdm")
def test_nothing_is_published_in_place(cohort: int) -> None:
    refused = client_as("steward", language="en").post(f"{COHORTS}/{cohort}/generations", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "cohort_in_place")
    assert client_as("steward").get(f"{COHORTS}/{cohort}/results").json()["code"] == "cohort_never_generated"


def test_a_generation_with_own_rights_in_place_is_computed_on_what_its_asker_sees(cdm: CirceCdm, cohort: int) -> None:
    spans = cdm.run(DEFINITIONS[1:])[0]
    made = generated(cohort, "steward")
    found = client_as("steward").get(f"{COHORTS}/{cohort}/results").json()
    assert (found["generation"]["id"], found["generation"]["rights"], found["snapshot"]) == (made, "own", None)
    assert (found["state"], found["rows"], found["persons"]) == ("found", len(spans), len({one[0] for one in spans}))
    assert found["generation"]["source"] == gateway().snapshot(None).source  # type: ignore[union-attr]
    assert found["current"]

    fewer = client_as("researcher").get(f"{COHORTS}/{cohort}/results").json()
    assert fewer["code"] == "cohort_never_generated", "the steward's is the steward's alone"
    generated(cohort, "researcher")
    fewer = client_as("researcher").get(f"{COHORTS}/{cohort}/results").json()
    assert fewer["rows"] < len(spans), "a rule hides records from researchers"


def test_what_was_computed_in_place_opens_no_charts_and_is_shown_of_no_other_cdm(
    cdm: CirceCdm, cohort: int, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = generated(cohort, "steward")
    setup = {"cohort": cohort, "name": "x", "questions": [QUESTION], "reviewers": ["clinician"]}
    refused = client_as("steward").post("/api/research/reviews", json=setup)
    assert (refused.status_code, refused.json()["code"]) == (404, "cohort_never_generated")

    make_tables(server, "elsewhere", ["person"], {"cdm": "cdm"})
    use(monkeypatch, reader_url(server, "elsewhere", cdm_schema="cdm"))
    asked = {"generation": made}
    gone = client_as("steward", language="en").get(f"{COHORTS}/{cohort}/results", params=asked)
    assert (gone.status_code, gone.json()["code"]) == (409, "cohort_of_another_cdm")
    monkeypatch.delenv("ASAN_CDM")
    settings.cache_clear()
    gone = client_as("steward", language="en").get(f"{COHORTS}/{cohort}/results", params=asked)
    assert (gone.status_code, gone.json()["code"]) == (409, "cohort_of_another_cdm")
