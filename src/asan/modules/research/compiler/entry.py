"""From events to entry events: the primary criteria, the additional criteria, the inclusion rules, and their limits."""

from typing import Final

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.events import known_events
from asan.modules.research.compiler.groups import Evaluation, Index
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.relations import Relation, rows_of

DEFINITIONS: Final = "cohort_definition"
"""One row a definition, its number in ``index_id``."""

ENTRY: Final = "cohort_entry"
QUALIFIED: Final = "cohort_qualified"
"""The entry events that the inclusion rules look at."""
RULES_MET: Final = "cohort_rule_met"
"""Which inclusion rules (rule: position from 0) they meet: index_id, person_id, event_id, rule."""
INCLUDED: Final = "cohort_included"
"""Those that meet all."""

_EVENT: Final = "index_id, person_id, event_id, start_date, end_date, visit_occurrence_id, op_start_date, op_end_date"


def entry_events(plan: Plan, cdm: Cdm, levels: int) -> list[Relation]:
    """The primary criteria's events inside observation periods that reach far enough, up to the primary limit.

    Circe numbers a person's events by date and event id. Where different criteria find equal ones, it leaves the order
    open; here the criterion that stands first comes first.
    """
    rows = []
    for number, definition in enumerate(plan.definitions):
        primary = definition.expression.primary_criteria
        limit = primary.primary_criteria_limit
        window = primary.observation_window
        rows += [
            (number, source, at, window.prior_days, window.post_days, limit.keeps_all, -1 if limit.is_last else 1)
            for at, source in enumerate(definition.entry)
        ]
    columns = {
        "index_id": "INTEGER",
        "source": "INTEGER",
        "position": "INTEGER",
        "prior_days": "INTEGER",
        "post_days": "INTEGER",
        "keeps_all": "BOOLEAN",
        "direction": "INTEGER",
    }
    sql = f"""SELECT {_EVENT} FROM (
    SELECT c.index_id, c.keeps_all, e.person_id, e.start_date, e.end_date, e.visit_occurrence_id,
        o.observation_period_start_date AS op_start_date, o.observation_period_end_date AS op_end_date,
        row_number() OVER (PARTITION BY c.index_id, e.person_id
            ORDER BY c.direction * (e.sort_date - DATE '1970-01-01'), e.event_id, c.position, e.end_date,
                o.observation_period_start_date, o.observation_period_id) AS event_id
    FROM {known_events(levels)} e
    JOIN cohort_entry_source c ON c.source = e.source
    JOIN {cdm.table("observation_period")} o ON o.person_id = e.person_id
        AND e.start_date >= o.observation_period_start_date AND e.start_date <= o.observation_period_end_date
        AND o.observation_period_start_date + c.prior_days <= e.start_date
        AND e.start_date + c.post_days <= o.observation_period_end_date
) numbered WHERE keeps_all OR event_id = 1"""
    return [rows_of("cohort_entry_source", columns, rows), Relation(ENTRY, sql)]


def qualified_events(plan: Plan, cdm: Cdm, levels: int) -> list[Relation]:
    """The entry events that meet the additional criteria, up to the qualified limit.

    Circe applies that limit only where there are additional criteria, be they empty.
    """
    asked = Evaluation("cohort_additional", Index(ENTRY, repeats=False), known_events(levels), cdm)
    rows = []
    for number, definition in enumerate(plan.definitions):
        limit = definition.expression.qualified_limit
        node = asked.add(number, definition.additional) if definition.additional is not None else None
        keeps_all = definition.expression.additional_criteria is None or limit.keeps_all
        rows.append((number, node, keeps_all, -1 if limit.is_last else 1))
    columns = {"index_id": "INTEGER", "node": "INTEGER", "keeps_all": "BOOLEAN", "direction": "INTEGER"}
    name = "cohort_qualifying"
    met = ""
    if asked.nodes:
        met = f"""
    UNION ALL
    SELECT e.*, q.keeps_all, q.direction FROM {ENTRY} e JOIN {name} q ON q.index_id = e.index_id
    JOIN {asked.holding()} m ON m.node = q.node AND m.person_id = e.person_id AND m.event_id = e.event_id"""
    sql = f"""SELECT {_EVENT} FROM (
    SELECT *, row_number() OVER (PARTITION BY index_id, person_id
        ORDER BY direction * (start_date - DATE '1970-01-01'), event_id) AS ordinal
    FROM (
    SELECT e.*, q.keeps_all, q.direction FROM {ENTRY} e JOIN {name} q ON q.index_id = e.index_id
    WHERE q.node IS NULL{met}
    ) meeting
) numbered WHERE keeps_all OR ordinal = 1"""
    return [rows_of(name, columns, rows), *asked.relations(), Relation(QUALIFIED, sql)]


def rules_met(plan: Plan, cdm: Cdm, levels: int) -> list[Relation]:
    """Which of the qualified events meet which inclusion rule."""
    asked = Evaluation("cohort_inclusion", Index(QUALIFIED, repeats=False), known_events(levels), cdm)
    rules = [
        (number, at, asked.add(number, rule))
        for number, definition in enumerate(plan.definitions)
        for at, rule in enumerate(definition.rules)
    ]
    columns = {"index_id": "INTEGER", "rule": "INTEGER", "node": "INTEGER"}
    holding = asked.holding() if rules else "(SELECT 0 AS node, 0 AS person_id, 0 AS event_id WHERE FALSE)"
    met = f"""SELECT r.index_id, m.person_id, m.event_id, r.rule
FROM {holding} m JOIN cohort_inclusion_rule r ON r.node = m.node"""
    return [*asked.relations(), rows_of("cohort_inclusion_rule", columns, rules), Relation(RULES_MET, met)]


def bits(rules: int) -> str:
    """A SELECT of a single definition's qualified events, in order, each with a column a rule: whether it is met."""
    given = "".join(f", bool_or(rule = {rule}) AS rule_{rule}" for rule in range(rules))
    told = "".join(f", coalesce(m.rule_{rule}, FALSE) AS rule_{rule}" for rule in range(rules))
    return f"""SELECT {", ".join(f"q.{column}" for column in _EVENT.split(", "))}{told}
FROM {QUALIFIED} q LEFT JOIN (
    SELECT person_id, event_id{given} FROM {RULES_MET} GROUP BY person_id, event_id
) m ON m.person_id = q.person_id AND m.event_id = q.event_id
ORDER BY q.person_id, q.event_id"""


def included_events(plan: Plan) -> list[Relation]:
    """The qualified events that meet every inclusion rule, up to the expression's limit."""
    rows = []
    for number, definition in enumerate(plan.definitions):
        limit = definition.expression.expression_limit
        rows.append((number, len(definition.rules), limit.keeps_all, -1 if limit.is_last else 1))
    columns = {"index_id": "INTEGER", "rules": "INTEGER", "keeps_all": "BOOLEAN", "direction": "INTEGER"}
    sql = f"""SELECT {_EVENT} FROM (
    SELECT q.*, i.keeps_all, row_number() OVER (PARTITION BY q.index_id, q.person_id
        ORDER BY i.direction * (q.start_date - DATE '1970-01-01'), q.event_id) AS ordinal
    FROM {QUALIFIED} q JOIN cohort_including i ON i.index_id = q.index_id
    LEFT JOIN (
        SELECT index_id, person_id, event_id, count(*) AS met FROM {RULES_MET} GROUP BY index_id, person_id, event_id
    ) m ON m.index_id = q.index_id AND m.person_id = q.person_id AND m.event_id = q.event_id
    WHERE coalesce(m.met, 0) = i.rules
) numbered WHERE keeps_all OR ordinal = 1"""
    return [rows_of("cohort_including", columns, rows), Relation(INCLUDED, sql)]
