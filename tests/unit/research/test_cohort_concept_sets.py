"""Concept sets over a small vocabulary: what is in, what is out, and why."""

import pytest

from asan.omop.circe.criteria import ConditionOccurrence
from asan.omop.circe.expression import (
    CohortExpression,
    ConceptSet,
    ConceptSetExpression,
    ConceptSetItem,
    Limit,
    PrimaryCriteria,
)
from asan.omop.circe.values import Concept
from tests.support.circe_cdm import CirceCdm

CONCEPTS = {1: None, 2: None, 3: "D", 4: None, 8: None, 9: "D"}
"""1 stands above 2 and 3 (not valid any more), 2 above 4; 8 and 9 map to 2."""


def found(*sets: ConceptSet) -> list[int]:
    """The concepts of set 0: each person has a condition of one concept, by which they are called."""
    cdm = CirceCdm()
    cdm.load("concept", [{"concept_id": c, "invalid_reason": invalid} for c, invalid in CONCEPTS.items()])
    above = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 2), (2, 4)]
    cdm.load("concept_ancestor", [{"ancestor_concept_id": a, "descendant_concept_id": d} for a, d in above])
    maps = [(8, 2, None), (9, 2, "D")]
    cdm.load(
        "concept_relationship",
        [{"concept_id_1": a, "concept_id_2": b, "relationship_id": "Maps to", "invalid_reason": i} for a, b, i in maps],
    )
    persons = [*CONCEPTS, 7]
    dates = {"observation_period_start_date": "2000-01-01", "observation_period_end_date": "2001-01-01"}
    cdm.load("observation_period", [{"observation_period_id": p, "person_id": p, **dates} for p in persons])
    cdm.load(
        "condition_occurrence",
        [
            {
                "condition_occurrence_id": p,
                "person_id": p,
                "condition_concept_id": p,
                "condition_start_date": "2000-06-01",
            }
            for p in persons
        ],
    )
    entry = PrimaryCriteria(
        criteria_list=(ConditionOccurrence(codeset_id=0),), primary_criteria_limit=Limit(type="All")
    )
    return [subject for subject, _, _ in cdm.run([CohortExpression(concept_sets=sets, primary_criteria=entry)])[0]]


def item(concept: int, *, excluded: bool = False, below: bool = False, mapped: bool = False) -> ConceptSetItem:
    return ConceptSetItem(
        concept=Concept(concept_id=concept), is_excluded=excluded, include_descendants=below, include_mapped=mapped
    )


def concept_set(*items: ConceptSetItem) -> ConceptSet:
    return ConceptSet(id=0, name="set", expression=ConceptSetExpression(items=items))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item(1)], [1]),
        ([item(3)], [3]),
        ([item(1, below=True)], [1, 2, 4]),
        ([item(2, mapped=True)], [2, 8]),
        ([item(1, below=True, mapped=True)], [1, 2, 4, 8]),
        ([item(1, below=True), item(2, excluded=True)], [1, 4]),
        ([item(1, below=True), item(2, excluded=True, below=True)], [1]),
        ([item(1, below=True, mapped=True), item(2, excluded=True, mapped=True)], [1, 4]),
        ([item(1), item(1, excluded=True)], []),
        ([item(1, excluded=True)], []),
        ([item(7)], []),
        ([], []),
    ],
)
def test_items_make_a_set(items: list[ConceptSetItem], expected: list[int]) -> None:
    assert found(concept_set(*items)) == expected


def test_sets_of_one_number_are_one_and_exclude_for_themselves() -> None:
    assert found(concept_set(item(1, below=True), item(2, excluded=True)), concept_set(item(2))) == [1, 2, 4]


def test_a_set_that_is_not_defined_is_empty() -> None:
    assert found() == []
