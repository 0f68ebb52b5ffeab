"""Programs: relations in the order in which they are made, the last one being what is asked for."""

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.concept_sets import concept_sets
from asan.modules.research.compiler.ends import ended_spans
from asan.modules.research.compiler.entry import entry_events, included_events, qualified_events, rules_met
from asan.modules.research.compiler.events import EVENTS, atom_events, era_events, known_events
from asan.modules.research.compiler.groups import Evaluation, Index
from asan.modules.research.compiler.plan import Eras, Filtered, Plan
from asan.modules.research.compiler.relations import Relation, rows_of, union


def compile_cohorts(plan: Plan, cdm: Cdm) -> list[Relation]:
    """All of a plan's definitions, up to their cohorts."""
    return [*compile_attrition(plan, cdm), *included_events(plan), *ended_spans(plan, cdm, _levels(plan))]


def compile_qualified(plan: Plan, cdm: Cdm) -> list[Relation]:
    """All of a plan's definitions, up to the events that inclusion rules look at."""
    levels = _levels(plan)
    return [*_events(plan, cdm), *entry_events(plan, cdm, levels), *qualified_events(plan, cdm, levels)]


def compile_attrition(plan: Plan, cdm: Cdm) -> list[Relation]:
    """All of a plan's definitions, up to which events meet which rules."""
    return [*compile_qualified(plan, cdm), *rules_met(plan, cdm, _levels(plan))]


def compile_rules(plan: Plan, cdm: Cdm) -> list[Relation]:
    """The inclusion rules alone, around qualified events that are kept already."""
    return [*_events(plan, cdm), *rules_met(plan, cdm, _levels(plan))]


def _levels(plan: Plan) -> int:
    return max(plan.levels, default=0) + 1


def _events(plan: Plan, cdm: Cdm) -> list[Relation]:
    relations = [*concept_sets(plan, cdm), *atom_events(plan, cdm)]
    for level in range(1, _levels(plan)):
        relations += _level(level, plan, cdm)
    return relations


def _level(level: int, plan: Plan, cdm: Cdm) -> list[Relation]:
    """The events of a level: eras, and events around which a rule holds."""
    sources = plan.at_level(level)
    relations: list[Relation] = []
    selects = []
    eras = [(number, source) for number, source in sources if isinstance(source, Eras)]
    if eras:
        needed, select = era_events(level, eras, plan, cdm)
        relations += needed
        selects.append(select)
    filtered = [(number, source) for number, source in sources if isinstance(source, Filtered)]
    if filtered:
        index = f"cohort_index_{level}"
        asked = Evaluation(f"cohort_level_{level}", Index(index, repeats=True), known_events(level), cdm)
        rows = [(number, source.base, asked.add(number, source.rule)) for number, source in filtered]
        columns = {"source": "INTEGER", "base": "INTEGER", "node": "INTEGER"}
        table = f"cohort_filter_{level}"
        relations += [
            rows_of(table, columns, rows),
            Relation(index, _observed(level, table, cdm)),
            *asked.relations(),
        ]
        selects.append(
            f"""SELECT e.* REPLACE (f.source AS source)
FROM {known_events(level)} e JOIN {table} f ON f.base = e.source
JOIN {asked.holding()} m ON m.node = f.node AND m.person_id = e.person_id AND m.event_id = e.event_id"""
        )
    return [*relations, Relation(f"{EVENTS}_{level}", union(selects))]


def _observed(level: int, table: str, cdm: Cdm) -> str:
    """The events around which rules look, each with the observation period in which it starts."""
    return f"""SELECT f.source AS index_id, e.person_id, e.event_id, e.start_date, e.end_date, e.visit_occurrence_id,
    o.observation_period_start_date AS op_start_date, o.observation_period_end_date AS op_end_date
FROM {known_events(level)} e JOIN {table} f ON f.base = e.source
JOIN {cdm.table("observation_period")} o ON o.person_id = e.person_id
    AND o.observation_period_start_date <= e.start_date AND o.observation_period_end_date >= e.start_date"""
