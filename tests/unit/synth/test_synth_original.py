"""The preset that records as much as the platform's predecessor held."""

import duckdb
import pytest

from asan.omop.starter.content import concepts
from asan.synth import blocks, write_hospital
from asan.synth.blocks import PERSONS
from asan.synth.files import Format
from asan.synth.presets import ORIGINAL, Preset
from asan.synth.visits.checkups import VACCINES

PATIENTS = 400
USABLE = {c.code for c in concepts() if (c.standard == "S" and not c.invalid) or c.maps_to}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Questions to the files of 400 patients of the preset."""
    folder = tmp_path_factory.mktemp("original")
    write_hospital(folder, patients=PATIENTS, seed=5, format=Format.parquet, preset=Preset.original)
    connection = duckdb.connect()
    for name in blocks.TABLES:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / name}.parquet'")
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_blocks_hold_exactly_the_women_of_the_whole() -> None:
    persons = 76_074
    starts = range(0, persons, PERSONS)
    women = [ORIGINAL.women_of(first, min(PERSONS, persons - first)) or 0 for first in starts]
    assert sum(women) == 38_278
    assert persons - sum(women) == 37_796


def test_so_many_women_are_written(ask) -> None:
    assert ask("SELECT count(*) FROM patients WHERE GENDER = 'F'") == [(ORIGINAL.women_of(0, PATIENTS),)]


@pytest.mark.parametrize("table", ["conditions", "medications", "procedures", "observations"])
def test_every_code_leads_to_a_standard_concept(ask, table: str) -> None:
    assert {code for (code,) in ask(f"SELECT DISTINCT CODE FROM {table}")} <= USABLE
    assert {vaccine.code for vaccine in VACCINES} <= USABLE


def test_no_item_is_measured_twice_at_one_moment(ask) -> None:
    assert ask("SELECT ENCOUNTER, DATE, CODE FROM observations GROUP BY ALL HAVING count(*) > 1") == []


def test_only_the_visit_has_a_price(ask) -> None:
    for table in ("medications", "procedures", "immunizations"):
        assert ask(f"SELECT count(BASE_COST) FROM {table}") == [(0,)]
    assert ask("SELECT DISTINCT ENCOUNTERCLASS FROM encounters WHERE TOTAL_CLAIM_COST IS NULL ORDER BY ALL") == [
        ("ambulatory",),
        ("wellness",),
    ]
    assert ask("SELECT count(*) FROM encounters WHERE TOTAL_CLAIM_COST <= 0") == [(0,)]


def test_insurance_follows_without_a_gap_by_quarters(ask) -> None:
    gaps = """
        SELECT count(*) FROM (
            SELECT START_DATE - lag(END_DATE) OVER (PARTITION BY PATIENT ORDER BY START_DATE) AS gap
            FROM payer_transitions
        ) WHERE gap <> INTERVAL 0 SECOND
    """
    assert ask(gaps) == [(0,)]
    assert ask("SELECT count(*) FROM payer_transitions WHERE END_DATE > START_DATE + INTERVAL 92 DAY") == [(0,)]


def test_white_cells_add_up_to_a_hundred(ask) -> None:
    shares = ("736-9", "5905-5", "713-8", "706-2", "770-8")
    sums = f"""
        SELECT count(*), min(total), max(total) FROM (
            SELECT sum(VALUE::DOUBLE) AS total FROM observations WHERE CODE IN {shares}
            GROUP BY ENCOUNTER, DATE HAVING count(*) = 5
        )
    """
    [(counted, least, most)] = ask(sums)
    assert counted > 100
    assert 99 <= least <= most <= 101  # each is rounded to a tenth, and basophils are at least a tenth


def test_the_level_of_fall_risk_is_that_of_its_score(ask) -> None:
    wrong = """
        SELECT count(*) FILTER (s.VALUE::DOUBLE < 25 AND l.VALUE <> 'Low risk'
                OR s.VALUE::DOUBLE >= 45 AND l.VALUE <> 'High risk'
                OR s.VALUE::DOUBLE BETWEEN 25 AND 44 AND l.VALUE <> 'Moderate risk'), count(*)
        FROM observations s JOIN observations l USING (ENCOUNTER, DATE)
        WHERE s.CODE = '59460-6' AND l.CODE = '59461-4'
    """
    [(mistaken, compared)] = ask(wrong)
    assert compared > 1000
    assert mistaken == 0


def test_nobody_is_treated_in_two_places_at_once(ask) -> None:
    overlaps = """
        SELECT count(*) FROM (
            SELECT START < max(STOP) OVER (
                PARTITION BY PATIENT ORDER BY START, STOP ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS early FROM encounters WHERE CODE <> '308646001'
        ) WHERE early
    """
    assert ask(overlaps) == [(0,)]
