"""The synthetic hospital's files against Synthea's own."""

import csv
from pathlib import Path

import pytest

from asan.synth import write_hospital
from tests.support.shared_data import shared_data

NEWER = (
    *("patients", "organizations", "providers", "payers", "payer_transitions", "encounters", "conditions"),
    *("medications", "immunizations", "allergies", "careplans", "devices", "supplies", "imaging_studies"),
)
OLDER = ("procedures", "observations")  # the newer sample has none of these; their columns are the same in both


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hospital")
    write_hospital(folder, patients=60, years=5)
    return folder


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize(
    ("sample", "name"), [*(("synthea-109", n) for n in NEWER), *(("synthea-27", n) for n in OLDER)]
)
def test_columns_are_those_of_synthea(hospital: Path, sample: str, name: str) -> None:
    assert header(hospital / f"{name}.csv") == header(shared_data(sample) / f"{name}.csv")


def test_visit_classes_are_those_of_synthea(hospital: Path) -> None:
    with (shared_data("synthea-109") / "encounters.csv").open(encoding="utf-8", newline="") as file:
        known = {row["ENCOUNTERCLASS"] for row in csv.DictReader(file)}
    with (hospital / "encounters.csv").open(encoding="utf-8", newline="") as file:
        assert {row["ENCOUNTERCLASS"] for row in csv.DictReader(file)} <= known
