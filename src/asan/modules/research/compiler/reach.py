"""Which columns of the CDM a plan looks at, so that one can tell who may be told what comes of it."""

import re
from collections.abc import Iterable, Iterator

from asan.modules.research.compiler.conditions import Condition
from asan.modules.research.compiler.plan import Atom, Eras, Filtered, Plan, Rule
from asan.omop.cdm import CDM

_ALWAYS = ("observation_period_start_date", "observation_period_end_date")
Looked = tuple[str, str]
"""A table, and SQL that names columns of it."""


def reach(plan: Plan) -> dict[str, frozenset[str]]:
    """Columns by table. Keys by which rows are joined are left out: they tell nothing of a person."""
    found: dict[str, set[str]] = {"observation_period": set(_ALWAYS)}
    for table, sql in _looked(plan):
        columns = set(re.findall(r"[a-z_]+", sql)) & set(CDM.tables[table].columns)
        found.setdefault(table, set()).update(column for column in columns if _tells(column))
    return {table: frozenset(columns) for table, columns in found.items()}


def _looked(plan: Plan) -> Iterator[Looked]:
    for source in plan.sources:
        match source:
            case Atom():
                yield from _of_atom(source)
                counted = (source.domain.counted[column][1] for column in plan.counted & set(source.domain.counted))
                yield source.domain.table, " ".join(name for columns in counted for name in columns)
            case Eras(conditions=conditions):
                yield from _joined(conditions)
            case Filtered(rule=rule):
                yield from _of_rule(rule)
    for definition in plan.definitions:
        for rule in (*definition.rules, *([definition.additional] if definition.additional else [])):
            yield from _of_rule(rule)
        if definition.exposure is not None:
            columns = ("concept_id", "source_concept_id", "exposure_start_date", "exposure_end_date")
            yield "drug_exposure", " ".join(["days_supply", *(f"drug_{column}" for column in columns)])


def _of_atom(atom: Atom) -> Iterator[Looked]:
    domain = atom.domain
    yield domain.table, f"{atom.start} {atom.end}"
    if atom.concept_set is not None and domain.concept:
        yield domain.table, domain.concept
    if atom.source_set is not None and domain.source_concept:
        yield domain.table, domain.source_concept
    for condition in atom.conditions:
        yield domain.table, " ".join((condition.sql, *condition.columns))
    yield from _joined(atom.conditions)


def _of_rule(rule: Rule) -> Iterator[Looked]:
    for conditions in rule.demographic:
        yield from _joined(conditions)
    for inner in rule.rules:
        yield from _of_rule(inner)


def _joined(conditions: Iterable[Condition]) -> Iterator[Looked]:
    for condition in conditions:
        if condition.join is not None:
            yield condition.join.value, re.sub(r"\battended_visit_concept_id\b", "visit_concept_id", condition.sql)


def _tells(column: str) -> bool:
    return column.endswith("concept_id") or not column.endswith("_id")
