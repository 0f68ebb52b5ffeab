"""Concept sets resolved over the vocabulary, all of a plan's at once, each different set once."""

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.conditions import CONCEPT_SETS
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.relations import Relation, rows_of

_ITEMS = "cohort_concept_item"
_COLUMNS = {
    "concept_set": "INTEGER",
    "part": "INTEGER",
    "concept_id": "BIGINT",
    "excluded": "BOOLEAN",
    "descendants": "BOOLEAN",
    "mapped": "BOOLEAN",
}


def concept_sets(plan: Plan, cdm: Cdm) -> list[Relation]:
    """The relation CONCEPT_SETS: concept_set, concept_id.

    As Circe: an item's concept must be in the vocabulary, its descendants must be valid there too; what maps to them
    comes by ``Maps to``; what an item excludes is out, whatever includes it. Sets of one number (parts) are one.
    """
    concept = cdm.table("concept", schema="vocabulary")
    items = [
        (number, part, *item)
        for sets, number in plan.concept_sets.items()
        for part, given in enumerate(sets)
        for item in given
    ]
    found = f"""WITH reached AS (
    SELECT i.concept_set, i.part, i.excluded, i.mapped, c.concept_id
    FROM {_ITEMS} i JOIN {concept} c ON c.concept_id = i.concept_id
    UNION
    SELECT i.concept_set, i.part, i.excluded, i.mapped, c.concept_id
    FROM {_ITEMS} i
    JOIN {cdm.table("concept_ancestor", schema="vocabulary")} a ON a.ancestor_concept_id = i.concept_id
    JOIN {concept} c ON c.concept_id = a.descendant_concept_id
    WHERE i.descendants AND c.invalid_reason IS NULL
), found AS (
    SELECT concept_set, part, excluded, concept_id FROM reached{_mapped(plan, cdm)}
)
SELECT DISTINCT concept_set, concept_id FROM (
    SELECT concept_set, concept_id FROM found
    GROUP BY concept_set, part, concept_id HAVING max(CAST(excluded AS INTEGER)) = 0
) resolved"""
    return [rows_of(_ITEMS, _COLUMNS, items), Relation(CONCEPT_SETS, found)]


def missing_concepts(cdm: Cdm) -> str:
    """A SELECT of how many concepts of each set's items (concept_set, missing) the vocabulary does not have."""
    return f"""SELECT i.concept_set, count(DISTINCT i.concept_id) AS missing
FROM {_ITEMS} i LEFT JOIN {cdm.table("concept", schema="vocabulary")} c ON c.concept_id = i.concept_id
WHERE c.concept_id IS NULL GROUP BY i.concept_set"""


def _mapped(plan: Plan, cdm: Cdm) -> str:
    if not any(mapped for items in plan.concept_sets for given in items for *_, mapped in given):
        return ""
    return f"""
    UNION ALL
    SELECT r.concept_set, r.part, r.excluded, m.concept_id_1
    FROM reached r
    JOIN {cdm.table("concept_relationship", schema="vocabulary")} m
        ON m.concept_id_2 = r.concept_id AND m.relationship_id = 'Maps to' AND m.invalid_reason IS NULL
    WHERE r.mapped"""
