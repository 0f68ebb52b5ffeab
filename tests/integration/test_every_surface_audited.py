"""Every route and command that changes something, or shows patients, accounts or the audit, leaves a record."""

import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from typer.main import get_command

from asan import cli
from asan.cli_audit import SILENT, audited, command_in
from asan.gateway.accounts import principal_named
from asan.gateway.audit import records
from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.http.audited import must_be_recorded
from asan.kit.clock import utc_now
from asan.kit.migrate import upgrade
from asan.kit.store import transaction
from asan.modules.research.analysis.kept.models import AnalysisRun
from asan.modules.research.models import CohortDefinition, CohortGeneration, CohortVersion
from asan.modules.research.review.models import ChartReview, ChartReviewPatient, ChartReviewSheet
from asan.modules.security.accounts import create_user
from asan.modules.security.middleware import OPEN
from asan.modules.security.tokens import create_token
from asan.server import create_app
from tests.integration.gateway.conftest import fill_lake
from tests.support.cohort_rows import publish_cohorts

PASSWORD = "a long enough one"
READS_PATIENTS = {
    "/api/dashboard",
    "/api/mart/tables",
    "/api/mart/tables/{table}/profile",
    "/api/etl/runs/{run}/rejects",
    "/api/etl/runs/{run}/rejects.csv",
    "/api/snapshots/sample",
    "/api/research/analysis/cohorts",
    "/api/research/charts/{subject}",
    "/api/research/charts/{subject}/events",
    "/api/research/charts/{subject}/measurements",
    "/api/research/charts/{subject}/notes/{note}",
    "/api/research/charts/{subject}/trend",
    "/api/research/reviews/{review}/patients",
    "/api/research/reviews/{review}/patients/{position}",
    "/api/research/reviews/{review}/agreement",
    "/api/research/reviews/{review}/answers.csv",
    "/api/research/analysis/runs/{run}",
    "/api/research/cohorts/{cohort}/results",
    "/api/research/cohorts/{cohort}/generations/{generation}/difference",
}
"""What is read of patients by GET: through the gateway, which has records of its own."""

SHOWS_NOBODY = re.compile(
    r"/api/(health|catalog|objects|limits|auth/.*|notices|jobs.*"
    r"|etl/(runs|runs/{run}|runs/{run}/events|starts/.*|steps|lineage)"
    r"|snapshots|snapshots/expiry|mart/tables/{table}|mart/exports|mart/exports/{job}/file|ontology/.*"
    r"|dashboard/snapshot|research/cohorts(/{cohort}(/(versions|export|generations))?)?"
    r"|research/reviews(/people|/{review})?"
    r"|research/concept-sets(/{concept_set}(/(versions|export))?)?"
    r"|research/(cohorts|concept-sets)/{number}/comments"
    r"|research/analysis/runs|research/studies(/{job}(/file)?)?)"
)
"""What is read without a record: one's own account, limits, jobs, exports and studies (their file has a record once
there is one), what tables and columns there are, runs' counts, the vocabulary, how cohorts, concept sets and reviews
are defined, which colleagues may review, what is said of definitions, which analyses are kept."""

QUERIES = {
    "/api/snapshots/sample": {"old": 2, "new": 2, "table": "person"},
    "/api/why": {"table": "person"},
    "/api/research/charts/{subject}/events": {"domain": "measurement"},
    "/api/research/charts/{subject}/trend": {"concept": 777},
}
"""What a route must be asked beside its address."""

VALUES = {"table": "person", "name": "nobody", "run": "1", "key": "nobody", "cohort": "1", "generation": "2"}
VALUES |= {"review": "1", "position": "1"}


@pytest.fixture
def client(asan_home: Path, tmp_path: Path) -> TestClient:
    upgrade()
    fill_lake(tmp_path / "work.duckdb")
    create_user(owner(), "root", PASSWORD, ["admin"])
    _, token = create_token(principal_named("root", acting_for="test"), "test", 1)
    _generate_twice()
    publish_cohorts({1: [(0, dt.date(2020, 1, 1), dt.date(2020, 1, 2))]})
    return TestClient(create_app(), headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def _generate_twice() -> None:
    """A cohort of root's that was computed twice, and an analysis that was kept, as the app store tells of them."""
    told: dict[str, Any] = {"definition_id": 1, "version": 1, "digest": "", "snapshot": 2, "published": 2}
    told |= {"data_at": utc_now(), "vocabulary": "", "author": "root", "seconds": 0.1, "missing": 0, "absent": []}
    expression = '{"PrimaryCriteria": {"CriteriaList": []}}'
    version = {"name": "x", "description": "", "expression": expression, "digest": "", "comment": "", "author": "root"}
    with transaction() as session:
        session.add(CohortDefinition(id=1, owner="root", sharing="private"))
        session.flush()
        session.add(CohortVersion(definition_id=1, number=1, **version))
        session.add_all(CohortGeneration(**told) for _ in range(2))
        kept: dict[str, Any] = {"owner": "root", "name": "x", "kind": "survival", "asked": "{}", "language": "en"}
        session.add(AnalysisRun(**kept, result="{}"))
        session.flush()
        _review(session)


def _review(session: Session) -> None:
    """A review of one person of the cohort, answered by root."""
    told: dict[str, Any] = {"cohort_id": 1, "generation_id": 1, "snapshot": 2, "name": "x", "description": ""}
    told |= {"seed": 1, "size": 1, "drawn_from": 1, "questions": [], "reviewers": ["another"], "adjudicator": None}
    session.add(ChartReview(id=1, owner="root", **told))
    session.flush()
    session.add(ChartReviewPatient(id=1, review_id=1, position=1, person_id=0))
    session.flush()
    sheet: dict[str, Any] = {"answers": {}, "version": 1, "done_at": utc_now()}
    session.add(ChartReviewSheet(patient_id=1, reviewer="another", **sheet))


def newest() -> int:
    with transaction() as session:
        return session.scalar(select(func.max(AuditRecord.id))) or 0


def routes(client: TestClient) -> Iterator[tuple[str, str]]:
    described: dict[str, Any] = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    for path, methods in described.items():
        for method in methods:
            if (method.upper(), path) not in OPEN:
                yield method.upper(), path


def test_every_change_and_every_look_at_persons_leaves_a_record(client: TestClient) -> None:
    silent = []
    # What is to be looked at is there until something deletes it.
    for method, path in sorted(routes(client), key=lambda route: route[0] != "GET"):
        address = re.sub(r"{([^}]+)}", lambda found: VALUES.get(found.group(1).partition(":")[0], "999999"), path)
        if path.endswith("/events"):
            continue
        before = newest()
        answer = client.request(method, address, json={} if method != "GET" else None, params=QUERIES.get(path))
        assert answer.status_code != 401, (method, path)
        if newest() == before:
            silent.append((method, path))
    assert [(method, path) for method, path in silent if method != "GET"] == []
    assert [path for _, path in silent if not SHOWS_NOBODY.fullmatch(path)] == []
    # Otherwise the list above would not have to be true.
    known = {path for _, path in routes(client)}
    assert known >= READS_PATIENTS
    assert not [path for path in READS_PATIENTS if SHOWS_NOBODY.fullmatch(path)]


def test_a_request_that_its_route_says_nothing_of_is_recorded_by_address_and_outcome(client: TestClient) -> None:
    assert client.post("/api/jobs/1/cancel").status_code == 404
    with transaction() as session:
        record = session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1)).one()
        assert (record.principal, record.action, record.outcome) == ("root", "http.change", "failed")
        assert (record.question, record.code) == ("POST /api/jobs/1/cancel", "http_404")


def test_a_request_that_is_recorded_already_is_recorded_once(client: TestClient) -> None:
    before = newest()
    assert client.post("/api/query", json={"sql": "SELECT 1"}).status_code == 200
    assert client.get("/api/security/audit").status_code == 200
    assert newest() == before + 2


def test_without_a_record_nothing_is_answered(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(records, "_add", full)
    answer = client.get("/api/security/users")
    assert (answer.status_code, answer.json()["code"]) == (503, "audit_unavailable")


def test_only_reading_what_names_no_person_needs_no_record() -> None:
    assert not must_be_recorded("GET", "/api/jobs")
    assert must_be_recorded("GET", "/api/security/users")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert must_be_recorded(method, "/api/anything")


def commands() -> list[str]:
    """Every command of the program."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[str]:
        if not hasattr(command, "list_commands"):
            yield " ".join(path)
            return
        within = typer.Context(command)
        for name in command.list_commands(within):
            yield from walk(command.get_command(within, name), (*path, name))

    return list(walk(get_command(cli.app), ()))


def test_every_command_leaves_a_record_or_is_listed(asan_home: Path) -> None:
    upgrade()
    every = commands()
    assert set(every) >= SILENT
    for name in every:
        before = newest()
        with pytest.raises(SystemExit), audited(name.split(), cli.GROUPS):
            raise SystemExit(0)
        assert (newest() > before) == (name not in SILENT), name


def test_a_command_that_records_itself_is_recorded_once(asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade()
    before = newest()
    monkeypatch.setattr(sys, "argv", ["asan", "audit", "list"])
    with pytest.raises(SystemExit):
        cli.main()
    assert newest() == before + 1


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(["user", "list"], "user list"), (["query", "SELECT 1"], "query"), (["--help"], ""), ([], "")],
)
def test_a_command_is_known_by_its_words(arguments: list[str], name: str) -> None:
    assert command_in(arguments, cli.GROUPS) == name
