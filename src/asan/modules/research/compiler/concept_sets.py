"""Concept sets resolved over the vocabulary, all of a plan's at once, each different set once."""

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.conditions import CONCEPT_SETS
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.relations import Relation, rows_of
from asan.modules.research.compiler.resolution import resolution

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
    """The relation CONCEPT_SETS: concept_set, concept_id."""
    items = [
        (number, part, *item)
        for sets, number in plan.concept_sets.items()
        for part, given in enumerate(sets)
        for item in given
    ]
    found = resolution(_ITEMS, lambda table: cdm.table(table, schema="vocabulary"), mapped=_any_mapped(plan))
    return [rows_of(_ITEMS, _COLUMNS, items), Relation(CONCEPT_SETS, found)]


def missing_concepts(cdm: Cdm) -> str:
    """A SELECT of how many concepts of each set's items (concept_set, missing) the vocabulary does not have."""
    return f"""SELECT i.concept_set, count(DISTINCT i.concept_id) AS missing
FROM {_ITEMS} i LEFT JOIN {cdm.table("concept", schema="vocabulary")} c ON c.concept_id = i.concept_id
WHERE c.concept_id IS NULL GROUP BY i.concept_set"""


def _any_mapped(plan: Plan) -> bool:
    return any(mapped for items in plan.concept_sets for given in items for *_, mapped in given)
