"""Operation, chemotherapy and radiotherapy after the diagnosis of a cancer,
and planned operations for other reasons."""

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Ints, within
from asan.synth.cancers import CANCERS, Cancer
from asan.synth.catalog import lasting, number
from asan.synth.clock import DAY, HOUR, MINUTE, NEVER, in_clinic_hours
from asan.synth.codes import Code
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Batch, batch, encounters_of, join, kind
from asan.synth.health import known_from
from asan.synth.items import perform, prescribe
from asan.synth.window import World

CYCLE_DAYS = 21
FRACTIONS = 25  # of radiotherapy, on workdays
HORMONE_DAYS = 84
HORMONE_YEARS = 5
BEYOND_SURGERY = 3  # position of the stage that is not operated on

# Operations for lasting diseases: disease, operation, department, share, years after the diagnosis, days in bed.
PLANNED: tuple[tuple[Code, Code, str, float, float, float], ...] = (
    (codes.KNEE_ARTHRITIS, codes.KNEE_REPLACEMENT, "orthopedics", 0.16, 6.0, 10.0),
    (codes.PROSTATE_HYPERPLASIA, codes.PROSTATE_RESECTION, "urology", 0.10, 4.0, 5.0),
    (codes.ANGINA, codes.CORONARY_INTERVENTION, "cardiology", 0.25, 1.5, 3.0),
    (codes.ANGINA, codes.CORONARY_BYPASS, "cardiology", 0.04, 2.0, 14.0),
)


def cancer_care(world: World) -> Batch:
    """What follows the diagnosis of each cancer."""
    return join([_treat(world, cancer, position) for position, cancer in enumerate(CANCERS)])


def planned_operations(world: World) -> Batch:
    """Admissions for operations that were arranged."""
    known = known_from(world.health, world.people)
    parts = []
    for disease, operation, place, share, years, days in PLANNED:
        draw = world.draws.stream(f"operation {operation.code} {disease.code}")
        since = known[lasting(disease)]
        wait = (0.2 + draw.exponential(years, len(since))) * 365
        patient = np.flatnonzero(chance(draw, share, len(since)) & (since < NEVER))
        parts.append(_stay(draw, patient, (since + wait.astype(np.int64))[patient], place, operation, disease, days))
    return join(parts)


def _treat(world: World, cancer: Cancer, position: int) -> Batch:
    draw = world.draws.stream(f"care {cancer.code.code}")
    onset = world.health.onset[lasting(cancer.code)]
    stage = world.health.stage[position]
    # Who was ill long before coming has been operated on elsewhere.
    new = np.flatnonzero((onset < NEVER) & (onset >= world.people.arrival - 30) & (onset < world.last_day))
    start = np.maximum(onset, world.people.arrival)
    parts = []
    if cancer.operation is not None:
        operable = new[stage[new] < BEYOND_SURGERY]
        days = start[operable] + draw.integers(14, 42, len(operable))
        parts.append(_stay(draw, operable, days, cancer.department, cancer.operation, cancer.code, 8.0))
    drug_takers = new[stage[new] > 0] if cancer.cycles else new[:0]
    parts.append(_cycles(draw, drug_takers, start[drug_takers] + 60, cancer))
    irradiated = new[chance(draw, cancer.radiotherapy, len(new))]
    parts.append(_radiotherapy(draw, irradiated, start[irradiated] + 200, cancer))
    if cancer.hormone is not None:
        patient = np.repeat(new, HORMONE_YEARS * 4)
        day = start[patient] + 90 + within(np.full(len(new), HORMONE_YEARS * 4)) * 91
        parts.append(_doses(draw, patient, day, cancer, cancer.hormone, HORMONE_DAYS, "follow_up"))
    return join(parts)


def _stay(
    draw: np.random.Generator, patient: Ints, day: Ints, place: str, operation: Code, reason: Code, days: float
) -> Batch:
    start = in_clinic_hours(day, draw)
    stop = start + (np.maximum(days * draw.lognormal(0, 0.3, len(patient)), 1) * DAY).astype(np.int64)
    rows = np.arange(len(patient))
    stay = batch(
        encounters_of(patient, start, stop, kind("admission_planned"), department(place), number(reason)),
        procedures=[perform(draw, rows, operation, 1.0, reason, latest=20 * HOUR)],
        prescriptions=[prescribe(draw, rows, codes.PROPOFOL, 0.9, 1, reason), prescribe(draw, rows, codes.MORPHINE,
            0.5, 2, reason),
                       prescribe(draw, rows, codes.ACETAMINOPHEN, 0.9, 7, reason)],
    )  # fmt: skip
    after = in_clinic_hours(stop // DAY + draw.integers(8, 16, len(patient)), draw)
    visit = encounters_of(patient, after, after + 15 * MINUTE, kind("after_surgery"), department(place), number(reason))
    return join([stay, batch(visit)])


def _cycles(draw: np.random.Generator, taker: Ints, first: Ints, cancer: Cancer) -> Batch:
    patient = np.repeat(taker, cancer.cycles)
    day = np.repeat(first, cancer.cycles) + within(np.full(len(taker), cancer.cycles)) * CYCLE_DAYS
    given = _doses(draw, patient, day, cancer, cancer.drug, 1, "treatment", 4 * HOUR)
    rows = np.arange(len(patient))
    nausea = prescribe(draw, rows, codes.ONDANSETRON, 0.9, 2, cancer.code)
    return batch(
        given.encounters, (), [perform(draw, rows, codes.CHEMOTHERAPY, 1.0, cancer.code)], [given.prescriptions, nausea]
    )


def _doses(draw: np.random.Generator, patient: Ints, day: Ints, cancer: Cancer, drug: Code, days: int, visit: str,
           length: int = 20 * MINUTE) -> Batch:  # fmt: skip
    start = in_clinic_hours(day, draw)
    visits = encounters_of(patient, start, start + length, kind(visit), department("oncology"), number(cancer.code))
    return batch(visits, prescriptions=[prescribe(draw, np.arange(len(patient)), drug, 1.0, days, cancer.code)])


def _radiotherapy(draw: np.random.Generator, patient: Ints, first: Ints, cancer: Cancer) -> Batch:
    person = np.repeat(patient, FRACTIONS)
    order = within(np.full(len(patient), FRACTIONS))
    monday = first + (4 - first) % 7
    start = in_clinic_hours(np.repeat(monday, FRACTIONS) + order // 5 * 7 + order % 5, draw)
    visits = encounters_of(
        person, start, start + 40 * MINUTE, kind("treatment"), department("oncology"), number(cancer.code)
    )
    return batch(visits, procedures=[perform(draw, np.arange(len(person)), codes.RADIOTHERAPY, 1.0, cancer.code)])
