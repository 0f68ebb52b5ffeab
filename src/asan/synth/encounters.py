"""Encounters and what hangs on them, as tables of arrays that schedules produce and that are then put in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Bools, Columns, Ints
from asan.synth.clock import DAY, HOUR
from asan.synth.codes import Code

OPEN = np.iinfo(np.int64).max  # the end of what has none


class Kind(NamedTuple):
    """A kind of encounter: Synthea's class, the code of the visit, and its basic price in won."""

    key: str
    encounter_class: str
    code: Code
    price: int


KINDS: tuple[Kind, ...] = (
    Kind("checkup", "wellness", codes.CHECK_UP, 65_000),
    Kind("well_child", "wellness", codes.WELL_CHILD, 38_000),
    Kind("follow_up", "outpatient", codes.FOLLOW_UP, 20_800),
    Kind("symptom", "outpatient", codes.SYMPTOM, 26_500),
    Kind("urgent", "urgentcare", codes.PROBLEM, 38_000),
    Kind("treatment", "ambulatory", codes.TREATMENT_VISIT, 20_800),
    Kind("telephone", "virtual", codes.TELEPHONE, 18_000),
    Kind("vaccination", "ambulatory", codes.VACCINATION_VISIT, 14_500),
    Kind("emergency", "emergency", codes.EMERGENCY_VISIT, 128_000),
    Kind("admission_emergency", "inpatient", codes.EMERGENCY_ADMISSION, 260_000),
    Kind("admission_planned", "inpatient", codes.PLANNED_ADMISSION, 240_000),
    Kind("after_surgery", "outpatient", codes.AFTER_SURGERY, 20_800),
    Kind("first_prenatal", "ambulatory", codes.FIRST_PRENATAL, 32_000),
    Kind("prenatal", "ambulatory", codes.PRENATAL, 22_000),
    Kind("delivery", "inpatient", codes.PLANNED_ADMISSION, 240_000),
    Kind("postnatal", "ambulatory", codes.POSTNATAL, 20_800),
    Kind("rehabilitation", "snf", codes.FOLLOW_UP, 150_000),
    Kind("home", "home", codes.HOME_VISIT, 90_000),
    Kind("hospice", "hospice", codes.HOSPICE_ADMISSION, 310_000),
    Kind("death", "wellness", codes.DEATH_CERTIFICATION, 20_000),
)
_KIND = {k.key: i for i, k in enumerate(KINDS)}
STAYS = ("emergency", "admission_emergency", "admission_planned", "delivery", "rehabilitation", "hospice")


def kind(key: str) -> int:
    """The position of a kind in ``KINDS``."""
    return _KIND[key]


def kinds(*keys: str) -> Ints:
    """The positions of several kinds, for ``np.isin``."""
    return np.array([_KIND[k] for k in keys])


@dataclass(frozen=True)
class Encounters(Columns):
    """One row a visit: person, seconds from and to, positions in ``KINDS``, ``DEPARTMENTS``,
    ``CODES`` and ``PAYERS``.

    ``reason`` is -1 where there is none, ``payer`` is -1 for the person's own insurance.
    """

    patient: Ints
    start: Ints
    stop: Ints
    kind: Ints
    department: Ints
    reason: Ints
    payer: Ints


@dataclass(frozen=True)
class Diagnoses(Columns):
    """A condition recorded at an encounter; ``stop`` in seconds, ``OPEN`` while it lasts."""

    encounter: Ints
    condition: Ints
    stop: Ints


@dataclass(frozen=True)
class Procedures(Columns):
    """A procedure of an encounter, ``offset`` and ``length`` in seconds from its start."""

    encounter: Ints
    procedure: Ints
    offset: Ints
    length: Ints
    reason: Ints


@dataclass(frozen=True)
class Prescriptions(Columns):
    """A drug given or prescribed at an encounter for a number of days."""

    encounter: Ints
    drug: Ints
    days: Ints
    stop: Ints
    reason: Ints


@dataclass(frozen=True)
class Devices(Columns):
    """A device handed out or implanted at an encounter."""

    encounter: Ints
    device: Ints


Item = TypeVar("Item", Diagnoses, Procedures, Prescriptions, Devices)


@dataclass(frozen=True)
class Batch:
    """Encounters and their items; items point to rows of this batch's encounters."""

    encounters: Encounters
    diagnoses: Diagnoses
    procedures: Procedures
    prescriptions: Prescriptions
    devices: Devices


def encounters_of(patient: Ints, start: Ints, stop: Ints, kind: Ints | int, department: Ints | int,
                  reason: Ints | int = -1, payer: Ints | int = -1) -> Encounters:  # fmt: skip
    """Encounters with what is the same for all of them given once."""
    full = [np.broadcast_to(np.asarray(v, dtype=np.int64), patient.shape) for v in (kind, department, reason, payer)]
    return Encounters(patient.astype(np.int64), start, stop, *full)


def batch(encounters: Encounters, diagnoses: Sequence[Diagnoses] = (), procedures: Sequence[Procedures] = (),
          prescriptions: Sequence[Prescriptions] = (), devices: Sequence[Devices] = ()) -> Batch:  # fmt: skip
    """A batch of the parts; what is not given is empty."""
    none = np.zeros(0, dtype=np.int64)
    return Batch(
        encounters,
        Diagnoses.join([Diagnoses(none, none, none), *diagnoses]),
        Procedures.join([Procedures(none, none, none, none, none), *procedures]),
        Prescriptions.join([Prescriptions(none, none, none, none, none), *prescriptions]),
        Devices.join([Devices(none, none), *devices]),
    )


def join(batches: Sequence[Batch]) -> Batch:
    """The batches under one another, their items pointing to the joined encounters."""
    offsets = np.cumsum([0, *(len(b.encounters) for b in batches)])

    def shifted(parts: Sequence[Item], whole: type[Item]) -> Item:
        return whole.join([replace(p, encounter=p.encounter + o) for p, o in zip(parts, offsets, strict=False)])

    return Batch(
        Encounters.join([b.encounters for b in batches]),
        shifted([b.diagnoses for b in batches], Diagnoses),
        shifted([b.procedures for b in batches], Procedures),
        shifted([b.prescriptions for b in batches], Prescriptions),
        shifted([b.devices for b in batches], Devices),
    )


def settle(whole: Batch, arrival: Ints, death: Ints, end: int) -> Batch:
    """The batch in order of person and time, without what cannot have been.

    Left out are visits before the person came or after their death, visits beyond the last day ``end``, and visits
    that fall into another one: nobody is in two places. A stay goes before a clinic visit. ``arrival`` is in days,
    ``death`` in seconds (``OPEN`` for the living). A stay in which the person dies ends with the death.
    """
    e = whole.encounters
    possible = (e.start >= arrival[e.patient] * DAY) & (e.start < death[e.patient]) & (e.start < (end + 1) * DAY)
    stop = np.minimum(e.stop, death[e.patient])
    possible &= stop < (end + 1) * DAY
    e = replace(e, stop=stop)
    stay = np.isin(e.kind, kinds(*STAYS))
    rows = np.flatnonzero(possible & stay)
    stays = rows[_apart(e, rows, stay)]
    rows = np.concatenate([stays, np.flatnonzero(possible & ~stay)])
    order = rows[np.lexsort((~stay[rows], e.start[rows], e.patient[rows]))]
    order = order[stay[order] | _apart(e, order, stay)]
    order = order[~_before_stay_ends(e, order, stay)]
    position = np.full(len(e), -1)
    position[order] = np.arange(len(order))
    return Batch(
        e.take(order),
        _moved(whole.diagnoses, position),
        _moved(whole.procedures, position),
        _moved(whole.prescriptions, position),
        _moved(whole.devices, position),
    )


def _moved(items: Item, position: Ints) -> Item:
    moved = replace(items, encounter=position[items.encounter])
    return moved.take(
        np.flatnonzero(moved.encounter >= 0)[np.argsort(moved.encounter[moved.encounter >= 0], kind="stable")]
    )


def _apart(e: Encounters, rows: Ints, stay: Bools) -> Bools:
    """Which of these rows start when every earlier one of the same person has ended; of one second, a stay is first."""
    order = rows[np.lexsort((e.stop[rows], ~stay[rows], e.start[rows], e.patient[rows]))]
    lane = 2 * DAY * 200_000  # wider than any time, so that persons cannot touch
    ends = np.maximum.accumulate(e.patient[order] * lane + e.stop[order])
    free = np.ones(len(order), dtype=bool)
    free[1:] = ends[:-1] <= e.patient[order][1:] * lane + e.start[order][1:]
    result = np.empty(len(e), dtype=bool)
    result[order] = free
    return result[rows]


def _before_stay_ends(e: Encounters, order: Ints, stay: Bools) -> Bools:
    """Clinic visits that are still going on when the person's next stay begins."""
    visits = ~stay[order]
    clash = np.zeros(len(order), dtype=bool)
    clash[:-1] = (
        visits[:-1] & (e.patient[order][1:] == e.patient[order][:-1]) & (e.stop[order][:-1] > e.start[order][1:])
    )
    return clash


ADMISSION_DELAY = 4 * HOUR  # from the door of the emergency room to the ward
