"""The analyses over HTTP: for cohorts whose definitions one may see, and with names and errors that people read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.saved.store import SHELF, draft
from tests.integration.research.study import COMPARATOR, OUTCOME, TARGET, publish_study
from tests.support.loaded_hospital import client_as

EXPRESSION = {"PrimaryCriteria": {"CriteriaList": [{"ConditionOccurrence": {}}]}}
NAMES = ("the target", "the outcome", "the comparator", "somebody's own")


@pytest.fixture(scope="module", autouse=True)
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The study; the definitions of its first three cohorts are everybody's to see, the fourth is the steward's."""
    folder = tmp_path_factory.mktemp("study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        owner = Principal("steward", frozenset({"steward"}))
        for name in NAMES:
            made = SHELF.create(owner, draft(name, "", EXPRESSION, ""))
            if made.id in (TARGET, OUTCOME, COMPARATOR):
                SHELF.share(owner, made.id, "read")
        publish_study(folder)
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture
def client() -> TestClient:
    return client_as("researcher", language="en")


QUESTIONS = {
    "table-one": {"target": TARGET, "strata": "comparison", "other": COMPARATOR},
    "features": {"target": TARGET, "domain": "condition"},
    "numbers": {"target": TARGET, "kind": "cost"},
    "incidence": {"target": TARGET, "outcome": OUTCOME},
    "survival": {"target": TARGET, "strata": "sex"},
    "pathways": {"target": TARGET, "ingredients": [200]},
}


def test_cohorts_are_listed_by_name_to_who_may_see_their_definitions(client: TestClient) -> None:
    listed = client.get("/api/research/analysis/cohorts").json()
    assert [(each["name"], each["persons"], each["rows"]) for each in listed["cohorts"]] == [
        ("the comparator", 4, 4), ("the outcome", 4, 4), ("the target", 10, 11),
    ]  # fmt: skip
    assert listed["provenance"]["snapshot"] is not None
    own = client_as("steward").get("/api/research/analysis/cohorts").json()["cohorts"]
    assert {each["name"] for each in own} == set(NAMES)
    engineer = client_as("engineer").get("/api/research/analysis/cohorts").json()
    assert engineer["aggregate_only"]
    assert [(each["name"], each["persons"]) for each in engineer["cohorts"]] == [
        ("the comparator", None), ("the outcome", None), ("the target", None),
    ]  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_analysis_answers_and_says_where_from(client: TestClient, name: str) -> None:
    answer = client.post(f"/api/research/analysis/{name}", json=QUESTIONS[name])
    assert answer.status_code == 200, answer.text
    told = answer.json()["provenance"]
    assert told["snapshot"] is not None
    assert all("cdm.cohort" in source["sql"] for source in told["sources"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_cohort_of_somebody_else_is_as_one_that_is_not_there(client: TestClient, name: str) -> None:
    for target in (4, 999):
        answer = client.post(f"/api/research/analysis/{name}", json={**QUESTIONS[name], "target": target})
        assert (answer.status_code, answer.json()["code"]) == (404, "analysis_unknown_cohort")


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("table-one", {"strata": "sex"}),
        ("table-one", {"other": None}),
        ("table-one", {"other": TARGET}),
        ("features", {"windows": [{"start": 1, "end": 0}]}),
        ("features", {"windows": []}),
        ("incidence", {"outcome": TARGET}),
        ("pathways", {"ingredients": []}),
        ("pathways", {"cohorts": [OUTCOME]}),
        ("pathways", {"least_persons": 1}),
    ],
)
def test_senseless_questions_are_refused(client: TestClient, name: str, more: dict[str, object]) -> None:
    assert client.post(f"/api/research/analysis/{name}", json={**QUESTIONS[name], **more}).status_code == 422


def test_who_sees_aggregates_is_told_why_times_are_not_told() -> None:
    engineer = client_as("engineer")
    answer = engineer.post("/api/research/analysis/survival", json={"target": TARGET})
    assert (answer.status_code, answer.json()["code"]) == (403, "analysis_rows_needed")
    assert "생존 분석" in answer.json()["message"]
    assert client_as("auditor").get("/api/research/analysis/cohorts").status_code == 403
