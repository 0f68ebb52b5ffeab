"""Courses of physical therapy for joints and backs: a session three times a week."""

import numpy as np

from asan.synth import codes
from asan.synth.catalog import lasting, number
from asan.synth.clock import MINUTE, YEAR_DAYS, in_clinic_hours, years_between
from asan.synth.departments import department
from asan.synth.encounters import Batch, batch, encounters_of, kind
from asan.synth.health import ill_at
from asan.synth.items import perform
from asan.synth.window import World

SESSIONS = 12
FROM_AGE = 40.0


def therapy(world: World) -> Batch:
    """The sessions of each course, for the knee where it is ill, else for the back. None where a practice has none."""
    draw = world.draws.stream("therapy")
    span = (world.last_day - world.people.arrival).clip(min=0)
    courses = draw.poisson(world.practice.therapy * span / YEAR_DAYS)
    patient = np.repeat(np.arange(len(courses)), courses)
    begun = world.people.arrival[patient] + (draw.random(len(patient)) * span[patient]).astype(np.int64)
    old_enough = years_between(world.people.birth[patient], begun) >= FROM_AGE
    patient, begun = patient[old_enough], begun[old_enough]
    knee = ill_at(world.health, lasting(codes.KNEE_ARTHRITIS), patient, begun)
    reason = np.where(knee, number(codes.KNEE_ARTHRITIS), number(codes.LOW_BACK_PAIN))
    monday = begun + (4 - begun) % 7  # 1970-01-05 was a Monday
    order = np.tile(np.arange(SESSIONS), len(patient))
    day = np.repeat(monday, SESSIONS) + order // 3 * 7 + order % 3 * 2
    start = in_clinic_hours(day, draw)
    visits = encounters_of(
        np.repeat(patient, SESSIONS), start, start + 40 * MINUTE, kind("treatment"), department("rehabilitation"),
        np.repeat(reason, SESSIONS),
    )  # fmt: skip
    whole = np.arange(len(visits))
    return batch(visits, procedures=[perform(draw, whole, codes.PHYSICAL_THERAPY, latest=MINUTE)])
