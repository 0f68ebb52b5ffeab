"""The rows of observations: which moment is measured by which panel, and the values."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from asan.synth.analytes import ANALYTES, SURVEY
from asan.synth.arrays import Bools, Columns, Floats, Ints, Strings, within
from asan.synth.catalog import lasting, number
from asan.synth.clock import DAY, HOUR, MINUTE, years_between
from asan.synth.courses import Moment, values
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Encounters, kinds
from asan.synth.health import ill_at
from asan.synth.panels import DAILY, PANELS, Panel
from asan.synth.window import World

TAKEN_AFTER = 5 * MINUTE
SMOKING = ("Never smoker", "Former smoker", "Current every day smoker")


@dataclass(frozen=True)
class Observations(Columns):
    """One row a result: the visit, the second, what it is (texts as in Synthea), and its value as text."""

    encounter: Ints
    time: Ints
    category: Strings
    code: Strings
    text: Strings
    value: Strings
    unit: Strings
    type: Strings


def observations(world: World, visits: Encounters) -> Observations:
    """Every result of every visit, ordered by visit, time and code."""
    draw = world.draws.stream("panels")
    ordered: dict[str, list[tuple[Ints, Ints]]] = {key: [] for key in ANALYTES}
    for panel in PANELS:
        chosen = np.flatnonzero(_applies(world, visits, panel) & chance(draw, panel.share, len(visits)))
        taken = np.minimum(visits.start[chosen] + TAKEN_AFTER, visits.stop[chosen])
        for key in panel.analytes:
            ordered[key].append((chosen, taken))
    for keys, hours, in_kinds in DAILY:
        rows = np.flatnonzero(np.isin(visits.kind, kinds(*in_kinds)))
        counts = np.maximum((visits.stop[rows] - visits.start[rows]) // (hours * HOUR) - 1, 0)
        repeated = np.repeat(rows, counts)
        taken = visits.start[repeated] + (within(counts) + 1) * hours * HOUR
        for key in keys:
            ordered[key].append((repeated, taken))
    parts = [_results(world, visits, key, asked) for key, asked in ordered.items()]
    whole = Observations.join([*parts, _smoking(world, visits)])
    return whole.take(np.lexsort((whole.code, whole.time, whole.encounter)))


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
    analyte = ANALYTES[key]
    encounter = np.concatenate([e for e, _ in asked])
    time = np.concatenate([t for _, t in asked])
    _, first = np.unique(np.stack([encounter, time]), axis=1, return_index=True)
    encounter, time = encounter[first], time[first]
    adult_only = analyte.category == SURVEY
    if adult_only:
        adult = years_between(world.people.birth[visits.patient[encounter]], time // DAY) >= 12
        encounter, time = encounter[adult], time[adult]
    at = Moment(visits.patient[encounter], time, visits.reason[encounter], (time - visits.start[encounter]) / DAY)
    value = values(world, analyte, at)
    return _rows(
        encounter, time, analyte.category, analyte.loinc, analyte.text, _as_text(value), analyte.unit, "numeric"
    )


def _smoking(world: World, visits: Encounters) -> Observations:
    age = years_between(world.people.birth[visits.patient], visits.start // DAY)
    rows = np.flatnonzero(np.isin(visits.kind, kinds("checkup")) & (age >= 20))
    status = np.array(SMOKING)[world.people.smoker[visits.patient[rows]]]
    return _rows(
        rows, visits.start[rows] + TAKEN_AFTER, SURVEY, "72166-2", "Tobacco smoking status", status, "", "text"
    )


def _rows(
    encounter: Ints, time: Ints, category: str, code: str, text: str, value: Strings, unit: str, kind: str
) -> Observations:
    count = len(encounter)
    return Observations(
        encounter,
        time,
        np.full(count, category),
        np.full(count, code),
        np.full(count, text),
        value,
        np.full(count, unit),
        np.full(count, kind),
    )


def _as_text(value: Floats) -> Strings:
    return np.asarray(pa.array(value).cast(pa.string()).to_numpy(zero_copy_only=False)).astype("U12")
