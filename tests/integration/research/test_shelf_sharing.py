"""Definitions shared by project, and comments on them: its members and nobody else, cohorts and concept sets alike."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from asan.gateway.models import AuditRecord, User
from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.projects import change_members, create_project
from tests.support.loaded_hospital import client_as

COHORTS = "/api/research/cohorts"
SETS = "/api/research/concept-sets"
ENTRY = {"PrimaryCriteria": {"CriteriaList": [{"Death": {}}]}}
DAY = dt.date(2020, 1, 1)
PEOPLE = {role: at for at, role in enumerate(("admin", "researcher", "clinician", "analyst", "steward"), 1)}


@cache
def asked_by(role: str) -> TestClient:
    """A person's routes; each has one role and its name."""
    return client_as(role, user_id=PEOPLE[role])


@pytest.fixture(scope="module", autouse=True)
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The project ``heart`` is over, and led by the researcher; the clinician is in it, the analyst in another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("shelf") / "home"))
        settings.cache_clear()
        upgrade()
        with transaction() as session:
            session.add_all(User(id=at, name=role, display_name=role) for role, at in PEOPLE.items())
        when = {"purpose": "study", "starts": DAY, "ends": DAY}
        create_project(owner(), "heart", title="Heart", lead="researcher", **when)  # type: ignore[arg-type]
        create_project(owner(), "lung", title="Lung", lead="analyst", **when)  # type: ignore[arg-type]
        change_members(owner(), "heart", put={"clinician": False})
        yield
    settings.cache_clear()


@pytest.fixture(params=[COHORTS, SETS])
def place(request: pytest.FixtureRequest) -> str:
    """The address of a new definition of the researcher's."""
    body = {"name": "x", "expression": ENTRY if request.param == COHORTS else {"items": []}}
    made = asked_by("researcher").post(request.param, json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["sharing"], made.json()["project"]) == ("private", None)
    return f"{request.param}/{made.json()['id']}"


def shared(place: str, sharing: str, project: str | None, by: str = "researcher") -> Any:
    return asked_by(by).put(f"{place}/sharing", json={"sharing": sharing, "project": project})


def saved(client: TestClient, place: str, base: int) -> int:
    body = client.get(place).json()
    change = {"name": f"{body.get('name')}+", "expression": body.get("expression", {}), "base": base}
    return client.put(place, json=change).status_code


def seen(role: str, place: str) -> bool:
    """Whether a role finds it: by its address and in the list alike."""
    client = asked_by(role)
    (collection, _, number), found = place.rpartition("/"), client.get(place).status_code == 200
    assert (int(number) in [each["id"] for each in client.get(collection).json()]) == found
    for more in ("/versions", "/export", "/comments"):
        assert client.get(place + more).status_code == (200 if found else 404)
    return found


def test_members_of_the_project_see_it_and_nobody_else_does(place: str) -> None:
    assert shared(place, "read", "heart").json()["project"] == "heart"
    assert [role for role in ("clinician", "analyst", "steward", "admin") if seen(role, place)] == [
        "clinician",
        "admin",
    ]
    assert saved(asked_by("clinician"), place, 1) == 403
    assert asked_by("clinician").get(place).json()["may_edit"] is False
    assert asked_by("clinician").delete(place).status_code == 403
    assert shared(place, "read", "heart", by="clinician").json()["code"] == "not_yours"
    assert shared(place, "edit", "heart").status_code == 200
    assert saved(asked_by("clinician"), place, 1) == 200
    assert shared(place, "private", "heart").json()["project"] is None
    assert not seen("clinician", place)


def test_whoever_leaves_the_project_sees_it_no_more(place: str) -> None:
    shared(place, "edit", "heart")
    change_members(owner(), "heart", put={"steward": False})
    assert seen("steward", place)
    change_members(owner(), "heart", put={}, remove=["steward"])
    assert not seen("steward", place)
    assert asked_by("steward").put(place, json={"name": "y", "expression": ENTRY, "base": 1}).status_code in (400, 404)


def test_one_shares_with_projects_of_ones_own_only(place: str) -> None:
    for project in ("lung", "no such project"):
        refused = shared(place, "read", project)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_in_project")
    assert asked_by("researcher").get(place).json()["sharing"] == "private", "a refusal changes nothing"
    assert shared(place, "read", "lung", by="admin").status_code == 200
    assert seen("analyst", place)
    assert not seen("clinician", place)


def test_sharing_with_everyone_stays_as_it_was(place: str) -> None:
    shared(place, "read", "heart")
    shared(place, "read", None)
    assert all(seen(role, place) for role in ("clinician", "analyst", "steward"))
    assert saved(asked_by("analyst"), place, 1) == 403


def test_those_who_see_it_comment_on_a_version_and_others_do_not_know_of_it(place: str) -> None:
    shared(place, "read", "heart")
    said = {"version": 1, "text": " 기간을 1년으로? "}
    comment = asked_by("clinician").post(f"{place}/comments", json=said)
    assert comment.status_code == 201
    body = comment.json()
    assert (body["author"], body["text"], body["version"], body["mine"]) == ("clinician", "기간을 1년으로?", 1, True)
    assert asked_by("clinician").post(f"{place}/comments", json={**said, "version": 9}).status_code == 404
    assert asked_by("clinician").post(f"{place}/comments", json={**said, "text": " "}).status_code == 422
    (listed,) = asked_by("researcher").get(f"{place}/comments").json()
    assert (listed["id"], listed["mine"], listed["resolved_by"]) == (body["id"], False, None)
    one = f"{place}/comments/{body['id']}"
    for client in (asked_by("analyst"), asked_by("steward")):
        assert client.post(f"{place}/comments", json=said).status_code == 404
        assert client.put(f"{one}/resolved", json={"resolved": True}).status_code == 404
        assert client.delete(one).status_code == 404


def test_a_comment_is_resolved_by_its_author_or_an_editor_and_deleted_by_its_author(place: str) -> None:
    shared(place, "read", None)
    of_analyst = asked_by("analyst").post(f"{place}/comments", json={"version": 1, "text": "why?"}).json()["id"]
    one = f"{place}/comments/{of_analyst}"
    assert asked_by("clinician").put(f"{one}/resolved", json={"resolved": True}).json()["code"] == "not_yours"
    assert asked_by("researcher").put(f"{one}/resolved", json={"resolved": True}).json()["resolved_by"] == "researcher"
    assert asked_by("analyst").put(f"{one}/resolved", json={"resolved": False}).json()["resolved_by"] is None
    for role in ("researcher", "admin", "clinician"):
        assert asked_by(role).delete(one).json()["code"] == "not_yours"
    assert asked_by("analyst").delete(one).status_code == 204
    assert asked_by("analyst").delete(one).status_code == 404
    assert asked_by("researcher").get(f"{place}/comments").json() == []


def test_a_comment_is_found_under_its_own_definition_alone(place: str) -> None:
    collection = place.rpartition("/")[0]
    body = {"name": "y", "expression": ENTRY if collection == COHORTS else {"items": []}}
    other = asked_by("researcher").post(collection, json=body).json()["id"]
    comment = asked_by("researcher").post(f"{place}/comments", json={"version": 1, "text": "a"}).json()["id"]
    assert asked_by("researcher").delete(f"{collection}/{other}/comments/{comment}").status_code == 404


def test_each_deed_is_in_the_audit_without_the_words(place: str) -> None:
    client, noun = asked_by("researcher"), "cohort" if COHORTS in place else "concept_set"
    with transaction() as session:
        before = max(session.scalars(select(AuditRecord.id)))
    comment = client.post(f"{place}/comments", json={"version": 1, "text": "a secret word"}).json()["id"]
    client.put(f"{place}/comments/{comment}/resolved", json={"resolved": True})
    client.put(f"{place}/comments/{comment}/resolved", json={"resolved": False})
    client.delete(f"{place}/comments/{comment}")
    shared(place, "read", "heart")
    number = place.rpartition("/")[2]
    with transaction() as session:
        records = session.scalars(select(AuditRecord).where(AuditRecord.id > before).order_by(AuditRecord.id)).all()
        assert [(record.action, record.question) for record in records if record.action.startswith(noun)] == [
            (f"{noun}.comment", f"{number} version 1: comment {comment}"),
            (f"{noun}.comment_resolve", f"{number} version 1: comment {comment}"),
            (f"{noun}.comment_reopen", f"{number} version 1: comment {comment}"),
            (f"{noun}.comment_delete", f"{number} version 1: comment {comment}"),
            (f"{noun}.share", f"{number}: read heart"),
        ]
