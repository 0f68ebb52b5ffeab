"""When people die and of what: the country's mortality, times what their diseases add, and the course of cancers."""

from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Columns, Floats, Ints
from asan.synth.cancers import CANCERS
from asan.synth.catalog import lasting, number
from asan.synth.clock import NEVER, YEAR_DAYS, years_between
from asan.synth.diseases import COMPLICATIONS, DISEASES
from asan.synth.draws import Draws
from asan.synth.health import Health
from asan.synth.population import People

# A Gompertz law, hazard = level * exp(slope * age), read off the life table of 2022 (통계청, 생명표): about 1 % a year
# for men and 0.4 % for women at 65, about 8 % and 5 % at 85.
LEVEL_MEN, SLOPE_MEN = 1.2e-5, 0.1035
LEVEL_WOMEN, SLOPE_WOMEN = 1.2e-6, 0.1250
SURVIVED_DAYS = 30  # everyone lives at least this long after coming to the hospital

LEAST_DEADLY = 1.4  # a disease that multiplies mortality by less is not written as the cause
_BURDENS = (*((d.code, d.mortality) for d in DISEASES), *((c.code, c.mortality) for c in COMPLICATIONS))


@dataclass(frozen=True)
class Deaths(Columns):
    """The day of death (``NEVER`` for those who live on) and the code of its cause, -1 where it is just age."""

    day: Ints
    cause: Ints


def mortality(draws: Draws, people: People, health: Health, start: int) -> Deaths:
    """Deaths after the window's ``start`` (all are alive then), the earliest of the competing causes."""
    draw = draws.stream("mortality")
    count = len(people)
    from_day = people.arrival + SURVIVED_DAYS
    burden = np.ones(count)
    for code, times in _BURDENS:
        burden *= np.where(health.onset[lasting(code)] < start + 5 * YEAR_DAYS, times, 1.0)
    day = _gompertz(people, from_day, np.minimum(burden, 6.0), draw.exponential(1.0, count))
    cause = _cause_of_age(health, day)
    for position, cancer in enumerate(CANCERS):
        onset = health.onset[lasting(cancer.code)]
        hazard = np.array([*cancer.yearly_death, 1.0])[health.stage[position]]
        wait = draw.exponential(1.0, count) / np.maximum(hazard, 1e-9)
        dies = np.where(
            (onset < NEVER) & (onset > start),
            np.maximum(onset, from_day) + np.minimum(wait, 150) * YEAR_DAYS + 20,
            NEVER,
        )
        dies = dies.astype(np.int64)
        sooner = dies < day
        day = np.where(sooner, dies, day)
        cause = np.where(sooner, number(cancer.code), cause)
    return Deaths(day, cause)


def _gompertz(people: People, from_day: Ints, burden: Floats, wait: Floats) -> Ints:
    level = np.where(people.female, LEVEL_WOMEN, LEVEL_MEN) * burden
    slope = np.where(people.female, SLOPE_WOMEN, SLOPE_MEN)
    age = years_between(people.birth, from_day)
    years = np.log(np.exp(slope * age) + wait * slope / level) / slope - age
    return np.asarray(from_day + np.maximum(years * YEAR_DAYS, 2), dtype=np.int64)


def _cause_of_age(health: Health, day: Ints) -> Ints:
    """The deadliest lasting disease that the person has, as the certificate's cause; -1 without one."""
    cause = np.full(len(day), -1)
    for code, times in sorted(_BURDENS, key=lambda burden: (burden[1], burden[0])):
        if times >= LEAST_DEADLY:
            cause = np.where(health.onset[lasting(code)] < day, number(code), cause)
    return cause
