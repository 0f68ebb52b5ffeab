"""What cannot be: every question below counts rows that would be impossible, and there must be none."""

import pytest

from asan.synth import codes
from asan.synth.cancers import CANCERS, STAGES
from asan.synth.catalog import LASTING
from asan.synth.diseases import AGES, DISEASES
from asan.synth.drug_lines import YOUNGEST
from asan.synth.visits.maternity import HARMFUL

EVENTS = {
    "encounters": ("PATIENT", "START", "STOP"),
    "conditions": ("PATIENT", "START", "STOP"),
    "medications": ("PATIENT", "START", "STOP"),
    "procedures": ("PATIENT", "START", "STOP"),
    "immunizations": ("PATIENT", "DATE", "DATE"),
    "observations": ("PATIENT", "DATE", "DATE"),
    "allergies": ("PATIENT", "START", "STOP"),
    "careplans": ("PATIENT", "START", "STOP"),
    "devices": ("PATIENT", "START", "STOP"),
    "supplies": ("PATIENT", "DATE", "DATE"),
    "imaging_studies": ("PATIENT", "DATE", "DATE"),
    "notes": ("PATIENT", "DATE", "DATE"),
    "payer_transitions": ("PATIENT", "START_DATE", "END_DATE"),
}
MALE_ONLY = ("266569009", "93974005", "26294005", "90199006", "2857-1", "752899")
FEMALE_ONLY = ("72892002", "398254007", "11466000", "700000006", "254837009", "71651007", "198240", "62", "134435003")


@pytest.mark.parametrize("table", EVENTS)
def test_nothing_before_birth_after_death_or_after_the_window(ask, table: str) -> None:
    _, start, stop = EVENTS[table]
    assert ask(
        f"""SELECT count(*) FROM {table} e LEFT JOIN patients p ON p.Id = e.PATIENT
        WHERE p.Id IS NULL OR e.{start} IS NULL OR left(e.{start}, 10) < p.BIRTHDATE
        OR left(e.{start}, 10) > '2025-12-31'
        OR left(e.{stop}, 10) > '2025-12-31' OR left(e.{start}, 10) > p.DEATHDATE OR left(e.{stop}, 10) > p.DEATHDATE"""
    ) == [(0,)]


@pytest.mark.parametrize("table", EVENTS)
def test_nothing_stops_before_it_starts(ask, table: str) -> None:
    _, start, stop = EVENTS[table]
    assert ask(f"SELECT count(*) FROM {table} WHERE {stop} < {start}") == [(0,)]


@pytest.mark.parametrize("table", sorted(set(EVENTS) - {"encounters", "payer_transitions"}))
def test_every_event_is_within_a_visit_of_its_patient(ask, table: str) -> None:
    _, start, _ = EVENTS[table]
    assert ask(
        f"""SELECT count(*) FROM {table} i LEFT JOIN encounters e ON e.Id = i.ENCOUNTER AND e.PATIENT = i.PATIENT
        WHERE e.Id IS NULL OR left(i.{start}, 10) < left(e.START, 10) OR left(i.{start}, 10) > left(e.STOP, 10)
        OR (length(i.{start}) > 10 AND (i.{start} < e.START OR i.{start} > e.STOP))"""
    ) == [(0,)]


def test_nobody_is_in_two_places(ask) -> None:
    assert ask(
        """SELECT count(*) FROM (SELECT START, max(STOP) OVER (PARTITION BY PATIENT ORDER BY START, STOP
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until FROM encounters WHERE CODE <> '308646001')
        WHERE busy_until > START"""
    ) == [(0,)]


@pytest.mark.parametrize(
    "table", ["conditions", "medications", "procedures", "observations", "immunizations", "careplans"]
)
def test_sexes_have_only_what_is_theirs(ask, table: str) -> None:
    wrong = f"(p.GENDER = 'F' AND t.CODE IN {MALE_ONLY}) OR (p.GENDER = 'M' AND t.CODE IN {FEMALE_ONLY})"
    assert ask(f"SELECT count(*) FROM {table} t JOIN patients p ON p.Id = t.PATIENT WHERE {wrong}") == [(0,)]


def test_each_death_is_certified_once_and_is_the_end(ask) -> None:
    assert ask(
        """SELECT count(*) FROM patients p WHERE (p.DEATHDATE IS NOT NULL) <>
        ((SELECT count(*) FROM encounters e WHERE e.PATIENT = p.Id AND e.CODE = '308646001') = 1)"""
    ) == [(0,)]
    assert ask(
        """SELECT count(*) FROM encounters d JOIN encounters e ON e.PATIENT = d.PATIENT AND e.Id <> d.Id
        WHERE d.CODE = '308646001' AND (e.START >= d.START OR e.STOP > d.START)"""
    ) == [(0,)]
    assert ask("SELECT count(*) > 100 FROM encounters WHERE CODE = '308646001'") == [(True,)]


def test_drugs_for_a_disease_come_with_or_after_its_diagnosis(ask) -> None:
    assert ask(
        """SELECT count(*) FROM medications m WHERE m.REASONCODE IN ('44054006', '59621000', '55822004', '195967001')
        AND NOT EXISTS (SELECT 1 FROM conditions c WHERE c.PATIENT = m.PATIENT AND c.CODE = m.REASONCODE
        AND c.START <= left(m.START, 10))"""
    ) == [(0,)]


def test_pregnant_women_are_of_an_age_to_be_and_do_not_bear_twice_in_a_year(ask) -> None:
    assert ask(
        """SELECT count(*) FROM conditions c JOIN patients p ON p.Id = c.PATIENT WHERE c.CODE = '72892002'
        AND date_diff('day', p.BIRTHDATE::DATE, c.START::DATE) / 365.25 NOT BETWEEN 18 AND 46"""
    ) == [(0,)]
    assert ask(
        """SELECT count(*) FROM (SELECT START, lag(START) OVER (PARTITION BY PATIENT ORDER BY START) AS former
        FROM encounters WHERE REASONCODE = '72892002' AND ENCOUNTERCLASS = 'inpatient')
        WHERE date_diff('day', former[:10]::DATE, START[:10]::DATE) < 365"""
    ) == [(0,)]


def test_a_birth_ends_a_pregnancy_that_was_recorded_once(ask) -> None:
    births, within_one = ask(
        """SELECT count(*), count(*) FILTER (WHERE (SELECT count(*) FROM conditions c WHERE c.PATIENT = d.PATIENT
        AND c.CODE = '72892002' AND d.START[:10]::DATE BETWEEN c.START::DATE AND coalesce(c.STOP::DATE, '2025-12-31')
        AND d.START[:10]::DATE - c.START::DATE < 300) = 1)
        FROM procedures d WHERE d.CODE IN ('11466000', '700000006')"""
    )[0]
    assert births == within_one > 50
    assert ask(
        """SELECT count(*) FROM conditions p WHERE p.CODE = '398254007' AND NOT EXISTS (SELECT 1 FROM conditions c
        WHERE c.PATIENT = p.PATIENT AND c.CODE = '72892002' AND p.START BETWEEN c.START AND coalesce(c.STOP, '9'))"""
    ) == [(0,)]


def test_nobody_pregnant_is_treated_for_years_with_what_harms_the_unborn(ask) -> None:
    harmful = ", ".join(f"'{drug.code}'" for drug in HARMFUL)
    reasons = ", ".join(f"'{code.code}'" for code in LASTING)
    assert ask(
        f"""SELECT count(*) FROM medications m JOIN conditions c USING (PATIENT) WHERE c.CODE = '72892002'
        AND m.CODE IN ({harmful}) AND m.REASONCODE IN ({reasons})
        AND left(m.START, 10) BETWEEN c.START AND c.STOP"""
    ) == [(0,)]


def test_every_cancer_and_nothing_else_has_a_stage(ask) -> None:
    cancers = ", ".join(f"'{c.code.code}'" for c in CANCERS)
    staged, distinct = ask(
        f"""SELECT count(*), count(DISTINCT o.VALUE) FROM observations o WHERE o.CODE = '21908-9' AND EXISTS
        (SELECT 1 FROM conditions c WHERE c.ENCOUNTER = o.ENCOUNTER AND c.CODE IN ({cancers}))"""
    )[0]
    assert ask("SELECT count(*) FROM observations WHERE CODE = '21908-9'") == [(staged,)]
    assert ask(f"SELECT count(*) FROM conditions WHERE CODE IN ({cancers})") == [(staged,)]
    assert staged > 50
    assert distinct == len(STAGES)


def test_what_is_taken_out_is_taken_out_once(ask) -> None:
    for operation in (codes.APPENDECTOMY, codes.CHOLECYSTECTOMY, codes.COLECTOMY, codes.RADICAL_PROSTATECTOMY):
        done, persons = ask(
            f"SELECT count(*), count(DISTINCT PATIENT) FROM procedures WHERE CODE = '{operation.code}'"
        )[0]
        assert done == persons, operation.text


def test_treatments_are_for_what_the_person_has(ask) -> None:
    for treatment in (codes.HEMODIALYSIS, codes.CHEMOTHERAPY, codes.RADIOTHERAPY, codes.KNEE_REPLACEMENT):
        done, due = ask(
            f"""SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM conditions c WHERE c.PATIENT = t.PATIENT
            AND c.CODE = t.REASONCODE AND c.START <= left(t.START, 10)))
            FROM procedures t WHERE CODE = '{treatment.code}'"""
        )[0]
        assert done == due > 0, treatment.text


def test_a_later_stage_of_kidney_disease_follows_the_former(ask) -> None:
    for former, later in ((codes.KIDNEY_3, codes.KIDNEY_4), (codes.KIDNEY_4, codes.KIDNEY_5)):
        followed, reversed_ = ask(
            f"""SELECT count(*), count(*) FILTER (WHERE l.START < f.START OR f.STOP IS NULL) FROM conditions f
            JOIN conditions l USING (PATIENT) WHERE f.CODE = '{former.code}' AND l.CODE = '{later.code}'"""
        )[0]
        assert followed > 0
        assert reversed_ == 0


def test_covid_came_in_its_time(ask) -> None:
    assert ask("SELECT min(START) >= '2020-01-01' FROM conditions WHERE CODE = '840539006'") == [(True,)]


def test_nobody_is_too_young(ask) -> None:
    diseases = {d.code.code: max(d.youngest, next((a for a, m, w in zip(AGES[1:], d.men[1:], d.women[1:], strict=True)
                                                   if m or w), 0) - 10) for d in DISEASES}  # fmt: skip
    limits = [("conditions", code, age) for code, age in diseases.items()]
    limits += [("medications", drug.code, age) for drug, age in YOUNGEST.items()]
    limits += [("procedures", codes.MAMMOGRAPHY.code, 20), ("medications", codes.DONEPEZIL.code, 50)]
    for table, code, age in limits:
        youngest = ask(
            f"""SELECT min(date_diff('day', BIRTHDATE::DATE, left(t.START, 10)::DATE) / 365.25)
            FROM {table} t JOIN patients p ON p.Id = t.PATIENT WHERE CODE = '{code}'"""
        )[0][0]
        assert youngest is None or youngest >= age - 0.02, (table, code, youngest)


def test_an_emergency_admission_begins_where_the_emergency_room_ends(ask) -> None:
    linked, all_of_them = ask(
        """SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM encounters r WHERE r.PATIENT = e.PATIENT
        AND r.ENCOUNTERCLASS = 'emergency' AND r.STOP = e.START)), count(*)
        FROM encounters e WHERE CODE = '183452005'"""
    )[0]
    assert all_of_them > 100
    assert linked > 0.95 * all_of_them


def test_ids_are_unique_and_links_lead_somewhere(ask) -> None:
    for table in ("patients", "encounters", "careplans", "imaging_studies", "providers", "organizations", "payers"):
        assert ask(f"SELECT count(*) - count(DISTINCT Id) FROM {table}") == [(0,)]
    assert ask(
        """SELECT count(*) FROM encounters e LEFT JOIN providers d ON d.Id = e.PROVIDER
        LEFT JOIN organizations o ON o.Id = e.ORGANIZATION LEFT JOIN payers y ON y.Id = e.PAYER
        WHERE d.Id IS NULL OR o.Id IS NULL OR y.Id IS NULL OR d.ORGANIZATION <> o.Id"""
    ) == [(0,)]


def test_registration_numbers_cannot_belong_to_anyone(ask) -> None:
    assert ask("SELECT count(*) FROM patients WHERE SSN[3:4]::INT NOT BETWEEN 13 AND 24") == [(0,)]
    assert ask(
        r"""SELECT count(*) FROM patients WHERE NOT regexp_full_match(SSN, '\d{6}-[1-4]\d{6}')
        OR SSN[1:2] <> BIRTHDATE[3:4] OR SSN[3:4]::INT <> BIRTHDATE[6:7]::INT + 12
        OR (SSN[8:8] IN ('2', '4')) <> (GENDER = 'F')"""
    ) == [(0,)]
