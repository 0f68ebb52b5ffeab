"""Who pays: the four insurers of the country, and each person's years with them."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from asan.synth.arrays import Columns, Ints, within
from asan.synth.clock import DAY, first_of_month, months_of, year_of
from asan.synth.draws import chance
from asan.synth.window import World


class Payer(NamedTuple):
    """An insurer and the share that it pays of a clinic visit and of a stay in a tertiary hospital."""

    name: str
    ownership: str
    clinic: float
    stay: float


# Copayments as the National Health Insurance Act's decree sets them for tertiary hospitals: about 60 % of a clinic
# visit and 20 % of a stay; medical aid pays nearly all, motor insurance and workers' compensation everything.
PAYERS: tuple[Payer, ...] = (
    Payer("국민건강보험", "GOVERNMENT", 0.45, 0.80),
    Payer("의료급여", "GOVERNMENT", 0.90, 0.95),
    Payer("자동차보험", "PRIVATE", 1.00, 1.00),
    Payer("산재보험", "GOVERNMENT", 1.00, 1.00),
)
OWN_PAYER, NATIONAL, MEDICAL_AID, MOTOR_PAYER, WORK_PAYER = -1, 0, 1, 2, 3
CANCER_COVERAGE = 0.95  # 산정특례: persons with cancer pay 5 % themselves
SHARE_LOSING_INCOME = 0.01  # a year, from national insurance to medical aid


@dataclass(frozen=True)
class Terms(Columns):
    """A person's time with an insurer; ``start`` and ``stop`` in seconds, ``own`` is false for dependants."""

    patient: Ints
    start: Ints
    stop: Ints
    payer: Ints
    own: Ints


def terms(world: World) -> Terms:
    """Terms of equal length by the calendar (a year, or as the practice has it), from birth to death."""
    draw = world.draws.stream("insurance")
    first = np.maximum(world.people.birth, world.start)
    last = world.last_day
    length = world.practice.insurance_months
    number = months_of(first) // length  # of the term in which each person's first day lies
    counts = np.where(last > first, months_of(last) // length - number + 1, 0)
    patient = np.repeat(np.arange(len(world.people)), counts)
    begun = (number[patient] + within(counts)) * length
    year = year_of(first_of_month(begun))
    start = np.maximum(first_of_month(begun), first[patient])
    stop = np.minimum(first_of_month(begun + length), last[patient])
    falls = year_of(first) + draw.geometric(SHARE_LOSING_INCOME, len(world.people))
    aided = world.people.medical_aid[patient] | (year >= falls[patient])
    own = (start - world.people.birth[patient]) > 20 * 365
    whole = Terms(patient, start * DAY, stop * DAY, np.where(aided, MEDICAL_AID, NATIONAL), own.astype(np.int64))
    return _changed(world, whole.take(stop > start))


def _changed(world: World, whole: Terms) -> Terms:
    """With a share of the terms as two, cut at a day within."""
    draw = world.draws.stream("insurance changes")
    days = (whole.stop - whole.start) // DAY
    cut = whole.start + draw.integers(1, np.maximum(days, 2)) * DAY
    changes = chance(draw, world.practice.insurance_changes, len(whole)) & (days > 1)
    first = replace(whole, stop=np.where(changes, cut, whole.stop))
    second = replace(whole, start=cut).take(changes)
    both = Terms.join([first, second])
    return both.take(np.lexsort((both.start, both.patient)))


def payer_at(held: Terms, patient: Ints, moment: Ints) -> Ints:
    """The insurer of each of these persons at the second beside them."""
    lane = 10**11
    position = np.searchsorted(held.patient * lane + held.start, patient * lane + moment, side="right") - 1
    return held.payer[np.maximum(position, 0)]
