"""The rows of observations: which moment is measured or asked by which panel, and what comes out."""

from dataclasses import dataclass

import numpy as np

from asan.synth.analytes import SURVEY
from asan.synth.answers import QUESTIONS
from asan.synth.arrays import Bools, Columns, Floats, Ints, within
from asan.synth.cancers import CANCERS
from asan.synth.catalog import lasting, number
from asan.synth.charted import MEASURED
from asan.synth.clock import DAY, HOUR, MINUTE, years_between
from asan.synth.courses import Moment, values
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Batch, Encounters, kinds
from asan.synth.health import ill_at
from asan.synth.panels import DAILY, PANELS, Panel
from asan.synth.window import World

TAKEN_AFTER = 5 * MINUTE
SURVEYED_AGE = 12.0
ITEMS: tuple[str, ...] = (*MEASURED, *QUESTIONS)
_CODES = np.array([MEASURED[key].loinc if key in MEASURED else QUESTIONS[key].loinc for key in ITEMS])
_RANK = np.argsort(np.argsort(_CODES))


@dataclass(frozen=True)
class Observations(Columns):
    """One row a result: the visit, the second, the position in ``ITEMS``, and its value or the answer's position.

    ``value`` is not a number where there is an answer; ``answer`` is -1 where there is a value.
    """

    encounter: Ints
    time: Ints
    item: Ints
    value: Floats
    answer: Ints


def observations(world: World, events: Batch) -> Observations:
    """Every result of every visit, ordered by visit, time and code."""
    visits = events.encounters
    draw = world.draws.stream("panels")
    ordered: dict[str, list[tuple[Ints, Ints]]] = {key: [] for key in ITEMS}
    for panel in (*PANELS, *world.practice.panels):
        chosen = np.flatnonzero(_applies(world, visits, panel) & chance(draw, panel.share, len(visits)))
        taken = np.minimum(visits.start[chosen] + TAKEN_AFTER, visits.stop[chosen])
        for key in panel.analytes:
            ordered[key].append((chosen, taken))
    for repeat in (*DAILY, *world.practice.repeats):
        rows = np.flatnonzero(np.isin(visits.kind, kinds(*repeat.kinds)))
        counts = np.maximum((visits.stop[rows] - visits.start[rows]) // (repeat.hours * HOUR) - 1, 0)
        repeated = np.repeat(rows, counts)
        taken = visits.start[repeated] + (within(counts) + 1) * repeat.hours * HOUR
        if repeat.share < 1:
            at = chance(draw, repeat.share, len(repeated))
            repeated, taken = repeated[at], taken[at]
        for key in repeat.analytes:
            ordered[key].append((repeated, taken))
    results = [_results(world, visits, key, asked) for key, asked in ordered.items() if asked]
    whole = Observations.join([*results, *_stages(world, events)])
    return whole.take(_order(whole))


def _applies(world: World, visits: Encounters, panel: Panel) -> Bools:
    applies = np.isin(visits.kind, kinds(*panel.kinds))
    if panel.department:
        applies &= visits.department == department(panel.department)
    if panel.disease is not None:
        applies &= ill_at(world.health, lasting(panel.disease), visits.patient, visits.start // DAY)
    if panel.reason is not None:
        applies &= visits.reason == number(panel.reason)
    return applies & ~(world.people.female[visits.patient] & panel.men_only)


def _results(world: World, visits: Encounters, key: str, asked: list[tuple[Ints, Ints]]) -> Observations:
    encounter = np.concatenate([e for e, _ in asked])
    time = np.concatenate([t for _, t in asked])
    _, first = np.unique(_lane(encounter, time), return_index=True)
    encounter, time = encounter[first], time[first]
    age = years_between(world.people.birth[visits.patient[encounter]], time // DAY)
    old_enough = age >= _from_age(key)
    encounter, time = encounter[old_enough], time[old_enough]
    at = Moment(visits.patient[encounter], time, visits.reason[encounter], (time - visits.start[encounter]) / DAY)
    count = len(encounter)
    if key in QUESTIONS:
        value, answer = np.full(count, np.nan), QUESTIONS[key].choose(world, at)
    else:
        value, answer = values(world, MEASURED[key], at), np.full(count, -1)
    return Observations(encounter, time, np.full(count, ITEMS.index(key)), value, answer)


def _stages(world: World, events: Batch) -> list[Observations]:
    """The stage of each cancer at the visit that first diagnoses it; of several at one visit, a second apart."""
    parts = []
    for position, cancer in enumerate(CANCERS):
        rows = events.diagnoses.encounter[events.diagnoses.condition == number(cancer.code)]
        patient, first = np.unique(events.encounters.patient[rows], return_index=True)
        rows, same = rows[first], np.ones(len(first), dtype=np.int64)
        time = events.encounters.start[rows] + TAKEN_AFTER + position
        stage = QUESTIONS["stage"].choose(world, Moment(patient, time, number(cancer.code) * same, np.zeros(len(rows))))
        parts.append(Observations(rows, time, ITEMS.index("stage") * same, np.full(len(rows), np.nan), stage))
    return parts


def _from_age(key: str) -> float:
    if key in QUESTIONS:
        return QUESTIONS[key].from_age
    return SURVEYED_AGE if MEASURED[key].category == SURVEY else -np.inf


def _lane(encounter: Ints, time: Ints) -> Ints:
    """One whole number that orders by visit, then by second."""
    return np.asarray(encounter * 2**33 + time)


def _order(whole: Observations) -> Ints:
    """By visit, second and code. No visit has one item twice at a second, so that the order is whole."""
    by_code = np.argsort(_RANK[whole.item], kind="stable")
    return by_code[np.argsort(_lane(whole.encounter, whole.time)[by_code], kind="stable")]
