"""The preset through the 13 steps: rows a person as the predecessor had, as far as so few persons can tell."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from asan.kit.settings import settings
from asan.modules.etl.service import load_source
from asan.omop import starter
from asan.synth import write_hospital
from asan.synth.files import Format
from asan.synth.presets import Preset
from asan.warehouse.lake import lake

PATIENTS = 2_000  # its first block; in fewer there are too few of the few who come three times a week for dialysis
PERSONS = 76_074
ROWS = {
    "measurement": 36_610_971,
    "observation": 21_289_693,
    "procedure_occurrence": 12_413_965,
    "visit_occurrence": 4_514_630,
    "drug_exposure": 3_928_575,
    "payer_plan_period": 2_820_208,
    "condition_occurrence": 2_822_068,
    "condition_era": 1_511_513,
    "drug_era": 1_241_133,
}
STANDARD_ERRORS = 4  # one in some ten thousand samples lies beyond
CODED = ("measurement", "procedure_occurrence", "drug_exposure", "condition_occurrence")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("original")
    starter.write(folder / "vocabulary")
    write_hospital(folder / "source", patients=PATIENTS, seed=1, format=Format.parquet, preset=Preset.original)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        report = load_source(folder / "source", folder / "vocabulary", synthetic=True)
        assert report["reconciles"]
        connection = lake().connect_reader()
        yield connection
        connection.close()
    settings.cache_clear()


@pytest.mark.parametrize("table", ROWS)
def test_rows_a_person_are_the_predecessors(reader: duckdb.DuckDBPyConnection, table: str) -> None:
    counted = f"""
        SELECT count(t.person_id) FROM lake.cdm.person AS p LEFT JOIN lake.cdm.{table} AS t USING (person_id)
        GROUP BY p.person_id
    """
    each = [count for (count,) in reader.execute(counted).fetchall()]
    assert len(each) == PATIENTS
    error = statistics.stdev(each) / len(each) ** 0.5
    assert abs(statistics.mean(each) - ROWS[table] / PERSONS) < STANDARD_ERRORS * error


@pytest.mark.parametrize("table", CODED)
def test_every_record_has_a_standard_concept(reader: duckdb.DuckDBPyConnection, table: str) -> None:
    concept = f"{table.split('_')[0]}_concept_id"
    assert reader.execute(f"SELECT count(*) FROM lake.cdm.{table} WHERE {concept} = 0").fetchall() == [(0,)]


def test_a_cost_is_that_of_a_visit(reader: duckdb.DuckDBPyConnection) -> None:
    assert reader.execute("SELECT DISTINCT cost_domain_id FROM lake.cdm.cost").fetchall() == [("Visit",)]
