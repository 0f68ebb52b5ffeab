"""Definitions with their asker's own rights: what Circe finds on what the reference says they see, for them alone."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from asan.cli import app
from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.reference import Reference
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import ROLES, Principal
from asan.gateway.service import gateway
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.omop.circe.reading import read_expression
from asan.parts import load_jobs
from tests.generative.research.records import records
from tests.support.circe_cdm import CirceCdm, Span, publish_records
from tests.support.circe_oracle import circe_cohort
from tests.support.loaded_hospital import client_as

OWNER = Principal(name="os:test", roles=frozenset({"admin"}))
COHORTS = "/api/research/cohorts"
EARLY = {"kind": "dates", "last": "2001-08-01"}
SOME = {"kind": "record", "table": "condition_occurrence", "column": "condition_concept_id", "values": [2, 3]}
ENTRY = {"CriteriaList": [{"ConditionOccurrence": {}}], "PrimaryCriteriaLimit": {"Type": "All"}}
DRUGS = {
    "Criteria": {"DrugExposure": {}},
    "StartWindow": {"Start": {"Coeff": -1}, "End": {"Coeff": 1}},
    "Occurrence": {"Type": 2, "Count": 1},
}
EXPRESSION = {
    "PrimaryCriteria": ENTRY,
    "ExpressionLimit": {"Type": "All"},
    "InclusionRules": [{"name": "drug", "expression": {"Type": "ALL", "CriteriaList": [DRUGS]}}],
}
TEXT = {"PrimaryCriteria": {"CriteriaList": [{"Observation": {"ValueAsString": {"Text": "x", "Op": "contains"}}}]}}


@pytest.fixture(scope="module")
def cdm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CirceCdm]:
    """Invented records, published; the researcher sees early records alone, the clinician those of some persons."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        made = records(11)
        publish_records(made, folder / "work.duckdb")
        load_jobs()
        for role, rule in (("researcher", EARLY), ("clinician", SOME)):
            about = {"subjects": {"roles": [role]}, "effect": {"kind": "rows", "rule": rule}}
            set_policy(OWNER, f"{role}-rows", Definition.model_validate(about), "")
        yield made
    settings.cache_clear()


@pytest.fixture(scope="module")
def cohort(cdm: CirceCdm) -> int:
    """A saved definition that everyone may read, generated for everybody's records by the steward."""
    made = client_as("steward").post(COHORTS, json={"name": "x", "expression": EXPRESSION}).json()["id"]
    client_as("steward").put(f"{COHORTS}/{made}/sharing", json={"sharing": "read"})
    generated(made, "steward", own_rights=False)
    return int(made)


def generated(cohort: int, role: str, *, own_rights: bool = True) -> int:
    """The generation's number."""
    asked = {"own_rights": own_rights}
    started = client_as(role).post(f"{COHORTS}/{cohort}/generations", json=asked)
    assert started.status_code == 202, started.text
    run_job(started.json()["job"])
    with transaction() as session:
        job = session.get_one(Job, started.json()["job"])
    assert job.state == "succeeded", job.error
    return int(job.result["generation"])  # type: ignore[index]


def expected(cdm: CirceCdm, role: str) -> list[Span]:
    """What Circe's own SQL finds on the rows that the reference says the role sees."""
    explicit = gateway().policies.explicit()
    stated = [policy for policy in explicit.policies if role in policy.definition.subjects.roles]
    session = gateway().reader.open()
    schema = session.schema(gateway().reader.snapshot(session, None))
    session.close()
    tables = [table for table in schema if table[0] in ("cdm", "vocabulary")]
    database = {
        table: cdm.connection.execute(f"SELECT * FROM cdm.{table[1]}").to_arrow_table().to_pylist()
        for table in tables
        if table[1] not in ("cohort", "cohort_definition")
    }
    known = {table: columns for table, columns in schema.items() if table in database}
    seen = Reference(frozenset({role}), stated, explicit.tags, known, database, dt.date(2026, 1, 1))
    masked = CirceCdm()
    for table in seen.tables():
        masked.load(table[1], seen.rows(table, "key"))
    return circe_cohort(masked.connection, read_expression(json.dumps(EXPRESSION)).expression)


@pytest.mark.parametrize("role", ["researcher", "clinician", "steward"])
def test_it_is_what_circe_finds_on_what_the_asker_sees(cdm: CirceCdm, cohort: int, role: str, tmp_path: Path) -> None:
    spans = expected(cdm, role)
    platform = client_as("steward").get(f"{COHORTS}/{cohort}/results").json()
    assert spans
    assert (len(spans) < platform["rows"]) == (role != "steward"), "the rules must matter"
    made = generated(cohort, role)
    found = client_as(role).get(f"{COHORTS}/{cohort}/results", params={"generation": made}).json()
    assert (found["state"], found["rows"]) == ("found", len(spans))
    assert found["persons"] == len({person for person, _, _ in spans})
    assert (found["generation"]["rights"], found["generation"]["author"]) == ("own", role)
    (tmp_path / "x.json").write_text(json.dumps(EXPRESSION))
    rows = tmp_path / "rows.parquet"
    asked = ["cohort", "run", str(tmp_path / "x.json"), "--as", role, "--own-rights", "--rows", str(rows), "--json"]
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == 0, ran.output
    table = pq.read_table(rows).to_pylist()
    assert (
        sorted((one["subject_id"], str(one["cohort_start_date"]), str(one["cohort_end_date"])) for one in table)
        == spans
    )


def test_it_is_its_askers_alone_and_leaves_what_is_published_as_it_is(cohort: int) -> None:
    before = client_as("steward").get(f"{COHORTS}/{cohort}/results").json()
    snapshot = gateway().snapshot(None)
    made = generated(cohort, "researcher")
    assert gateway().snapshot(None) == snapshot, "nothing is published"
    assert client_as("steward").get(f"{COHORTS}/{cohort}/results").json() == before
    for role in ("steward", "clinician", "admin"):
        listed = client_as(role).get(f"{COHORTS}/{cohort}/generations").json()
        assert made not in [each["id"] for each in listed]
        told = client_as(role).get(f"{COHORTS}/{cohort}/results", params={"generation": made})
        assert told.status_code == 404
    (newest, *_) = client_as("researcher").get(f"{COHORTS}/{cohort}/generations").json()
    assert (newest["id"], newest["rights"], newest["published"]) == (made, "own", newest["snapshot"])
    # Whoever asks without naming it is told of the published one, as far as they may see it.
    assert client_as("researcher").get(f"{COHORTS}/{cohort}/results").json()["generation"]["rights"] == "platform"
    against = client_as("researcher").get(f"{COHORTS}/{cohort}/generations/{made}/difference")
    assert against.status_code == 404
    with transaction() as session:
        records_of = session.scalars(select(AuditRecord).where(AuditRecord.action == "cohort.generate_own")).all()
        assert records_of[-1].principal == "researcher"


def test_who_may_only_read_a_definition_computes_it_for_themselves_but_publishes_nothing(cohort: int) -> None:
    refused = client_as("clinician").post(f"{COHORTS}/{cohort}/generations", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert generated(cohort, "clinician")


def test_a_look_back_is_under_the_policies_of_the_day(cdm: CirceCdm, cohort: int) -> None:
    made = generated(cohort, "researcher")
    asked = {"generation": made}
    before = client_as("researcher").get(f"{COHORTS}/{cohort}/results", params=asked).json()["rows"]
    about = {
        "subjects": {"roles": ["researcher"]},
        "objects": {"tables": ["drug_exposure"]},
        "effect": {"kind": "deny"},
    }
    set_policy(OWNER, "no-drugs", Definition.model_validate(about), "")
    try:
        refused = client_as("researcher", language="en").get(f"{COHORTS}/{cohort}/results", params=asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "cohort_looks_at_hidden")
        assert "drug_exposure" in refused.json()["message"]
    finally:
        ended = Definition.model_validate({**about, "subjects": {"roles": ["auditor"]}})
        set_policy(OWNER, "no-drugs", ended, "")
    assert client_as("researcher").get(f"{COHORTS}/{cohort}/results", params=asked).json()["rows"] == before


def test_what_cannot_be_asked_so_is_named(cohort: int, tmp_path: Path) -> None:
    made = client_as("analyst").post(COHORTS, json={"name": "text", "expression": TEXT}).json()["id"]
    asked = {"own_rights": True}
    refused = client_as("analyst", language="en").post(f"{COHORTS}/{made}/generations", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "cohort_looks_at_hidden")
    assert "observation.value_as_string" in refused.json()["message"]
    (tmp_path / "text.json").write_text(json.dumps(TEXT))
    (tmp_path / "all.json").write_text(json.dumps(EXPRESSION))
    run = ["cohort", "run", str(tmp_path), "--json"]
    both: Any = CliRunner().invoke(app, [*run, "--as", "clinician", "--own-rights"])
    whole = json.loads(both.stdout)
    assert [each["name"] for each in whole["cohorts"]][:1] == ["all"]
    counted = CliRunner().invoke(app, [*run, "--as", "analyst", "--own-rights"])
    assert counted.exit_code != 0, "who may only count patients has no rows"
    alone = CliRunner().invoke(app, [*run, "--as", "analyst"])
    assert alone.exit_code != 0
