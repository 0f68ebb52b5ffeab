"""The concepts that a set's items come to at one snapshot, by the rule that cohorts follow too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.compiler.resolution import resolution
from asan.omop.circe.expression import ConceptSetItem

SURFACE: Final = "page:research"
LARGEST: Final = 200_000
"""Concepts a set may come to here; the largest hierarchies of a full vocabulary have some 100,000."""


@dataclass(frozen=True, slots=True)
class Member:
    """A concept of a set. ``by`` is the item's concept that includes it, the nearest where several do."""

    id: int
    name: str
    domain: str
    vocabulary: str
    concept_class: str
    code: str
    standard: str | None
    by: int


def members_sql(items: Sequence[ConceptSetItem]) -> str:
    """A SELECT of the concept ids of the set, one column ``concept_id``; of no items, no row."""
    rows = [
        f"(0, 0, {item.concept.concept_id}, {item.is_excluded}, {item.include_descendants}, {item.include_mapped})"
        for item in items
        if item.concept.concept_id is not None
    ]
    if not rows:
        return "SELECT concept_id FROM vocabulary.concept WHERE FALSE"
    given = (
        f"(SELECT * FROM (VALUES {', '.join(rows)}) AS v(concept_set, part, concept_id, excluded, descendants, mapped))"
    )
    resolved = resolution(given, lambda table: f"vocabulary.{table}", mapped=any(item.include_mapped for item in items))
    return f"SELECT concept_id FROM ({resolved}) AS resolved"


def members(principal: Principal, items: Sequence[ConceptSetItem]) -> list[Member]:
    """The set's concepts with their names, those of items first, then by name.

    Raises what the gateway raises.
    """
    included = [
        (item.concept.concept_id, item.include_descendants)
        for item in items
        if not item.is_excluded and item.concept.concept_id is not None
    ]
    if not included:
        return []
    above = ", ".join(str(concept) for concept, _ in included)
    sql = f"""WITH member AS ({members_sql(items)}), nearest AS (
    SELECT a.descendant_concept_id AS concept_id, arg_min(a.ancestor_concept_id, a.min_levels_of_separation) AS by_item
    FROM vocabulary.concept_ancestor a JOIN member m ON m.concept_id = a.descendant_concept_id
    WHERE a.ancestor_concept_id IN ({above}) GROUP BY 1
)
SELECT c.concept_id, c.concept_name, c.domain_id, c.vocabulary_id, c.concept_class_id, c.concept_code,
    c.standard_concept, coalesce(n.by_item, c.concept_id) AS by_item
FROM member m JOIN vocabulary.concept c ON c.concept_id = m.concept_id
LEFT JOIN nearest n ON n.concept_id = m.concept_id
ORDER BY CASE WHEN c.concept_id IN ({above}) THEN 0 ELSE 1 END, c.concept_name, c.concept_id"""
    answer = gateway().query(principal, sql, surface=SURFACE, row_limit=LARGEST)
    return [
        Member(
            id=int(str(row["concept_id"])),
            name=str(row["concept_name"]),
            domain=str(row["domain_id"]),
            vocabulary=str(row["vocabulary_id"]),
            concept_class=str(row["concept_class_id"]),
            code=str(row["concept_code"]),
            standard=None if row["standard_concept"] is None else str(row["standard_concept"]),
            by=int(str(row["by_item"])),
        )
        for row in answer.rows()
    ]
