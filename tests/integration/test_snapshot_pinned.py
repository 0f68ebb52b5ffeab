"""An address that names a snapshot reads that one, on every page; one that is gone is said to be gone."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from asan.gateway.owner import owner
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots import tags, upkeep
from asan.modules.etl.snapshots.upkeep import Rule
from asan.modules.security.accounts import create_user
from asan.modules.security.sessions import principal_of_session
from asan.modules.security.sign_in import sign_in
from asan.modules.security.tokens import create_token
from asan.server import create_app
from tests.support.published_lake import publish_persons

PASSWORD = "a long enough one"


@pytest.fixture
def versions(asan_home: Path, tmp_path: Path) -> list[int]:
    upgrade()
    sizes = (30, 20, 10)
    return [
        publish_persons(
            tmp_path / "work", run, sql=f"SELECT range AS person_id, 1950 AS year_of_birth FROM range({size})"
        ).version
        for run, size in enumerate(sizes, 1)
    ]


@pytest.fixture
def client(versions: list[int]) -> TestClient:
    create_user(owner(), "root", PASSWORD, ["admin"])
    _, secret = sign_in("root", PASSWORD)
    principal = principal_of_session(secret)
    assert principal is not None
    _, token = create_token(principal, "test", 1)
    return TestClient(create_app(), headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def test_a_pinned_address_reads_its_snapshot(versions: list[int], client: TestClient) -> None:
    tags.tag(owner(), versions[0], "paper", surface="test")
    question = {"sql": "SELECT count(*) AS n FROM person"}
    for name, size in (("paper", 30), (str(versions[1]), 20), ("current", 10), ("", 10)):
        assert client.post(f"/api/query?snapshot={name}", json=question).json()["rows"] == [[size]]
        rows = client.post(f"/api/mart/tables/person/rows?snapshot={name}", json={}).json()
        assert rows["total"] == size
    # What a question itself names comes first: later pages of a grid stay on the first one's snapshot.
    named = client.post("/api/query?snapshot=paper", json={**question, "snapshot": versions[1]}).json()
    assert named["rows"] == [[20]]
    # A table's columns are those of the pinned snapshot too.
    assert client.get("/api/mart/tables/person?snapshot=paper").status_code == 200


def test_an_export_keeps_the_snapshot_it_was_asked_on(versions: list[int], client: TestClient) -> None:
    job = client.post(f"/api/mart/exports?snapshot={versions[0]}", json={"table": "person"}).json()["job"]
    assert upkeep.foresee(owner(), Rule(keep=1)).versions == (versions[1],)
    run_job(job)
    with transaction() as session:
        done = session.get_one(Job, job)
        assert done.result is not None, done.error
        assert (done.result["rows"], done.result["snapshot"]) == (30, versions[0])
    assert len(next((settings().exports / str(job)).iterdir()).read_text("utf-8").splitlines()) == 31


def test_a_snapshot_that_is_gone_is_said_to_be_gone(versions: list[int], client: TestClient) -> None:
    upkeep.expire(owner(), Rule(keep=1), surface="test")
    for name in (str(versions[0]), "999", "nosuch", "9" * 30, "' OR 1"):
        for answer in (
            client.post("/api/query", params={"snapshot": name}, json={"sql": "SELECT count(*) FROM person"}),
            client.post("/api/mart/exports", params={"snapshot": name}, json={"table": "person"}),
            client.get("/api/dashboard", params={"snapshot": name}),
            client.get("/api/mart/tables", params={"snapshot": name}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "no_snapshot")
            assert "asan snapshot list" in answer.json()["next"]
