"""patients.csv, payers.csv, payer_transitions.csv, organizations.csv, providers.csv."""

import numpy as np
import pyarrow as pa

from asan.synth.cells import chosen, dates, moments, nothing, same, text, won
from asan.synth.chart import Chart
from asan.synth.clock import DAY, YEAR_DAYS
from asan.synth.departments import DEPARTMENTS, SITES
from asan.synth.insurance import PAYERS
from asan.synth.names import family_names, given_names
from asan.synth.places import addresses

Table = dict[str, pa.Array]
HOSPITAL = (
    "서울",
    "송파구",
    "05000",
    37.5265,
    127.1080,
)  # province, district, postal code that is not in use, position


def patients(chart: Chart) -> Table:
    """One row a person."""
    people, papers, count = chart.world.people, chart.papers, len(chart.world.people)
    draw = chart.world.draws.stream("names")
    family, given = family_names(draw, count), given_names(draw, people.female)
    home = addresses(chart.world.draws.stream("addresses"), count)
    born = addresses(chart.world.draws.stream("birthplaces"), count)
    adult = (chart.world.end - people.birth) > 19 * YEAR_DAYS
    paid = np.bincount(chart.visits.patient, chart.bill.total, count).astype(np.int64)
    covered = np.bincount(chart.visits.patient, chart.bill.covered, count).astype(np.int64)
    income = np.where(adult, np.minimum(draw.lognormal(17.3, 0.55, count), 4e8), 0).astype(np.int64) // 10_000 * 10_000
    income = np.where(people.medical_aid, income // 4, income)
    return {
        "Id": text(papers.id),
        "BIRTHDATE": dates(people.birth),
        "DEATHDATE": dates(np.where(chart.dead, chart.timeline.death, 0) // DAY, chart.dead),
        "SSN": text(papers.resident_number),
        "DRIVERS": text(papers.licence),
        "PASSPORT": text(papers.passport),
        "PREFIX": nothing(count),
        "FIRST": text(given),
        "MIDDLE": nothing(count),
        "LAST": text(family),
        "SUFFIX": nothing(count),
        "MAIDEN": nothing(count),
        "MARITAL": text(np.where(papers.married, "M", np.where(adult, "S", ""))),
        "RACE": same("asian", count),
        "ETHNICITY": same("nonhispanic", count),
        "GENDER": text(np.where(people.female, "F", "M")),
        "BIRTHPLACE": text(np.char.add(np.char.add(born.province, " "), born.city)),
        "ADDRESS": text(home.street),
        "CITY": text(home.city),
        "STATE": text(home.province),
        "COUNTY": text(home.city),
        "FIPS": nothing(count),
        "ZIP": text(home.postcode),
        "LAT": pa.array(home.latitude),
        "LON": pa.array(home.longitude),
        "HEALTHCARE_EXPENSES": won(paid - covered),
        "HEALTHCARE_COVERAGE": won(covered),
        "INCOME": pa.array(income),
    }


def payers(chart: Chart) -> Table:
    """One row an insurer, with what it paid in the window."""
    count, visits, bill = len(PAYERS), chart.visits, chart.bill
    payer = chart.payer_of_visit
    sums = {name: np.bincount(payer, values, count).astype(np.int64) for name, values in
            (("covered", bill.covered), ("uncovered", bill.total - bill.covered))}  # fmt: skip
    covered = bill.covered > 0
    events = chart.events

    def counted(encounter: np.ndarray, of: np.ndarray) -> pa.Array:
        return pa.array(np.bincount(payer[encounter[of[encounter]]], minlength=count))

    every = np.arange(len(visits))
    persons = [len(np.unique(visits.patient[payer == row])) for row in range(count)]
    months = np.bincount(chart.terms.payer, (chart.terms.stop - chart.terms.start) // (30 * DAY), count).astype(
        np.int64
    )
    return {
        "Id": text(chart.payer_ids),
        "NAME": text([p.name for p in PAYERS]),
        "OWNERSHIP": text([p.ownership for p in PAYERS]),
        "ADDRESS": nothing(count),
        "CITY": nothing(count),
        "STATE_HEADQUARTERED": nothing(count),
        "ZIP": nothing(count),
        "PHONE": nothing(count),
        "AMOUNT_COVERED": won(sums["covered"]),
        "AMOUNT_UNCOVERED": won(sums["uncovered"]),
        "REVENUE": won(np.zeros(count, dtype=np.int64)),
        "COVERED_ENCOUNTERS": counted(every, covered),
        "UNCOVERED_ENCOUNTERS": counted(every, ~covered),
        "COVERED_MEDICATIONS": counted(events.prescriptions.encounter, covered),
        "UNCOVERED_MEDICATIONS": counted(events.prescriptions.encounter, ~covered),
        "COVERED_PROCEDURES": counted(events.procedures.encounter, covered),
        "UNCOVERED_PROCEDURES": counted(events.procedures.encounter, ~covered),
        "COVERED_IMMUNIZATIONS": counted(chart.vaccinations.encounter, covered),
        "UNCOVERED_IMMUNIZATIONS": counted(chart.vaccinations.encounter, ~covered),
        "UNIQUE_CUSTOMERS": pa.array(persons),
        "QOLS_AVG": nothing(count),
        "MEMBER_MONTHS": pa.array(months),
    }


def payer_transitions(chart: Chart) -> Table:
    """One row a person and year of insurance."""
    held, count = chart.terms, len(chart.terms)
    members = chart.world.draws.uuids("member ids", len(chart.world.people))
    patient = text(chart.patient_ids).take(pa.array(held.patient))
    return {
        "PATIENT": patient,
        "MEMBERID": text(members).take(pa.array(held.patient)),
        "START_DATE": moments(held.start),
        "END_DATE": moments(held.stop),
        "PAYER": chosen(list(chart.payer_ids), held.payer),
        "SECONDARY_PAYER": nothing(count),
        "PLAN_OWNERSHIP": chosen(["Guardian", "Self"], held.own),
        "OWNER_NAME": nothing(count),
    }


def organizations(chart: Chart) -> Table:
    """One row a site of the hospital."""
    count = len(SITES)
    visits = np.bincount(chart.site_of_visit, minlength=count)
    revenue = np.bincount(chart.site_of_visit, chart.bill.total, count).astype(np.int64)
    return {
        "Id": text(chart.site_ids),
        "NAME": text([s.name for s in SITES]),
        "ADDRESS": text([s.street for s in SITES]),
        **_place(count),
        "PHONE": text([s.phone for s in SITES]),
        "REVENUE": won(revenue),
        "UTILIZATION": pa.array(visits),
    }


def providers(chart: Chart) -> Table:
    """One row a doctor; the department is the speciality."""
    doctors, count = chart.doctors, len(chart.doctors)
    site = np.array([d.site for d in DEPARTMENTS])[doctors.department]
    procedures = np.bincount(chart.doctor_of_visit[chart.events.procedures.encounter], minlength=count)
    return {
        "Id": text(doctors.id),
        "ORGANIZATION": chosen(list(chart.site_ids), site),
        "NAME": text(doctors.name),
        "GENDER": chosen(["M", "F"], doctors.female),
        "SPECIALITY": chosen([d.name for d in DEPARTMENTS], doctors.department),
        "ADDRESS": chosen([s.street for s in SITES], site),
        **_place(count),
        "ENCOUNTERS": pa.array(np.bincount(chart.doctor_of_visit, minlength=count)),
        "PROCEDURES": pa.array(procedures),
    }


def _place(count: int) -> Table:
    province, district, postcode, latitude, longitude = HOSPITAL
    return {
        "CITY": same(district, count),
        "STATE": same(province, count),
        "ZIP": same(postcode, count),
        "LAT": pa.repeat(pa.scalar(latitude), count),
        "LON": pa.repeat(pa.scalar(longitude), count),
    }
