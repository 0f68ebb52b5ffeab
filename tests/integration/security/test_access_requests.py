"""Access on request: asked for, decided by two where it is sensitive, seen, renewed, and over by itself."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner
from asan.gateway.policies import book, store, versions
from asan.gateway.policies.stated import Tags
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit import notices
from asan.kit.clock import today
from asan.kit.errors import AsanError, Forbidden, NotFound
from asan.kit.store import transaction
from asan.modules.security import projects
from asan.modules.security.access import decisions, owners, requests
from asan.modules.security.access.errors import (
    AskedAlready,
    NotInDatasets,
    OwnRequest,
    RequestClosed,
    SecondPersonNeeded,
)
from asan.modules.security.access.models import AccessRequest
from asan.modules.security.access.reminders import remind, tell_stuck
from asan.modules.security.accounts import change_user, create_user
from tests.integration.gateway.conftest import fill_lake
from tests.integration.security.people import PASSWORD, signed_in

DAY = dt.timedelta(days=1)
NOTE = "cdm.note.note_text"

pytestmark = pytest.mark.usefixtures("study")


@pytest.fixture
def study(client: TestClient) -> None:
    """dana leads a study with kim; sue and sam are stewards, root is an administrator, hana owns the notes."""
    for name, role in (("kim", "auditor"), ("sue", "steward"), ("sam", "steward"), ("hana", "clinician")):
        create_user(owner(), name, PASSWORD, [role])
    datasets = ["measurement", "note", "tag:free text", "visit_occurrence"]
    told: dict[str, Any] = {"title": "뇌졸중", "purpose": "stroke research", "datasets": datasets}
    projects.create_project(owner(), "stroke", starts=today() - 10 * DAY, ends=today() + 100 * DAY, lead="dana", **told)
    projects.change_members(owner(), "stroke", put={"kim": False})
    owners.declare(owner(), "note", "hana", sensitive=False)


def who(name: str, project: str | None = None) -> Principal:
    return principal_named(name, "", project)


def asked(name: str = "kim", what: str = "measurement", days: int = 30, **more: Any) -> int:
    return requests.ask(who(name), what, "stroke", "for the study", days, **more).id


def approve(by: str, number: int) -> AccessRequest:
    return decisions.approve(who(by), number)


def told(name: str) -> list[str]:
    return [notice.kind for notice in notices.newest(name)[1]]


def tables(name: str, project: str | None = "stroke") -> set[str]:
    return {table.name for table in gateway().catalog(who(name, project))}


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``tomorrow(days)``: the calendar goes on."""

    def go(days: int) -> None:
        day = today() + days * DAY
        for module in (book, decisions, requests, "asan.gateway.projects", "asan.modules.security.access.reminders"):
            target = module if isinstance(module, str) else module.__name__
            monkeypatch.setattr(f"{target}.today", lambda: day)

    return go


def test_what_is_granted_is_seen_for_the_project_alone_and_ends_by_itself(
    asan_home: Path, tmp_path: Path, tomorrow: Callable[[int], None]
) -> None:
    fill_lake(tmp_path / "work.duckdb")
    assert "measurement" not in tables("kim")
    number = asked()
    assert "measurement" not in tables("kim")
    granted = approve("sue", number)
    assert (granted.starts, granted.ends) == (today(), today() + 29 * DAY)
    assert "measurement" in tables("kim")
    # Not for no project, and not for another member.
    assert "measurement" not in tables("kim", None)
    change_user(owner(), "dana", roles=["auditor"])
    assert "measurement" not in tables("dana")
    assert "visit_occurrence" not in tables("kim")
    tomorrow(29)
    assert "measurement" in tables("kim")
    tomorrow(30)
    assert "measurement" not in tables("kim")


def test_a_grant_is_a_policy_with_its_author_its_approver_and_its_end() -> None:
    number = asked()
    approve("sue", number)
    policy = store.policy(owner(), f"request-{number}")
    assert (policy.changed_by, policy.approved_by, policy.in_force) == ("kim", "sue", True)
    assert policy.body is not None
    assert policy.body["ends"] == (today() + 29 * DAY).isoformat()
    assert "approved by sue: for the study" in policy.reason


def test_where_policies_need_approval_a_granted_request_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "settings", lambda: type("Strict", (), {"policy_approval": True}))
    approve("sue", number := asked())
    assert [stated.key for stated in store.in_force().policies] == [f"request-{number}"]


def test_nobody_approves_what_they_would_have_the_use_of() -> None:
    change_user(owner(), "kim", roles=["steward"])
    own = asked("kim")
    with pytest.raises(OwnRequest):
        approve("kim", own)
    for_all = asked("dana", "visit_occurrence", for_project=True)
    with pytest.raises(OwnRequest):
        approve("kim", for_all)
    approve("sue", for_all)
    with pytest.raises(RequestClosed):
        approve("sam", for_all)


def test_the_owner_decides_and_a_steward_where_there_is_none() -> None:
    notes, labs = asked(what="note"), asked()
    for name in ("sue", "root"):
        with pytest.raises(Forbidden):
            approve(name, notes)
    with pytest.raises(NotFound):
        approve("hana", labs)
    assert told("hana") == ["access.asked"]
    assert told("sue") == ["access.asked"]
    assert approve("hana", notes).state == "granted"
    # An owner who has left, or who asks themselves, does not keep others waiting.
    change_user(owner(), "hana", disabled=True)
    assert approve("sue", asked(what="note.note_source_value")).first_by == "sue"


def test_what_is_sensitive_needs_another_person() -> None:
    number = asked(what="note.note_text")
    first = approve("hana", number)
    assert (first.state, first.first_by, first.policy) == ("pending", "hana", None)
    assert store.policies(owner()) == []
    for name, refusal in (("hana", SecondPersonNeeded), ("kim", OwnRequest)):
        with pytest.raises(refusal):
            approve(name, number)
    assert "access.second" in told("sam")
    assert "access.second" not in told("hana")
    granted = approve("sam", number)
    assert (granted.state, granted.second_by) == ("granted", "sam")
    assert "approved by hana + sam" in store.policy(owner(), f"request-{number}").reason


def test_a_tag_is_sensitive_when_stewards_say_so_and_not_when_they_take_it_back() -> None:
    tags = Tags()
    with transaction() as session:
        assert owners.is_sensitive(session, NOTE, tags)
        assert not owners.is_sensitive(session, "cdm.measurement", tags)
    owners.declare(owner(), "tag:pii", None, sensitive=False)
    owners.declare(owner(), "measurement", None, sensitive=True)
    with transaction() as session:
        assert not owners.is_sensitive(session, NOTE, tags)
        assert owners.is_sensitive(session, "cdm.measurement", tags)
        assert owners.is_sensitive(session, "cdm.measurement.value_as_number", tags)
    with pytest.raises(Forbidden):
        owners.declare(who("dana"), "measurement", "dana", sensitive=False)


def test_a_column_is_given_plain_in_the_project(asan_home: Path, tmp_path: Path) -> None:
    fill_lake(tmp_path / "work.duckdb")
    sql = "SELECT note_text FROM note"
    before = gateway().query(who("dana", "stroke"), sql).rows()
    approve("hana", number := asked("dana", "note.note_text"))
    approve("sue", number)
    after = gateway().query(who("dana", "stroke"), sql).rows()
    assert [row["note_text"] for row in before] == [None]
    assert "SECRETNOTE" in str(after)
    assert gateway().query(who("dana"), sql).rows() == before
    # Taken back, it is masked again at once.
    requests.end(who("hana"), number, "no longer needed")
    assert gateway().query(who("dana", "stroke"), sql).rows() == before
    assert told("dana")[0] == "access.ended"


def test_a_project_asks_for_what_it_may_be_granted_and_once() -> None:
    for what in ("drug_exposure", "person.person_source_value"):
        with pytest.raises(NotInDatasets):
            asked(what=what)
    first = asked(what="drug_exposure.sig")
    with pytest.raises(AskedAlready):
        asked(what="cdm.drug_exposure.sig")
    decisions.refuse(who("sue"), first, "not needed for this purpose")
    assert told("kim") == ["access.refused"]
    assert asked(what="drug_exposure.sig") > first
    with pytest.raises(AsanError) as refused:
        asked("sue")
    assert refused.value.code == "not_in_project"
    with pytest.raises(Forbidden):
        asked("kim", for_project=True)


def test_a_grant_does_not_outlast_its_project() -> None:
    assert approve("sue", asked(days=366)).ends == today() + 100 * DAY
    projects.change_members(owner(), "stroke", put={}, remove=["kim"])
    again = asked("dana")
    projects.change_project(owner(), "stroke", datasets=["note"])
    with pytest.raises(NotInDatasets):
        approve("sue", again)
    projects.change_project(owner(), "stroke", datasets=["measurement"])
    projects.change_project(owner(), "stroke", ends=today() - DAY)
    with pytest.raises(AsanError) as refused:
        approve("sue", again)
    assert refused.value.code == "project_not_open"


def test_a_renewal_prolongs_the_same_policy(tomorrow: Callable[[int], None]) -> None:
    approve("sue", old := asked(days=10))
    tomorrow(10)
    number = requests.renew(who("kim"), old, "still at it", 30).id
    with pytest.raises(NotFound):
        requests.renew(who("dana"), old, "mine", 30)
    renewed = approve("sam", number)
    assert (renewed.policy, renewed.ends) == (f"request-{old}", renewed.starts + 29 * DAY if renewed.starts else None)
    assert [change.version for change in store.history(owner(), f"request-{old}")] == [2, 1]
    states = {request.id: request.state for request in (each.request for each in requests.requests(who("kim"), "mine"))}
    assert states == {old: "renewed", number: "granted"}
    requests.end(who("kim"), number)
    assert store.policies(owner()) == []


def test_who_loses_access_soon_is_told_once(tomorrow: Callable[[int], None]) -> None:
    approve("sue", asked(days=30))
    assert remind(14) == 0
    tomorrow(16)
    assert remind(14) == 1
    assert remind(14) == 0
    assert told("kim")[0] == "access.ends_soon"


def test_requests_over_http_as_each_may_see_them(client: TestClient) -> None:
    def ids(name: str, of: str) -> list[int] | int:
        signed_in(client, name)
        answer = client.get("/api/security/requests", params={"of": of})
        return [each["id"] for each in answer.json()] if answer.status_code == 200 else answer.status_code

    headers = signed_in(client, "kim")
    body = {"object": "measurement", "project": "stroke", "reason": "for the study", "days": 30}
    made = client.post("/api/security/requests", json=body, headers=headers)
    assert (made.status_code, made.json()["state"]) == (201, "pending")
    number = made.json()["id"]
    path = f"/api/security/requests/{number}"
    assert client.post(f"{path}/decision", json={"approve": True}, headers=headers).json()["code"] == "own_request"
    assert (ids("kim", "mine"), ids("kim", "decide"), ids("kim", "all")) == ([number], [], [number])
    assert (ids("dana", "mine"), ids("dana", "all")) == ([], 403)
    assert (ids("sue", "mine"), ids("sue", "decide"), ids("sue", "all")) == ([], [number], [number])
    headers = signed_in(client, "sue")
    refused = client.post(f"{path}/decision", json={"approve": False}, headers=headers)
    assert refused.json()["code"] == "bad_input"
    decided = client.post(f"{path}/decision", json={"approve": True}, headers=headers).json()
    assert (decided["state"], decided["approved_by"]) == ("granted", ["sue"])
    assert client.get("/api/notices").json()["unread"] == 1
    headers = signed_in(client, "kim")
    (notice,) = client.get("/api/notices").json()["notices"]
    assert (notice["kind"], notice["read"]) == ("access.granted", False)
    assert client.post("/api/notices/read", json={"id": notice["id"]}, headers=headers).status_code == 204
    assert client.get("/api/notices").json()["unread"] == 0
    # One reads one's own notices only.
    signed_in(client, "sam")
    assert client.get("/api/notices").json()["unread"] == 1
    assert client.delete(path, headers=signed_in(client, "dana")).status_code == 404
    assert client.delete(path, headers=signed_in(client, "kim")).json()["state"] == "ended"
    assert client.delete(path, headers=signed_in(client, "kim")).json()["code"] == "request_closed"


def test_owners_are_said_over_http_by_stewards(client: TestClient) -> None:
    body = {"object": "death", "owner": "hana", "sensitive": True}
    assert client.get("/api/security/owners", headers=signed_in(client)).status_code == 403
    assert client.put("/api/security/owners", json=body, headers=signed_in(client)).status_code == 403
    headers = signed_in(client, "sue")
    assert client.put("/api/security/owners", json=body, headers=headers).status_code == 204
    said = {each["object"]: each for each in client.get("/api/security/owners").json()}
    assert said["cdm.death"] == {"object": "cdm.death", "owner": "hana", "sensitive": True}
    assert said["tag:pii"]["sensitive"]
    unknown = client.put("/api/security/owners", json={**body, "owner": "nobody"}, headers=headers)
    assert unknown.json()["code"] == "not_found"


def leave(*names: str) -> None:
    for name in names:
        change_user(owner(), name, disabled=True)


def test_who_asks_what_nobody_can_decide_is_told_and_so_are_the_administrators(client: TestClient) -> None:
    # root, the one administrator, is of the project: they would have the use of what is asked for all.
    projects.change_members(owner(), "stroke", put={"root": False})
    leave("sue", "sam")
    answer = client.post(
        "/api/security/requests",
        json={"object": "measurement", "project": "stroke", "reason": "why", "for_project": True},
        headers=signed_in(client),
    )
    assert answer.json()["stuck"] is True
    assert told("root") == ["access.stuck"]
    # Once is enough.
    assert tell_stuck() == 0
    owners.declare(owner(), "measurement", "hana", sensitive=False)
    assert [each.stuck for each in requests.requests(who("dana"), "mine")] == [False]


def test_a_request_whose_last_decider_leaves_is_told_to_the_administrators_once() -> None:
    projects.change_members(owner(), "stroke", put={"root": False})
    number = asked("dana", for_project=True)
    assert told("root") == []
    leave("sue", "sam")
    assert [tell_stuck(), tell_stuck()] == [1, 0]
    assert told("root") == ["access.stuck"]
    # What is granted in the end reminds of its own end.
    owners.declare(owner(), "measurement", "hana", sensitive=False)
    approve("hana", number)
    assert remind(60) == 1


def test_a_second_approval_that_nobody_can_give_is_told() -> None:
    projects.change_members(owner(), "stroke", put={"root": False})
    owners.declare(owner(), "note", "hana", sensitive=True)
    number = asked("dana", what="note", for_project=True)
    leave("sue", "sam")
    assert not requests.requests(who("dana"), "mine")[0].stuck
    assert approve("hana", number).state == "pending"
    assert requests.requests(who("dana"), "mine")[0].stuck
    assert told("root") == ["access.stuck"]
