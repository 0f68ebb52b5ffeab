"""Why something is masked, and previews as another user: answers of the gateway, on every surface."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from asan.gateway import routes as gateway_routes
from asan.gateway.current_principal import current_principal
from asan.gateway.errors import NotVisible
from asan.gateway.models import AuditRecord
from asan.gateway.policies import commands, routes, store
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.explain import Reason
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.http import errors
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.store import transaction
from tests.integration.gateway.conftest import SECRETS, forget_policies, someone

STEWARD = Principal("sue", frozenset({"steward"}))
ADMIN = Principal("ada", frozenset({"admin"}))


@pytest.fixture(autouse=True)
def no_policies(home: Path) -> Iterator[None]:
    yield
    forget_policies()


def put(key: str, **definition: object) -> None:
    store.set_policy(STEWARD, key, Definition.model_validate(definition), "")


BIRTH = {"columns": ["person.birth_datetime"]}


def test_a_role_s_mask_is_told_with_its_tag(door: Gateway) -> None:
    found = door.why(someone("researcher"), "person", "birth_datetime")
    assert (found.treatment, found.mask) == ("mask", "null")
    assert found.reasons[-1] == Reason("role", "researcher", None, "mask", "null", "exact birth date", decides=True)
    assert door.why(someone("researcher"), "person", "year_of_birth").treatment == "plain"


def test_of_several_rules_the_one_that_decides_is_told(door: Gateway) -> None:
    put("give", objects=BIRTH, effect={"kind": "plain"})
    put("shift", objects=BIRTH, effect={"kind": "mask", "mask": {"name": "date_shift"}})
    put("year", objects={"tags": ["pii"]}, effect={"kind": "mask", "mask": {"name": "year"}})
    found = door.why(someone("researcher"), "cdm.person", "birth_datetime")
    assert (found.treatment, found.mask) == ("mask", "year")
    assert [(reason.name, reason.version) for reason in found.reasons if reason.decides] == [("year", 1)]
    assert {reason.name for reason in found.reasons} == {"researcher", "give", "shift", "year"}


def test_what_is_hidden_is_explained_to_those_who_keep_policies_alone(door: Gateway) -> None:
    put("hide", objects=BIRTH, effect={"kind": "hide"})
    put("deny", objects={"tables": ["note"]}, effect={"kind": "deny"})
    asker = someone("researcher")
    for table, column in (("person", "birth_datetime"), ("note", None), ("note_nlp", None), ("nosuch", None)):
        with pytest.raises(NotVisible):
            door.why(asker, table, column)
    for table, column, key in (
        ("person", "birth_datetime", "hide"),
        ("note", None, "deny"),
        ("note_nlp", None, "deny"),
    ):
        found = door.why(asker, table, column, asked_by=STEWARD)
        assert found.treatment == "hidden"
        assert [reason.name for reason in found.reasons if reason.decides] == [key]
    with pytest.raises(Forbidden):
        door.why(asker, "note", asked_by=someone("clinician"))
    with pytest.raises(NotFound):
        door.why(asker, "nosuch", asked_by=STEWARD)


def test_a_row_rule_is_told(door: Gateway) -> None:
    put("own", effect={"kind": "rows", "rule": {"kind": "dates", "first": "2020-01-05"}})
    found = door.why(someone("researcher"), "visit_occurrence", "preceding_visit_occurrence_id")
    assert found.rows_filtered
    assert [reason.name for reason in found.reasons if reason.decides] == ["own", "own"]


def test_who_asked_why_is_in_the_audit(door: Gateway) -> None:
    door.why(someone("researcher"), "person", "birth_datetime")
    door.why(someone("researcher"), "person", asked_by=STEWARD, surface="cli")
    with pytest.raises(NotVisible):
        door.why(someone("auditor"), "person")
    with transaction() as session:
        newest = session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(3)).all()
    assert [(each.principal, each.question, each.surface, each.outcome, each.code) for each in newest[::-1]] == [
        ("test-researcher", "person.birth_datetime", "http", "answered", None),
        ("sue", "person · test-researcher", "cli", "answered", None),
        ("test-auditor", "person", "http", "refused", "not_visible"),
    ]
    assert {each.action for each in newest} == {"why"}


def test_a_preview_shows_what_the_other_sees_and_no_more_than_one_may_see(door: Gateway) -> None:
    sql = "SELECT person_source_value AS code, birth_datetime AS born FROM person WHERE person_id = 3"
    assert door.preview(ADMIN, someone("researcher"), sql).rows() == [{"code": None, "born": None}]
    # A clinician sees both plain; a steward who looks on has tokens and years.
    (row,) = door.preview(STEWARD, someone("clinician"), sql).rows()
    assert "SECRET" not in str(row["code"])
    assert (row["born"].month, row["born"].day) == (1, 1)
    with pytest.raises(Forbidden):
        door.preview(someone("clinician"), someone("admin"), sql)


def test_no_preview_widens_what_a_steward_sees(door: Gateway) -> None:
    for table in ("person", "location", "provider", "visit_occurrence", "note", "etl.reject"):
        for other in ("admin", "clinician"):
            try:
                said = str(door.preview(STEWARD, someone(other), f"SELECT * FROM {table}").rows())
            except NotVisible:
                continue
            own = str(door.query(STEWARD, f"SELECT * FROM {table}").rows())
            assert not [secret for secret in SECRETS if secret in said and secret not in own]


def test_a_preview_is_audited_under_both_names(door: Gateway) -> None:
    answer = door.preview(STEWARD, someone("researcher"), "SELECT count(*) FROM person")
    with transaction() as session:
        record = session.get(AuditRecord, answer.audit_id)
        assert record is not None
        assert (record.principal, record.acting_for, record.surface) == ("test-researcher", "sue", "preview")


def test_a_draft_is_tried_and_not_in_force(door: Gateway) -> None:
    late = {"effect": {"kind": "rows", "rule": {"kind": "dates", "first": "2020-01-05"}}}
    draft = {"late": Definition.model_validate(late)}
    sql = "SELECT count(*) AS n FROM visit_occurrence"
    assert door.preview(STEWARD, someone("researcher"), sql, draft=draft).rows() == [{"n": 24}]
    assert door.preview(STEWARD, someone("researcher"), sql).rows() == [{"n": 40}]
    put("late", **late)
    assert door.preview(ADMIN, someone("researcher"), sql, draft={"late": None}).rows() == [{"n": 24}]
    store.remove_policy(STEWARD, "late", "")
    assert door.query(someone("researcher"), sql).rows() == [{"n": 40}]


@pytest.fixture
def roles() -> dict[str, str]:
    """Whose role asks over HTTP; a test may change it."""
    return {"role": "steward"}


@pytest.fixture
def client(home: Path, roles: dict[str, str]) -> TestClient:
    app = FastAPI()
    errors.install(app)
    for module in (gateway_routes, routes):
        app.include_router(module.router)
    app.dependency_overrides[current_principal] = lambda: Principal("sue", frozenset(roles.values()))
    return TestClient(app, headers={"accept-language": "en"}, raise_server_exceptions=False)


NO_NOTES = {"policy": {"objects": {"tables": ["note"]}, "effect": {"kind": "deny"}}, "reason": "no notes"}
POLICIES = "/api/security/policies"


def test_policies_over_http(client: TestClient, roles: dict[str, str]) -> None:
    assert client.put(f"{POLICIES}/no-notes", json=NO_NOTES).json() == {"version": 1}
    (listed,) = client.get(POLICIES).json()
    assert (listed["key"], listed["reason"], listed["in_force"]) == ("no-notes", "no notes", True)
    assert client.get(f"{POLICIES}/no-notes").json()["body"] == NO_NOTES["policy"]
    assert client.post("/api/query", json={"sql": "SELECT 1 FROM note"}).status_code == 403
    assert client.post(f"{POLICIES}/no-notes/versions/1/approval").status_code == 409
    assert client.delete(f"{POLICIES}/no-notes").json() == {"version": 2}
    assert client.get(f"{POLICIES}/no-notes").status_code == 404
    assert [each["version"] for each in client.get(f"{POLICIES}/no-notes/history").json()] == [2, 1]
    roles["role"] = "researcher"
    for answer in (client.get(POLICIES), client.put(f"{POLICIES}/x", json=NO_NOTES)):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "policy",
    [
        {"effect": {"kind": "deny"}},
        {"objects": {"tables": ["person"]}, "effect": {"kind": "nosuch"}},
        {"objects": {"tables": ["person"]}, "effect": {"kind": "deny"}, "unless": {}},
        {"objects": {"tables": ["person"]}, "effect": {"kind": "deny"}, "starts": "2030-01-02", "ends": "2030-01-01"},
        {"objects": {"tables": ["person"]}, "effect": {"kind": "concepts"}},
        {"objects": {"columns": ["person.person_id"]}, "effect": {"kind": "grant"}},
        {"effect": {"kind": "rows", "rule": {"kind": "dates"}}},
        {"effect": {"kind": "rows", "rule": {"kind": "values", "column": "x", "values": [1]}}},
    ],
)
def test_what_makes_no_sense_is_not_written(client: TestClient, policy: dict[str, object]) -> None:
    assert client.put(f"{POLICIES}/p", json={"policy": policy}).status_code == 422
    assert client.get(POLICIES).json() == []


def test_tags_why_and_previews_over_http(client: TestClient, roles: dict[str, str]) -> None:
    body = {"object": "person.year_of_birth", "tags": ["hush"]}
    assert client.put("/api/security/tags", json=body).json() == {"version": 1}
    assert [each["key"] for each in client.get("/api/security/tags").json()] == ["cdm.person.year_of_birth"]
    hide = {"policy": {"objects": {"tags": ["hush"]}, "effect": {"kind": "hide"}}}
    client.put(f"{POLICIES}/hush", json=hide)
    asked = {"table": "person", "column": "year_of_birth", "user": "researcher"}
    assert client.get("/api/why", params=asked).json()["treatment"] == "hidden"
    question = {"user": "researcher", "sql": "SELECT * FROM person LIMIT 1"}
    names = [column["name"] for column in client.post("/api/security/preview", json=question).json()["columns"]]
    assert "person_id" in names
    assert "year_of_birth" not in names
    lifted = {**question, "draft": {"hush": None}}
    # What is tried shows no more than the steward sees now.
    names = [column["name"] for column in client.post("/api/security/preview", json=lifted).json()["columns"]]
    assert "year_of_birth" not in names
    roles["role"] = "researcher"
    assert client.get("/api/why", params=asked).status_code == 403
    assert client.get("/api/why", params={"table": "person", "column": "year_of_birth"}).json()["code"] == "not_visible"
    assert client.post("/api/security/preview", json=question).status_code == 403


def asan(*arguments: str, text: str = "") -> str:
    """What `asan policy` prints; whatever it raises is raised."""
    return CliRunner().invoke(commands.app, arguments, input=text, catch_exceptions=False).stdout


def test_policies_on_the_command_line(home: Path) -> None:
    text = json.dumps(NO_NOTES["policy"])
    assert asan("set", "no-notes", "-", "--reason", "no notes", text=text) == "no-notes@1\n"
    assert json.loads(asan("show", "no-notes")) == NO_NOTES["policy"]
    assert asan("list").split("\t")[:4] == ["no-notes", "1", "in force", "deny"]
    said = asan("why", "note", "--as", "researcher").splitlines()
    assert said[0] == "note\thidden"
    assert said[-1] == "*\tpolicy\tno-notes@1\tdeny"
    assert asan("remove", "no-notes") == "no-notes@2\n"
    assert '-  "note"' in asan("history", "no-notes").replace("   ", "  ")
    asan("tag", "concept:7", "hush")
    assert asan("tags") == "concept:7\thush\n"
    with pytest.raises(BadInput):
        asan("set", "no-notes", "-", text='{"effect": {"kind": "deny"}}')
