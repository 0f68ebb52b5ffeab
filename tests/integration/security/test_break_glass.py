"""Breaking the glass: one patient, a short time, a reason, and everyone who must know of it told."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.kit import notices
from asan.kit.clock import utc_now
from asan.kit.migrate import upgrade
from asan.kit.notices import Notice
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security import passwords
from asan.modules.security.accounts import change_user, create_user
from asan.modules.security.break_glass import standing
from asan.modules.security.break_glass.models import BrokenGlass
from asan.modules.security.models import LoginSession
from asan.server import create_app
from tests.integration.gateway.clinic import publish_clinic
from tests.integration.gateway.conftest import forget_policies
from tests.integration.security.people import PASSWORD, new_token, program, signed_in

REASON = "의식 없는 환자의 투약력 확인"
Headers = dict[str, str]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser before a clinic of four patients, which the tests only look at."""
    folder = tmp_path_factory.mktemp("emergency")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        patch.setattr(passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        settings.cache_clear()
        upgrade()
        publish_clinic(folder / "work.duckdb")
        people = {"dana": "researcher", "root": "admin", "hana": "clinician", "kim": "auditor"}
        for name, role in people.items():
            create_user(owner(), name, PASSWORD, [role])
        with TestClient(create_app(), raise_server_exceptions=False) as client:
            yield client
    settings.cache_clear()


@pytest.fixture
def client(server: TestClient) -> Iterator[TestClient]:
    """The same, before anything has happened."""
    settings.cache_clear()
    yield server
    server.cookies.clear()
    settings.cache_clear()
    forget_policies()
    with transaction() as session:
        for table in (BrokenGlass, Notice, LoginSession):
            session.execute(delete(table))


@pytest.fixture
def clinic(client: TestClient) -> Headers:
    """hana, a clinician of care site 2, signed in."""
    put("own-site", objects={}, effect={"kind": "rows", "rule": {"kind": "care_sites", "ids": [2]}})
    return signed_in(client, "hana")


def put(key: str, **definition: Any) -> None:
    set_policy(owner(), key, Definition.model_validate(definition), "agreed")


def broken(client: TestClient, headers: Headers, person: int = 1, reason: str = REASON) -> str:
    """The code with which an emergency is refused; empty where it stands."""
    answer = client.post("/api/auth/break-glass", json={"person_id": person, "reason": reason}, headers=headers)
    return "" if answer.status_code == 201 else str(answer.json()["code"])


def rows(client: TestClient, headers: Headers, sql: str) -> list[list[Any]]:
    answer = client.post("/api/query", json={"sql": sql}, headers=headers).json()
    found: list[list[Any]] = answer.get("rows") or [[answer.get("code", "")]][: "code" in answer]
    return found


def persons(client: TestClient, headers: Headers, table: str = "person") -> list[int]:
    return sorted({row[0] for row in rows(client, headers, f"SELECT person_id FROM {table}")})


def test_one_patient_is_seen_and_nobody_else_until_it_is_ended(client: TestClient, clinic: Headers) -> None:
    before = persons(client, clinic)
    assert 1 not in before
    assert before
    assert broken(client, clinic) == ""
    assert persons(client, clinic) == [1]
    for table in ("visit_occurrence", "condition_occurrence", "note"):
        assert persons(client, clinic, table) == [1], table
    # What is a person's only through other tables.
    notes = {row[0] for row in rows(client, clinic, "SELECT note_id FROM note")}
    assert {row[0] for row in rows(client, clinic, "SELECT note_id FROM note_nlp")} == notes
    assert "person" in client.get("/api/dashboard").json()["limited"]
    me = client.get("/api/auth/me").json()
    assert (me["emergency"]["person_id"], me["emergency"]["reason"]) == (1, REASON)
    assert client.delete("/api/auth/break-glass", headers=clinic).status_code == 204
    assert persons(client, clinic) == before
    assert client.get("/api/auth/me").json()["emergency"] is None


def test_masks_and_hidden_columns_are_lifted_for_that_patient(client: TestClient, clinic: Headers) -> None:
    put("masked", objects={"columns": ["person.person_source_value"]}, effect={"kind": "hide"})
    put("coarse", objects={"columns": ["person.year_of_birth"]}, effect={"kind": "mask", "mask": {"name": "null"}})
    sql = "SELECT year_of_birth, person_source_value FROM person"
    assert rows(client, clinic, sql) == [["bad_sql"]]
    assert broken(client, clinic) == ""
    ((year, source),) = rows(client, clinic, sql)
    assert year is not None
    assert source is not None


def test_what_is_denied_and_what_is_absolute_stays_so(client: TestClient, clinic: Headers) -> None:
    put("no-visits", objects={"tables": ["visit_occurrence"]}, effect={"kind": "deny"})
    staff = {"kind": "rows", "rule": {"kind": "persons", "ids": [2], "absent": True}}
    put("staff", objects={}, effect=staff, absolute=True)
    years = {"objects": {"columns": ["person.year_of_birth"]}, "effect": {"kind": "hide"}}
    put("years", **years, absolute=True)
    assert broken(client, clinic) == ""
    assert rows(client, clinic, "SELECT * FROM visit_occurrence") == [["not_visible"]]
    assert rows(client, clinic, "SELECT year_of_birth FROM person") == [["bad_sql"]]
    assert broken(client, clinic, person=2) == ""
    assert persons(client, clinic) == []


@pytest.mark.parametrize("lifted", [False, True])
def test_sensitive_concepts_are_lifted_only_where_the_setting_says_so(
    client: TestClient, clinic: Headers, monkeypatch: pytest.MonkeyPatch, lifted: bool
) -> None:
    monkeypatch.setenv("ASAN_BREAK_GLASS_CONCEPTS", str(lifted))
    settings.cache_clear()
    sql = "SELECT condition_concept_id FROM condition_occurrence"
    # The first patient's own conditions, before they are sensitive.
    assert broken(client, clinic) == ""
    plain = rows(client, clinic, sql)
    assert plain
    put("sensitive", objects={"concepts": [{"id": plain[0][0]}]}, effect={"kind": "concepts"})
    seen = rows(client, clinic, sql)
    assert (seen == plain) == lifted
    assert (plain[0] in seen) == lifted


def test_administrators_and_auditors_are_told_at_once_and_the_audit_names_the_patient(
    client: TestClient, clinic: Headers
) -> None:
    assert broken(client, clinic) == ""
    for name in ("root", "kim"):
        unread, (notice, *_) = notices.newest(name)
        assert (unread, notice.kind, notice.values["person"]) == (1, "break_glass.began", 1)
        assert notice.values["reason"] == REASON
    assert notices.newest("hana")[0] == 0
    persons(client, clinic, "condition_occurrence")
    with transaction() as session:
        began, *_, asked = session.scalars(select(AuditRecord).order_by(AuditRecord.id)).all()[-2:]
        assert (began.action, began.question) == ("break_glass.begin", f"person 1, 60 minutes: {REASON}")
        assert (asked.purpose, asked.project) == (f"break-glass: {REASON}", None)
        # Nobody else can have been seen.
        assert (asked.reach, asked.persons) == ("named", "[1]")
        assert "break-glass-1@0" in str(asked.policies)
    signed_in(client, "kim")
    (seen,) = client.get("/api/security/break-glass").json()
    assert (seen["user"], seen["person_id"], seen["open"]) == ("hana", 1, True)
    signed_in(client)
    assert client.get("/api/security/break-glass").json() == []


def test_it_ends_by_its_time(client: TestClient, clinic: Headers, monkeypatch: pytest.MonkeyPatch) -> None:
    before = persons(client, clinic)
    assert broken(client, clinic) == ""
    later = utc_now() + dt.timedelta(minutes=settings().break_glass_minutes)
    monkeypatch.setattr(standing, "utc_now", lambda: later)
    assert persons(client, clinic) == before
    monkeypatch.undo()
    # Over is over, whatever the clock says then.
    assert persons(client, clinic) == before


def test_it_is_a_clinicians_with_a_reason_in_the_browser_alone(client: TestClient, clinic: Headers) -> None:
    for reason in ("x", "    ", "none"):
        assert broken(client, clinic, reason=reason) == "bad_input"
    token = program(client, new_token(client, clinic, scopes=["query", "operate"]))
    assert token.post("/api/auth/break-glass", json={"person_id": 1, "reason": REASON}).status_code == 403
    assert broken(client, clinic) == ""
    # The same person's program and other browser see what they saw before.
    asked = {"sql": "SELECT person_id FROM person"}
    assert [1] not in token.post("/api/query", json=asked).json()["rows"]
    other = signed_in(client, "hana")
    assert 1 not in persons(client, other)
    for name in ("dana", "kim", "root"):
        assert broken(client, signed_in(client, name)) == "forbidden"


def test_who_is_no_clinician_any_more_sees_nothing_of_it(client: TestClient, clinic: Headers) -> None:
    assert broken(client, clinic) == ""
    change_user(owner(), "hana", roles=["researcher"])
    try:
        assert 1 not in persons(client, clinic)
    finally:
        change_user(owner(), "hana", roles=["clinician"])


def test_nothing_is_taken_away_in_an_emergency(client: TestClient, clinic: Headers) -> None:
    assert broken(client, clinic) == ""
    export = {"table": "person", "format": "csv"}
    refused = client.post("/api/mart/exports", json=export, headers=clinic)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
