"""Analyses as jobs and from a file: computed with the asker's rights, kept for them alone, stopped when told to."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.principal import ROLES, Principal
from asan.kit.errors import AsanError
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import cancel, run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.analysis.commands import app
from asan.modules.research.saved.schemas import draft
from asan.modules.research.saved.store import SHELF
from asan.parts import load_jobs
from tests.integration.research.study import OUTCOME, TARGET, publish_study
from tests.integration.research.test_analysis_routes import EXPRESSION, QUESTIONS
from tests.support.loaded_hospital import client_as

RUNS = "/api/research/analysis/runs"


@pytest.fixture(scope="module", autouse=True)
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        load_jobs()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        owner = Principal("steward", frozenset({"steward"}))
        for name in ("the target", "the outcome", "the comparator", "somebody's own"):
            made = SHELF.create(owner, draft(name, "", EXPRESSION, ""))
            if made.id < 4:
                SHELF.share(owner, made.id, "read")
        publish_study(folder)
        yield folder / "home"
    settings.cache_clear()


def started(kind: str, role: str = "researcher", **asked: Any) -> dict[str, Any]:
    body = {"kind": kind, "name": f"my {kind}", "asked": asked or QUESTIONS[kind]}
    answer = client_as(role, language="en").post(RUNS, json=body)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def rounded(value: Any) -> Any:
    """Without the last digits, which depend on the order in which the engine's threads end."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 9) if isinstance(value, float) else value


def test_a_kept_analysis_is_what_its_page_tells() -> None:
    client = client_as("researcher", language="en")
    for kind in ("survival", "table-one"):
        run = started(kind)
        assert (run["state"], run["name"]) == ("queued", f"my {kind}")
        run_job(run["job"])
        kept = client.get(f"{RUNS}/{run['id']}").json()
        assert (kept["state"], kept["fraction"]) == ("succeeded", 1.0)
        page = client.post(f"/api/research/analysis/{kind}", json=QUESTIONS[kind]).json()
        assert rounded(kept["result"]) == rounded(page)
        assert kept["snapshot"] == page["provenance"]["snapshot"]
    assert [run["kind"] for run in client.get(RUNS).json()][:2] == ["table-one", "survival"]
    with transaction() as session:
        actions = set(session.scalars(select(AuditRecord.action).where(AuditRecord.principal == "researcher")))
    assert {"analysis.run", "analysis.open"} <= actions


def test_it_is_nobody_elses(study: Path) -> None:
    run = started("survival")
    run_job(run["job"])
    for role in ("admin", "steward"):
        other = client_as(role)
        assert other.get(f"{RUNS}/{run['id']}").status_code == 404
        assert other.delete(f"{RUNS}/{run['id']}").status_code == 404
        assert run["id"] not in [each["id"] for each in other.get(RUNS).json()]
    assert client_as("auditor").get(RUNS).status_code == 403
    mine = client_as("researcher")
    assert mine.delete(f"{RUNS}/{run['id']}").status_code == 204
    assert mine.get(f"{RUNS}/{run['id']}").status_code == 404


def test_what_cannot_be_asked_is_refused_before_there_is_a_job() -> None:
    client = client_as("researcher")
    for asked, status in (({"target": 4}, 404), ({"target": TARGET, "strata": "moon"}, 400), ({}, 400)):
        body = {"kind": "survival", "name": "x", "asked": asked}
        assert client.post(RUNS, json=body).status_code == status
    body = {"kind": "horoscope", "name": "x", "asked": {}}
    assert client.post(RUNS, json=body).status_code == 422


def test_who_sees_aggregates_reads_why_it_failed() -> None:
    run = started("survival", "engineer")
    run_job(run["job"])
    kept = client_as("engineer", language="en").get(f"{RUNS}/{run['id']}").json()
    assert (kept["state"], kept["result"]) == ("failed", None)
    assert "roles that see aggregates alone do not get it" in kept["error"]


def test_it_stops_when_it_is_cancelled_and_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = started("pathways")
    from asan.modules.research.analysis.kept import service

    asked: list[float] = []

    def report(context: Any, fraction: float, message: str = "") -> None:
        asked.append(fraction)
        if len(asked) == 2:
            cancel(context.job_id, None)
        progress(context, fraction, message)

    progress = service.JobContext.progress
    monkeypatch.setattr(service.JobContext, "progress", report)
    run_job(run["job"])
    with transaction() as session:
        assert session.get_one(Job, run["job"]).state == "cancelled"
    assert client_as("researcher").get(f"{RUNS}/{run['id']}").json()["result"] is None
    assert len(asked) == 2
    assert asked == sorted(asked)


def test_the_command_runs_a_file_of_analyses(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text(
        json.dumps(
            [
                {"id": "rates", "kind": "incidence", "target": "the target", "outcome": OUTCOME},
                {"id": "table", "kind": "table-one", "target": TARGET},
            ]
        )
    )
    done = CliRunner().invoke(app, ["run", str(file), "--as", "researcher", "--json", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {one["provenance"]["snapshot"] for one in told.values()} != {None}
    assert (tmp_path / "out" / "table.csv").read_text().splitlines()[1].startswith("1,persons,,10")
    printed = CliRunner().invoke(app, ["run", str(file)])
    assert printed.exit_code == 0, printed.output
    file.write_text('{"kind": "survival", "target": "nobody\'s"}')
    refused = CliRunner().invoke(app, ["run", str(file)])
    assert isinstance(refused.exception, AsanError)
    assert refused.exception.code == "analysis_unknown_cohort"
