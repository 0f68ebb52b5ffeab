"""What a set comes to and catches, put together for the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from asan.gateway.errors import AggregatesOnly
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.concept_sets.counts import in_list
from asan.modules.research.concept_sets.members import SURFACE, Member, members, members_sql
from asan.modules.research.concept_sets.neighbours import Neighbour, near, together
from asan.modules.research.concept_sets.source_codes import SourceCode, source_codes
from asan.omop.circe.expression import ConceptSetItem
from asan.omop.circe.values import Concept
from asan.omop.domains import EventTable, event_table


@dataclass(frozen=True, slots=True)
class Comparison:
    """Concepts of the second set alone, of the first alone, and how many are of both."""

    added: list[Member]
    removed: list[Member]
    both: int


def compare(principal: Principal, before: Sequence[ConceptSetItem], after: Sequence[ConceptSetItem]) -> Comparison:
    """What becomes other when one set takes another's place. Raises what the gateway raises."""
    old = {member.id: member for member in members(principal, before)}
    new = {member.id: member for member in members(principal, after)}
    return Comparison(
        [member for member in new.values() if member.id not in old],
        [member for member in old.values() if member.id not in new],
        len(old.keys() & new.keys()),
    )


def neighbours(principal: Principal, items: Sequence[ConceptSetItem]) -> tuple[list[Neighbour], AggregatesOnly | None]:
    """What is near in the hierarchy and in patients' records, and why the latter is not told where it is not."""
    found = near(principal, items)
    try:
        for table in _tables(principal, items):
            found += together(principal, items, table)
    except AggregatesOnly as refusal:
        return found, refusal
    return found, None


def codes(principal: Principal, items: Sequence[ConceptSetItem]) -> list[SourceCode]:
    """The hospital's codes beside the set. Raises what the gateway raises."""
    return source_codes(principal, items, _tables(principal, items))


def known(principal: Principal, ids: Iterable[int]) -> dict[int, Concept]:
    """The concepts of those ids that the vocabulary has, as ATLAS writes them into a set."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    sql = f"""SELECT concept_id, concept_name, concept_code, domain_id, vocabulary_id, concept_class_id,
    standard_concept, invalid_reason FROM vocabulary.concept WHERE concept_id IN ({in_list(wanted)})"""
    rows = gateway().query(principal, sql, surface=SURFACE, row_limit=len(wanted)).rows()
    return {int(str(row["concept_id"])): Concept(**row) for row in rows}  # type: ignore[arg-type]


def named(principal: Principal, items: Sequence[ConceptSetItem]) -> tuple[tuple[ConceptSetItem, ...], list[int]]:
    """Items with their concepts as the vocabulary has them, and the ids that it does not have."""
    ids = [item.concept.concept_id for item in items if item.concept.concept_id is not None]
    found = known(principal, ids)
    filled = tuple(replace(item, concept=found.get(item.concept.concept_id or -1, item.concept)) for item in items)
    return filled, sorted(set(ids) - found.keys())


def _tables(principal: Principal, items: Sequence[ConceptSetItem]) -> list[EventTable]:
    sql = f"SELECT DISTINCT domain_id FROM vocabulary.concept WHERE concept_id IN ({members_sql(items)})"
    domains = gateway().query(principal, sql, surface=SURFACE).rows()
    return sorted({event_table(str(row["domain_id"])) for row in domains}, key=lambda table: table.name)
