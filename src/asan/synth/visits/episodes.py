"""Illnesses and injuries that pass: when they come, where they are seen, and what is done about them."""

from dataclasses import replace

import numpy as np

from asan.synth.arrays import Floats, Ints
from asan.synth.catalog import lasting, number
from asan.synth.clock import DAY, HOUR, MINUTE, at_any_hour, first_of_year, in_clinic_hours, year_of, years_between
from asan.synth.departments import department
from asan.synth.draws import chance, pick
from asan.synth.encounters import (
    ADMISSION_DELAY,
    Batch,
    Devices,
    Encounters,
    batch,
    encounters_of,
    join,
    kind,
)
from asan.synth.health import ill_at, takes_at
from asan.synth.illnesses import BANDS, COVID, COVID_YEARS, ILLNESSES, Illness
from asan.synth.insurance import MOTOR_PAYER, OWN_PAYER, WORK_PAYER
from asan.synth.items import diagnose, perform, prescribe
from asan.synth.mortality import SURVIVED_DAYS, Deaths
from asan.synth.window import World

CLINIC, URGENT, EMERGENCY, ADMITTED = range(4)
WORKING_AGES = (18.0, 68.0)


def episodes(world: World) -> tuple[Batch, Deaths]:
    """All episodes, and the deaths as they are after those that end fatally."""
    deaths = world.deaths
    batches = []
    for illness in (*ILLNESSES, COVID):
        part, deaths = _episodes_of(illness, replace(world, deaths=deaths))
        batches.append(part)
    return join(batches), deaths


def _episodes_of(illness: Illness, world: World) -> tuple[Batch, Deaths]:
    draw = world.draws.stream(f"illness {illness.code.code}")
    patient, day = _when(illness, world, draw)
    place = department(illness.department)
    seen = pick(draw, illness.seen, len(patient))
    stay_days = np.maximum(illness.stay * draw.lognormal(0, 0.45, len(patient)), 1.0)
    until = day + np.maximum(draw.gamma(4, illness.days / 4, len(patient)), 2).astype(np.int64)
    payer = _payer(illness, world, patient, day, draw)
    starts = np.where(seen == CLINIC, in_clinic_hours(day, draw), at_any_hour(day, draw))
    code = number(illness.code)

    first_length = np.where(seen == ADMITTED, ADMISSION_DELAY, np.where(seen == EMERGENCY, 3 * HOUR, 25 * MINUTE))
    first_kind = np.array([kind("symptom"), kind("urgent"), kind("emergency"), kind("emergency")])[seen]
    first_place = np.where(seen >= EMERGENCY, department("emergency"), place)
    visits = encounters_of(patient, starts, starts + first_length, first_kind, first_place, code, payer)
    rows = np.arange(len(patient))
    stop = np.maximum(until * DAY, visits.stop)
    first = batch(
        visits,
        [diagnose(rows, illness.code, stop)],
        [perform(draw, rows, procedure, share, illness.code) for procedure, share in illness.procedures],
        [
            prescribe(draw, rows[seen != ADMITTED], drug, share, days, illness.code)
            for drug, share, days in illness.drugs
        ],
    )
    admitted = _admissions(illness, visits.take(seen == ADMITTED), stay_days[seen == ADMITTED], world, draw)
    deaths = _fatal(illness, world, admitted.encounters, draw)
    return join([first, admitted, *_afterwards(illness, admitted.encounters, draw)]), deaths


def _when(illness: Illness, world: World, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Persons and days of the episodes.

    More are drawn than come: as many as if every risk were there, by person and calendar year. Each then stays with the
    share that the risks of its own day leave, so that a risk counts from the very day on which it begins.
    """
    years = np.arange(year_of(np.array([world.start]))[0], year_of(np.array([world.end]))[0] + 1)
    middle = first_of_year(years)[:, None] + 182
    age = years_between(world.people.birth[None, :], middle)
    rate = np.asarray(illness.rates)[np.clip(np.searchsorted(BANDS, age, side="right") - 1, 0, len(BANDS) - 1)] / 1000
    rate = rate * np.where(world.people.female, 2 * illness.women / (1 + illness.women), 2 / (1 + illness.women))
    if illness is COVID:
        rate = rate * np.array([COVID_YEARS.get(int(y), 0.0) for y in years])[:, None]
    most = float(np.prod([max(times, 1.0) for _, times in (*illness.risks, *illness.drug_risks)]))
    counts = draw.poisson(np.where(age > -1, rate * most, 0.0))
    year, patient = (np.repeat(rows, counts[counts > 0]) for rows in np.nonzero(counts))
    day = first_of_year(years)[year] + draw.integers(0, 365, len(year))
    comes = draw.random(len(day)) < _risk(illness, world, patient, day) / most
    comes &= (day >= world.people.arrival[patient] + SURVIVED_DAYS) & (day < world.deaths.day[patient])
    order = np.lexsort((day[comes], patient[comes]))
    patient, day = patient[comes][order], day[comes][order]
    if illness.once:
        patient, first = np.unique(patient, return_index=True)
        day = day[first]
    return patient, day


def _risk(illness: Illness, world: World, patient: Ints, day: Ints) -> Floats:
    """By how much the person's diseases and drugs of the day multiply the rate."""
    risk = np.ones(len(day))
    for disease, times in illness.risks:
        risk *= np.where(ill_at(world.health, lasting(disease), patient, day), times, 1.0)
    for drug, times in illness.drug_risks:
        risk *= np.where(takes_at(world.health, drug, patient, day), times, 1.0)
    return risk


def _payer(illness: Illness, world: World, patient: Ints, day: Ints, draw: np.random.Generator) -> Ints:
    payer = np.array([OWN_PAYER, MOTOR_PAYER, WORK_PAYER])[pick(draw, illness.payers, len(patient))]
    age = years_between(world.people.birth[patient], day)
    working = (age >= WORKING_AGES[0]) & (age < WORKING_AGES[1])
    return np.where((payer == WORK_PAYER) & ~working, OWN_PAYER, payer)


def _admissions(
    illness: Illness, emergency: Encounters, days: Floats, world: World, draw: np.random.Generator
) -> Batch:
    start = emergency.stop
    stop = start + (days * DAY).astype(np.int64)
    stays = encounters_of(emergency.patient, start, stop, kind("admission_emergency"), department(illness.department),
                          number(illness.code), emergency.payer)  # fmt: skip
    rows = np.arange(len(stays))
    procedures = [perform(draw, rows, p, share, illness.code, latest=20 * HOUR) for p, share in illness.admitted]
    drugs = [
        prescribe(draw, rows, d, share, n, illness.code) for d, share, n in (*illness.admitted_drugs, *illness.drugs)
    ]
    devices = []
    if illness.device is not None and procedures:
        having = procedures[0].encounter
        devices.append(Devices(having, np.full(len(having), number(illness.device))))
    return batch(stays, (), procedures, drugs, devices)


def _fatal(illness: Illness, world: World, stays: Encounters, draw: np.random.Generator) -> Deaths:
    """Some stays end with death on their last day; the earliest death counts."""
    ends = chance(draw, illness.fatal, len(stays))
    day = world.deaths.day.copy()
    np.minimum.at(day, stays.patient[ends], stays.stop[ends] // DAY)
    sooner = day < world.deaths.day
    return Deaths(day, np.where(sooner, number(illness.code), world.deaths.cause))


def _afterwards(illness: Illness, stays: Encounters, draw: np.random.Generator) -> list[Batch]:
    """A visit one to two weeks after the stay, or a time in the rehabilitation centre before it."""
    goes_on = chance(draw, illness.rehabilitation, len(stays))
    weeks = draw.integers(3, 9, len(stays))
    centre = encounters_of(stays.patient, stays.stop, stays.stop + weeks * 7 * DAY, kind("rehabilitation"),
                           department("rehabilitation"), stays.reason, stays.payer).take(goes_on)  # fmt: skip
    home = np.where(goes_on, stays.stop + weeks * 7 * DAY, stays.stop) // DAY
    start = in_clinic_hours(home + draw.integers(7, 15, len(stays)), draw)
    visit = encounters_of(stays.patient, start, start + 15 * MINUTE, kind("after_surgery"),
        department(illness.department),
                          stays.reason, stays.payer)  # fmt: skip
    return [batch(centre), batch(visit)]
