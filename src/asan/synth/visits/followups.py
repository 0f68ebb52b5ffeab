"""Regular visits for lasting diseases: one series a person and department, from the first diagnosis on."""

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Ints, within
from asan.synth.cancers import CANCERS, FOLLOW_UP_DAYS
from asan.synth.catalog import LASTING, lasting, number
from asan.synth.clock import DAY, HOUR, MINUTE, NEVER, in_clinic_hours, year_of
from asan.synth.departments import DEPARTMENTS, department
from asan.synth.diseases import COMPLICATIONS, DISEASES
from asan.synth.draws import chance
from asan.synth.encounters import Batch, Procedures, batch, encounters_of, join, kind
from asan.synth.health import known_from
from asan.synth.window import World

LENGTH = 20 * MINUTE
SHARE_KEPT = 0.9  # of appointments
HIGHEST_TELEPHONE_SHARE = 0.12  # of visits while remote care was allowed without limits, 2020 to 2022
DIALYSIS_LENGTH = 4 * HOUR

# Who treats what, and how often they want to see the person.
CARE: tuple[tuple[int, int, int], ...] = (  # row of LASTING, department, days between visits
    *((lasting(d.code), department(d.department), d.interval) for d in DISEASES),
    *((lasting(c.code), department("oncology"), FOLLOW_UP_DAYS) for c in CANCERS),
    *((lasting(c.code), department(c.department), c.interval) for c in COMPLICATIONS),
)


def followups(world: World) -> Batch:
    """The visits of every department that looks after lasting diseases, and dialysis."""
    known = known_from(world.health, world.people)
    rows_by_department = {d: [c for c in CARE if c[1] == d] for d in range(len(DEPARTMENTS))}
    series = [_series(world, known, d, rows) for d, rows in rows_by_department.items() if rows]
    return join([*series, _dialysis(world, known)])


def care_days(world: World, known: Ints, rows: list[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    """For a department's diseases: first day of care, last day, and days between visits, by person."""
    first = np.min([known[row] for row, _, _ in rows], axis=0)
    over = np.max([np.where(known[row] < NEVER, world.health.over[row], -1) for row, _, _ in rows], axis=0)
    interval = np.min([np.where(known[row] < NEVER, days, NEVER) for row, _, days in rows], axis=0)
    return first, np.minimum(over, world.last_day), interval


def _series(world: World, known: Ints, place: int, rows: list[tuple[int, int, int]]) -> Batch:
    draw = world.draws.stream(f"followups {DEPARTMENTS[place].key}")
    first, last, interval = care_days(world, known, rows)
    counts = np.maximum((last - first) // interval + 1, 0) * (first < NEVER)
    patient = np.repeat(np.arange(len(world.people)), counts)
    order = within(counts)
    jitter = np.where(order > 0, draw.integers(-6, 7, len(patient)), 0)
    day = first[patient] + order * interval[patient] + jitter
    kept = (order == 0) | chance(draw, SHARE_KEPT, len(patient))
    remote_year = np.isin(year_of(day), (2020, 2021, 2022))
    remote = (order > 0) & remote_year & chance(draw, HIGHEST_TELEPHONE_SHARE, len(patient))
    start = in_clinic_hours(day, draw)
    visit = np.where(remote, kind("telephone"), kind("follow_up"))
    reason = _reason(world, known, rows, patient, day)
    visits = encounters_of(patient, start, start + LENGTH, visit, place, reason)
    return batch(visits.take(kept & (start < (last[patient] + 1) * DAY)))


def _reason(world: World, known: Ints, rows: list[tuple[int, int, int]], patient: Ints, day: Ints) -> Ints:
    """The disease that the department has known longest among those that the person has on the day."""
    since = np.full(len(patient), NEVER)
    reason = np.full(len(patient), -1)
    for row, _, _ in rows:
        seen = known[row, patient]
        counts = (seen <= day + 7) & (seen < since) & (day < world.health.over[row, patient])
        since = np.where(counts, seen, since)
        reason = np.where(counts, number(LASTING[row]), reason)
    return reason


def _dialysis(world: World, known: Ints) -> Batch:
    """Three sessions a week from two weeks after the end stage is reached."""
    draw = world.draws.stream("dialysis")
    first = known[lasting(codes.KIDNEY_5)] + 14
    monday = first + (4 - first) % 7  # 1970-01-05 was a Monday
    sessions = np.maximum((world.last_day - monday) // 7, 0) * 3 * (first < NEVER)
    patient = np.repeat(np.arange(len(world.people)), sessions)
    order = within(sessions)
    shift = draw.integers(0, 3, len(world.people))[patient] * 5 * HOUR
    start = (monday[patient] + order // 3 * 7 + order % 3 * 2) * DAY + 7 * HOUR + shift
    visits = encounters_of(patient, start, start + DIALYSIS_LENGTH + 30 * MINUTE, kind("treatment"),
        department("nephrology"),
                           number(codes.KIDNEY_5))  # fmt: skip
    whole = np.arange(len(patient))
    same = np.ones(len(patient), dtype=np.int64)
    done = Procedures(
        whole,
        number(codes.HEMODIALYSIS) * same,
        15 * MINUTE * same,
        DIALYSIS_LENGTH * same,
        number(codes.KIDNEY_5) * same,
    )
    return batch(visits, procedures=[done])
