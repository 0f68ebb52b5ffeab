"""What became of a cohort from one generation to another, and where that comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from asan.gateway.audit import Entry
from asan.gateway.errors import NoSnapshot
from asan.gateway.platform import PlatformReading, platform_reading
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.sight import Sight, sight
from asan.kit.errors import NotFound
from asan.kit.settings import settings
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.reach import reach
from asan.modules.research.generation.errors import Expired
from asan.modules.research.generation.service import generations
from asan.modules.research.models import CohortGeneration
from asan.modules.research.saved.store import SHELF
from asan.omop.circe.reading import read_expression
from asan.warehouse.engines.base import Schema

_CHANGED: Final = "cohort_person_changed"


@dataclass(frozen=True, slots=True)
class Counts:
    """``changed``: rows that begin on the same day and end on another; persons who are in both with other rows."""

    added: int | None
    gone: int | None
    changed: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """From the generation ``old`` to ``new``. Counts that may not be told are None.

    ``tables``: of the persons whose rows differ, how many have other records in a table that the definition reads;
    ``left``: how many are no longer in the CDM. A person may count in several.
    """

    old: CohortGeneration
    new: CohortGeneration
    persons: Counts
    rows: Counts
    tables: tuple[tuple[str, int | None], ...]
    left: int | None
    told: bool

    @property
    def other_version(self) -> bool:
        """Whether the two are of different definitions."""
        return self.old.digest != self.new.digest

    @property
    def other_vocabulary(self) -> bool:
        """Whether concepts may mean something else."""
        return self.old.vocabulary != self.new.vocabulary


def difference(principal: Principal, cohort: int, generation: int, against: int | None = None) -> Difference:
    """How a generation differs from ``against``, by default from the one before it.

    Computed with the platform's rights; told where the asker could have counted it, small cells aside.
    Raises NotFound, Expired, and what `platform_reading` raises.
    """
    # What was computed with own rights differs by its author's rights too: it is held against nothing.
    published = [one for one in generations(principal, cohort) if one.rights == "platform"]
    new, old = _pair(published, generation, against)
    plan = Plan()
    for each in (old, new):
        stored = SHELF.find(principal, cohort, each.version)
        plan.add(read_expression(stored.expression).expression)
    read = reach(plan)
    seen = sight(gateway(), principal, read, snapshot=principal.snapshot)
    nothing = Counts(None, None, None)
    if not seen.whole:
        return Difference(old, new, nothing, nothing, (), None, told=False)
    entry = Entry("cohort", "answered", "page:research", question=f"{cohort}: {old.id} → {new.id}")
    reading = platform_reading(gateway(), principal, entry, snapshot=new.published, seconds=settings().cohort_seconds)
    try:
        with reading as opened:
            return _compared(opened, old, new, sorted(read), seen)
    except NoSnapshot as error:
        raise Expired(which=error.values.get("which", "")) from None


def _pair(
    every: list[CohortGeneration], generation: int, against: int | None
) -> tuple[CohortGeneration, CohortGeneration]:
    new = next((one for one in every if one.id == generation), None)
    if new is None:
        raise NotFound(what=f"generation {generation}")
    earlier = [one for one in every if one.id == against] if against else [one for one in every if one.id < new.id]
    if not earlier:
        raise NotFound(what=f"generation {against or generation - 1}")
    return new, earlier[0]


def _compared(
    reading: PlatformReading, old: CohortGeneration, new: CohortGeneration, tables: list[str], seen: Sight
) -> Difference:
    before, after = (_spans(reading, each) for each in (old, new))
    reading.keep(
        "cohort_row_difference",
        f"""SELECT coalesce(o.subject_id, n.subject_id) AS person_id, o.cohort_end_date AS was,
            n.cohort_end_date AS now
        FROM ({before}) o FULL JOIN ({after}) n
            ON n.subject_id = o.subject_id AND n.cohort_start_date = o.cohort_start_date""",
        {},
    )
    rows = reading.ask(
        """SELECT count(*) FILTER (was IS NULL) AS added, count(*) FILTER (now IS NULL) AS gone,
            count(*) FILTER (was <> now) AS changed FROM cohort_row_difference"""
    ).to_pylist()[0]
    reading.keep(
        _CHANGED,
        """SELECT person_id, count(was) AS were, count(now) AS are FROM cohort_row_difference
        GROUP BY person_id HAVING count(*) FILTER (was IS DISTINCT FROM now) > 0""",
        {},
    )
    persons = reading.ask(
        f"""SELECT count(*) FILTER (were = 0) AS added, count(*) FILTER (are = 0) AS gone,
            count(*) FILTER (were > 0 AND are > 0) AS changed FROM {_CHANGED}"""
    ).to_pylist()[0]
    same_data = old.snapshot == new.snapshot
    causes = {} if same_data else dict(_causes(reading, old, new, tables))
    left = 0 if same_data else causes.pop("", 0)
    reading.rows = persons["added"] + persons["gone"] + persons["changed"]
    return Difference(
        old,
        new,
        Counts(*(seen.told(persons[name]) for name in ("added", "gone", "changed"))),
        Counts(*(seen.told(rows[name]) for name in ("added", "gone", "changed"))),
        tuple((table, seen.told(count)) for table, count in causes.items() if count),
        seen.told(left),
        told=True,
    )


def _spans(reading: PlatformReading, generation: CohortGeneration) -> str:
    table = reading.table("cdm", "cohort", version=generation.published)
    return f"""SELECT subject_id, cohort_start_date, max(cohort_end_date) AS cohort_end_date
        FROM {table} t WHERE cohort_definition_id = {generation.definition_id:d}
        GROUP BY subject_id, cohort_start_date"""


def _causes(
    reading: PlatformReading, old: CohortGeneration, new: CohortGeneration, tables: list[str]
) -> Iterator[tuple[str, int]]:
    """Of the persons whose rows differ: by table how many have other records there, and under "" how many are gone."""
    # What is published was computed on a snapshot.
    schemas = [reading.schema_at(version) for version in (old.snapshot, new.snapshot) if version is not None]
    for table in tables:
        columns = _common(schemas, table)
        if "person_id" not in columns:
            continue
        row = ", ".join(f'"{column}"' for column in columns)
        sides = " UNION ALL ".join(
            f"""SELECT person_id, {sign} * CAST(hash({row}) AS HUGEINT) AS h
            FROM {reading.table("cdm", table, version=each.snapshot)} t
            WHERE person_id IN (SELECT person_id FROM {_CHANGED})"""
            for sign, each in ((1, new), (-1, old))
        )
        found = f"SELECT person_id FROM ({sides}) both_sides GROUP BY person_id HAVING sum(h) <> 0"
        yield table, _count(reading, f"SELECT count(*) AS n FROM ({found}) found")
    here = reading.table("cdm", "person", version=new.snapshot)
    gone = f"SELECT count(*) AS n FROM {_CHANGED} WHERE person_id NOT IN (SELECT person_id FROM {here} t)"
    yield "", _count(reading, gone)


def _common(schemas: list[Schema], table: str) -> list[str]:
    old, new = ([column.name for column in schema.get(("cdm", table), ())] for schema in schemas)
    return [column for column in new if column in old]


def _count(reading: PlatformReading, sql: str) -> int:
    return int(reading.ask(sql).column("n")[0].as_py())
