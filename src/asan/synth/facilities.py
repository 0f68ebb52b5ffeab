"""The hospital's sites and doctors, and which doctor sees whom."""

from dataclasses import dataclass

import numpy as np

from asan.synth.arrays import Columns, Ints, Strings
from asan.synth.departments import DEPARTMENTS, SITES
from asan.synth.draws import Draws, chance
from asan.synth.encounters import Encounters
from asan.synth.names import family_names, given_names


@dataclass(frozen=True)
class Doctors(Columns):
    """One row a doctor, those of one department together and in the order of ``DEPARTMENTS``."""

    id: Strings
    name: Strings
    female: Ints
    department: Ints


def doctors(draws: Draws) -> Doctors:
    """The doctors of every department."""
    draw = draws.stream("doctors")
    place = np.repeat(np.arange(len(DEPARTMENTS)), [d.doctors for d in DEPARTMENTS])
    female = chance(draw, 0.4, len(place))
    name = np.char.add(family_names(draw, len(place)), given_names(draw, female))
    return Doctors(draws.uuids("doctor ids", len(place)), name, female.astype(np.int64), place)


def doctor_of(visits: Encounters) -> Ints:
    """The row of the doctor of each visit: a person keeps theirs within a department."""
    counts = np.array([d.doctors for d in DEPARTMENTS])
    first = np.cumsum(counts) - counts
    return np.asarray(
        first[visits.department] + (visits.patient * 7 + visits.department * 3) % counts[visits.department]
    )


def site_of(visits: Encounters) -> Ints:
    """The site of each visit, a position in ``SITES``."""
    return np.array([d.site for d in DEPARTMENTS])[visits.department]


def site_ids(draws: Draws) -> Strings:
    """The identifiers of ``SITES``."""
    return draws.uuids("site ids", len(SITES))
