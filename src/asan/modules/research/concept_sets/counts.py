"""Records and persons of concepts, alone and with their descendants, as the asker's policy shows them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from asan.gateway.errors import NotVisible
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.concept_sets.members import SURFACE
from asan.omop.domains import EventTable, event_table

MOST_AT_ONCE: Final = 5_000
"""Concepts in one question: the gateway reads no longer lists."""


@dataclass(frozen=True, slots=True)
class Count:
    """None: so few persons that the asker is not told, or no record at all, which is told alike."""

    records: int | None
    persons: int | None


NONE: Final = Count(None, None)


def own_counts(principal: Principal, domains: Mapping[int, str]) -> dict[int, Count]:
    """Of each concept (id to its domain), the records that have it itself. Raises what the gateway raises."""
    found: dict[int, Count] = {}
    for table, ids in _by_table(domains):
        sql = f"""SELECT t.{table.concept} AS concept_id, count(*) AS records, count(DISTINCT t.person_id) AS persons
FROM cdm.{table.name} t WHERE t.{table.concept} IN ({ids}) GROUP BY t.{table.concept}"""
        found |= _asked(principal, sql)
    return found


def counts_with_descendants(principal: Principal, domains: Mapping[int, str]) -> dict[int, Count]:
    """Of each concept (id to its domain), the records that have it or a descendant. A person counts once."""
    found: dict[int, Count] = {}
    for table, ids in _by_table(domains):
        sql = f"""SELECT a.ancestor_concept_id AS concept_id, count(*) AS records,
    count(DISTINCT t.person_id) AS persons
FROM cdm.{table.name} t JOIN vocabulary.concept_ancestor a ON a.descendant_concept_id = t.{table.concept}
WHERE a.ancestor_concept_id IN ({ids}) GROUP BY a.ancestor_concept_id"""
        found |= _asked(principal, sql)
    return found


def _by_table(domains: Mapping[int, str]) -> Iterator[tuple[EventTable, str]]:
    tables: dict[EventTable, list[int]] = {}
    for concept, domain in domains.items():
        tables.setdefault(event_table(domain), []).append(concept)
    for table, ids in tables.items():
        for start in range(0, len(ids), MOST_AT_ONCE):
            yield table, in_list(ids[start : start + MOST_AT_ONCE])


def in_list(ids: Iterable[int]) -> str:
    """Whole numbers as the inside of an IN."""
    return ", ".join(map(str, ids))


def _asked(principal: Principal, sql: str) -> dict[int, Count]:
    try:
        rows = gateway().query(principal, sql, surface=SURFACE, row_limit=MOST_AT_ONCE).rows()
    except NotVisible:  # a table of which the asker sees nothing has no counts for them
        return {}
    return {int(str(row["concept_id"])): Count(int(str(row["records"])), int(str(row["persons"]))) for row in rows}
