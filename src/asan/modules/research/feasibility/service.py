"""A protocol's criteria counted for somebody who need not see a single row.

Who meets the first criteria, and who the whole definition, is computed on what the asker sees, brought to their
questions as cohorts (`asan.modules.research.brought`), and counted by the gateway as their policy counts: for who sees
aggregates alone without small cells, rounded, and without what would tell of too few by its difference to an earlier
answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from asan.gateway.brought import ROWS, Brought
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.kit.translation import Language
from asan.modules.research.analysis.aggregates import counted_table
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.population import Population
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.asking import Source
from asan.modules.research.brought import Computed, Rights, computed, number_of
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.feasibility.errors import TooManyRules
from asan.warehouse.engines.base import State

SURFACE: Final = "page:feasibility"
MOST_RULES: Final = 60
_BREAKDOWN: Final = ("sex", "birth_decade", "year")
_PERSONS: Final = "SELECT count(DISTINCT c.subject_id) AS persons FROM cdm.cohort c WHERE c.cohort_definition_id = {}"
_EVERYBODY: Final = "SELECT count(*) AS persons FROM cdm.person"

Telling = Literal["told", "suppressed", "withheld"]
"""suppressed: fewer persons than may be told; withheld: the difference to an earlier answer would tell of so few."""


@dataclass(frozen=True, slots=True)
class Count:
    """Persons, where they are told."""

    persons: int | None
    state: Telling


@dataclass(frozen=True, slots=True)
class Level:
    """Persons of the whole definition by a level of a variable; None: not told."""

    variable: str
    level: str | None
    persons: int | None


@dataclass(frozen=True, slots=True)
class Feasibility:
    """``steps``: who has an entry event, then who is left after each inclusion rule. ``whole``: the whole definition.

    ``rights``: whose rows were counted. ``missing``: concepts that the vocabulary does not have.
    """

    snapshot: State | None
    rights: Rights
    total: Count
    steps: tuple[Count, ...]
    whole: Count
    levels: tuple[Level, ...]
    missing: int
    absent: tuple[str, ...]
    suppressed_below: int | None
    rounded_to: int
    sources: tuple[Source, ...]


def feasibility(
    principal: Principal,
    definition: NamedDefinition,
    language: Language,
    *,
    surface: str = SURFACE,
    cancellation: Cancellation | None = None,
) -> Feasibility:
    """Count the criteria of ``definition`` at the snapshot that ``principal`` reads.

    Raises TooManyRules, LooksAtHidden, DefinitionFailed, CannotRun, and what the gateway raises.
    """
    rules = len(definition.expression.inclusion_rules)
    if rules > MOST_RULES:
        raise TooManyRules(count=rules, limit=MOST_RULES)
    state = gateway().snapshot(principal.snapshot)
    version = state.version if state else None
    found = computed(
        principal, [definition], snapshot=version, surface=surface, cancellation=cancellation, with_attrition=True
    )
    numbers = [number_of(definition.digest, step) for step in range(rules + 1)]
    asking = Reading(principal, surface=surface, cancellation=cancellation, brought=_brought(found, numbers))
    whole = found.numbers[definition.name]
    total = _count(asking, _EVERYBODY)
    steps = tuple(_count(asking, _PERSONS.format(number)) for number in numbers)
    last = _count(asking, _PERSONS.format(whole))
    levels = _levels(asking, whole, language) if last.persons else ()
    return Feasibility(
        snapshot=state,
        rights=found.rights,
        total=total,
        steps=steps,
        whole=last,
        levels=levels,
        missing=found.missing[definition.name],
        absent=found.absent,
        suppressed_below=asking.suppressed_below,
        rounded_to=settings().count_base if asking.aggregate_only else 1,
        sources=tuple(asking.sources),
    )


def _brought(found: Computed, numbers: Sequence[int]) -> Brought:
    """The whole definition's rows, and of each step those who are left with the day of their first event that is."""
    attrition = found.attrition
    assert attrition is not None  # it was asked for
    events = attrition.events
    persons = events["person_id"].to_numpy()
    days = events["start_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    left = np.ones(events.num_rows, dtype=np.bool_)
    parts = [found.brought.cohort]
    for step, number in enumerate(numbers):
        if step:
            left = left & attrition.met[step - 1]
        parts.append(_rows(number, persons[left], days[left]))
    return Brought(pa.concat_tables(parts))


def _rows(number: int, persons: npt.NDArray[np.int64], days: npt.NDArray[np.int64]) -> pa.Table:
    order = np.lexsort((days, persons))
    persons, days = persons[order], days[order]
    first = np.ones(len(persons), dtype=np.bool_)
    first[1:] = persons[1:] != persons[:-1]
    dates = pa.array(days[first].astype("datetime64[D]"), pa.date32())
    numbers = pa.array(np.full(int(first.sum()), number, dtype=np.int64))
    return pa.table([numbers, pa.array(persons[first], pa.int64()), dates, dates], schema=ROWS)


def _count(asking: Reading, sql: str) -> Count:
    withheld = asking.withheld
    rows = asking.counted(sql)
    if rows:
        return Count(int(rows[0]["persons"]), "told")
    return Count(None, "withheld" if asking.withheld > withheld else "suppressed")


def _levels(asking: Reading, whole: int, language: Language) -> tuple[Level, ...]:
    try:
        table = counted_table(asking, Population(whole), language, variables=_BREAKDOWN)
    except UnknownCohort:
        return ()
    return tuple(Level(line.variable, line.level, line.values[0].persons) for line in table.lines)
