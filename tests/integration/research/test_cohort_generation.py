"""Generation: rows in OMOP's tables, kept by loads; what each asker is told of them; what a rerun changes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.models import User, UserRole
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import ROLES, Principal
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import cancel, run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.research import service
from asan.modules.research.generation import service as generation
from asan.parts import load_jobs
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.lock import write_lock
from asan.warehouse.publish import publish
from tests.generative.research.records import records
from tests.support.circe_cdm import publish_records
from tests.support.loaded_hospital import client_as

OWNER = Principal(name="os:test", roles=frozenset({"admin"}))
COHORTS = "/api/research/cohorts"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose ``home`` has accounts and a published CDM, and ``copy`` the same: a lake knows where it lies."""
    folder = tmp_path_factory.mktemp("generation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        publish_records(records(11), folder / "work.duckdb")
        load_jobs()
        shutil.copytree(folder / "home", folder / "copy")
        yield folder
    settings.cache_clear()


@pytest.fixture(autouse=True)
def home(kept: Path) -> Path:
    """The data folder as it was made. The last test's is moved away: its files' numbers must not come again."""
    engine().dispose()
    (kept / "home").rename(kept / f"used-{len(list(kept.iterdir()))}")
    shutil.copytree(kept / "copy", kept / "home")
    return kept


def expression(criterion: dict[str, Any], **members: Any) -> dict[str, Any]:
    entry = {"CriteriaList": [criterion], "PrimaryCriteriaLimit": {"Type": "All"}}
    return {"PrimaryCriteria": entry, "ExpressionLimit": {"Type": "All"}, **members}


CONDITIONS = expression({"ConditionOccurrence": {}})


def saved(given: dict[str, Any] = CONDITIONS, role: str = "researcher", sharing: str = "edit") -> int:
    client = client_as(role)
    made = client.post(COHORTS, json={"name": "진단받은 환자", "expression": given})
    assert made.status_code == 201, made.text
    cohort = int(made.json()["id"])
    client.put(f"{COHORTS}/{cohort}/sharing", json={"sharing": sharing})
    return cohort


def generated(cohort: int, role: str = "researcher", snapshot: int | None = None) -> Job:
    pinned = f"?snapshot={snapshot}" if snapshot else ""
    started = client_as(role).post(f"{COHORTS}/{cohort}/generations{pinned}", json={})
    assert started.status_code == 202, started.text
    run_job(started.json()["job"])
    with transaction() as session:
        job = session.get_one(Job, started.json()["job"])
    assert job.state == "succeeded", job.error
    return job


def told(cohort: int, role: str = "researcher", **asked: Any) -> dict[str, Any]:
    answer = client_as(role).get(f"{COHORTS}/{cohort}/results", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def lake_rows(cohort: int) -> list[tuple[Any, ...]]:
    sql = (
        "SELECT subject_id, cohort_start_date, cohort_end_date FROM cohort WHERE cohort_definition_id = $1 ORDER BY ALL"
    )
    found = gateway().query(OWNER, sql, parameters=[cohort]).table().to_pylist()
    return [tuple(row.values()) for row in found]


def loaded_again(folder: Path, change: str = "", kind: str = "etl") -> int:
    """The CDM published anew by a load, changed by SQL on ``cdm``."""
    work = folder / "again.duckdb"
    work.unlink(missing_ok=True)
    lake = Lake(settings())
    database = open_engine(settings(), work)
    lake.attach(database, read_only=True)
    database.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    names = database.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'cdm'"
    ).fetchall()
    for (name,) in names:
        if name not in ("cohort", "cohort_definition"):
            database.execute(f"CREATE TABLE cdm.{name} AS SELECT * FROM lake.cdm.{name}")
    database.execute("DETACH lake")
    if change:
        database.execute(change)
    database.close()
    return publish(lake, work, extra={"kind": kind, "run": 2, "source": "records"}).version


def test_rows_are_those_of_the_compiler_in_a_snapshot_of_their_own() -> None:
    before = gateway().snapshot(None)
    cohort = saved()
    generated(cohort)
    stored = client_as("researcher").get(f"{COHORTS}/{cohort}").json()
    definition = generation.named("x", json.dumps(stored["expression"]), "")
    expected = service.generate(OWNER, [definition], surface="test").spans.drop_columns("cohort").to_pylist()
    assert lake_rows(cohort) == [tuple(row.values()) for row in expected]
    after = gateway().snapshot(None)
    assert before is not None
    assert after is not None
    assert (after.kind, after.run, after.published_at) == ("cohort", before.run, before.published_at)
    (row,) = gateway().query(OWNER, "SELECT * FROM cohort_definition").table().to_pylist()
    assert row["cohort_definition_name"] == "진단받은 환자"
    assert json.loads(row["cohort_definition_syntax"]) == stored["expression"]


def test_of_a_private_definition_the_lake_tells_the_number_alone() -> None:
    cohort = saved(sharing="private")
    generated(cohort)
    (row,) = gateway().query(OWNER, "SELECT * FROM cohort_definition").table().to_pylist()
    assert (row["cohort_definition_name"], row["cohort_definition_syntax"]) == (f"#{cohort}", None)


def test_figures_are_those_that_each_asker_may_see() -> None:
    cohort = saved()
    generated(cohort)
    rows = lake_rows(cohort)
    for role in ("admin", "steward", "researcher", "clinician", "analyst"):
        found = told(cohort, role)
        assert (found["state"], found["rows"], found["persons"]) == ("found", len(rows), len({row[0] for row in rows}))
        assert sum(year["persons"] for year in found["years"]) >= found["persons"]
        assert found["current"] is True
    # Who sees aggregates alone is told the same, where no cell is small.
    few = saved(expression({"ConditionOccurrence": {}}, CensorWindow={"StartDate": "2999-01-01"}))
    generated(few)
    assert told(few)["state"] == "nobody"
    assert told(few, "engineer")["state"] == "suppressed"
    assert told(cohort, "engineer")["persons"] == len({row[0] for row in rows}) == 5


def test_a_policy_that_hides_rows_hides_what_is_made_of_them() -> None:
    cohort = saved()
    generated(cohort)
    rows = {"kind": "rows", "rule": {"kind": "care_sites", "ids": [1]}}
    about = {"subjects": {"roles": ["clinician"]}, "effect": rows}
    set_policy(OWNER, "own-site", Definition.model_validate(about), "")
    found = told(cohort, "clinician")
    assert (found["state"], found["rows"], found["persons"], found["years"]) == ("hidden", None, None, [])
    assert told(cohort)["state"] == "found"


def test_a_definition_that_looks_at_hidden_values_is_not_computed() -> None:
    given = expression({"Observation": {"ValueAsString": {"Text": "x", "Op": "contains"}}})
    cohort = saved(given, role="analyst")
    refused = client_as("analyst").post(f"{COHORTS}/{cohort}/generations", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "cohort_looks_at_hidden")
    assert "observation.value_as_string" in refused.json()["message"]
    assert client_as("clinician").post(f"{COHORTS}/{cohort}/generations", json={}).status_code == 202


def test_a_cohort_that_policies_go_by_is_generated_only_by_who_writes_policies() -> None:
    cohort = saved()
    rule = {"kind": "rows", "rule": {"kind": "cohort", "ids": [cohort]}}
    about = {"subjects": {"roles": ["analyst"]}, "effect": rule}
    set_policy(OWNER, "members", Definition.model_validate(about), "")
    refused = client_as("researcher").post(f"{COHORTS}/{cohort}/generations", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "cohort_in_policy")
    generated(cohort, "steward")


def test_rows_of_a_deleted_definition_go_unless_a_policy_goes_by_them() -> None:
    plain, watched, other = saved(), saved(), saved()
    generated(plain)
    generated(watched)
    rule = {"kind": "rows", "rule": {"kind": "cohort", "ids": [watched], "absent": True}}
    about = {"subjects": {"roles": ["analyst"]}, "effect": rule}
    set_policy(OWNER, "not-these", Definition.model_validate(about), "")
    for cohort in (plain, watched):
        assert client_as("researcher").delete(f"{COHORTS}/{cohort}").status_code == 204
    generated(other)
    assert (lake_rows(plain), bool(lake_rows(watched)), bool(lake_rows(other))) == ([], True, True)


def test_cohorts_stay_through_loads_and_persons_who_left_leave_them(home: Path) -> None:
    cohort = saved()
    generated(cohort)
    rows = lake_rows(cohort)
    loaded_again(home)
    assert lake_rows(cohort) == rows
    assert told(cohort)["current"] is False, "computed on data that were published before these"
    gone = rows[0][0]
    loaded_again(home, f"DELETE FROM cdm.person WHERE person_id = {gone}")
    assert lake_rows(cohort) == [row for row in rows if row[0] != gone]
    # Another hospital's persons may have the same numbers.
    loaded_again(home, kind="import")
    assert told(cohort)["state"] == "gone"


def test_a_rerun_tells_who_came_and_went_and_by_which_tables(home: Path) -> None:
    cohort = saved()
    generated(cohort)
    rows = lake_rows(cohort)
    leaver, patient = rows[0][0], rows[-1][0]
    loaded_again(
        home,
        f"""DELETE FROM cdm.person WHERE person_id = {leaver};
            DELETE FROM cdm.observation_period WHERE person_id = {leaver};
            DELETE FROM cdm.condition_occurrence WHERE person_id IN ({leaver}, {patient})""",
    )
    generated(cohort)
    newest, first = client_as("researcher").get(f"{COHORTS}/{cohort}/generations").json()
    path = f"{COHORTS}/{cohort}/generations"
    found = client_as("researcher").get(f"{path}/{newest['id']}/difference").json()
    assert found["persons"] == {"added": 0, "gone": 2, "changed": 0}
    assert found["rows"]["gone"] == len([row for row in rows if row[0] in (leaver, patient)])
    causes = {cause["table"]: cause["persons"] for cause in found["tables"]}
    assert causes == {"condition_occurrence": 2, "observation_period": 1}
    assert (found["left"], found["other_version"]) == (1, False)
    # Two persons are a small cell for whoever may only see aggregates.
    suppressed = client_as("engineer").get(f"{path}/{newest['id']}/difference").json()
    assert suppressed["persons"] == {"added": 0, "gone": None, "changed": 0}
    assert suppressed["left"] is None
    assert client_as("researcher").get(f"{path}/{first['id']}/difference").status_code == 404


def test_a_generation_on_an_older_snapshot_says_that_the_data_went_on(home: Path) -> None:
    first = gateway().snapshot(None)
    assert first is not None
    cohort = saved()
    loaded_again(home, "DELETE FROM cdm.condition_occurrence")
    generated(cohort, snapshot=first.version)
    found = told(cohort)
    assert (found["state"], found["current"]) == ("found", False)
    assert found["generation"]["snapshot"] == first.version
    generated(cohort)
    assert told(cohort)["state"] == "nobody"
    old = client_as("researcher").get(f"{COHORTS}/{cohort}/generations").json()[-1]
    assert told(cohort, generation=old["id"])["state"] == "found"


def test_everybody_and_an_unknown_concept_are_said() -> None:
    everybody = saved(expression({"ObservationPeriod": {}}))
    generated(everybody)
    found = told(everybody)
    assert found["everybody"] is (found["persons"] == found["total"])
    sets = [{"id": 0, "name": "?", "expression": {"items": [{"concept": {"CONCEPT_ID": 999_999}}]}}]
    unknown = saved(expression({"ConditionOccurrence": {"CodesetId": 0}}, ConceptSets=sets))
    generated(unknown)
    assert (told(unknown)["state"], told(unknown)["generation"]["missing"]) == ("nobody", 1)


def test_before_any_generation_there_is_a_reason_and_a_next_step() -> None:
    answer = client_as("researcher").get(f"{COHORTS}/{saved()}/results")
    assert (answer.status_code, answer.json()["code"]) == (404, "cohort_never_generated")


def test_a_lake_that_is_being_loaded_is_waited_for_and_a_cancelled_job_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cohort = saved()
    job = client_as("researcher").post(f"{COHORTS}/{cohort}/generations", json={}).json()["job"]
    monkeypatch.setattr(generation.time, "sleep", lambda _: cancel(job, "researcher"))
    with write_lock(Lake(settings()), "a load"):
        run_job(job)
    with transaction() as session:
        assert session.get_one(Job, job).state == "cancelled"
    with pytest.raises(AsanError):
        lake_rows(cohort)
    assert client_as("researcher").get(f"{COHORTS}/{cohort}/generations").json() == []


def test_a_job_runs_with_the_rights_that_its_owner_has_then() -> None:
    cohort = saved()
    job = client_as("researcher").post(f"{COHORTS}/{cohort}/generations", json={}).json()["job"]
    with transaction() as session:
        for user in session.query(User).filter_by(name="researcher"):
            user.disabled = True
    run_job(job)
    with transaction() as session:
        failed = session.get_one(Job, job)
        assert failed.state == "failed"
        assert failed.error is not None
        assert failed.error["en"]["code"] == "forbidden"


def test_beside_a_cdm_in_place_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = saved()
    monkeypatch.setenv("ASAN_CDM", "postgresql://cdm.example/omop")
    settings.cache_clear()
    refused = client_as("researcher", language="en").post(f"{COHORTS}/{cohort}/generations", json={})
    settings.cache_clear()
    assert (refused.status_code, refused.json()["code"]) == (409, "cohort_in_place")
