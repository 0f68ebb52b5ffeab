"""Health screening of adults, well-child visits, and vaccinations by the national schedule."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Columns, Ints
from asan.synth.clock import MINUTE, YEAR_DAYS, first_of_year, in_clinic_hours, to_workday, year_of, years_between
from asan.synth.codes import Code
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Batch, batch, encounters_of, join, kind
from asan.synth.items import perform
from asan.synth.window import World

SCREENING_SHARE = (
    0.55  # of those invited every second year; about 75 % go somewhere (국민건강보험공단), not all of them here
)
HALF_HOUR = 30 * MINUTE
WELL_CHILD_MONTHS = (5, 10, 20, 32, 44, 56, 68)  # 영유아 건강검진, middles of its periods


class Dose(NamedTuple):
    """A dose of the schedule: due at an age in months, for a share of the children (of girls where so said)."""

    vaccine: Code
    month: int
    share: float = 0.95
    girls_only: bool = False


def _cvx(code: str, text: str) -> Code:
    return Code("CVX", code, text)


HEPATITIS_B = _cvx("08", "Hep B  adolescent or pediatric")
DTAP = _cvx("20", "DTaP")
POLIO = _cvx("10", "IPV")
HIB = _cvx("49", "Hib (PRP-OMP)")
PNEUMOCOCCAL_13 = _cvx("133", "Pneumococcal conjugate PCV 13")
ROTAVIRUS = _cvx("119", "rotavirus  monovalent")
MMR = _cvx("03", "MMR")
VARICELLA = _cvx("21", "varicella")
HEPATITIS_A = _cvx("83", "Hep A  ped/adol  2 dose")
TDAP = _cvx("115", "Tdap")
HPV = _cvx("62", "HPV  quadrivalent")
INFLUENZA = _cvx("140", "Influenza  seasonal  injectable  preservative free")
PNEUMOCOCCAL_23 = _cvx("33", "pneumococcal polysaccharide vaccine  23 valent")
ZOSTER = _cvx("187", "zoster vaccine recombinant")
VACCINES = (HEPATITIS_B, DTAP, POLIO, HIB, PNEUMOCOCCAL_13, ROTAVIRUS, MMR, VARICELLA, HEPATITIS_A, TDAP, HPV,
            INFLUENZA, PNEUMOCOCCAL_23, ZOSTER)  # fmt: skip

# 질병관리청, 표준예방접종일정표 (National Immunization Program); months of age
SCHEDULE: tuple[Dose, ...] = (
    *(Dose(HEPATITIS_B, m) for m in (1, 6)),
    *(Dose(DTAP, m) for m in (2, 4, 6, 16, 60)),
    *(Dose(POLIO, m) for m in (2, 4, 6, 60)),
    *(Dose(HIB, m) for m in (2, 4, 12)),
    *(Dose(PNEUMOCOCCAL_13, m) for m in (2, 4, 6, 12)),
    *(Dose(ROTAVIRUS, m, 0.8) for m in (2, 4)),
    *(Dose(MMR, m) for m in (12, 60)),
    Dose(VARICELLA, 12),
    *(Dose(HEPATITIS_A, m) for m in (12, 18)),
    Dose(TDAP, 138),
    *(Dose(HPV, m, 0.8, True) for m in (146, 152)),
    Dose(PNEUMOCOCCAL_23, 65 * 12 + 2, 0.7),
    Dose(ZOSTER, 60 * 12 + 3, 0.15),
)


@dataclass(frozen=True)
class Shots(Columns):
    """A vaccine given at an encounter; ``vaccine`` is a position in ``VACCINES``."""

    patient: Ints
    day: Ints
    vaccine: Ints


def checkups(world: World) -> Batch:
    """Screening visits of adults every second calendar year, and well-child visits."""
    return join([_screening(world), _well_child(world)])


def _screening(world: World) -> Batch:
    draw = world.draws.stream("screening")
    years = np.arange(year_of(np.array([world.start]))[0], year_of(np.array([world.end]))[0] + 1)
    age = years_between(world.people.birth[None, :], first_of_year(years)[:, None])
    due = (age >= 20) & ((year_of(world.people.birth)[None, :] + years[:, None]) % 2 == 0)
    year, patient = np.nonzero(due & chance(draw, SCREENING_SHARE, due.size).reshape(due.shape))
    start = in_clinic_hours(first_of_year(years)[year] + draw.integers(10, 350, len(year)), draw)
    visits = encounters_of(patient, start, start + 90 * MINUTE, kind("checkup"), department("checkup"))
    rows = np.arange(len(visits))
    at = age[year, patient]
    women = world.people.female[patient]
    return batch(visits, procedures=[
        perform(draw, rows, codes.CHEST_XRAY, 0.95, latest=HALF_HOUR),
        perform(draw, rows[at >= 40], codes.ENDOSCOPY, 0.6, latest=HALF_HOUR),
        perform(draw, rows[at >= 50], codes.COLONOSCOPY, 0.2, latest=HALF_HOUR),
        perform(draw, rows[women & (at >= 40)], codes.MAMMOGRAPHY, 0.65, latest=HALF_HOUR),
        perform(draw, rows[women & (at >= 54)], codes.BONE_DENSITY, 0.3, latest=HALF_HOUR),
        perform(draw, rows, codes.DEPRESSION_SCREENING, 0.3, latest=HALF_HOUR),
    ])  # fmt: skip


def _well_child(world: World) -> Batch:
    draw = world.draws.stream("well child")
    children = np.flatnonzero(years_between(world.people.birth, np.array([world.start])) < 7)
    patient = np.repeat(children, len(WELL_CHILD_MONTHS))
    month = np.tile(np.array(WELL_CHILD_MONTHS), len(children))
    day = world.people.birth[patient] + (month * YEAR_DAYS / 12).astype(np.int64) + draw.integers(-20, 21, len(patient))
    start = in_clinic_hours(day, draw)
    visits = encounters_of(patient, start, start + 30 * MINUTE, kind("well_child"), department("pediatrics"))
    return batch(visits.take(chance(draw, 0.8, len(visits))))


def vaccinations(world: World) -> tuple[Batch, Shots]:
    """Visits for vaccination, and what was given on which day: one visit a person and day."""
    draw = world.draws.stream("vaccinations")
    parts = [_scheduled(world, dose, draw) for dose in SCHEDULE]
    parts.append(_influenza(world, draw))
    shots = Shots.join(parts)
    shots = shots.take((shots.day >= world.people.arrival[shots.patient]) & (shots.day <= world.end))
    lane = 100_000
    visit, first = np.unique(shots.patient * lane + shots.day, return_index=True)
    patient, day = visit // lane, shots.day[first]
    start = in_clinic_hours(day, draw)
    child = years_between(world.people.birth[patient], day) < 18
    place = np.where(child, department("pediatrics"), department("family"))
    return batch(encounters_of(patient, start, start + 15 * MINUTE, kind("vaccination"), place)), shots


def _scheduled(world: World, dose: Dose, draw: np.random.Generator) -> Shots:
    due = _due(world, dose.month)
    takes = chance(draw, dose.share, len(world.people)) & (world.people.female | (not dose.girls_only))
    patient = np.flatnonzero(takes & (due >= world.start))
    return Shots(patient, due[patient], np.full(len(patient), VACCINES.index(dose.vaccine)))


def _due(world: World, month: int) -> Ints:
    """The workday on which a person reaches an age: doses due in one month fall on one visit."""
    return to_workday(world.people.birth + int(month * YEAR_DAYS / 12) + world.people.birth % 5)


def _influenza(world: World, draw: np.random.Generator) -> Shots:
    """Each autumn: most children and elderly, who get it free, and some of the others."""
    years = np.arange(year_of(np.array([world.start]))[0], year_of(np.array([world.end]))[0] + 1)
    autumn = first_of_year(years)[:, None] + 273
    age = years_between(world.people.birth[None, :], autumn)
    share = np.where(age < 0.5, 0.0, np.where(age < 13, 0.6, np.where(age < 65, 0.12, 0.65)))
    year, patient = np.nonzero(chance(draw, share.ravel(), share.size).reshape(share.shape))
    day = to_workday(first_of_year(years)[year] + 273 + draw.integers(0, 60, len(year)))
    return Shots(patient, day, np.full(len(patient), VACCINES.index(INFLUENZA)))
