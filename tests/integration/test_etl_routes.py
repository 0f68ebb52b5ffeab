"""The ETL's routes over real runs: history, report, rejects, uploads, starting, following, cancelling, lineage."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from asan.kit.jobs.queue import cancel, run_job
from asan.kit.settings import settings
from asan.modules.etl import runs
from tests.integration.conftest import Hospital
from tests.support.loaded_hospital import UNKNOWN_PATIENT, client_as
from tests.support.shared_data import shared_data

pytestmark = pytest.mark.usefixtures("hospital")


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return buffer.getvalue()


def synthea_zip() -> bytes:
    return zipped(*((f"csv/{path.name}", path.read_bytes()) for path in sorted(shared_data("synthea-27").iterdir())))


def upload(content: bytes, name: str = "원천 2026.zip") -> Any:
    return client_as("engineer").post("/api/etl/uploads", files={"file": (name, content, "application/zip")})


@pytest.mark.parametrize("role", ["researcher", "clinician", "analyst", "auditor"])
def test_runs_are_for_those_who_load_data(role: str, hospital: Hospital) -> None:
    client = client_as(role)
    for answer in (
        client.get("/api/etl/runs"),
        client.get(f"/api/etl/runs/{hospital.run}"),
        client.get(f"/api/etl/runs/{hospital.run}/rejects"),
        client.post("/api/etl/runs", json={"path": "/"}),
        client.post("/api/etl/uploads", files={"file": ("a.zip", b"", "application/zip")}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert client.get("/api/etl/lineage").status_code == 200


def test_history_shows_a_run_from_the_command_line(hospital: Hospital) -> None:
    body = client_as("engineer").get("/api/etl/runs", params={"limit": 100}).json()
    run = next(each for each in body["runs"] if each["id"] == hospital.run)
    assert (run["state"], run["started_by"], run["reconciles"], run["job"]) == ("succeeded", "os:test", True, None)
    assert run["read"] == run["loaded"] + run["rejected"] + run["merged"]
    assert run["rejected"] == 2
    assert body["total"] >= len(body["runs"]) > 0
    assert client_as("engineer").get("/api/etl/runs", params={"offset": body["total"]}).json()["runs"] == []


def test_report_adds_up_for_each_file_and_step(hospital: Hospital) -> None:
    run = client_as("steward").get(f"/api/etl/runs/{hospital.run}").json()
    assert [step["ordinal"] for step in run["steps"]] == list(range(1, 14))
    assert {step["state"] for step in run["steps"]} == {"succeeded"}
    for file in run["report"]["files"].values():
        assert file["read"] == file["loaded"] + file["rejected"] + file["merged"]
    for step in run["report"]["steps"]:
        sums = {key: sum(step[key].values()) for key in ("read", "expanded", "loaded", "rejected", "merged")}
        assert sums["read"] + sums["expanded"] == sums["loaded"] + sums["rejected"] + sums["merged"], step["name"]
    assert run["report"]["files"]["observations"]["rejected"] == 2


def test_no_such_run() -> None:
    for number in (0, 10**6, 2**70):
        answer = client_as("engineer").get(f"/api/etl/runs/{number}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_rejects_are_filtered_and_counted(hospital: Hospital) -> None:
    address = f"/api/etl/runs/{hospital.run}/rejects"
    body = client_as("admin").get(address).json()
    assert body["total"] == len(body["rejects"]) == 2
    assert {(each["file"], each["reason"]) for each in body["rejects"]} == {("observations", "unknown_patient")}
    assert body["groups"] == [{"step": "measurements", "file": "observations", "reason": "unknown_patient", "rows": 2}]
    assert UNKNOWN_PATIENT in {each["value"] for each in body["rejects"]}
    last_line = sum(1 for _ in (hospital.home.parent / "source" / "observations.csv").open())
    assert sorted(each["line"] for each in body["rejects"]) == [last_line - 1, last_line]
    none = client_as("admin").get(address, params={"reason": "in_future"}).json()
    assert (none["total"], none["rejects"]) == (0, [])
    assert none["groups"] == body["groups"]
    second = client_as("admin").get(address, params={"file": "observations", "offset": 1, "limit": 1}).json()
    assert (second["total"], len(second["rejects"])) == (2, 1)


@pytest.mark.parametrize("role", ["engineer", "steward"])
def test_rejected_values_are_masked(role: str, hospital: Hospital) -> None:
    body = client_as(role).get(f"/api/etl/runs/{hospital.run}/rejects").json()
    assert body["total"] == 2
    assert {each["value"] for each in body["rejects"]} == {None}
    assert body["masked"] == ["value"]
    assert UNKNOWN_PATIENT not in client_as(role).get(f"/api/etl/runs/{hospital.run}/rejects.csv").text


def test_rejects_as_csv(hospital: Hospital) -> None:
    answer = client_as("admin").get(f"/api/etl/runs/{hospital.run}/rejects.csv", params={"step": "measurements"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["reason"] for row in found] == ["unknown_patient"] * 2
    empty = client_as("admin").get(f"/api/etl/runs/{hospital.run}/rejects.csv", params={"step": "costs"})
    assert len(empty.content.decode("utf-8-sig").splitlines()) == 1


def events_of(run: int) -> list[dict[str, Any]]:
    with client_as("engineer").stream("GET", f"/api/etl/runs/{run}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return [json.loads(line.removeprefix("data: ")) for line in answer.iter_lines() if line.startswith("data: ")]


def test_an_upload_runs_as_a_job_and_is_followed_to_its_end() -> None:
    arrived = upload(synthea_zip())
    assert arrived.status_code == 201, arrived.text
    assert arrived.json()["name"] == "원천_2026.zip"
    assert {"patients", "encounters", "claims_transactions"} <= set(arrived.json()["files"])
    engineer = client_as("engineer")
    started = engineer.post("/api/etl/runs", json={"upload": arrived.json()["id"]}).json()
    assert (started["state"], started["run"]) == ("queued", None)
    run_job(started["job"])
    start = engineer.get(f"/api/etl/starts/{started['job']}").json()
    assert (start["state"], start["error"]) == ("succeeded", None)
    told = events_of(start["run"])
    assert told[-1] == engineer.get(f"/api/etl/runs/{start['run']}").json()
    assert (told[-1]["state"], told[-1]["source"], told[-1]["job"]) == ("succeeded", "원천_2026.zip", started["job"])
    assert told[-1]["started_by"] == "engineer"


def test_a_change_is_added_by_a_job_and_its_report_says_so(tmp_path: Path, hospital: Hospital) -> None:
    patients = shared_data("synthea-27") / "patients.csv"
    (tmp_path / "patients.csv").write_bytes(b"".join(patients.read_bytes().splitlines(keepends=True)[:2]))
    engineer = client_as("engineer")
    job = engineer.post("/api/etl/runs", json={"path": str(tmp_path), "incremental": True}).json()["job"]
    run_job(job)
    start = engineer.get(f"/api/etl/starts/{job}").json()
    assert (start["state"], start["error"]) == ("succeeded", None)
    told = engineer.get(f"/api/etl/runs/{start['run']}").json()["report"]
    assert told["reconciles"]
    added = told["incremental"]
    assert (added["incoming"], added["replaced"], added["persons"]) == (1, 1, 1)
    whole = engineer.get(f"/api/etl/runs/{hospital.run}").json()["report"]
    assert whole["incremental"] is None
    assert told["tables"]["person"] == whole["tables"]["person"]


def test_a_copy_that_fails_is_told_with_its_run(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_ETL_TARGET", "postgresql://loader@127.0.0.1:1/omop")
    settings.cache_clear()
    client = client_as("engineer", language="en")
    job = client.post("/api/etl/runs", json={"path": str(shared_data("synthea-27"))}).json()["job"]
    run_job(job)
    run = client.get("/api/etl/runs").json()["runs"][0]
    assert (run["state"], run["error"], run["job"]) == ("succeeded", None, job)
    assert run["copy_error"]["code"] == "target_unreachable"
    assert "127.0.0.1" in run["copy_error"]["message"]
    assert client.get(f"/api/etl/runs/{run['id']}").json()["copy_error"] == run["copy_error"]
    assert client.get(f"/api/etl/runs/{hospital.run}").json()["copy_error"] is None


def test_a_run_that_fails_says_what_and_where(tmp_path: Path) -> None:
    (tmp_path / "patients.csv").write_text("Id,BIRTHDATE\n")
    engineer = client_as("engineer")
    job = engineer.post("/api/etl/runs", json={"path": str(tmp_path)}).json()["job"]
    run_job(job)
    start = engineer.get(f"/api/etl/starts/{job}").json()
    assert (start["state"], start["error"]["code"]) == ("failed", "file_missing")
    run = engineer.get(f"/api/etl/runs/{start['run']}").json()
    assert (run["state"], run["error"]["code"], run["report"]) == ("failed", "file_missing", None)
    assert "encounters.csv" in run["error"]["message"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"path": "/no/such/folder"}, 400, "source_missing"),
        ({"path": "relative"}, 400, "source_missing"),
        ({"path": "/tmp\x00"}, 400, "source_missing"),
        ({"upload": "0" * 32}, 400, "source_missing"),
        ({"upload": "../../etc"}, 422, "bad_input"),
        ({}, 422, "bad_input"),
        ({"path": "/tmp", "upload": "0" * 32}, 422, "bad_input"),
    ],
)
def test_a_start_that_cannot_be(asked: dict[str, str], status: int, code: str) -> None:
    answer = client_as("engineer").post("/api/etl/runs", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_cancelling() -> None:
    engineer = client_as("engineer")
    by_hand = runs.begin("etl", "somewhere", "os:test")
    runs.end(by_hand, "interrupted")
    refused = engineer.post(f"/api/etl/runs/{by_hand}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "run_not_cancellable")
    job = engineer.post("/api/etl/runs", json={"path": str(shared_data("synthea-27"))}).json()["job"]
    cancel(job, None)
    run_job(job)
    assert engineer.get(f"/api/etl/starts/{job}").json()["state"] == "cancelled"


def left_behind() -> list[Path]:
    folder = settings().uploads
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_an_upload_that_is_no_zip_is_refused_and_removed(content: bytes) -> None:
    before = left_behind()
    answer = upload(content)
    assert (answer.status_code, answer.json()["code"]) == (400, "upload_malformed")
    assert left_behind() == before


def test_an_upload_larger_than_allowed_is_refused_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_UPLOAD_MEGABYTES", "1")
    settings.cache_clear()
    before = left_behind()
    try:
        answer = upload(b"x" * 1_000_001)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert left_behind() == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nPK'),
    ],
)
def test_a_body_that_is_no_form_with_a_file(content_type: str, body: bytes) -> None:
    before = left_behind()
    answer = client_as("engineer").post("/api/etl/uploads", content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (400, "upload_malformed")
    assert left_behind() == before


def test_a_name_that_is_more_than_a_name() -> None:
    answer = upload(zipped(("patients.csv", b"Id\n")), name="..\\..\\/etc/passwd.zip")
    assert answer.json()["name"] == "passwd.zip"
    assert all(path.is_relative_to(settings().uploads) for path in left_behind())


def test_a_zip_that_points_outside_fails_its_run_and_writes_nothing_there(hospital: Hospital) -> None:
    arrived = upload(zipped(("../../patients.csv", b"Id\n"), ("encounters.csv", b"Id\n")))
    engineer = client_as("engineer")
    job = engineer.post("/api/etl/runs", json={"upload": arrived.json()["id"]}).json()["job"]
    run_job(job)
    assert engineer.get(f"/api/etl/starts/{job}").json()["error"]["code"] == "zip_refused"
    assert not list(hospital.home.rglob("patients.csv"))


def test_the_thirteen_steps_with_their_prose() -> None:
    steps = client_as("researcher").get("/api/etl/steps").json()
    assert [step["ordinal"] for step in steps] == list(range(1, 14))
    assert all(len(step["prose"]) > 80 and not step["prose"].startswith(("Step", "-")) for step in steps)
    by_name = {step["name"]: step for step in steps}
    assert by_name["persons"]["files"] == ["patients"]
    assert {"cdm.person", "cdm.death"} <= set(by_name["persons"]["writes"])


def test_lineage_leads_from_each_file_to_the_cdm() -> None:
    graph = client_as("researcher").get("/api/etl/lineage").json()
    kinds = {node["id"]: node["kind"] for node in graph["nodes"]}
    after: dict[str, set[str]] = {}
    for edge in graph["edges"]:
        assert {edge["source"], edge["target"]} <= kinds.keys()
        after.setdefault(edge["source"], set()).add(edge["target"])

    def reached(start: str) -> set[str]:
        found, todo = set(), [start]
        while todo:
            for node in after.get(todo.pop(), set()) - found:
                found.add(node)
                todo.append(node)
        return found

    assert "cdm.person" in reached("source.patients")
    assert "cdm.drug_era" in reached("source.medications")
    assert "cdm.observation" in reached("source.conditions")
    assert "cdm.person" not in reached("source.claims")
