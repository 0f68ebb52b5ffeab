"""GiBleed, a real CDM 5.3 in Parquet, imported as a snapshot: nothing lost, columns of 5.4 filled."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from asan.kit.settings import settings
from asan.modules.etl.cdm_import.service import import_cdm
from asan.omop.cdm import CDM
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import current
from tests.support.shared_data import shared_data


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("gibleed") / "home"))
        settings.cache_clear()
        yield import_cdm(shared_data("gibleed"))
    settings.cache_clear()


def count(sql: str) -> int:
    return int(Lake(settings()).connect_reader().execute(sql).fetchall()[0][0])


def rows_of(path: Path) -> int:
    return int(duckdb.execute("SELECT count(*) FROM read_parquet($1)", [str(path)]).fetchall()[0][0])


def test_every_row_of_every_file_is_in_the_lake(report: dict[str, Any]) -> None:
    files = {path.stem: rows_of(path) for path in shared_data("gibleed").glob("*.parquet")}
    assert len(files) > 30
    lake = {name: count(f"SELECT count(*) FROM lake.{CDM.tables[name].schema}.{name}") for name in files}
    assert lake == files
    assert report["reconciles"]
    assert report["import"]["unknown_files"] == []


def test_snapshot_is_published_with_its_vocabulary(report: dict[str, Any]) -> None:
    snapshot = current(Lake(settings()).connect_reader())
    assert snapshot is not None
    assert (snapshot.version, snapshot.kind, snapshot.vocabulary_version) == (
        report["snapshot"],
        "import",
        "v5.0 18-JAN-19",
    )


def test_rows_that_share_an_id_are_all_kept_and_named(report: dict[str, Any]) -> None:
    renumbered = {one["table"]: one["renumbered"] for one in report["import"]["tables"] if one["renumbered"]}
    assert renumbered == {"drug_exposure": 4384, "measurement": 2183, "observation": 6}
    for table in renumbered:
        assert count(f"SELECT count(*) - count(DISTINCT {table}_id) FROM lake.cdm.{table}") == 0
        assert count(f"SELECT count(*) FROM lake.cdm.{table} WHERE {table}_id >= 9007199254740992") == 0


def test_tables_have_exactly_the_columns_of_5_4_and_renamed_values_arrive(report: dict[str, Any]) -> None:
    connection = Lake(settings()).connect_reader()
    for table in CDM.in_schema("cdm"):
        described = connection.execute(f"DESCRIBE lake.cdm.{table.name}").fetchall()
        assert tuple(row[0] for row in described) == table.columns
    path = shared_data("gibleed") / "visit_occurrence.parquet"
    old = duckdb.execute(
        "SELECT visit_occurrence_id, admitting_source_concept_id, discharge_to_concept_id FROM read_parquet($1) "
        "ORDER BY 1",
        [str(path)],
    ).fetchall()
    new = connection.execute(
        "SELECT visit_occurrence_id, admitted_from_concept_id, discharged_to_concept_id FROM lake.cdm.visit_occurrence "
        "ORDER BY 1"
    ).fetchall()
    assert new == old
    assert connection.execute("SELECT cdm_version, cdm_version_concept_id FROM lake.cdm.cdm_source").fetchall() == [
        ("5.4", 756265)
    ]


def test_importing_again_gives_the_same_rows(
    report: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = schema_hashes(Lake(settings()).connect_reader(), "lake.cdm")
    folder = tmp_path / "shuffled"
    shutil.copytree(shared_data("gibleed"), folder)
    folder.chmod(0o700)
    for name in ("drug_exposure", "measurement", "observation"):
        path = folder / f"{name}.parquet"
        target = tmp_path / "one.parquet"
        duckdb.execute(f"COPY (SELECT * FROM '{path}' ORDER BY hash({name}_id, person_id)) TO '{target}'")
        path.unlink()
        target.rename(path)
    monkeypatch.setenv("ASAN_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    import_cdm(folder)
    assert schema_hashes(Lake(settings()).connect_reader(), "lake.cdm") == first
