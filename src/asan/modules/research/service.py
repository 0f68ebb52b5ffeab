"""Cohorts: definitions compiled and run over a snapshot."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.audit import Entry
from asan.gateway.platform import PlatformReading, platform_reading
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.ends import COHORT
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.program import compile_plan
from asan.modules.research.definitions import DefinitionFailed, NamedDefinition


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a definition found: spans, and the persons whose they are."""

    name: str
    rows: int
    persons: int


@dataclass(frozen=True, slots=True)
class Generation:
    """Cohorts of one batch. ``seconds`` is the whole batch's, compiling included, from definitions already read.

    ``spans``: definition (its position in the batch), subject_id, cohort_start_date, cohort_end_date; in this order.
    """

    cohorts: tuple[Cohort, ...]
    spans: pa.Table
    snapshot: int | None
    seconds: float
    absent: tuple[str, ...]
    """Columns that definitions speak of and this CDM does not have, as ``table.column``."""


def generate(
    principal: Principal, definitions: Sequence[NamedDefinition], *, snapshot: int | None = None, surface: str
) -> Generation:
    """Compute all cohorts of ``definitions`` at ``snapshot`` (default: the newest), with the platform's rights.

    The answer is for whoever may see every record, or to be kept and shown through the asker's policy.
    Raises DefinitionFailed, CannotRun, and what `platform_reading` raises.
    """
    started = time.perf_counter()
    plan = Plan()
    for definition in definitions:
        try:
            plan.add(definition.expression)
        except AsanError as error:
            raise DefinitionFailed.of(definition.name, error) from error
    question = ", ".join(f"{definition.name} ({definition.digest[:16]})" for definition in definitions)
    entry = Entry(action="cohort", outcome="answered", surface=surface, question=question)
    with platform_reading(gateway(), principal, entry, snapshot=snapshot, seconds=settings().cohort_seconds) as reading:
        spans, absent = _spans(plan, reading)
        reading.rows = spans.num_rows
        version = reading.snapshot.version
    return Generation(_counted(definitions, spans), spans, version, time.perf_counter() - started, absent)


def _spans(plan: Plan, reading: PlatformReading) -> tuple[pa.Table, tuple[str, ...]]:
    columns = {table: frozenset(column.name.lower() for column in found) for table, found in reading.schema.items()}
    cdm = Cdm(columns, reading.table)
    for relation in compile_plan(plan, cdm).relations:
        reading.keep(relation.name, relation.sql, relation.parameters)
    sql = f"""SELECT index_id AS definition, subject_id, cohort_start_date, cohort_end_date
        FROM {COHORT} ORDER BY ALL"""
    return reading.ask(sql), tuple(sorted(set(cdm.absent)))


def _counted(definitions: Sequence[NamedDefinition], spans: pa.Table) -> tuple[Cohort, ...]:
    counts = spans.group_by("definition").aggregate([("subject_id", "count"), ("subject_id", "count_distinct")])
    found = {row["definition"]: row for row in counts.to_pylist()}
    empty = {"subject_id_count": 0, "subject_id_count_distinct": 0}
    cohorts = []
    for number, definition in enumerate(definitions):
        row = found.get(number, empty)
        cohorts.append(Cohort(definition.name, row["subject_id_count"], row["subject_id_count_distinct"]))
    return tuple(cohorts)


def named_spans(definitions: Sequence[NamedDefinition], spans: pa.Table) -> pa.Table:
    """The spans as OMOP's cohort table has them; of several definitions with ``cohort`` before, the one's name."""
    columns = spans.drop_columns("definition")
    if len(definitions) == 1:
        return columns
    names = pa.array([definition.name for definition in definitions])
    return columns.add_column(0, "cohort", pc.take(names, spans["definition"]))
