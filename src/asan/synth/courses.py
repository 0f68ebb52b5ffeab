"""Values that drift with disease and answer to treatment: one course a quantity,
    the same for vital signs and laboratory.

A value is what a person of that sex and age has, plus what is theirs alone, plus the effect of each disease since its
onset and of each drug while it is taken, plus the noise of one measurement. Diseases and drugs without a row have no
effect. The sizes are clinical common knowledge, kept in ``analytes.py``.
"""

from typing import NamedTuple

import numpy as np

from asan.synth import codes
from asan.synth.analytes import ACUTE, Analyte, Effect, Response
from asan.synth.arrays import Floats, Ints
from asan.synth.catalog import lasting, number
from asan.synth.charted import MEASURED
from asan.synth.clock import DAY, NEVER, years_between
from asan.synth.drug_lines import LINES
from asan.synth.window import World

GROWTH_AGES = (0.0, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0)
GROWTH = (0.30, 0.39, 0.44, 0.51, 0.60, 0.68, 0.75, 0.81, 0.88, 0.94, 0.98, 1.00)  # share of the adult height
# Estimated GFR is at most this from the onset of each stage on, less the loss a year.
KIDNEY_CEILINGS = ((codes.KIDNEY_3, 54.0, 1.2), (codes.KIDNEY_4, 28.0, 1.0), (codes.KIDNEY_5, 10.0, 0.3))

RECOVERY_DAYS = 3.0  # in which an acute illness loses all but a third of its effect
LEAST_PULSE_PRESSURE = 15.0  # mm[Hg] between the systolic and the diastolic pressure
FASTING = 16.0  # mg/dL by which a fasting sample is below the average of the day
GLUCOSE_SCATTER = 0.06  # standard deviation of a single sample, as a share of its level


class Moment(NamedTuple):
    """Who is measured and when: rows of people, seconds, the reason of the visit,
    and the days that it lasts by then."""

    patient: Ints
    time: Ints
    reason: Ints
    days_in: Floats


def values(world: World, analyte: Analyte, at: Moment) -> Floats:
    """The analyte's value at each moment, within its bounds and rounded as it is reported."""
    value = _COMPOSED[analyte.key](world, at) if analyte.key in _COMPOSED else _course(world, analyte, at)
    return np.asarray(np.round(np.clip(value, analyte.lowest, analyte.highest), analyte.decimals))


def level(world: World, key: str, at: Moment) -> Floats:
    """The value of another analyte within its bounds, not rounded, for those that are computed from it."""
    analyte = MEASURED[key]
    return np.asarray(np.clip(_course(world, analyte, at), analyte.lowest, analyte.highest))


def _course(world: World, analyte: Analyte, at: Moment) -> Floats:
    people = world.people
    day = at.time // DAY
    age = years_between(people.birth[at.patient], day)
    own = world.draws.stream(f"own {analyte.key}").standard_normal(len(people))[at.patient]
    value = np.where(people.female[at.patient], analyte.women, analyte.men) + own * analyte.between
    value = value + analyte.per_year * (np.clip(age, 20, 90) - 45) + analyte.young * (np.clip(age, 0, 20) - 20)
    for effect in analyte.effects:
        value = value + _effect(world, effect, at.patient, day)
    for response in analyte.responses:
        value = value + _response(world, response, at.patient, day)
    for reason, change in ACUTE.get(analyte.key, ()):
        value = value + np.where(at.reason == number(reason), change * np.exp(-at.days_in / RECOVERY_DAYS), 0.0)
    value = value + world.draws.noise(analyte.key, at.patient, at.time) * analyte.within
    return np.exp(value) if analyte.logarithmic else value


def _effect(world: World, effect: Effect, patient: Ints, day: Ints) -> Floats:
    row = lasting(effect.disease)
    onset = world.health.onset[row, patient]
    years = np.where(onset < NEVER, years_between(onset, day), 0.0)
    ill = (onset <= day) & (day < world.health.over[row, patient])
    return np.where(ill, effect.step + np.minimum(effect.per_year * years, effect.at_most), 0.0)


def _response(world: World, response: Response, patient: Ints, day: Ints) -> Floats:
    total = np.zeros(len(patient))
    for row, line in enumerate(LINES):
        if line.drug == response.drug:
            start, stop = world.health.line_start[row, patient], world.health.line_stop[row, patient]
            taken = (start <= day) & (day < stop)
            total = np.where(taken, response.change * np.clip((day - start) / response.ramp_days, 0, 1), total)
    return total


def _glucose(world: World, at: Moment) -> Floats:
    """From HbA1c by the ADAG relation (Nathan et al. 2008), with the scatter of a single sample."""
    fasting = 28.7 * level(world, "hba1c", at) - 46.7 - FASTING
    return fasting * (1 + GLUCOSE_SCATTER * world.draws.noise("glucose", at.patient, at.time))


def _diastolic(world: World, at: Moment) -> Floats:
    return np.minimum(level(world, "diastolic", at), level(world, "systolic", at) - LEAST_PULSE_PRESSURE)


def _cholesterol(world: World, at: Moment) -> Floats:
    """Friedewald's sum."""
    return level(world, "ldl", at) + level(world, "hdl", at) + np.minimum(level(world, "triglyceride", at), 400) / 5


def _filtration(world: World, at: Moment) -> Floats:
    rate = level(world, "egfr", at)
    day = at.time // DAY
    for disease, ceiling, loss in KIDNEY_CEILINGS:
        onset = world.health.onset[lasting(disease), at.patient]
        years = np.where(onset < NEVER, years_between(onset, day), 0.0)
        rate = np.where(onset <= day, np.minimum(rate, ceiling - loss * np.clip(years, 0, 8)), rate)
    return np.maximum(rate, 4.0)


def _creatinine(world: World, at: Moment) -> Floats:
    """The creatinine from which the CKD-EPI equation of 2021 (Inker et al.) gives the person's filtration rate."""
    female = world.people.female[at.patient]
    age = years_between(world.people.birth[at.patient], at.time // DAY)
    kappa, alpha, factor = np.where(female, 0.7, 0.9), np.where(female, -0.241, -0.302), np.where(female, 1.012, 1.0)
    ratio = _filtration(world, at) / (142 * factor * 0.9938 ** np.clip(age, 18, 100))
    return kappa * np.where(ratio > 1, ratio ** (1 / alpha), ratio ** (1 / -1.200))


def _height(world: World, at: Moment) -> Floats:
    age = years_between(world.people.birth[at.patient], at.time // DAY)
    return world.people.height[at.patient] * np.interp(age, GROWTH_AGES, GROWTH)


def _weight(world: World, at: Moment) -> Floats:
    return level(world, "bmi", at) * (_height(world, at) / 100) ** 2


def _hematocrit(world: World, at: Moment) -> Floats:
    return 3 * level(world, "hemoglobin", at)


def _erythrocytes(world: World, at: Moment) -> Floats:
    return 10 * _hematocrit(world, at) / level(world, "mcv", at)


def _mch(world: World, at: Moment) -> Floats:
    return level(world, "mcv", at) / 3


def _mchc(world: World, at: Moment) -> Floats:
    return 100 / 3 + 0.5 * world.draws.noise("mchc", at.patient, at.time)


def _neutrophils(world: World, at: Moment) -> Floats:
    """What the other white cells leave of a hundred."""
    others = ("lymphocytes", "monocytes", "eosinophils", "basophils")
    return 100 - sum((level(world, key, at) for key in others), start=np.zeros(len(at.patient)))


_COMPOSED = {
    "diastolic": _diastolic,
    "glucose": _glucose,
    "cholesterol": _cholesterol,
    "egfr": _filtration,
    "creatinine": _creatinine,
    "height": _height,
    "weight": _weight,
    "hematocrit": _hematocrit,
    "erythrocytes": _erythrocytes,
    "mch": _mch,
    "mchc": _mchc,
    "neutrophils": _neutrophils,
}
