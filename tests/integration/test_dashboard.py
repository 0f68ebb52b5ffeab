"""The dashboard over a hospital that the real steps loaded, asked through the real gateway."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from asan.gateway.current_principal import current_principal
from asan.gateway.models import AuditRecord
from asan.gateway.principal import ROLES, Principal
from asan.gateway.service import gateway
from asan.http import errors
from asan.kit.migrate import upgrade
from asan.kit.store import transaction
from asan.modules.dashboard import routes
from tests.integration.conftest import Hospital


def client(role: str, language: str = "ko") -> TestClient:
    app = FastAPI()
    errors.install(app)
    app.include_router(routes.router)
    app.dependency_overrides[current_principal] = lambda: Principal(name=role, roles=frozenset({role}))
    return TestClient(app, headers={"accept-language": language})


def dashboard(role: str) -> dict[str, Any]:
    answer = client(role).get("/api/dashboard")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def counted(sql: str) -> int:
    admin = Principal(name="admin", roles=frozenset({"admin"}))
    (row,) = gateway().query(admin, sql).rows()
    return int(str(row["n"]))


def test_figures_are_those_of_the_tables(hospital: Hospital) -> None:
    board = dashboard("admin")
    assert board["persons"] == counted("SELECT count(*) AS n FROM person")
    assert board["deaths"] == counted("SELECT count(*) AS n FROM death")
    visits = {one["concept_id"]: one["visits"] for one in board["visits"]}
    assert sum(visits.values()) == counted("SELECT count(*) AS n FROM visit_occurrence")
    alive = "SELECT count(*) AS n FROM person WHERE person_id NOT IN (SELECT person_id FROM death)"
    assert sum(one["persons"] for one in board["pyramid"]) == counted(alive)
    condition = next(one for one in board["mapping"] if one["domain"] == "Condition")
    mapped = "SELECT count(*) AS n FROM condition_occurrence WHERE condition_concept_id <> 0"
    assert (condition["rows"], condition["mapped"]) == (
        counted("SELECT count(*) AS n FROM condition_occurrence"),
        counted(mapped),
    )
    years = sum(one["rows"] for one in board["years"] if one["table"] == "visit_occurrence")
    assert years == sum(visits.values())
    assert board["limited"] == []
    assert board["runs"][0]["id"] == board["snapshot"]["run"] == hospital.run


def test_names_are_the_vocabularys(hospital: Hospital) -> None:
    named = {one["gender_concept_id"]: one["gender"] for one in dashboard("admin")["pyramid"]}
    admin = Principal(name="admin", roles=frozenset({"admin"}))
    ids = ", ".join(str(concept) for concept in named)
    rows = gateway().query(admin, f"SELECT concept_id, concept_name FROM concept WHERE concept_id IN ({ids})").rows()
    assert named == {row["concept_id"]: row["concept_name"] for row in rows}


def test_each_figures_question_answers_with_what_is_shown(hospital: Hospital) -> None:
    board = dashboard("researcher")
    researcher = Principal(name="researcher", roles=frozenset({"researcher"}))
    rows = gateway().query(researcher, board["sources"]["tables"]["sql"]).rows()
    counts = {row["table_name"]: row["row_count"] for row in rows}
    assert {one["name"]: one["rows"] for one in board["tables"]}.items() <= counts.items()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_dashboard(hospital: Hospital, role: str) -> None:
    assert dashboard(role)["persons"] == 27


@pytest.mark.parametrize("role", ["engineer", "auditor"])
def test_small_cells_are_withheld_from_those_who_see_only_aggregates(hospital: Hospital, role: str) -> None:
    everything, withheld = dashboard("admin"), dashboard(role)
    assert any(one["persons"] < 5 for one in everything["pyramid"])
    assert all(one["persons"] >= 5 for one in withheld["pyramid"])
    assert all(one["visits"] >= 5 for one in withheld["visits"])


def test_one_look_takes_five_questions_at_most_and_all_are_audited(hospital: Hospital) -> None:
    def asked() -> int:
        with transaction() as session:
            found = select(func.count()).select_from(AuditRecord).where(AuditRecord.surface == "page:dashboard")
            return int(session.scalar(found) or 0)

    before = asked()
    dashboard("admin")
    assert 0 < asked() - before <= 5


def test_the_snapshot_in_use(hospital: Hospital) -> None:
    found = client("auditor").get("/api/dashboard/snapshot").json()
    assert found["run"] == hospital.run
    assert found == dashboard("admin")["snapshot"]


def test_before_anything_was_published(asan_home: Path) -> None:
    upgrade()
    assert client("admin").get("/api/dashboard/snapshot").json() is None
    answer = client("admin", "en").get("/api/dashboard")
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message", "next"}
