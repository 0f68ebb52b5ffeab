"""Care at home for the very old, the hospice, and the certificate of death."""

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Ints, within
from asan.synth.cancers import CANCERS
from asan.synth.catalog import lasting, number
from asan.synth.clock import DAY, MINUTE, NEVER, YEAR_DAYS, in_clinic_hours
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.encounters import Batch, Encounters, batch, encounters_of, kind
from asan.synth.health import known_from
from asan.synth.items import prescribe
from asan.synth.window import World

HOME_CARE_AGE = 80
HOME_CARE_SHARE = 0.35  # of those of that age with dementia or heart failure
HOSPICE_SHARE = 0.5  # of deaths from cancer; about one in four in the country (중앙호스피스센터)


def home_care(world: World) -> Batch:
    """A nurse's visits every two months to old people with dementia or heart failure."""
    draw = world.draws.stream("home care")
    known_days = known_from(world.health, world.people)
    dementia, heart = known_days[lasting(codes.ALZHEIMER)], known_days[lasting(codes.HEART_FAILURE)]
    known = np.minimum(dementia, heart)
    reason = np.where(dementia <= heart, number(codes.ALZHEIMER), number(codes.HEART_FAILURE))
    first = np.maximum(known, world.people.birth + int(HOME_CARE_AGE * YEAR_DAYS))
    cared = chance(draw, HOME_CARE_SHARE, len(first)) & (known < NEVER)
    counts = np.maximum((world.last_day - first) // 60, 0) * cared
    patient = np.repeat(np.arange(len(first)), counts)
    start = in_clinic_hours(first[patient] + within(counts) * 60 + 5, draw)
    return batch(
        encounters_of(patient, start, start + 50 * MINUTE, kind("home"), department("homecare"), reason[patient])
    )


def hospice(world: World, death: Ints) -> Batch:
    """The last weeks of some who die of cancer; ``death`` in seconds."""
    draw = world.draws.stream("hospice")
    of_cancer = np.isin(world.deaths.cause, [number(c.code) for c in CANCERS]) & (world.deaths.day <= world.end)
    patient = np.flatnonzero(of_cancer & chance(draw, HOSPICE_SHARE, len(of_cancer)))
    start = death[patient] - draw.integers(5, 35, len(patient)) * DAY
    stays = encounters_of(
        patient, start, death[patient], kind("hospice"), department("hospice"), world.deaths.cause[patient]
    )
    rows = np.arange(len(patient))
    return batch(stays, prescriptions=[prescribe(draw, rows, codes.MORPHINE, 0.9, 5)])


def certificates(world: World, death: Ints) -> Encounters:
    """The certification of every death in the window, as Synthea writes it: a visit that starts with the death."""
    patient = np.flatnonzero(world.deaths.day <= world.end)
    start = death[patient]
    return encounters_of(
        patient, start, start + 15 * MINUTE, kind("death"), department("emergency"), world.deaths.cause[patient]
    )
