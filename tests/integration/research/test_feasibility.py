"""Feasibility: a protocol's criteria counted for somebody who sees no row, and never so that a few could be told."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from asan.gateway.models import AuditRecord, CountedPopulation
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.saved.schemas import draft
from asan.modules.research.saved.store import SHELF
from tests.integration.gateway.conftest import forget_policies
from tests.integration.research.study_site import definition, publish_site
from tests.support.loaded_hospital import client_as

URL = "/api/research/feasibility"
STEWARD = Principal("steward", frozenset({"steward"}))
PROTOCOL = definition(101, 102)


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_site(folder, 60)
        SHELF.share(STEWARD, SHELF.create(STEWARD, draft("shared", "", PROTOCOL, "")).id, "read")
        SHELF.create(STEWARD, draft("private", "", PROTOCOL, ""))
        yield folder
    settings.cache_clear()


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Nobody remembers what was answered before."""
    yield
    with transaction() as session:
        session.execute(delete(CountedPopulation))
    forget_policies()


def counted(given: dict[str, Any] = PROTOCOL, role: str = "feasibility") -> dict[str, Any]:
    answer = client_as(role, language="en").post(URL, json={"expression": given})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def aged(least: int) -> dict[str, Any]:
    """The protocol with a rule of age beside it."""
    given: dict[str, Any] = json.loads(json.dumps(PROTOCOL))
    age = {"Age": {"Value": least, "Op": "gte"}}
    group = {"Type": "ALL", "CriteriaList": [], "DemographicCriteriaList": [age], "Groups": []}
    given["InclusionRules"].append({"name": f"{least} or older", "expression": group})
    return given


def levels(told: dict[str, Any], variable: str) -> dict[str, int | None]:
    return {each["level"]: each["persons"] for each in told["levels"] if each["variable"] == variable}


def test_who_plans_a_study_gets_counts_by_criterion_year_sex_and_age() -> None:
    told = counted()
    assert [(step["rule"], step["persons"], step["state"]) for step in told["criteria"]] == [
        (None, 60, "told"), (0, 30, "told"),
    ]  # fmt: skip
    assert told["criteria"][1]["name"] == "with another condition before"
    assert told["criteria"][0]["words"] == ["condition of 'a set'"]
    assert told["criteria"][1]["words"][0].startswith("at least 1, condition of 'rule 1'")
    assert (told["total"]["persons"], told["whole"]["persons"], told["rights"]) == (60, 30, "platform")
    assert (levels(told, "sex"), levels(told, "year")) == ({"FEMALE": 30}, {"2020": 30})
    # Of the born in the forties to the seventies no decade has fewer than five.
    assert sum(persons or 0 for persons in levels(told, "birth_decade").values()) == 30
    assert told["suppressed_below"] == settings().small_cell
    assert told["sources"]


def test_they_see_no_row_whatever_they_ask() -> None:
    client = client_as("feasibility")
    assert client.post("/api/mart/tables/person/rows", json={}).status_code == 403
    assert {source["masked"] == [] for source in counted()["sources"]} == {True}
    assert all("count(" in source["sql"] for source in counted()["sources"])


def test_small_cells_are_not_told_nor_the_difference_to_them() -> None:
    # Of the thirty, 5 are 75 or older, and 3 of these 77 or older.
    told = counted(aged(75))
    assert [(step["persons"], step["state"]) for step in told["criteria"]] == [(60, "told"), (30, "told"), (5, "told")]
    few = counted(aged(77))
    assert few["criteria"][2]["persons"] is None
    assert few["whole"] == {"persons": None, "state": few["whole"]["state"]}
    assert few["whole"]["state"] != "told"
    assert few["levels"] == []
    # Nearly everybody: the difference to who has the condition would tell of those few who are younger.
    many = counted(aged(43))
    assert [step["state"] for step in many["criteria"]] == ["told", "told", "withheld"]


def test_who_sees_rows_is_told_exactly() -> None:
    told = counted(aged(77), "researcher")
    assert (told["suppressed_below"], told["rounded_to"]) == (None, 1)
    assert told["criteria"][2]["persons"] == told["whole"]["persons"] == sum(levels(told, "sex").values())  # type: ignore[arg-type]
    assert told["whole"]["persons"] == 3


def test_counts_are_rounded_where_the_hospital_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_COUNT_BASE", "25")
    settings.cache_clear()
    try:
        told = counted()
        assert [step["persons"] for step in told["criteria"]] == [50, 25]
        assert told["rounded_to"] == 25
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_what_policies_hide_is_counted_for_nobody_it_is_hidden_from() -> None:
    hidden = "condition_occurrence.condition_concept_id"
    put("hidden", objects={"columns": [hidden]}, effect={"kind": "hide"})
    answer = client_as("feasibility", language="en").post(URL, json={"expression": PROTOCOL})
    assert (answer.status_code, answer.json()["code"]) == (403, "cohort_looks_at_hidden")
    assert re.search(hidden, answer.json()["message"])
    forget_policies()
    without = {"kind": "values", "column": "condition_concept_id", "values": [102], "absent": True}
    put("without", objects={"tables": ["condition_occurrence"]}, effect={"kind": "rows", "rule": without})
    told = counted()
    assert (told["rights"], told["criteria"][0]["persons"]) == ("own", 60)
    assert told["criteria"][1]["persons"] in (0, None)


def put(key: str, **given: Any) -> None:
    everyone = {"subjects": {"roles": ["feasibility"]}, **given}
    store.set_policy(STEWARD, key, Definition.model_validate(everyone), "test")


def test_saved_definitions_are_counted_by_who_may_see_them_and_all_is_audited() -> None:
    client = client_as("feasibility")
    assert client.post(URL, json={"cohort": 1}).json()["name"] == "shared"
    assert client.post(URL, json={"cohort": 2}).status_code == 404
    assert client_as("auditor").post(URL, json={"cohort": 1}).status_code == 403
    with transaction() as session:
        mine = select(AuditRecord).where(AuditRecord.principal == "feasibility")
        records = list(session.scalars(mine.where(AuditRecord.surface == "page:feasibility")))
    assert {record.action for record in records} >= {"cohort", "query"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, None),
        ({"cohort": 1, "expression": {}}, 422, None),
        ({"expression": {"items": []}}, 400, "cohort_not_an_expression"),
        (
            {"expression": {**PROTOCOL, "InclusionRules": PROTOCOL["InclusionRules"] * 61}},
            400,
            "feasibility_too_many_rules",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any], status: int, code: str | None) -> None:
    answer = client_as("feasibility").post(URL, json=body)
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
