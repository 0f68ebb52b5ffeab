"""Every planted defect is rejected for its reason on its line, nothing else is, and unknown codes are kept."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asan.cli import app
from asan.modules.etl.service import load_source
from asan.omop import starter
from asan.synth import blocks, write_hospital
from asan.synth.defects.kinds import BROKEN, CONSEQUENCE, COPIED, KEPT, KINDS
from asan.synth.defects.layout import LAYOUTS
from asan.synth.files import Format
from asan.warehouse.lake import lake

TABLES = (  # each table with the column that holds a record's code as it came
    ("condition_occurrence", "condition"), ("drug_exposure", "drug"), ("procedure_occurrence", "procedure"),
    ("device_exposure", "device"), ("measurement", "measurement"), ("observation", "observation"),
)  # fmt: skip


def ledger_of(source: Path) -> list[dict[str, str]]:
    with (source / "truth" / "defects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unknown_codes() -> Counter[str]:
    """How many rows of the CDM carry each local code; each must have concept 0."""
    reader = lake().connect_reader()
    try:
        found: Counter[str] = Counter()
        for table, name in TABLES:
            for code, concept, rows in reader.execute(
                f"""SELECT {name}_source_value, {name}_concept_id, count(*) FROM lake.cdm.{table}
                WHERE {name}_source_value LIKE 'LOCAL-%' GROUP BY 1, 2"""
            ).fetchall():
                assert concept == 0, (table, code)
                found[code] += rows
        return found
    finally:
        reader.close()


def planted_codes(source: Path, ledger: list[dict[str, str]]) -> Counter[str]:
    """The local codes on the lines that the ledger names."""
    found: Counter[str] = Counter()
    for file in {entry["file"] for entry in ledger if entry["outcome"] == KEPT}:
        lines = {int(entry["line"]) for entry in ledger if entry["file"] == file and entry["outcome"] == KEPT}
        with (source / f"{file}.csv").open(encoding="utf-8", newline="") as text:
            lined = dict(enumerate(text, 1))
        for line in lines:
            code = next(cell for cell in next(csv.reader([lined[line]])) if cell.startswith("LOCAL-"))
            found[code] += 1
    return found


@pytest.mark.parametrize(
    ("format", "patients", "rate", "least"), [(Format.csv, 1000, 0.01, 10_000), (Format.parquet, 250, 0.02, 2_000)]
)
def test_the_ledger_is_the_list_of_rejects(
    tmp_path: Path, asan_home: Path, monkeypatch: pytest.MonkeyPatch, format: Format, patients: int, rate: float,
    least: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(blocks, "PERSONS", 120)  # lines must go on from block to block
    source = tmp_path / "source"
    write_hospital(source, patients=patients, seed=4, format=format, defects=rate)
    starter.write(tmp_path / "vocabulary")
    report = load_source(source, tmp_path / "vocabulary", synthetic=True)
    assert report["reconciles"]

    told = CliRunner().invoke(app, ["etl", "rejects", "--format", "csv"])
    assert told.exit_code == 0, told.output
    rejects = list(csv.DictReader(io.StringIO(told.stdout)))
    ledger = ledger_of(source)
    expected = Counter((e["file"], int(e["line"]), e["outcome"]) for e in ledger if e["outcome"] != KEPT)
    found = Counter((r["file"], int(r["line"]), r["reason"]) for r in rejects)
    assert expected - found == Counter(), "planted and not rejected so"
    assert found - expected == Counter(), "rejected and not planted"
    assert len(ledger) >= least

    kinds = {kind.name for kind in (*KINDS, COPIED, BROKEN)} | {CONSEQUENCE}
    assert {entry["kind"] for entry in ledger} == (kinds if format is Format.csv else kinds - {BROKEN.name})
    assert {entry["file"] for entry in ledger} >= set(LAYOUTS) - {"supplies", "allergies"}  # few in a small hospital
    kept = sum(entry["outcome"] == KEPT for entry in ledger)
    codes = unknown_codes()
    assert sum(codes.values()) == kept > 100
    if format is Format.csv:
        assert codes == planted_codes(source, ledger)
