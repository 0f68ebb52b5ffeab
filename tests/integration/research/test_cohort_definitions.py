"""Saved definitions: versions that never change, two who edit at once, what ATLAS wrote, who may do what."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from asan.gateway.models import AuditRecord
from asan.kit.migrate import upgrade
from asan.kit.store import transaction
from tests.support.loaded_hospital import client_as

COHORTS = "/api/research/cohorts"


@pytest.fixture(autouse=True)
def store(asan_home: Path) -> None:
    upgrade()


def expression(days: int = 0, **members: Any) -> dict[str, Any]:
    entry = {
        "CriteriaList": [{"ConditionOccurrence": {"CodesetId": 0}}],
        "ObservationWindow": {"PriorDays": days, "PostDays": 0},
        "PrimaryCriteriaLimit": {"Type": "First"},
    }
    items = [{"concept": {"CONCEPT_ID": 201826, "CONCEPT_NAME": "제2형 당뇨병"}, "includeDescendants": True}]
    sets = [{"id": 0, "name": "당뇨병", "expression": {"items": items}}]
    return {"ConceptSets": sets, "PrimaryCriteria": entry, **members}


def made(name: str = "당뇨병", role: str = "researcher", **members: Any) -> dict[str, Any]:
    answer = client_as(role).post(COHORTS, json={"name": name, "expression": expression(**members)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_versions_follow_each_other_and_never_change() -> None:
    first = made()
    client = client_as("researcher")
    change = {"name": "당뇨병", "base": 1, "expression": expression(days=365), "comment": "1년 관찰"}
    second = client.put(f"{COHORTS}/{first['id']}", json=change).json()
    assert (first["version"], second["version"], second["comment"]) == (1, 2, "1년 관찰")
    again = client.put(f"{COHORTS}/{first['id']}", json={**change, "base": 2}).json()
    assert again["version"] == 2, "saving the same makes no version"
    old = client.get(f"{COHORTS}/{first['id']}?version=1").json()
    assert (old["expression"], old["latest"]) == (first["expression"], 2)
    history = client.get(f"{COHORTS}/{first['id']}/versions").json()
    assert [(each["version"], each["author"]) for each in history] == [(2, "researcher"), (1, "researcher")]
    assert client.get(f"{COHORTS}/{first['id']}?version=3").status_code == 404


def test_of_two_who_edit_one_version_the_second_is_refused_and_nothing_is_lost() -> None:
    cohort = made()
    client_as("researcher").put(f"{COHORTS}/{cohort['id']}/sharing", json={"sharing": "edit"})
    mine = {"name": "당뇨병", "base": 1, "expression": expression(days=30)}
    theirs = {"name": "당뇨병", "base": 1, "expression": expression(days=90)}
    assert client_as("clinician").put(f"{COHORTS}/{cohort['id']}", json=theirs).status_code == 200
    refused = client_as("researcher", language="en").put(f"{COHORTS}/{cohort['id']}", json=mine)
    assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
    assert "clinician has saved version 2" in refused.json()["message"]
    newest = client_as("researcher").get(f"{COHORTS}/{cohort['id']}").json()
    assert newest["expression"]["PrimaryCriteria"]["ObservationWindow"]["PriorDays"] == 90
    on_top = client_as("researcher").put(f"{COHORTS}/{cohort['id']}", json={**mine, "base": 2})
    assert on_top.json()["version"] == 3


def test_what_atlas_wrote_comes_back_with_members_nobody_knows() -> None:
    given = expression(Colour="red", cdmVersionRange=">=5.0.0")
    wrapped = {"name": "atlas", "expression": json.dumps(given)}
    for sent in (given, wrapped):
        answer = client_as("researcher").post(COHORTS, json={"name": "from ATLAS", "expression": sent})
        body = answer.json()
        assert body["unknown"] == ["Colour"]
        exported = client_as("researcher").get(f"{COHORTS}/{body['id']}/export")
        assert "attachment" in exported.headers["content-disposition"]
        assert exported.json() == given


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "cohort_not_an_expression"),
        ({"items": []}, "cohort_not_an_expression"),
        ({"PrimaryCriteria": {"CriteriaList": [{"Nonsense": {}}]}}, "cohort_bad_value"),
        ({"PrimaryCriteria": {"CriteriaList": [{"Death": {"Age": {"Value": "x"}}}]}}, "cohort_bad_value"),
        ({"PrimaryCriteria": {}, "title": "\ud800"}, "cohort_not_json"),
    ],
)
def test_what_is_no_definition_is_refused_by_name(sent: dict[str, Any], code: str) -> None:
    body = json.dumps({"name": "x", "expression": sent})
    answer = client_as("researcher").post(COHORTS, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_definition_of_two_megabytes_is_kept() -> None:
    items = [{"concept": {"CONCEPT_ID": number, "CONCEPT_NAME": "x" * 60}} for number in range(20_000)]
    sets = [{"id": 0, "name": "many", "expression": {"items": items}}]
    answer = client_as("researcher").post(COHORTS, json={"name": "large", "expression": expression(ConceptSets=sets)})
    assert answer.status_code == 201
    found = client_as("researcher").get(f"{COHORTS}/{answer.json()['id']}/export").json()
    assert len(found["ConceptSets"][0]["expression"]["items"]) == 20_000


def test_a_private_definition_is_not_there_for_others_and_a_read_one_is_not_theirs_to_change() -> None:
    cohort = made()
    path, other = f"{COHORTS}/{cohort['id']}", client_as("clinician")
    change = {"name": "당뇨병", "base": 1, "expression": expression(days=1)}
    assert other.get(COHORTS).json() == []
    for answer in (other.get(path), other.put(path, json=change), other.get(f"{path}/export"), other.delete(path)):
        assert answer.status_code == 404
    assert other.put(f"{path}/sharing", json={"sharing": "read"}).status_code == 404
    assert client_as("researcher").put(f"{path}/sharing", json={"sharing": "read"}).status_code == 200
    assert other.get(path).json()["may_edit"] is False
    assert other.put(path, json=change).json()["code"] == "not_yours"
    assert other.delete(path).json()["code"] == "not_yours"
    assert client_as("admin").put(path, json=change).json()["version"] == 2
    assert client_as("researcher").delete(path).status_code == 204
    assert client_as("researcher").get(path).status_code == 404
    assert made()["id"] > cohort["id"], "a number is never given twice"


def test_whoever_has_no_patients_has_no_cohorts() -> None:
    assert client_as("auditor").get(COHORTS).json()["code"] == "forbidden"
    assert client_as("auditor").post(COHORTS, json={"name": "x", "expression": expression()}).status_code == 403


def test_a_definition_is_read_aloud_in_either_language_and_held_against_another() -> None:
    korean, english = (
        client_as("researcher", language=language)
        .post(f"{COHORTS}/reading", json={"expression": expression(days=365), "against": expression()})
        .json()
        for language in ("ko", "en")
    )
    assert [line["depth"] for line in korean["lines"]] == [line["depth"] for line in english["lines"]]
    changed = [(line["change"], line["text"]) for line in english["lines"] if line["change"] != "same"]
    assert [change for change, _ in changed] == ["removed", "added"]
    assert "365 days before" in changed[1][1]
    empty = {"PrimaryCriteria": {"CriteriaList": [{"Death": {"CodesetId": 7}}]}}
    told = client_as("researcher").post(f"{COHORTS}/reading", json={"expression": empty}).json()
    assert [finding["code"] for finding in told["findings"]] == ["undefined_set"]


def test_every_change_is_in_the_audit() -> None:
    cohort = made()
    path = f"{COHORTS}/{cohort['id']}"
    client_as("researcher").put(f"{path}/sharing", json={"sharing": "read"})
    client_as("researcher").delete(path)
    with transaction() as session:
        records = session.scalars(select(AuditRecord).where(AuditRecord.action.like("cohort.%"))).all()
        assert [(record.action, record.principal) for record in records] == [
            ("cohort.save", "researcher"),
            ("cohort.share", "researcher"),
            ("cohort.delete", "researcher"),
        ]
