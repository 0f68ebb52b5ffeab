"""Pregnancies: visits before the birth, the delivery, and the visit after it."""

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Bools, Ints
from asan.synth.catalog import number
from asan.synth.clock import DAY, HOUR, MINUTE, at_any_hour, first_of_year, in_clinic_hours, year_of, years_between
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Batch, batch, encounters_of, join, kind
from asan.synth.health import takes_at
from asan.synth.items import diagnose, perform, prescribe
from asan.synth.window import World

# Births per 1,000 women and year by age, about (통계청, 출생통계 2023), times two: a tertiary hospital delivers many.
RATES: tuple[tuple[float, float, float], ...] = ((20, 25, 4), (25, 30, 21), (30, 35, 67), (35, 40, 43), (40, 45, 8))
REFERRED = 2.0
CESAREAN_SHARE = 0.6  # about, and rising (건강보험심사평가원)
PREECLAMPSIA_SHARE = 0.035
VISIT_WEEKS = (8, 12, 16, 20, 24, 28, 31, 34, 36, 37, 38)
# What harms the unborn by its label: no woman who takes it for a lasting disease conceives.
HARMFUL = (codes.LOSARTAN, codes.LISINOPRIL, codes.SACUBITRIL_VALSARTAN, codes.METHOTREXATE, codes.WARFARIN,
           codes.SIMVASTATIN, codes.ATORVASTATIN, codes.ATORVASTATIN_40, codes.CARBAMAZEPINE)  # fmt: skip
LONGEST_DAYS = 300  # of a pregnancy, rounded up
SPACING_DAYS = 600  # least time between two births of one woman


def maternity(world: World) -> Batch:
    """All pregnancies that end in a birth within the window and the woman's life."""
    draw = world.draws.stream("maternity")
    patient, birth = _births(world, draw)
    weeks = np.clip(draw.normal(39.0, 1.3, len(patient)), 33, 41.5)
    conception = birth - (weeks * 7).astype(np.int64)
    code = number(codes.PREGNANCY)
    place = department("obstetrics")
    ill = chance(draw, PREECLAMPSIA_SHARE, len(patient))

    index = np.repeat(np.arange(len(patient)), len(VISIT_WEEKS))
    week = np.tile(np.array(VISIT_WEEKS), len(patient))
    day = conception[index] + week * 7 + draw.integers(-2, 3, len(index))
    came = (day < birth[index] - 3) & ((week == VISIT_WEEKS[0]) | chance(draw, 0.95, len(index)))
    index, week, day = index[came], week[came], day[came]
    start = in_clinic_hours(day, draw)
    first = week == VISIT_WEEKS[0]
    visits = encounters_of(patient[index], start, start + 25 * MINUTE, np.where(first, kind("first_prenatal"),
        kind("prenatal")),
                           place, code)  # fmt: skip
    rows = np.arange(len(visits))
    delivered = birth * DAY + 12 * HOUR
    sick = _first_visit_from(index, week, 28) & ill[index]
    prenatal = batch(
        visits,
        [diagnose(rows, codes.PREGNANCY, delivered[index]),
         diagnose(rows[sick], codes.PREECLAMPSIA, delivered[index[sick]] + 14 * DAY)],
        [perform(draw, rows, codes.FETAL_HEART, 0.95, codes.PREGNANCY),
         perform(draw, rows[week >= 16], codes.FUNDAL_HEIGHT, 0.9, codes.PREGNANCY),
         perform(draw, rows[np.isin(week, (8, 12, 20, 31, 36))], codes.FETAL_ULTRASOUND, 0.95, codes.PREGNANCY)],
        [prescribe(draw, rows[np.isin(week, (16, 20, 24, 28, 31, 34))], codes.IRON, 0.7, 28, codes.PREGNANCY)],
    )  # fmt: skip
    return join([prenatal, _delivery(patient, birth, ill, draw)])


def _delivery(patient: Ints, birth: Ints, ill: Bools, draw: np.random.Generator) -> Batch:
    operation = chance(draw, np.where(ill, 0.85, CESAREAN_SHARE), len(patient))
    start = at_any_hour(birth - 1, draw)
    stop = start + np.where(operation, 6, 3) * DAY
    place, code = department("obstetrics"), number(codes.PREGNANCY)
    rows = np.arange(len(patient))
    stays = batch(
        encounters_of(patient, start, stop, kind("delivery"), place, code),
        [diagnose(rows, codes.PREGNANCY, birth * DAY + 12 * HOUR)],
        procedures=[
            perform(draw, rows[operation], codes.CESAREAN, 1.0, codes.PREGNANCY, latest=20 * HOUR),
            perform(draw, rows[~operation], codes.VAGINAL_DELIVERY, 1.0, codes.PREGNANCY, latest=20 * HOUR),
            perform(draw, rows[~operation], codes.EPIDURAL, 0.6, codes.PREGNANCY, latest=6 * HOUR),
        ],
        prescriptions=[prescribe(draw, rows, codes.ACETAMINOPHEN, 0.8, 5, codes.PREGNANCY)],
    )
    after = in_clinic_hours(stop // DAY + draw.integers(28, 43, len(patient)), draw)
    return join([stays, batch(encounters_of(patient, after, after + 20 * MINUTE, kind("postnatal"), place, code))])


def _births(world: World, draw: np.random.Generator) -> tuple[Ints, Ints]:
    years = np.arange(year_of(np.array([world.start]))[0], year_of(np.array([world.end]))[0] + 1)
    age = years_between(world.people.birth[None, :], first_of_year(years)[:, None] + 182)
    rate = np.zeros(age.shape)
    for youngest, eldest, births in RATES:
        rate = np.where((age >= youngest) & (age < eldest), births / 1000 * REFERRED, rate)
    year, patient = np.nonzero(draw.random(age.shape) < rate * world.people.female)
    day = first_of_year(years)[year] + draw.integers(0, 365, len(year))
    possible = (day > world.start + 300) & (day < world.end - 60) & (day + 60 < world.deaths.day[patient])
    for drug in HARMFUL:
        for before in range(0, LONGEST_DAYS + 1, LONGEST_DAYS // 10):
            possible &= ~takes_at(world.health, drug, patient, day - before)
    patient, day = patient[possible], day[possible]
    order = np.lexsort((day, patient))
    patient, day = patient[order], day[order]
    same = np.zeros(len(patient), dtype=bool)
    same[1:] = (patient[1:] == patient[:-1]) & (day[1:] - day[:-1] < SPACING_DAYS)
    return patient[~same], day[~same]


def _first_visit_from(index: Ints, week: Ints, earliest: int) -> Bools:
    """The first visit of each pregnancy from a week on; visits stand in order of pregnancy and week."""
    late = week >= earliest
    position = np.cumsum(late)
    starts = np.flatnonzero(np.r_[True, index[1:] != index[:-1]]) if len(index) else np.zeros(0, dtype=np.int64)
    counts = np.diff(np.r_[starts, len(index)])
    before = np.repeat(position[starts] - late[starts], counts) if len(index) else position
    return np.asarray(late & (position - before == 1))
