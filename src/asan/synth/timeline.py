"""The whole course of events: every reason to come, put in order, with what is recorded at each visit."""

from dataclasses import dataclass, replace

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Ints
from asan.synth.catalog import number
from asan.synth.clock import DAY, MINUTE, years_between
from asan.synth.draws import Draws
from asan.synth.drug_lines import YOUNGEST
from asan.synth.encounters import OPEN, Batch, Diagnoses, Prescriptions, Procedures, batch, join, settle
from asan.synth.health import fall_ill
from asan.synth.mortality import mortality
from asan.synth.population import populate
from asan.synth.practice import ORDINARY, Practice
from asan.synth.records import records
from asan.synth.visits.arrivals import arrivals
from asan.synth.visits.cancer_care import cancer_care, planned_operations
from asan.synth.visits.checkups import Shots, checkups, vaccinations
from asan.synth.visits.endings import certificates, home_care, hospice
from asan.synth.visits.episodes import episodes
from asan.synth.visits.followups import followups
from asan.synth.visits.maternity import maternity
from asan.synth.visits.therapy import therapy
from asan.synth.window import World


@dataclass(frozen=True)
class Timeline:
    """The world, the second of each person's death (``OPEN`` for the living), the events in order, and the vaccines."""

    world: World
    death: Ints
    events: Batch
    shots: Shots


def simulate(
    draws: Draws, count: int, start: int, end: int, practice: Practice = ORDINARY, women: int | None = None
) -> Timeline:
    """``count`` persons from day ``start`` to day ``end``, of them so many ``women``, where told."""
    people = populate(draws, count, start, end, women)
    health = fall_ill(draws, people)
    world = World(draws, people, health, mortality(draws, people, health, start), start, end, practice)
    illnesses, deaths = episodes(world)
    world = replace(world, deaths=deaths)
    hour = draws.stream("hour of death").integers(60, 22 * 60, count) * MINUTE
    death = np.where(deaths.day <= end, np.minimum(deaths.day, end) * DAY + hour, OPEN)

    given, shots = vaccinations(world)
    reasons = [arrivals(world), followups(world), illnesses, checkups(world), given, maternity(world),
        cancer_care(world),
               planned_operations(world), home_care(world), hospice(world, death), therapy(world)]  # fmt: skip
    settled = settle(join(reasons), people.arrival, death, end)
    settled = _with_certificates(settled, batch(certificates(world, death)))
    recorded = records(world, settled.encounters)
    events = Batch(
        settled.encounters,
        _diagnoses(Diagnoses.join([settled.diagnoses, recorded.diagnoses]), settled, death, end),
        _procedures(Procedures.join([settled.procedures, recorded.procedures]), settled),
        _prescriptions(
            Prescriptions.join([settled.prescriptions, recorded.prescriptions]), settled, people.birth, death, end
        ),
        type(settled.devices).join([settled.devices, recorded.devices]),
    )
    return Timeline(world, death, events, shots)


def _with_certificates(settled: Batch, last: Batch) -> Batch:
    """The certificates behind each person's other visits."""
    both = join([settled, last])
    order = np.lexsort(
        (np.arange(len(both.encounters)) >= len(settled.encounters), both.encounters.start, both.encounters.patient)
    )
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    return Batch(
        both.encounters.take(order),
        replace(both.diagnoses, encounter=position[both.diagnoses.encounter]),
        replace(both.procedures, encounter=position[both.procedures.encounter]),
        replace(both.prescriptions, encounter=position[both.prescriptions.encounter]),
        replace(both.devices, encounter=position[both.devices.encounter]),
    )


def _diagnoses(items: Diagnoses, settled: Batch, death: Ints, end: int) -> Diagnoses:
    """In order; open where the end lies beyond the person's death or the window.

    One diagnosis once a visit, and a pregnancy, which ends with one birth, at the first of its visits that took place.
    """
    e = settled.encounters
    items = items.take(np.lexsort((items.condition, items.encounter)))
    once = np.where(items.condition == number(codes.PREGNANCY), items.stop, items.encounter)
    _, first = np.unique(np.stack([e.patient[items.encounter], items.condition, once]), axis=1, return_index=True)
    items = items.take(np.sort(first))
    beyond = (items.stop > death[e.patient[items.encounter]]) | (items.stop >= (end + 1) * DAY)
    return replace(items, stop=np.where(beyond, OPEN, np.maximum(items.stop, e.start[items.encounter])))


def _procedures(items: Procedures, settled: Batch) -> Procedures:
    """In order, and within their visit."""
    e = settled.encounters
    room = e.stop[items.encounter] - e.start[items.encounter]
    offset = np.minimum(items.offset, np.maximum(room - items.length, 0))
    items = replace(items, offset=offset, length=np.minimum(items.length, room - offset))
    return items.take(np.lexsort((items.procedure, items.offset, items.encounter)))


def _prescriptions(items: Prescriptions, settled: Batch, birth: Ints, death: Ints, end: int) -> Prescriptions:
    """In order; not to the too young; ended by death, open where they go on beyond the window."""
    e = settled.encounters
    patient, start = e.patient[items.encounter], e.start[items.encounter]
    age = years_between(birth[patient], start // DAY)
    old_enough = np.ones(len(items), dtype=bool)
    for drug, youngest in YOUNGEST.items():
        old_enough &= (items.drug != number(drug)) | (age >= youngest)
    items, patient, start = items.take(old_enough), patient[old_enough], start[old_enough]
    stop = np.minimum(start + items.days * DAY, death[patient])
    days = np.maximum(-(-(stop - start) // DAY), 1)
    items = replace(items, days=days, stop=np.where(stop >= (end + 1) * DAY, OPEN, stop))
    return items.take(np.lexsort((items.drug, items.encounter)))
