"""Projects: opened, joined, chosen by a session or a token, carried to policies, masks and the audit, and left."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from asan.cli import app
from asan.gateway import projects as acting
from asan.gateway.accounts import principal_named, principal_of_job
from asan.gateway.errors import NotInProject, ProjectNotOpen
from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.kit.clock import today
from asan.kit.errors import BadInput, Forbidden
from asan.kit.store import transaction
from asan.modules.security import projects, service_accounts, tokens
from asan.modules.security.accounts import change_user, create_user
from tests.integration.gateway.conftest import fill_lake
from tests.integration.security.people import PASSWORD, new_token, program, signed_in

DAY = dt.timedelta(days=1)


def opened(key: str = "stroke", lead: str | None = "dana", **more: Any) -> None:
    told: dict[str, Any] = {"title": key.title(), "purpose": f"{key} research", "starts": today(), "ends": today()}
    projects.create_project(owner(), key, lead=lead, **{**told, **more})


def chosen(client: TestClient, headers: dict[str, str], key: str | None) -> str:
    """The code with which a choice is refused; empty where it holds."""
    answer = client.put("/api/auth/project", json={"project": key}, headers=headers)
    return "" if answer.status_code == 204 else str(answer.json()["code"])


def newest_record(action: str) -> AuditRecord:
    with transaction() as session:
        of = select(AuditRecord).where(AuditRecord.action == action).order_by(AuditRecord.id.desc()).limit(1)
        return session.scalars(of).one()


def test_a_session_acts_for_the_project_that_was_chosen_until_another_is(client: TestClient) -> None:
    opened()
    headers = signed_in(client)
    me = client.get("/api/auth/me").json()
    assert me["project"] is None
    assert [choice["key"] for choice in me["projects"]] == ["stroke"]
    assert chosen(client, headers, "stroke") == ""
    assert client.get("/api/auth/me").json()["project"]["purpose"] == "stroke research"
    record = newest_record("session.project")
    assert (record.project, record.purpose) == ("stroke", "stroke research")
    assert chosen(client, headers, None) == ""
    assert client.get("/api/auth/me").json()["project"] is None
    assert chosen(client, headers, "stroke") == ""
    assert [one["project"] for one in client.get("/api/auth/sessions").json()] == ["stroke"]
    # Another session of the same person acts for none.
    assert signed_in(client)
    assert client.get("/api/auth/me").json()["project"] is None


def test_a_project_that_is_not_ones_own_is_as_one_that_is_not_there(client: TestClient) -> None:
    opened(lead="root")
    headers = signed_in(client)
    texts = [client.put("/api/auth/project", json={"project": key}, headers=headers) for key in ("stroke", "nosuch")]
    assert [answer.status_code for answer in texts] == [403, 403]
    assert texts[0].text.replace("stroke", "nosuch") == texts[1].text
    assert client.get("/api/auth/me", headers={"x-asan-project": "stroke"}).json()["code"] == "not_in_project"


@pytest.mark.parametrize(("first", "last"), [(-2, -1), (1, 2)])
def test_outside_its_period_a_project_opens_nothing(client: TestClient, first: int, last: int) -> None:
    opened(starts=today() + first * DAY, ends=today() + last * DAY)
    headers = signed_in(client)
    assert client.get("/api/auth/me").json()["projects"] == []
    assert chosen(client, headers, "stroke") == "project_not_open"


def test_a_session_whose_project_is_over_is_told_once_and_acts_for_none(client: TestClient) -> None:
    opened(starts=today() - DAY)
    headers = signed_in(client)
    assert chosen(client, headers, "stroke") == ""
    projects.change_project(owner(), "stroke", ends=today() - DAY)
    told = client.get("/api/auth/me").json()
    assert told["code"] == "project_not_open"
    assert client.get("/api/auth/me").json()["project"] is None
    assert newest_record("session.project").code == "project_not_open"
    projects.change_project(owner(), "stroke", ends=today())
    # It does not come back by itself.
    assert client.get("/api/auth/me").json()["project"] is None


def test_who_was_taken_out_acts_for_it_no_longer(client: TestClient) -> None:
    opened(lead="root")
    projects.change_members(owner(), "stroke", put={"dana": False})
    headers = signed_in(client)
    assert chosen(client, headers, "stroke") == ""
    projects.change_members(owner(), "stroke", put={}, remove=["dana"])
    assert client.get("/api/auth/me").json()["code"] == "not_in_project"
    assert client.get("/api/auth/me").json()["project"] is None


def test_a_token_is_for_its_project_and_no_other(client: TestClient) -> None:
    opened()
    opened("asthma")
    headers = signed_in(client)
    bound = program(client, new_token(client, headers, project="stroke"))
    free = program(client, new_token(client, headers))
    assert bound.get("/api/auth/me").json()["project"]["key"] == "stroke"
    assert bound.get("/api/auth/me", headers={"x-asan-project": "stroke"}).status_code == 200
    assert bound.get("/api/auth/me", headers={"x-asan-project": "asthma"}).json()["code"] == "other_project"
    assert free.get("/api/auth/me").json()["project"] is None
    assert free.get("/api/auth/me", headers={"x-asan-project": "asthma"}).json()["project"]["key"] == "asthma"
    # A program chooses nothing for good.
    assert free.put("/api/auth/project", json={"project": "stroke"}).status_code == 403
    projects.change_members(owner(), "stroke", put={"root": True}, remove=["dana"])
    for _ in range(2):
        assert bound.get("/api/auth/me").json()["code"] == "not_in_project"
    refused = client.post("/api/auth/tokens", json={"name": "t", "project": "stroke"}, headers=headers)
    assert refused.json()["code"] == "not_in_project"


def test_a_service_account_has_a_token_for_a_project_that_it_is_in(client: TestClient) -> None:
    opened()
    end = dt.datetime.combine(today() + 30 * DAY, dt.time())
    service_accounts.create_service_account(owner(), "nightly", "dana", ["researcher"], end)
    with pytest.raises(NotInProject):
        tokens.create_token(owner(), "t", 1, account="nightly", project="stroke")
    projects.change_members(owner(), "stroke", put={"nightly": False})
    _, text = tokens.create_token(owner(), "t", 1, account="nightly", project="stroke")
    assert program(client, text).get("/api/auth/me").json()["project"]["key"] == "stroke"


def test_a_job_runs_for_the_project_for_which_it_was_asked(client: TestClient) -> None:
    opened()
    assert principal_of_job("dana", "stroke", "export").project == "stroke"
    assert principal_of_job("dana", None, "export").project is None
    projects.change_project(owner(), "stroke", starts=today() - 2 * DAY, ends=today() - DAY)
    with pytest.raises(ProjectNotOpen):
        principal_of_job("dana", "stroke", "export")
    change_user(owner(), "dana", disabled=True)
    with pytest.raises(Forbidden):
        principal_of_job("dana", None, "export")


def test_masks_and_policies_are_those_of_the_project_and_the_audit_names_it(
    client: TestClient, asan_home: Path, tmp_path: Path
) -> None:
    fill_lake(tmp_path / "work.duckdb")
    create_user(owner(), "sue", PASSWORD, ["steward"])
    opened(lead="sue")
    opened("asthma", lead="sue")
    of_stroke = {"subjects": {"projects": ["stroke"]}, "objects": {"tables": ["measurement"]}}
    set_policy(owner(), "no-labs", Definition.model_validate({**of_stroke, "effect": {"kind": "deny"}}), "agreed")
    for_purpose = {"subjects": {"purposes": ["asthma research"]}, "objects": {"columns": ["person.year_of_birth"]}}
    set_policy(owner(), "no-years", Definition.model_validate({**for_purpose, "effect": {"kind": "hide"}}), "agreed")
    headers = signed_in(client, "sue")
    seen: dict[str | None, tuple[set[str], set[str], set[str]]] = {}
    for key in (None, "stroke", "asthma"):
        assert chosen(client, headers, key) == ""
        tables = {table["name"]: table for table in client.get("/api/catalog").json()}
        asked = {"sql": "SELECT person_source_value FROM person"}
        rows = client.post("/api/query", json=asked, headers=headers).json()["rows"]
        assert newest_record("query").project == key
        columns = {column["name"] for column in tables["person"]["columns"]}
        seen[key] = (set(tables), columns, {str(row[0]) for row in rows})
    assert [("measurement" in seen[key][0]) for key in seen] == [True, False, True]
    assert [("year_of_birth" in seen[key][1]) for key in seen] == [True, True, False]
    values = [seen[key][2] for key in seen]
    assert [len(each) for each in values] == [40, 40, 40]
    assert len(set.union(*values)) == 120


def test_who_may_open_projects_and_put_people_in(client: TestClient) -> None:
    body = {"key": "stroke", "title": "뇌졸중", "purpose": "연구", "starts": "2026-01-01", "ends": "2030-01-01"}
    headers = signed_in(client)
    assert client.post("/api/security/projects", json=body, headers=headers).status_code == 403
    headers = signed_in(client, "root")
    made = client.post("/api/security/projects", json={**body, "lead": "dana", "datasets": ["note"]}, headers=headers)
    assert made.status_code == 201
    assert made.json()["datasets"] == ["cdm.note"]
    assert client.post("/api/security/projects", json=body, headers=headers).json()["code"] == "name_taken"
    create_user(owner(), "kim", PASSWORD, ["researcher"])
    path = "/api/security/projects/stroke"
    headers = signed_in(client, "kim")
    assert client.get("/api/security/projects").json() == []
    assert client.patch(f"{path}/members", json={"put": [{"name": "kim"}]}, headers=headers).status_code == 403
    # A lead puts members in, names no lead, and changes nothing else.
    headers = signed_in(client)
    assert client.patch(path, json={"ends": "2040-01-01"}, headers=headers).status_code == 403
    for refused in ({"name": "kim", "lead": True}, {"name": "dana"}):
        assert client.patch(f"{path}/members", json={"put": [refused]}, headers=headers).status_code == 403
    assert client.patch(f"{path}/members", json={"put": [{"name": "kim"}]}, headers=headers).status_code == 204
    (project,) = client.get("/api/security/projects").json()
    assert [(member["name"], member["lead"]) for member in project["members"]] == [("dana", True), ("kim", False)]
    # Somebody leads it as long as it is there.
    headers = signed_in(client, "root")
    left = client.patch(f"{path}/members", json={"remove": ["dana"]}, headers=headers)
    assert left.json()["code"] == "conflict"
    assert client.patch(path, json={"ends": "2020-01-01"}, headers=headers).status_code == 400
    assert client.patch(path, json={"ends": "2026-01-02"}, headers=headers).json()["open"] is False


@pytest.mark.parametrize("named", ["nosuch", "person.nosuch", "tag:", "concept:1"])
def test_a_dataset_is_something_that_policies_know(client: TestClient, named: str) -> None:
    with pytest.raises(BadInput):
        opened(datasets=[named])


def test_on_the_command_line_one_acts_for_a_project_of_the_users(client: TestClient) -> None:
    opened()
    asked = principal_named("dana", "os:me", "stroke")
    assert (asked.project, asked.purpose) == ("stroke", "stroke research")
    with pytest.raises(NotInProject):
        principal_named("root", "os:me", "stroke")
    with transaction() as session:
        assert acting.open_projects(session, None) == []


def test_the_same_from_the_command_line(client: TestClient) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    told = ["--title", "뇌졸중", "--purpose", "연구", "--lead", "dana", "--dataset", "note"]
    assert run("project", "create", "stroke", "--starts", "2026-01-01", "--ends", "2026-06-30", *told) == "stroke\n"
    run("project", "add", "stroke", "root")
    run("project", "change", "stroke", "--ends", "2026-07-31", "--irb", "2026-0042")
    line = "stroke\t뇌졸중\t연구\t2026-0042\t2026-01-01\t2026-07-31\tdana*,root\n"
    assert run("project", "list") == line
    run("project", "remove", "stroke", "root")
    assert run("project", "list").endswith("\tdana*\n")
