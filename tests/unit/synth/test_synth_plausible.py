"""Whether the hospital looks like one: prevalence near what was asked for, values within what bodies can do."""

import json
from pathlib import Path

import numpy as np
import pytest

from asan.synth import write_hospital
from asan.synth.analytes import ACUTE, ANALYTES
from asan.synth.cancers import CANCERS
from asan.synth.catalog import LASTING, lasting
from asan.synth.codes import PREGNANCY
from asan.synth.diseases import AGES, DISEASES
from asan.synth.draws import Draws
from asan.synth.files import Format
from asan.synth.health import fall_ill
from asan.synth.population import AGE_BANDS, FEMALE_SHARE, populate
from tests.support.estimates import binomial_tail

START, END = 16_801, 20_453  # 2016-01-01 to 2025-12-31


ROWS = len(DISEASES + CANCERS) * 2 * (len(AGES) - 1)


@pytest.fixture(scope="module")
def prevalence(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """The file's rows for a hospital of 20,000, of one year to be quick: an onset does not depend on the window."""
    folder = tmp_path_factory.mktemp("asked")
    write_hospital(folder, patients=20_000, seed=11, years=1, format=Format.parquet, workers=2)
    return json.loads((folder / "truth" / "prevalence.json").read_text(encoding="utf-8"))["prevalence"]


def test_prevalence_by_age_and_sex_is_what_was_asked_for(prevalence: list[dict]) -> None:
    assert len(prevalence) == ROWS
    assert all(row["source"] for row in prevalence)
    assert sum(row["persons"] for row in prevalence) == 20_000 * len(DISEASES + CANCERS)
    likely = {
        (row["text"], row["sex"], row["age_from"]): binomial_tail(
            row["ill"], row["persons"], row["asked"] / row["persons"]
        )
        for row in prevalence
        if row["persons"]
    }
    # Of some 600 intervals, each missed by chance once in 5,000, two may be.
    assert len([row for row, chance in likely.items() if chance < 1e-4]) <= 2
    assert min(likely.values()) > 1e-6, min(likely, key=likely.__getitem__)


@pytest.fixture
def larger_people(ask) -> list[tuple[float, bool]]:
    """Age at the middle of the window, and sex, of everyone."""
    middle = np.datetime64("2020-12-31")
    rows = ask("SELECT BIRTHDATE, GENDER FROM patients")
    return [(float((middle - np.datetime64(birth)).astype(int)) / 365.25, sex == "F") for birth, sex in rows]


def test_whom_the_hospital_has_diagnosed_is_ill(ask, larger: Path) -> None:
    rows = json.loads((larger / "truth" / "prevalence.json").read_text(encoding="utf-8"))["prevalence"]
    for row in rows:
        assert row["diagnosed"] <= min(row["ill"], row["living"]) <= row["living"] <= row["persons"]
    lasting = {d.code.code for d in DISEASES if not d.lasts_years and d.mortality == 1.0}
    stays = [row for row in rows if row["code"] in lasting and row["persons"]]
    still_ill = sum(row["ill"] * row["living"] / row["persons"] for row in stays)
    assert sum(row["diagnosed"] for row in stays) > 0.9 * still_ill
    assert (
        sum(row["diagnosed"] for row in rows if row["code"] == "44054006")
        == ask(
            """SELECT count(DISTINCT PATIENT) FROM conditions c JOIN patients p ON p.Id = c.PATIENT
        WHERE CODE = '44054006' AND DEATHDATE IS NULL"""
        )[0][0]
    )


def test_diabetes_and_hypertension_come_together() -> None:
    draws = Draws(12)
    people = populate(draws, 20_000, START, END)
    health = fall_ill(draws, people)
    by_name = {d.code.text: health.onset[lasting(d.code)] <= END for d in DISEASES}
    both = (by_name["Type 2 diabetes mellitus"] & by_name["Essential hypertension"]).mean()
    assert both > 1.3 * by_name["Type 2 diabetes mellitus"].mean() * by_name["Essential hypertension"].mean()


def test_values_are_what_bodies_can_do(ask) -> None:
    bounds = {a.loinc: (a.lowest, a.highest) for a in ANALYTES.values()}
    for code, lowest, highest in ask("SELECT CODE, min(VALUE), max(VALUE) FROM numbers GROUP BY CODE"):
        assert bounds[code][0] <= lowest <= highest <= bounds[code][1], code
    for code, low, high in (
        ("8480-6", 105, 145),
        ("8462-4", 65, 88),
        ("8867-4", 65, 85),
        ("718-7", 11, 15),
        ("2160-0", 0.6, 1.6),
    ):
        assert low < ask(f"SELECT median(VALUE) FROM numbers WHERE CODE = '{code}'")[0][0] < high, code
    assert ask(
        """SELECT count(*) FILTER (WHERE s.VALUE - d.VALUE < 14), count(*) > 1000 FROM numbers s
        JOIN numbers d USING (ENCOUNTER, DATE) WHERE s.CODE = '8480-6' AND d.CODE = '8462-4'"""
    ) == [(0, True)]


# What a living body can show, and what is usual in the healthy: code, least, most, usual from, to (men; women). The
# usual ranges are those that laboratories and textbooks print, rounded.
RANGES: tuple[tuple[str, float, float, tuple[float, float], tuple[float, float]], ...] = (
    ("8480-6", 50, 260, (90, 140), (90, 140)),  # systolic pressure, mm[Hg]
    ("8462-4", 20, 150, (55, 90), (55, 90)),  # diastolic pressure, mm[Hg]
    ("8867-4", 20, 220, (50, 100), (50, 100)),  # heart rate, /min
    ("9279-1", 6, 70, (12, 20), (12, 20)),  # respiratory rate, /min
    ("8310-5", 33, 42.5, (36.0, 37.5), (36.0, 37.5)),  # body temperature, Cel
    ("59408-5", 50, 100, (95, 100), (95, 100)),  # oxygen saturation, %
    ("2951-2", 105, 170, (135, 145), (135, 145)),  # sodium, mmol/L
    ("2823-3", 2.0, 8.0, (3.5, 5.1), (3.5, 5.1)),  # potassium, mmol/L
    ("2345-7", 20, 1000, (65, 110), (65, 110)),  # glucose, mg/dL
    ("4548-4", 3.5, 18, (4.3, 6.4), (4.3, 6.4)),  # HbA1c, %
    ("2160-0", 0.1, 20, (0.6, 1.3), (0.4, 1.1)),  # creatinine, mg/dL
    ("33914-3", 2, 180, (75, 130), (75, 130)),  # filtration rate, mL/min
    ("718-7", 3, 22, (13, 17.5), (11.5, 16)),  # hemoglobin, g/dL
    ("4544-3", 10, 65, (38, 53), (34, 48)),  # hematocrit, %
    ("6690-2", 0.1, 100, (3.8, 10.5), (3.8, 10.5)),  # leukocytes, 10*3/uL
    ("777-3", 3, 1200, (140, 420), (140, 420)),  # platelets, 10*3/uL
    ("1920-8", 3, 5000, (8, 45), (8, 45)),  # aspartate aminotransferase, [U]/L
    ("1742-6", 2, 5000, (5, 55), (5, 45)),  # alanine aminotransferase, [U]/L
    ("18262-6", 5, 500, (40, 160), (40, 160)),  # LDL cholesterol, mg/dL
    ("2085-9", 5, 150, (30, 80), (35, 90)),  # HDL cholesterol, mg/dL
    ("2093-3", 40, 700, (110, 250), (110, 250)),  # total cholesterol, mg/dL
    ("39156-5", 9, 70, (18, 30), (17, 29)),  # body mass index, kg/m2
)
SHARE_USUAL = 0.93
ONLY_THE_ILL = ("9279-1", "59408-5", "2951-2", "2823-3", "4548-4")  # in outpatients measured in the ill only


@pytest.mark.parametrize(
    ("code", "least", "most", "men", "women"), RANGES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_healthy_have_usual_values_and_nobody_impossible_ones(ask, code, least, most, men, women) -> None:
    lowest, highest = ask(f"SELECT min(VALUE), max(VALUE) FROM numbers WHERE CODE = '{code}'")[0]
    assert least <= lowest <= highest <= most
    # Healthy: grown up, not pregnant, and no lasting disease ever recorded. Acutely ill visits do not count.
    lasting = ", ".join(f"'{c.code}'" for c in (*LASTING, PREGNANCY))
    acute = ", ".join(f"'{code.code}'" for changes in ACUTE.values() for code, _ in changes)
    seen, usual = ask(
        f"""SELECT count(*), count(*) FILTER (WHERE CASE p.GENDER WHEN 'M' THEN VALUE BETWEEN {men[0]} AND {men[1]}
        ELSE VALUE BETWEEN {women[0]} AND {women[1]} END)
        FROM numbers o JOIN patients p ON p.Id = o.PATIENT JOIN encounters e ON e.Id = o.ENCOUNTER
        WHERE o.CODE = '{code}' AND e.ENCOUNTERCLASS IN ('wellness', 'ambulatory', 'outpatient')
        AND coalesce(e.REASONCODE, '') NOT IN ({acute})
        AND date_diff('year', p.BIRTHDATE::DATE, o.DATE[:10]::DATE) BETWEEN 20 AND 59
        AND o.PATIENT NOT IN (SELECT PATIENT FROM conditions WHERE CODE IN ({lasting}))"""
    )[0]
    assert usual >= SHARE_USUAL * seen
    assert seen > 100 or code in ONLY_THE_ILL


def test_the_age_pyramid_is_what_was_asked_for(larger_people: list[tuple[float, bool]]) -> None:
    count = len(larger_people)
    for begin, end, share in AGE_BANDS[1:]:  # those born in the window's second half come in as they are born
        found = sum(begin <= age < end for age, _ in larger_people)
        assert binomial_tail(found, count, share) > 1e-4, (begin, found, share * count)
    assert binomial_tail(sum(female for _, female in larger_people), count, FEMALE_SHARE) > 1e-4


def test_body_mass_index_is_weight_over_height_squared(ask) -> None:
    assert ask(
        """SELECT count(*) > 1000, max(abs(b.VALUE - w.VALUE / (h.VALUE / 100) ** 2)) < 0.6
        FROM numbers b JOIN numbers w USING (ENCOUNTER, DATE) JOIN numbers h USING (ENCOUNTER, DATE)
        WHERE b.CODE = '39156-5' AND w.CODE = '29463-7' AND h.CODE = '8302-2' AND h.VALUE > 90"""
    ) == [(True, True)]


def test_laboratory_values_answer_to_disease_and_treatment(ask) -> None:
    median = "SELECT median(o.VALUE) FROM numbers o WHERE o.CODE = '4548-4'"
    diabetic = "EXISTS (SELECT 1 FROM conditions c WHERE c.PATIENT = o.PATIENT AND c.CODE = '44054006')"
    assert ask(f"{median} AND {diabetic}")[0][0] > 6.3
    before, after = ask(
        """WITH first AS (SELECT PATIENT, min(START) AS since FROM medications WHERE CODE = '860975' GROUP BY 1),
        born AS (SELECT c.PATIENT FROM conditions c WHERE c.CODE = '44054006' AND c.START > '2018-01-01')
        SELECT avg(o.VALUE) FILTER (WHERE o.DATE[:10] <= f.since[:10]),
        avg(o.VALUE) FILTER (WHERE o.DATE[:10]::DATE BETWEEN f.since[:10]::DATE + 90 AND f.since[:10]::DATE + 400)
        FROM numbers o JOIN first f USING (PATIENT) JOIN born USING (PATIENT) WHERE o.CODE = '4548-4'"""
    )[0]
    assert before - after > 0.7
    low, high = ask(
        """SELECT median(VALUE) FILTER (WHERE e.REASONCODE = '22298006'),
        median(VALUE) FILTER (WHERE e.REASONCODE = '91302008') FROM numbers o
        JOIN encounters e ON e.Id = o.ENCOUNTER WHERE o.CODE = '1988-5' AND e.ENCOUNTERCLASS = 'emergency'"""
    )[0]
    assert high > 10 * low


def test_every_kind_of_visit_and_payer_occurs(ask) -> None:
    assert {row[0] for row in ask("SELECT DISTINCT ENCOUNTERCLASS FROM encounters")} == {
        "wellness", "ambulatory", "outpatient", "urgentcare", "emergency",
        "inpatient", "snf", "hospice", "home", "virtual",
    }  # fmt: skip
    assert {row[0] for row in ask("SELECT DISTINCT y.NAME FROM encounters e JOIN payers y ON y.Id = e.PAYER")} == {
        "국민건강보험", "의료급여", "자동차보험", "산재보험",
    }  # fmt: skip


def test_bills_are_the_sum_of_their_items(ask) -> None:
    assert ask(
        """WITH item AS (SELECT ENCOUNTER, BASE_COST::DOUBLE AS won FROM procedures
        UNION ALL SELECT ENCOUNTER, TOTALCOST::DOUBLE FROM medications
        UNION ALL SELECT ENCOUNTER, BASE_COST::DOUBLE FROM immunizations),
        sums AS (SELECT ENCOUNTER, sum(won) AS won FROM item GROUP BY 1)
        SELECT count(*) FROM encounters e LEFT JOIN sums s ON s.ENCOUNTER = e.Id
        WHERE abs(e.TOTAL_CLAIM_COST::DOUBLE - e.BASE_ENCOUNTER_COST::DOUBLE - coalesce(s.won, 0)) > 0.5
        OR e.PAYER_COVERAGE::DOUBLE > e.TOTAL_CLAIM_COST::DOUBLE"""
    ) == [(0,)]
    assert ask(
        "SELECT count(*) FROM medications WHERE abs(BASE_COST::DOUBLE * DISPENSES::INT - TOTALCOST::DOUBLE) > 0.5"
    ) == [(0,)]


def test_people_are_old_and_young_men_and_women(ask) -> None:
    women, count, oldest, youngest, deaths = ask(
        """SELECT avg((GENDER = 'F')::INT), count(*), min(BIRTHDATE), max(BIRTHDATE), avg((DEATHDATE IS NOT NULL)::INT)
        FROM patients"""
    )[0]
    assert 0.45 < women < 0.56
    assert count == 1500
    assert oldest < "1940"
    assert youngest > "2022"
    assert 0.04 < deaths < 0.2


def test_everyone_has_been_here(ask) -> None:
    assert ask("SELECT count(*) FROM patients WHERE Id NOT IN (SELECT PATIENT FROM encounters)") == [(0,)]
