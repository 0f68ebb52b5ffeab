"""Concepts that a set may have forgotten: near in the hierarchy, or often in the records of the same patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.concept_sets.counts import in_list
from asan.modules.research.concept_sets.members import SURFACE, members_sql
from asan.omop.circe.expression import ConceptSetItem
from asan.omop.domains import EventTable

Relation = Literal["parent", "child", "sibling", "together"]
MOST: Final = 50
FEWEST_PERSONS: Final = 5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A standard concept outside the set, and how it is related to it.

    ``together``: ``persons`` have it and some concept of the set; ``lift`` is how many times as many as if the two had
    nothing to do with each other.
    """

    id: int
    name: str
    domain: str
    vocabulary: str
    code: str
    relation: Relation
    persons: int | None = None
    lift: float | None = None


def near(principal: Principal, items: Sequence[ConceptSetItem]) -> list[Neighbour]:
    """Parents, children and siblings of the items' concepts that the set does not hold.

    Raises what the gateway raises.
    """
    ids = [i.concept.concept_id for i in items if not i.is_excluded and i.concept.concept_id is not None]
    if not ids:
        return []
    ancestor = "vocabulary.concept_ancestor"
    sql = f"""WITH parent AS (
    SELECT DISTINCT ancestor_concept_id AS concept_id FROM {ancestor}
    WHERE min_levels_of_separation = 1 AND descendant_concept_id IN ({in_list(ids)})
), related AS (
    SELECT concept_id, 1 AS place, 'parent' AS relation FROM parent
    UNION ALL
    SELECT descendant_concept_id, 2, 'child' FROM {ancestor}
    WHERE min_levels_of_separation = 1 AND ancestor_concept_id IN ({in_list(ids)})
    UNION ALL
    SELECT a.descendant_concept_id, 3, 'sibling' FROM {ancestor} a JOIN parent p ON p.concept_id = a.ancestor_concept_id
    WHERE a.min_levels_of_separation = 1
)
SELECT c.concept_id, c.concept_name, c.domain_id, c.vocabulary_id, c.concept_code,
    arg_min(r.relation, r.place) AS relation
FROM related r JOIN vocabulary.concept c ON c.concept_id = r.concept_id
WHERE c.standard_concept = 'S' AND c.concept_id NOT IN ({members_sql(items)})
GROUP BY ALL ORDER BY min(r.place), c.concept_name, c.concept_id"""
    return [_neighbour(row) for row in gateway().query(principal, sql, surface=SURFACE, row_limit=4 * MOST).rows()]


def together(principal: Principal, items: Sequence[ConceptSetItem], table: EventTable) -> list[Neighbour]:
    """Concepts of ``table`` that patients with the set's concepts have more often than others, by lift.

    Lift is P(both) / (P(set) P(concept)) over the persons who have any record in the table; concepts shared by fewer
    than `FEWEST_PERSONS` are left out. Raises what the gateway raises; who may only see aggregates is refused.
    """
    held = members_sql(items)
    sql = f"""WITH event AS (
    SELECT DISTINCT person_id, {table.concept} AS concept_id FROM cdm.{table.name} WHERE {table.concept} <> 0
), people AS (
    SELECT DISTINCT person_id FROM event WHERE concept_id IN ({held})
), counted AS (
    SELECT e.concept_id, count(*) AS persons, count(p.person_id) AS both
    FROM event e LEFT JOIN people p ON p.person_id = e.person_id GROUP BY e.concept_id
), total AS (
    SELECT count(DISTINCT person_id) AS everyone FROM event
), size AS (
    SELECT count(*) AS people FROM people
)
SELECT c.concept_id, c.concept_name, c.domain_id, c.vocabulary_id, c.concept_code, 'together' AS relation,
    n.both AS persons, CAST(n.both AS DOUBLE) * t.everyone / (CAST(n.persons AS DOUBLE) * s.people) AS lift
FROM counted n JOIN vocabulary.concept c ON c.concept_id = n.concept_id CROSS JOIN total t CROSS JOIN size s
WHERE n.both >= {FEWEST_PERSONS} AND n.concept_id NOT IN ({held})
ORDER BY lift DESC, persons DESC, c.concept_id LIMIT {MOST}"""
    return [_neighbour(row) for row in gateway().query(principal, sql, surface=SURFACE).rows()]


def _neighbour(row: dict[str, object]) -> Neighbour:
    persons, lift = row.get("persons"), row.get("lift")
    return Neighbour(
        id=int(str(row["concept_id"])),
        name=str(row["concept_name"]),
        domain=str(row["domain_id"]),
        vocabulary=str(row["vocabulary_id"]),
        code=str(row["concept_code"]),
        relation=str(row["relation"]),  # type: ignore[arg-type]
        persons=None if persons is None else int(str(persons)),
        lift=None if lift is None else round(float(str(lift)), 2),
    )
