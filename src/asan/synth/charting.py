"""What a practice records beyond the least at the settled visits: tasks, orders, and the diagnosis of the day anew."""

import numpy as np

from asan.synth.arrays import Ints, within
from asan.synth.catalog import number
from asan.synth.clock import DAY, HOUR, MINUTE
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import OPEN, Diagnoses, Encounters, Prescriptions, Procedures, kinds
from asan.synth.practice import Order, Task
from asan.synth.window import World

RUNNING_DAYS = 75  # of care claimed as one: somewhat less than the usual three months between visits


def tasks(world: World, visits: Encounters) -> list[Procedures]:
    """The procedures of each task of the practice."""
    parts = []
    for position, task in enumerate(world.practice.tasks):
        draw = world.draws.stream(f"task {position}")
        encounter, hour = _due(draw, visits, task, task.department)
        count = len(encounter)
        offset = hour * HOUR + draw.integers(0, 10, count) * MINUTE
        parts.append(
            Procedures(
                encounter,
                np.full(count, number(task.procedure)),
                offset,
                np.full(count, task.minutes * MINUTE),
                visits.reason[encounter],
            )
        )
    return parts


def orders(world: World, visits: Encounters) -> list[Prescriptions]:
    """The drugs of each order of the practice; one of a stay is given for the day on which it is ordered."""
    parts = []
    for position, order in enumerate(world.practice.orders):
        encounter, _ = _due(world.draws.stream(f"order {position}"), visits, order)
        count = len(encounter)
        parts.append(
            Prescriptions(
                encounter,
                np.full(count, number(order.drug)),
                np.full(count, order.days),
                np.full(count, OPEN),
                visits.reason[encounter],
            )
        )
    return parts


def coded_again(world: World, visits: Encounters) -> Diagnoses:
    """The reason of a share of the visits as a diagnosis that is recorded for the visit itself."""
    draw = world.draws.stream("coded again")
    share = np.zeros(len(visits))
    for kind, part in world.practice.coded_again.items():
        share[visits.kind == kinds(kind)[0]] = part
    rows = np.flatnonzero((draw.random(len(visits)) < share) & (visits.reason >= 0))
    days = np.where(chance(draw, world.practice.running, len(rows)), RUNNING_DAYS, 0)
    return Diagnoses(rows, visits.reason[rows], (visits.stop[rows] // DAY + days) * DAY)


def _due(draw: np.random.Generator, visits: Encounters, what: Task | Order, place: str = "") -> tuple[Ints, Ints]:
    """Visits and the hours in them at which ``what`` is done: at once, or at every so many hours of a stay."""
    chosen = np.isin(visits.kind, kinds(*what.kinds))
    if place:
        chosen &= visits.department == department(place)
    encounter = np.flatnonzero(chosen)
    hour = np.zeros(len(encounter), dtype=np.int64)
    if what.hours:
        counts = (visits.stop[encounter] - visits.start[encounter]) // (what.hours * HOUR)
        encounter, hour = np.repeat(encounter, counts), within(counts) * what.hours
    done = chance(draw, what.share, len(encounter))
    return encounter[done], hour[done]
