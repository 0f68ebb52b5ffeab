"""Concept sets: what they come to, what they catch, what they have forgotten; saved, exchanged, compared."""

import io
import json
from contextlib import closing
from typing import Any

import pyarrow.csv as pa_csv
import pytest

from asan.warehouse.lake import lake
from tests.support.loaded_hospital import client_as

SETS = "/api/research/concept-sets"
RESPIRATORY = 320136  # Disorder of respiratory system
HYPERTENSION = 320128

pytestmark = pytest.mark.usefixtures("hospital")


def item(concept: int, **flags: bool) -> dict[str, Any]:
    return {"concept": {"CONCEPT_ID": concept}, **flags}


def expression(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items)}


def posted(path: str, body: dict[str, Any], role: str = "researcher") -> Any:
    answer = client_as(role, language="en").post(f"{SETS}{path}", json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def lake_rows(sql: str) -> list[tuple[Any, ...]]:
    """What lies in the published lake itself, beside the gateway."""
    with closing(lake().connect_reader()) as connection:
        return connection.execute(sql).fetchall()


def descendants(concept: int) -> set[int]:
    return {
        row[0]
        for row in lake_rows(
            f"SELECT descendant_concept_id FROM lake.vocabulary.concept_ancestor WHERE ancestor_concept_id = {concept}"
        )
    }


def test_members_follow_the_hierarchy_and_what_is_excluded_is_out() -> None:
    whole = posted("/members", {"expression": expression(item(RESPIRATORY, includeDescendants=True))})
    found = {member["id"] for member in whole["members"]}
    assert found == descendants(RESPIRATORY) | {RESPIRATORY}
    assert whole["members"][0]["id"] == RESPIRATORY
    assert whole["members"][0]["name"] == "Disorder of respiratory system"
    sinusitis = 257012
    without = posted(
        "/members",
        {
            "expression": expression(
                item(RESPIRATORY, includeDescendants=True), item(sinusitis, includeDescendants=True, isExcluded=True)
            )
        },
    )
    assert {member["id"] for member in without["members"]} == found - descendants(sinusitis) - {sinusitis}
    unknown = posted("/members", {"expression": expression(item(2_000_000_001))})
    assert (unknown["members"], unknown["missing"]) == ([], [2_000_000_001])
    assert posted("/members", {"expression": expression()})["members"] == []


def test_counts_are_the_lake_s_with_and_without_descendants_and_small_ones_are_kept_from_who_sees_aggregates() -> None:
    asked = {"concepts": [{"id": RESPIRATORY, "domain": "Condition"}, {"id": HYPERTENSION, "domain": "Condition"}]}
    below = ", ".join(map(str, descendants(RESPIRATORY) | {RESPIRATORY}))
    [(records, persons)] = lake_rows(
        "SELECT count(*), count(DISTINCT person_id) FROM lake.cdm.condition_occurrence "
        f"WHERE condition_concept_id IN ({below})"
    )
    [respiratory, hypertension] = posted("/counts", asked)
    assert (respiratory["records"], respiratory["persons"]) == (None, None)
    assert (respiratory["records_with_descendants"], respiratory["persons_with_descendants"]) == (records, persons)
    [own] = lake_rows(
        "SELECT count(*), count(DISTINCT person_id) FROM lake.cdm.condition_occurrence "
        f"WHERE condition_concept_id = {HYPERTENSION}"
    )
    assert (hypertension["records"], hypertension["persons"]) == own
    viral_sinusitis = {"concepts": [{"id": 40481087, "domain": "Condition"}]}  # three persons
    [seen], [kept] = posted("/counts", viral_sinusitis), posted("/counts", viral_sinusitis, role="engineer")
    assert (seen["persons"], kept["persons"], kept["records"]) == (3, None, None)


def test_neighbours_lie_outside_the_set_and_are_related_as_is_said() -> None:
    items = expression(item(HYPERTENSION))
    told = posted("/neighbours", {"expression": items})
    parents = {one["id"] for one in told["neighbours"] if one["relation"] == "parent"}
    direct = "min_levels_of_separation = 1 AND descendant_concept_id"
    expected = lake_rows(
        "SELECT ancestor_concept_id FROM lake.vocabulary.concept_ancestor JOIN lake.vocabulary.concept ON "
        f"concept_id = ancestor_concept_id AND standard_concept = 'S' WHERE {direct} = {HYPERTENSION}"
    )
    assert parents
    assert parents == {row[0] for row in expected}
    assert HYPERTENSION not in {one["id"] for one in told["neighbours"]}
    for one in (one for one in told["neighbours"] if one["relation"] == "together"):
        [(both, having)] = lake_rows(
            "WITH held AS (SELECT DISTINCT person_id FROM lake.cdm.condition_occurrence WHERE condition_concept_id = "
            f"{HYPERTENSION}) SELECT count(DISTINCT c.person_id) FILTER (c.person_id IN (FROM held)), "
            "count(DISTINCT c.person_id) FROM lake.cdm.condition_occurrence c "
            f"WHERE c.condition_concept_id = {one['id']}"
        )
        [(everyone,)] = lake_rows(
            "SELECT count(DISTINCT person_id) FROM lake.cdm.condition_occurrence WHERE condition_concept_id <> 0"
        )
        assert one["persons"] == both >= 5
        assert one["lift"] == pytest.approx(both * everyone / (having * 6), abs=0.006)
    assert any(one["relation"] == "together" for one in told["neighbours"])
    refused = posted("/neighbours", {"expression": items}, role="engineer")
    assert "aggregate" in refused["refused"].lower()
    assert {one["relation"] for one in refused["neighbours"]} <= {"parent", "child", "sibling"}


def test_every_code_of_the_set_is_caught_and_codes_near_it_are_told_apart() -> None:
    found = posted("/source-codes", {"expression": expression(item(257012, includeDescendants=True))})
    inside = descendants(257012) | {257012}
    caught = {(one["code"], one["concept_id"], one["records"]) for one in found if one["verdict"] == "caught"}
    expected = lake_rows(
        "SELECT condition_source_value, condition_concept_id, count(*) FROM lake.cdm.condition_occurrence "
        f"WHERE condition_concept_id IN ({', '.join(map(str, inside))}) GROUP BY 1, 2"
    )
    assert caught == set(expected)
    assert caught
    for one in found:
        assert (one["verdict"] == "caught") == (one["concept_id"] in inside)
        assert (one["verdict"] == "unmapped") <= (one["concept_id"] == 0 and one["concept"] == "")


def test_versions_differ_by_the_concepts_that_come_and_go() -> None:
    before, after = expression(item(RESPIRATORY, includeDescendants=True)), expression(item(257012), item(HYPERTENSION))
    told = posted("/comparison", {"expression": after, "against": before})
    inside = descendants(RESPIRATORY) | {RESPIRATORY}
    assert {one["id"] for one in told["added"]} == {257012, HYPERTENSION} - inside
    assert {one["id"] for one in told["removed"]} == inside - {257012}
    assert told["both"] == len(inside & {257012, HYPERTENSION})


def test_a_set_is_saved_in_versions_and_of_two_who_edit_one_the_second_is_refused() -> None:
    made = posted("", {"name": "고혈압", "expression": expression(item(HYPERTENSION, includeDescendants=True))})
    client = client_as("researcher")
    client.put(f"{SETS}/{made['id']}/sharing", json={"sharing": "edit"})
    theirs = {"name": "고혈압", "base": 1, "expression": expression(item(HYPERTENSION)), "comment": "하위 제외"}
    assert client_as("clinician").put(f"{SETS}/{made['id']}", json=theirs).json()["version"] == 2
    refused = client.put(f"{SETS}/{made['id']}", json={**theirs, "expression": expression()})
    assert (refused.status_code, refused.json()["code"]) == (409, "version_conflict")
    history = client.get(f"{SETS}/{made['id']}/versions").json()
    assert [(one["version"], one["author"], one["comment"]) for one in history] == [
        (2, "clinician", "하위 제외"),
        (1, "researcher", ""),
    ]
    assert client.get(f"{SETS}/{made['id']}?version=1").json()["expression"] == made["expression"]
    assert client_as("auditor").get(SETS).status_code == 403


def test_what_is_another_s_and_private_is_not_there() -> None:
    made = posted("", {"name": "mine", "expression": expression(item(HYPERTENSION))}, role="analyst")
    other = client_as("researcher")
    assert other.get(f"{SETS}/{made['id']}").status_code == 404
    assert made["id"] not in {one["id"] for one in other.get(SETS).json()}
    client_as("analyst").put(f"{SETS}/{made['id']}/sharing", json={"sharing": "read"})
    mine = {"name": "x", "base": 1, "expression": expression()}
    refused = other.put(f"{SETS}/{made['id']}", json=mine)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert client_as("analyst").delete(f"{SETS}/{made['id']}").status_code == 204
    assert other.get(f"{SETS}/{made['id']}").status_code == 404


def test_atlas_s_json_comes_back_with_what_nobody_knows_and_a_csv_with_names_of_the_vocabulary() -> None:
    given = {"name": "ATLAS", "expression": {"id": 7, "name": "x", "expression": {"items": [
        {**item(HYPERTENSION, includeDescendants=True), "note": "kept"}]}}}  # fmt: skip
    made = posted("", given)
    client = client_as("researcher")
    exported = json.loads(client.get(f"{SETS}/{made['id']}/export").content)
    assert exported["items"][0]["note"] == "kept"
    listed = client.get(f"{SETS}/{made['id']}/export?form=csv").content
    table = pa_csv.read_csv(io.BytesIO(listed))
    assert table["Concept ID"].to_pylist() == [HYPERTENSION]
    read = posted("/list", {"text": listed.decode()})["expression"]["items"]
    assert [(one["concept"]["CONCEPT_NAME"], one["includeDescendants"]) for one in read] == [
        ("Essential hypertension", True)
    ]
    told = posted("/list", {"text": "concept_id,exclude\n320128,예\n2000000001,\n"})
    assert [one["isExcluded"] for one in told["expression"]["items"]] == [True, False]
    assert told["missing"] == [2_000_000_001]


@pytest.mark.parametrize(
    ("text", "line"),
    [("name\nx\n", 1), ("Concept ID\n320128\nabc\n", 3), ("concept_id,exclude\n1,maybe\n", 2), ("", 1)],
)
def test_a_list_that_cannot_be_read_says_in_which_line(text: str, line: int) -> None:
    refused = client_as("researcher", language="en").post(f"{SETS}/list", json={"text": text})
    assert (refused.status_code, refused.json()["code"]) == (400, "concept_list_unreadable")
    assert f"Line {line}:" in refused.json()["message"]


def test_a_set_of_thousands_of_items_is_refused_with_what_to_do() -> None:
    body = {"name": "x", "expression": expression(*(item(number) for number in range(1, 2_002)))}
    refused = client_as("researcher", language="en").post(SETS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "concept_set_too_large")
