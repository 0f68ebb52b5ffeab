"""The first visit of everyone: how the hospital comes to know them."""

import numpy as np

from asan.synth.clock import MINUTE, in_clinic_hours, years_between
from asan.synth.departments import department
from asan.synth.encounters import Batch, batch, encounters_of, kind
from asan.synth.window import World


def arrivals(world: World) -> Batch:
    """One visit a person within days of their arrival, in pediatrics or family medicine."""
    draw = world.draws.stream("arrivals")
    day = world.people.arrival + draw.integers(3, 20, len(world.people))
    child = years_between(world.people.birth, day) < 18
    place = np.where(child, department("pediatrics"), department("family"))
    start = in_clinic_hours(day, draw)
    return batch(encounters_of(np.arange(len(day)), start, start + 20 * MINUTE, kind("symptom"), place))
