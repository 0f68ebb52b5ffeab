"""One hospital in CSV and in Parquet becomes one CDM, row for row."""

from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.modules.etl.service import load_source
from asan.omop import starter
from asan.synth import write_hospital
from asan.synth.files import Format
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import lake


def loaded(source: Path, vocabulary: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Hashes of the CDM's tables after the steps on ``source``."""
    monkeypatch.setenv("ASAN_HOME", str(home))
    settings.cache_clear()
    report = load_source(source, vocabulary, synthetic=True)
    assert report["reconciles"]
    reader = lake().connect_reader()
    try:
        return schema_hashes(reader, "lake.cdm")
    finally:
        reader.close()


def test_csv_and_parquet_give_the_same_rows(tmp_path: Path, asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starter.write(tmp_path / "vocabulary")
    found = []
    for format in Format:
        write_hospital(tmp_path / format, patients=60, seed=5, years=4, format=format)
        found.append(loaded(tmp_path / format, tmp_path / "vocabulary", tmp_path / f"home-{format}", monkeypatch))
    assert found[0] == found[1]
    assert not found[0]["measurement"].startswith("0:")
