"""What a set of sensitive concepts reaches: their descendants, and the eras that rows with them go into."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlglot
from sqlglot import exp

from asan.gateway.policies.definition import Concept
from asan.gateway.policy import OneOf
from asan.gateway.rules import RuleWriter
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.engines.base import Engine, Schema, Session, State

_EVENT_DOMAINS: Final = tuple(sorted({*EVENT_TABLES, "Meas Value"} - {"Visit"}))


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Concepts whose rows are hidden.

    ``ids`` are the concepts with their descendants. ``eras`` are concepts that an era over such rows may have: the
    standard concepts that they map to and, for drugs, whatever lies above (a product's ingredients).
    ``beyond_events``: some of ``ids`` may be the concept of a visit, so that all that happened in it is meant.
    """

    ids: tuple[int, ...]
    eras: tuple[int, ...]
    beyond_events: bool


def alone(concepts: Iterable[Concept]) -> Sensitive:
    """What is known of concepts without a vocabulary: themselves, and that they may stand for anything."""
    ids = tuple(sorted({concept.id for concept in concepts}))
    return Sensitive(ids, ids, beyond_events=bool(ids))


class ConceptReader:
    """Looks concepts up in the vocabulary at one snapshot."""

    def __init__(self, engine: Engine, session: Session, snapshot: State | None, schema: Schema) -> None:
        self._engine, self._session, self._snapshot, self._schema = engine, session, snapshot, schema

    def sensitive(self, concepts: Iterable[Concept]) -> Sensitive:
        """What ``concepts`` reach; a vocabulary table that is absent adds nothing, and less is known."""
        given = sorted(concepts, key=lambda concept: concept.id)
        ids = {concept.id for concept in given}
        above = {concept.id for concept in given if concept.descendants}
        ids |= self._ask("descendant_concept_id", "concept_ancestor", "ancestor_concept_id", above)
        mapped = self._ask("concept_id_2", "concept_relationship", "concept_id_1", ids, "relationship_id = 'Maps to'")
        reached = ids | mapped
        ancestors = self._ask("ancestor_concept_id", "concept_ancestor", "descendant_concept_id", reached)
        domains = ", ".join(f"'{domain}'" for domain in _EVENT_DOMAINS)
        known = self._ask("concept_id", "concept", "concept_id", ids, f"domain_id IN ({domains})")
        return Sensitive(tuple(sorted(ids)), tuple(sorted(reached | ancestors)), beyond_events=bool(ids - known))

    def _ask(self, of: str, table: str, column: str, values: set[int], also: str = "TRUE") -> set[int]:
        """The values of ``of`` in rows of a vocabulary table whose ``column`` is one of ``values``."""
        name = ("vocabulary", table)
        if not values or name not in self._schema:
            return set()
        rules = RuleWriter(lambda key: self._engine.locate(key, self._snapshot))
        source = rules.locate(name)
        source.set("alias", exp.TableAlias(this=exp.to_identifier("base", quoted=True)))
        select = exp.Select(expressions=[exp.column(of, table="base", quoted=True)]).from_(source).distinct()
        select = select.where(rules.condition(OneOf(column, tuple(sorted(values)))))
        select = select.where(sqlglot.condition(also, dialect="duckdb"))
        rows = self._session.run(self._engine.translate(select, rules.parameters), rules.parameters)
        return {value for batch in rows.batches for value in batch.column(0).to_pylist() if value is not None}
