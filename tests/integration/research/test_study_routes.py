"""Studies over HTTP: made of what is saved, taken away as a file, brought elsewhere and run, each as a job."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.principal import ROLES
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.study.package import read, write
from asan.parts import load_jobs
from tests.integration.research.study_site import definition, publish_site
from tests.support.loaded_hospital import client_as

STUDIES = "/api/research/studies"


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        load_jobs()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        publish_site(folder, 60)
        for name, given in (("대상", definition(101)), ("outcome", definition(103))):
            made = client_as("researcher").post("/api/research/cohorts", json={"name": name, "expression": given})
            assert made.status_code == 201
        yield folder
    settings.cache_clear()


@pytest.fixture
def client() -> TestClient:
    return client_as("researcher", language="en")


def finished(client: TestClient, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    job = answer.json()["job"]
    run_job(job)
    told: dict[str, Any] = next(each for each in client.get(STUDIES).json() if each["job"] == job)
    return told


def test_a_study_is_made_taken_brought_and_run(client: TestClient) -> None:
    body = {"name": "신장 연구", "cohorts": [1, 2], "site": "첫 병원"}
    made = finished(client, client.post(STUDIES, json=body))
    assert (made["state"], made["kind"], made["downloadable"]) == ("succeeded", "make", True), made
    assert made["outcomes"] == {"1-table-one": "answered", "2-table-one": "answered"}
    file = client.get(f"{STUDIES}/{made['job']}/file")
    assert "filename" in file.headers["content-disposition"]
    package = read(file.content, "x")
    assert [(c.key, c.name) for c in package.manifest.cohorts] == [("대상", "대상"), ("outcome", "outcome")]
    ran = finished(client, client.post(f"{STUDIES}/runs", params={"site": "둘째"}, content=file.content))
    assert (ran["state"], ran["kind"], ran["name"]) == ("succeeded", "run", "신장 연구"), ran
    told = client.get(f"{STUDIES}/{ran['job']}").json()
    assert told["provenance"]["site"] == "둘째"
    assert [cohort["persons"] for cohort in told["provenance"]["cohorts"]] == [60, 20]
    assert ["대상", "sex", "MALE", "30"] in [row[:4] for row in told["tables"][0]["rows"]]
    assert told["tables"][0]["keys"] == 3
    with transaction() as session:
        actions = set(session.scalars(select(AuditRecord.action)))
    assert {"study.run", "study.download"} <= actions


def test_a_package_without_results_may_be_made_and_looked_at(client: TestClient) -> None:
    made = finished(client, client.post(STUDIES, json={"name": "plan", "cohorts": [1], "results": False}))
    told = client.get(f"{STUDIES}/{made['job']}").json()
    assert (told["provenance"], told["tables"], told["outcomes"]) == (None, [], {})
    assert told["specification"] == [{"id": "1-table-one", "kind": "table-one", "target": "대상"}]


def test_it_is_nobody_elses(client: TestClient) -> None:
    made = finished(client, client.post(STUDIES, json={"name": "mine", "cohorts": [1], "results": False}))
    other = client_as("admin")
    assert other.get(STUDIES).json() == []
    for address in (f"{STUDIES}/{made['job']}", f"{STUDIES}/{made['job']}/file"):
        assert other.get(address).status_code == 404
    assert client_as("auditor").get(STUDIES).status_code == 403


def test_what_cannot_be_made_or_run_is_refused_at_once(client: TestClient) -> None:
    for body, status in (
        ({"name": "x", "cohorts": [99]}, 404),
        ({"name": "x"}, 400),
        ({"name": "x", "analyses": [99]}, 404),
        ({"name": "", "cohorts": [1]}, 422),
    ):
        assert client.post(STUDIES, json=body).status_code == status, body
    # The cohorts are the researcher's own: to others they are not there.
    assert client_as("steward").post(STUDIES, json={"name": "x", "cohorts": [1]}).status_code == 404
    for content, code in ((b"", "study_not_a_package"), (b"PK", "study_not_a_package"), (bomb(), "study_too_large")):
        refused = client.post(f"{STUDIES}/runs", content=content)
        assert (refused.status_code, refused.json()["code"]) == (400, code)


def bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b"0" * (65 * 2**20))
    return sink.getvalue()


def test_a_run_says_why_it_failed_until_missing_concepts_may_be(client: TestClient) -> None:
    rare = client.post("/api/research/cohorts", json={"name": "rare", "expression": definition(999)}).json()["id"]
    made = finished(client, client.post(STUDIES, json={"name": "rare", "cohorts": [rare], "results": False}))
    content = client.get(f"{STUDIES}/{made['job']}/file").content
    assert write(read(content, "x")) == content
    failed = finished(client, client.post(f"{STUDIES}/runs", content=content))
    assert failed["state"] == "failed"
    assert failed["error"].startswith("1 concepts are not in this site's vocabulary: 999")
    assert client.get(f"{STUDIES}/{failed['job']}").json()["code"] == "study_not_ready"
    allowed = finished(client, client.post(f"{STUDIES}/runs", params={"allow_missing": True}, content=content))
    assert allowed["outcomes"] == {"1-table-one": "empty"}
