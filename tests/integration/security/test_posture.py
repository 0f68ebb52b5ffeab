"""What stands open, ends soon or lies unused, as the page of administrators is told."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from asan.gateway.models import User
from asan.gateway.owner import owner
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.kit.clock import today, utc_now
from asan.kit.store import transaction
from asan.modules.security import groups, projects
from asan.modules.security.accounts import change_user, create_user
from asan.modules.security.models import ApiToken
from asan.modules.security.tokens import create_token
from tests.integration.gateway.conftest import fill_lake
from tests.integration.security.people import PASSWORD, login

STEWARD = Principal("sue", frozenset({"steward"}))
DAY = dt.timedelta(days=1)


@pytest.fixture
def lake(client: TestClient, tmp_path: Path) -> TestClient:
    """root, an administrator, before a filled lake."""
    fill_lake(tmp_path / "work.duckdb")
    login(client, "root")
    return client


def put(key: str, **said: Any) -> None:
    store.set_policy(STEWARD, key, Definition.model_validate(said), "")


def posture(client: TestClient, **query: int) -> dict[str, Any]:
    answer = client.get("/api/security/posture", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def readers(client: TestClient, table: str, column: str) -> list[str]:
    return [
        role
        for each in posture(client)["exposed"]
        if each["table"] == table and column in each["columns"]
        for role in each["roles"]
    ]


def test_a_tagged_column_is_open_until_a_policy_masks_it(lake: TestClient) -> None:
    assert readers(lake, "cdm.person", "birth_datetime") == ["clinician"]
    assert readers(lake, "cdm.visit_occurrence", "preceding_visit_occurrence_id") == []
    put("births", objects={"columns": ["person.birth_datetime"]}, effect={"kind": "hide"})
    assert readers(lake, "cdm.person", "birth_datetime") == []
    store.set_tags(STEWARD, "visit_occurrence.preceding_visit_occurrence_id", ["chain"])
    assert {"analyst", "clinician", "researcher", "steward"} == set(
        readers(lake, "cdm.visit_occurrence", "preceding_visit_occurrence_id")
    )


def test_what_policies_give_to_groups_projects_and_users_is_counted(lake: TestClient) -> None:
    for name, role in (("gwen", "analyst"), ("paul", "analyst"), ("una", "analyst"), ("omar", "analyst")):
        create_user(owner(), name, PASSWORD, [role])
    groups.create_group(owner(), "cardiology", "심장내과")
    groups.change_members(owner(), "cardiology", add=["gwen"])
    told = {"title": "뇌졸중", "purpose": "stroke", "starts": today() - DAY, "ends": today() + 20 * DAY}
    projects.create_project(owner(), "stroke", lead="paul", **told)
    births = {"columns": ["person.birth_datetime"]}
    for key, who in (("g", {"groups": ["cardiology"]}), ("p", {"projects": ["stroke"]}), ("u", {"users": ["una"]})):
        put(key, subjects=who, objects=births, effect={"kind": "plain"}, ends=today() + 10 * DAY)

    def others() -> set[str]:
        return {
            label
            for each in posture(lake)["exposed"]
            if each["table"] == "cdm.person" and "birth_datetime" in each["columns"]
            for label in each["others"]
        }

    found = posture(lake)
    assert {each["key"]: each["subjects"] for each in found["ending"]} == {
        "g": ["group:cardiology"],
        "p": ["project:stroke"],
        "u": ["user:una"],
    }
    assert [(each["key"], each["members"]) for each in found["projects"]] == [("stroke", 1)]
    assert others() == {"group:cardiology", "project:stroke", "user:una"}
    put("nobody", objects=births, effect={"kind": "hide"}, unless={"groups": ["cardiology"]})
    assert others() == {"group:cardiology"}
    change_user(owner(), "gwen", disabled=True)
    assert others() == set()


def test_policies_that_end_soon_are_told(lake: TestClient) -> None:
    deny = {"objects": {"tables": ["note"]}, "effect": {"kind": "deny"}}
    for key, days in (("soon", 10), ("later", 40), ("over", -1)):
        put(key, **deny, ends=today() + days * DAY)
    assert [each["key"] for each in posture(lake)["ending"]] == ["soon"]
    assert [each["key"] for each in posture(lake, soon_days=50)["ending"]] == ["soon", "later"]


def test_accounts_and_tokens_without_use_are_told(lake: TestClient) -> None:
    long_ago = utc_now() - 100 * DAY
    with transaction() as session:
        session.execute(update(User).values(created_at=long_ago))
    # root has just signed in; dana never did.
    assert [(each["name"], each["last_used_at"]) for each in posture(lake)["accounts"]] == [("dana", None)]
    assert posture(lake, idle_days=101)["accounts"] == []

    with transaction() as session:
        dana = session.query(User).filter_by(name="dana").one().id
    by = Principal("dana", frozenset({"researcher"}), user_id=dana)
    create_token(by, "old", 300)
    with transaction() as session:
        session.execute(update(ApiToken).values(created_at=long_ago))
    create_token(by, "short", 5)
    create_token(by, "fresh", 300)
    told = [(each["name"], each["unused"], each["ends_soon"]) for each in posture(lake)["tokens"]]
    assert told == [("short", False, True), ("old", True, False)]


def test_stewards_are_told_of_data_and_researchers_of_nothing(lake: TestClient) -> None:
    create_user(owner(), "sue", PASSWORD, ["steward"])
    login(lake, "sue")
    seen = posture(lake)
    assert (seen["accounts"], seen["tokens"]) == (None, None)
    assert seen["exposed"]
    login(lake, "dana")
    assert lake.get("/api/security/posture").status_code == 403
