"""Which of the hospital's own codes a set catches, and which codes near them it misses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from asan.gateway.errors import NotVisible
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.concept_sets.members import SURFACE, members_sql
from asan.omop.circe.expression import ConceptSetItem
from asan.omop.domains import EventTable

Verdict = Literal["caught", "near", "unmapped"]
MOST: Final = 500
PREFIX: Final = 3
"""Letters that an unmapped code shares with a caught one to be listed: a category of ICD-10 or KCD has three."""


@dataclass(frozen=True, slots=True)
class SourceCode:
    """A code as the hospital's records have it, in one table, and the standard concept that it became.

    ``caught``: that concept is of the set. ``near``: it is not, but is a parent of one, or has the same parent.
    ``unmapped``: it became no concept (0), and begins as a caught code does.
    """

    table: str
    code: str
    concept_id: int
    concept: str
    verdict: Verdict
    records: int
    persons: int


def source_codes(
    principal: Principal, items: Sequence[ConceptSetItem], tables: Sequence[EventTable]
) -> list[SourceCode]:
    """Codes of ``tables``, caught before near before unmapped, the most frequent first; at most `MOST` a table.

    Codes are shown as the asker's policy shows ``…_source_value``. Raises what the gateway raises; who may only see
    aggregates is refused.
    """
    found: list[SourceCode] = []
    for table in tables:
        try:
            rows = gateway().query(principal, _sql(items, table), surface=SURFACE, row_limit=MOST).rows()
        except NotVisible:  # a table of which the asker sees nothing has no codes for them
            continue
        found += [
            SourceCode(
                table=table.name,
                code=str(row["code"]),
                concept_id=int(str(row["concept_id"])),
                concept=str(row["concept"] or ""),
                verdict=str(row["verdict"]),  # type: ignore[arg-type]
                records=int(str(row["records"])),
                persons=int(str(row["persons"])),
            )
            for row in rows
        ]
    return found


def _sql(items: Sequence[ConceptSetItem], table: EventTable) -> str:
    ancestor = "vocabulary.concept_ancestor"
    return f"""WITH member AS ({members_sql(items)}), parent AS (
    SELECT DISTINCT a.ancestor_concept_id AS concept_id FROM {ancestor} a
    JOIN member m ON m.concept_id = a.descendant_concept_id WHERE a.min_levels_of_separation = 1
), near AS (
    SELECT concept_id FROM parent
    UNION
    SELECT a.descendant_concept_id FROM {ancestor} a JOIN parent p ON p.concept_id = a.ancestor_concept_id
    WHERE a.min_levels_of_separation = 1
), code AS (
    SELECT {table.source_value} AS code, {table.concept} AS concept_id, count(*) AS records,
        count(DISTINCT person_id) AS persons
    FROM cdm.{table.name} WHERE {table.source_value} IS NOT NULL GROUP BY 1, 2
), judged AS (
    SELECT code, concept_id, records, persons,
        concept_id IN (SELECT concept_id FROM member) AS caught, concept_id IN (SELECT concept_id FROM near) AS near
    FROM code
), beginning AS (
    SELECT DISTINCT left(code, {PREFIX}) AS letters FROM judged WHERE caught
), told AS (
    SELECT code, concept_id, records, persons,
        CASE WHEN caught THEN 'caught' WHEN near THEN 'near'
            WHEN concept_id = 0 AND left(code, {PREFIX}) IN (SELECT letters FROM beginning) THEN 'unmapped'
        END AS verdict
    FROM judged
)
SELECT t.code, t.concept_id, c.concept_name AS concept, t.records, t.persons, t.verdict
FROM told t LEFT JOIN vocabulary.concept c ON c.concept_id = t.concept_id AND c.concept_id <> 0
WHERE t.verdict IS NOT NULL
ORDER BY CASE t.verdict WHEN 'caught' THEN 1 WHEN 'near' THEN 2 ELSE 3 END, t.records DESC, t.code, t.concept_id"""
