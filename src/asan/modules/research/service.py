"""Cohorts: definitions compiled and run over a snapshot."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.audit import Entry
from asan.gateway.execution import Cancellation
from asan.gateway.platform import PlatformReading, platform_reading
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.research.attrition import Attrition, Bits
from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.concept_sets import missing_concepts
from asan.modules.research.compiler.ends import COHORT
from asan.modules.research.compiler.entry import QUALIFIED, bits
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.program import compile_attrition, compile_cohorts, compile_rules
from asan.modules.research.definitions import DefinitionFailed, NamedDefinition
from asan.omop.circe.expression import PrimaryCriteria

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a definition found: spans, and the persons whose they are.

    ``missing``: concepts of the sets that it uses which the vocabulary does not have, so that they find nothing.
    """

    name: str
    rows: int
    persons: int
    missing: int


@dataclass(frozen=True, slots=True)
class Generation:
    """Cohorts of one batch, and why some definitions have none.

    ``spans``: cohort (its position in ``cohorts``), subject_id, cohort_start_date, cohort_end_date; in this order.
    ``seconds`` is the whole batch's, from definitions already read to cohorts, compiling included; opening the lake,
    which a server does once, is not.
    """

    cohorts: tuple[Cohort, ...]
    failed: tuple[DefinitionFailed, ...]
    spans: pa.Table
    snapshot: int | None
    seconds: float
    absent: tuple[str, ...]
    """What definitions speak of and this CDM does not have: ``table`` or ``table.column``."""
    attrition: Attrition | None = None
    """Of a single definition, where it was asked for."""


def generate(
    principal: Principal,
    definitions: Sequence[NamedDefinition],
    *,
    snapshot: int | None = None,
    surface: str,
    progress: Progress = lambda done, of: None,
    cancellation: Cancellation | None = None,
    as_seen: bool = False,
    with_attrition: bool = False,
) -> Generation:
    """Compute all cohorts of ``definitions`` at ``snapshot`` (default: the newest), with the platform's rights.

    The answer is for whoever may see every record, or to be kept and shown through the asker's policy. ``progress``
    hears of every statement, done and of how many, and may raise to end it. ``as_seen``: on what ``principal`` sees of
    the CDM instead, tables of which they see aggregates alone among it: the answer is then to be counted for them.
    ``with_attrition``: of a single definition that of its inclusion rules too, which takes no computation of its own.
    Raises the first DefinitionFailed where no definition can be used, and what `platform_reading` raises.
    """
    started = time.perf_counter()
    plan, usable, failed = _planned(definitions)
    planned = time.perf_counter() - started
    with _reading(principal, usable, snapshot, surface, cancellation, as_seen=as_seen, counted=True) as reading:
        opened = time.perf_counter() - started
        found = _computed(plan, reading, progress)
        rules = len(usable[0].expression.inclusion_rules) if with_attrition and len(usable) == 1 else None
        left = None if rules is None else Attrition.of(reading.ask(bits(rules)), rules)
        reading.rows = found.spans.num_rows
        version = reading.snapshot.version
    seconds = time.perf_counter() - started - opened + planned
    return Generation(_cohorts(usable, plan, found), tuple(failed), found.spans, version, seconds, found.absent, left)


def attrition(
    principal: Principal,
    definition: NamedDefinition,
    *,
    snapshot: int | None = None,
    surface: str,
    as_seen: bool = False,
    seconds: float | None = None,
    cancellation: Cancellation | None = None,
) -> Attrition:
    """Which entry events of one definition meet which of its inclusion rules, computed as `generate` does.

    ``as_seen``: on what ``principal`` sees of the CDM instead, with their own rights. ``seconds`` is its time
    limit.
    Raises DefinitionFailed, and what `platform_reading` raises.
    """
    plan, _, _ = _planned([definition])
    rules = len(definition.expression.inclusion_rules)
    with _reading(
        principal, [definition], snapshot, surface, cancellation, as_seen=as_seen, seconds=seconds
    ) as reading:
        for relation in compile_attrition(plan, _cdm(reading)):
            reading.keep(relation.name, relation.sql, relation.parameters)
        answer = reading.ask(bits(rules))
        reading.rows = answer.num_rows
    return Attrition.of(answer, rules)


def rules_met(
    principal: Principal,
    events: pa.Table,
    definition: NamedDefinition,
    rules: Sequence[int],
    *,
    snapshot: int | None = None,
    surface: str,
    as_seen: bool = False,
    seconds: float | None = None,
) -> tuple[Bits, ...]:
    """Of each of ``rules`` of ``definition``, which of ``events`` meet it: the events of an `Attrition` before.

    Nothing but those rules is computed. ``snapshot`` and ``as_seen`` must be those of that attrition.
    Raises what `attrition` raises.
    """
    changed = replace(
        definition.expression,
        primary_criteria=PrimaryCriteria(),
        additional_criteria=None,
        inclusion_rules=tuple(definition.expression.inclusion_rules[rule] for rule in rules),
        censoring_criteria=(),
        end_strategy=None,
    )
    plan, _, _ = _planned([replace(definition, expression=changed)])
    with _reading(principal, [definition], snapshot, surface, as_seen=as_seen, seconds=seconds) as reading:
        reading.keep_rows(QUALIFIED, events)
        for relation in compile_rules(plan, _cdm(reading)):
            reading.keep(relation.name, relation.sql, relation.parameters)
        answer = reading.ask(bits(len(rules)))
        reading.rows = answer.num_rows
    return Attrition.of(answer, len(rules)).met


def replace_rule(
    principal: Principal,
    known: Attrition,
    definition: NamedDefinition,
    at: int,
    *,
    snapshot: int | None = None,
    surface: str,
) -> Attrition:
    """``known`` with the bits of the inclusion rule ``at`` of ``definition``, which has changed in this rule alone.

    Nothing but that rule is computed. Raises what `attrition` raises; ``snapshot`` must be the one of ``known``.
    """
    (met,) = rules_met(principal, known.events, definition, [at], snapshot=snapshot, surface=surface)
    return known.with_rule(at, met)


def _reading(
    principal: Principal,
    definitions: Sequence[NamedDefinition],
    snapshot: int | None,
    surface: str,
    cancellation: Cancellation | None = None,
    *,
    as_seen: bool = False,
    counted: bool = False,
    seconds: float | None = None,
) -> AbstractContextManager[PlatformReading]:
    question = ", ".join(f"{definition.name} ({definition.digest[:16]})" for definition in definitions)
    entry = Entry(action="cohort", outcome="answered", surface=surface, question=question)
    return platform_reading(
        gateway(),
        principal,
        entry,
        snapshot=snapshot,
        seconds=seconds or settings().cohort_seconds,
        cancellation=cancellation,
        as_seen=as_seen,
        counted=counted,
    )


def _cdm(reading: PlatformReading) -> Cdm:
    columns = {table: frozenset(column.name.lower() for column in found) for table, found in reading.schema.items()}
    return Cdm(columns, reading.table)


def _planned(
    definitions: Sequence[NamedDefinition],
) -> tuple[Plan, list[NamedDefinition], list[DefinitionFailed]]:
    plan = Plan()
    usable: list[NamedDefinition] = []
    failed: list[DefinitionFailed] = []
    for definition in definitions:
        try:
            plan.add(definition.expression)
            usable.append(definition)
        except AsanError as error:
            failed.append(DefinitionFailed.of(definition.name, error))
    if failed and not usable:
        raise failed[0]
    return plan, usable, failed


@dataclass(frozen=True, slots=True)
class _Found:
    spans: pa.Table
    missing: dict[int, int]
    absent: tuple[str, ...]


def _computed(plan: Plan, reading: PlatformReading, progress: Progress) -> _Found:
    cdm = _cdm(reading)
    relations = compile_cohorts(plan, cdm)
    for done, relation in enumerate(relations):
        progress(done, len(relations))
        reading.keep(relation.name, relation.sql, relation.parameters)
    spans = reading.ask(
        f"""SELECT index_id AS cohort, subject_id, cohort_start_date, cohort_end_date
        FROM {COHORT} ORDER BY index_id, subject_id, cohort_start_date, cohort_end_date"""
    )
    missing = reading.ask(missing_concepts(cdm)).to_pylist()
    absent = tuple(sorted(set(cdm.absent)))
    return _Found(spans, {row["concept_set"]: row["missing"] for row in missing}, absent)


def _cohorts(definitions: Sequence[NamedDefinition], plan: Plan, found: _Found) -> tuple[Cohort, ...]:
    counts = found.spans.group_by("cohort").aggregate([("subject_id", "count"), ("subject_id", "count_distinct")])
    counted = {row["cohort"]: row for row in counts.to_pylist()}
    cohorts = []
    for number, (definition, planned) in enumerate(zip(definitions, plan.definitions, strict=True)):
        row = counted.get(number, {})
        rows, persons = row.get("subject_id_count", 0), row.get("subject_id_count_distinct", 0)
        missing = sum(found.missing.get(concept_set, 0) for concept_set in planned.concept_sets)
        cohorts.append(Cohort(definition.name, rows, persons, missing))
    return tuple(cohorts)


def named_spans(done: Generation) -> pa.Table:
    """The spans as OMOP's cohort table has them; of several cohorts with ``cohort`` before, the one's name."""
    columns = done.spans.drop_columns("cohort")
    if len(done.cohorts) == 1:
        return columns
    names = pa.array([cohort.name for cohort in done.cohorts], pa.string())
    return columns.add_column(0, "cohort", pc.take(names, done.spans["cohort"]))
