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
OLDEST = 150.0  # years; nobody lives as long
HIGHEST_BURDEN = 6.0  # times the mortality of others, for all diseases of a person together
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
    day = _gompertz(people, from_day, _burdens(health), draw.exponential(1.0, count))
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


def _burdens(health: Health) -> list[tuple[Ints, float]]:
    """The onset of each disease that shortens life, and by how much it multiplies the hazard from then on."""
    return [(health.onset[lasting(code)], times) for code, times in _BURDENS if times != 1.0]


def _gompertz(people: People, from_day: Ints, burdens: list[tuple[Ints, float]], wait: Floats) -> Ints:
    """The day on which the hazard since ``from_day`` adds up to ``wait``: between onsets it is a Gompertz law."""
    onset = np.maximum(np.stack([day for day, _ in burdens]), from_day)
    order = np.argsort(onset, axis=0, kind="stable")
    onset = np.take_along_axis(onset, order, axis=0)
    times = np.cumprod(np.array([times for _, times in burdens])[order], axis=0)
    level = np.where(people.female, LEVEL_WOMEN, LEVEL_MEN)
    slope = np.where(people.female, SLOPE_WOMEN, SLOPE_MEN)
    begin, left, burden = from_day, wait, np.ones(len(people))
    day = np.full(len(people), NEVER, dtype=np.int64)
    for until, after in zip([*onset, np.full(len(people), NEVER)], [*times, burden], strict=True):
        age = np.minimum(years_between(people.birth, begin), OLDEST)
        years = np.log(np.exp(slope * age) + left * slope / (level * burden)) / slope - age
        dies = (begin + np.maximum(years * YEAR_DAYS, 2)).astype(np.int64)
        day = np.where((day == NEVER) & (dies <= until), dies, day)
        then = np.clip(years_between(people.birth, until), age, OLDEST)
        left = np.maximum(left - level * burden / slope * (np.exp(slope * then) - np.exp(slope * age)), 0.0)
        begin, burden = until, np.minimum(after, HIGHEST_BURDEN)
    return day


def _cause_of_age(health: Health, day: Ints) -> Ints:
    """The deadliest lasting disease that the person has, as the certificate's cause; -1 without one."""
    cause = np.full(len(day), -1)
    for code, times in sorted(_BURDENS, key=lambda burden: (burden[1], burden[0])):
        if times >= LEAST_DEADLY:
            cause = np.where(health.onset[lasting(code)] < day, number(code), cause)
    return cause
