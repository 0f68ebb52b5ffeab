"""The people of the hospital: when they were born, their sex, and who they are on paper."""

from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Bools, Columns, Floats, Ints, Strings
from asan.synth.clock import YEAR_DAYS, year_of
from asan.synth.draws import Draws, chance, pick

# Share of persons by age at the middle of the window: older than the country, as a tertiary hospital's patients are.
AGE_BANDS: tuple[tuple[float, float, float], ...] = (  # from, to (years), share
    (-5.0, 0.0, 0.03),  # born in the second half of the window
    (0.0, 10.0, 0.07),
    (10.0, 20.0, 0.06),
    (20.0, 40.0, 0.20),
    (40.0, 60.0, 0.32),
    (60.0, 75.0, 0.23),
    (75.0, 90.0, 0.09),
)
FEMALE_SHARE = 0.503
# Shares of never, former and current smokers; current: about 5 % of women and 30 % of men (질병관리청, 국민건강영양조사
# 2019–2022)
SMOKING_WOMEN = (0.90, 0.05, 0.05)
SMOKING_MEN = (0.30, 0.38, 0.32)
MEDICAL_AID_SHARE = 0.03  # 의료급여: about 3 % of the country (국민건강보험공단, 의료급여통계연보)


@dataclass(frozen=True)
class People(Columns):
    """One row a person. Days are counted from 1970-01-01; ``arrival`` is when the hospital first knows them."""

    birth: Ints
    arrival: Ints
    female: Bools
    medical_aid: Bools
    metabolic: Floats  # standard normal: the shared liability to diabetes, hypertension, dyslipidemia and obesity
    atopic: Floats  # standard normal: the same for asthma, rhinitis and atopic dermatitis
    height: Floats  # cm, of the adult
    smoker: Ints  # 0 never, 1 former, 2 current (from the age of 20)


@dataclass(frozen=True)
class Papers(Columns):
    """What identifies each person."""

    id: Strings
    resident_number: Strings
    licence: Strings
    passport: Strings
    married: Bools


def populate(draws: Draws, count: int, start: int, end: int, women: int | None = None) -> People:
    """``count`` people alive on some day of the window ``start`` to ``end`` (days), of them so many ``women``."""
    draw = draws.stream("people")
    band = np.array(AGE_BANDS)[pick(draw, tuple(share for _, _, share in AGE_BANDS), count)]
    age = band[:, 0] + (band[:, 1] - band[:, 0]) * draw.random(count)
    birth = np.minimum(((start + end) / 2 - age * YEAR_DAYS).astype(np.int64), end - 60)
    female = chance(draw, FEMALE_SHARE, count) if women is None else draw.permutation(count) < women
    smoking = np.where(female, pick(draw, SMOKING_WOMEN, count), pick(draw, SMOKING_MEN, count))
    return People(
        birth=birth,
        arrival=np.maximum(birth, start + draw.integers(0, 120, count)),
        female=female,
        medical_aid=chance(draw, MEDICAL_AID_SHARE, count),
        metabolic=draw.standard_normal(count),
        atopic=draw.standard_normal(count),
        height=np.where(female, draw.normal(158, 5.6, count), draw.normal(171, 6.0, count)),
        smoker=smoking,
    )


def papers(draws: Draws, people: People, end: int) -> Papers:
    """Identifiers that cannot belong to anyone.

    The resident registration number keeps its form, but its month is the month of birth plus 12, so 13 to 24, which
    no real number has. The driving licence has region 00 and the passport the letter X, neither of which is issued.
    """
    draw = draws.stream("papers")
    count = len(people)
    birth_month = people.birth.astype("datetime64[D]").astype("datetime64[M]")
    year = year_of(people.birth)
    day = people.birth - birth_month.astype("datetime64[D]").astype(np.int64) + 1
    month = (birth_month.astype(np.int64) % 12 + 13).astype(str)
    short_year = np.char.zfill((year % 100).astype(str), 2)
    century_and_sex = np.where(year < 2000, 1, 3) + people.female
    number = np.char.add(np.char.add(short_year, month), np.char.zfill(day.astype(str), 2))
    tail = np.char.add(century_and_sex.astype(str), np.char.zfill(draw.integers(0, 10**6, count).astype(str), 6))
    adult = (end - people.birth) > 20 * YEAR_DAYS
    licence = np.char.add("00-00-", np.char.zfill(draw.integers(0, 10**6, count).astype(str), 6))
    passport = np.char.add("X", np.char.zfill(draw.integers(0, 10**8, count).astype(str), 8))
    return Papers(
        id=draws.uuids("patient ids", count),
        resident_number=np.char.add(np.char.add(number, "-"), tail),
        licence=np.where(adult & chance(draw, 0.75, count), np.char.add(licence, "-00"), ""),
        passport=np.where(adult & chance(draw, 0.5, count), passport, ""),
        married=chance(draw, 0.7, count) & ((end - people.birth) > 30 * YEAR_DAYS),
    )
