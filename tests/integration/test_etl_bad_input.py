"""Bad input to a whole run: a clear error or counted rejects, nothing lost, the published snapshot as it was."""

import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import csv, parquet

from asan.gateway.owner import owner
from asan.gateway.service import gateway
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.etl import service
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import lake
from asan.warehouse.snapshots import published
from tests.support.small_hospital import write_source, write_vocabulary


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a good ``source``, loaded once into its own data folder."""
    folder = tmp_path_factory.mktemp("bad-input")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        source = write_source(folder / "source")
        service.load_source(source, write_vocabulary(folder / "vocabulary"))
        yield folder
    settings.cache_clear()


@pytest.fixture
def source(loaded: Path, tmp_path: Path) -> Path:
    """A copy of the good source to spoil."""
    return Path(shutil.copytree(loaded / "source", tmp_path / "source"))


def state() -> tuple[int, dict[str, str]]:
    """The published snapshot's version and the hashes of its tables."""
    reader = lake().connect_reader()
    try:
        return published(reader)[0].version, schema_hashes(reader, "lake.cdm")
    finally:
        reader.close()


def refused(source: Path, code: str) -> AsanError:
    """Run, expect the error ``code`` and an untouched snapshot."""
    before = state()
    with pytest.raises(AsanError) as caught:
        service.load_source(source)
    assert caught.value.code == code, caught.value
    assert caught.value.exit_code == 4
    assert state() == before
    if code != "source_missing":
        last = service.runs_status(1)[0]
        assert (last.state, last.error_code) == ("failed", code)
    return caught.value


def rejects(run: int) -> list[tuple[object, ...]]:
    sql, parameters = service.reject_query(run)
    rows = gateway().query(owner(), sql, parameters=parameters, surface="cli").rows()
    return [(row["file"], row["line"], row["column_name"], row["value"], row["reason"]) for row in rows]


def spoil(source: Path, stem: str, *rows: str) -> None:
    """Append lines to a file."""
    with (source / f"{stem}.csv").open("a") as file:
        file.writelines(f"{row}\n" for row in rows)


def test_no_such_source(tmp_path: Path) -> None:
    with pytest.raises(AsanError, match="source_missing"):
        service.load_source(tmp_path / "nowhere")


@pytest.mark.parametrize("stem", ["patients", "encounters"])
def test_a_required_file_is_missing(source: Path, stem: str) -> None:
    (source / f"{stem}.csv").unlink()
    assert f"{stem}.csv" in refused(source, "file_missing").message.ko


def test_a_required_column_is_missing(source: Path) -> None:
    file = source / "encounters.csv"
    file.write_text(file.read_text().replace("PATIENT", "SUBJECT"))
    assert "PATIENT" in refused(source, "column_missing").message.en


def test_a_required_file_is_empty(source: Path) -> None:
    (source / "patients.csv").write_bytes(b"")
    refused(source, "file_empty")


def test_one_file_in_two_forms(source: Path) -> None:
    shutil.copy(source / "patients.csv", source / "patients.parquet")
    refused(source, "file_twice")


def test_a_parquet_file_that_is_none(source: Path) -> None:
    (source / "conditions.csv").rename(source / "conditions.parquet")
    refused(source, "file_unreadable")


def test_a_parquet_file_with_damaged_pages(source: Path) -> None:
    file = source / "conditions.parquet"
    table = csv.read_csv(source / "conditions.csv", convert_options=csv.ConvertOptions(strings_can_be_null=False))
    parquet.write_table(table, file, compression="zstd")
    (source / "conditions.csv").unlink()
    whole = bytearray(file.read_bytes())
    whole[4:400] = bytes(396)  # the pages come first, the footer that names them last
    file.write_bytes(whole)
    refused(source, "file_unreadable")


def test_no_zip_at_all(tmp_path: Path) -> None:
    file = tmp_path / "source.zip"
    file.write_bytes(b"PK\x03\x04 and then nothing")
    refused(file, "zip_refused")


@pytest.mark.parametrize("name", ["../patients.csv", "/tmp/patients.csv", "a/../../patients.csv", "C:\\patients.csv"])
def test_a_path_that_leaves_its_folder(source: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "source.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.write(source / "encounters.csv", "encounters.csv")
        packed.writestr(name, (source / "patients.csv").read_text())
    refused(file, "zip_refused")
    assert not (tmp_path / "patients.csv").exists()


def test_a_link_inside_a_zip(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "source.zip"
    link = zipfile.ZipInfo("patients.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(link, "/etc/passwd")
    refused(file, "zip_refused")


def test_a_zip_bomb(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "source.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("patients.csv", "Id,BIRTHDATE,GENDER\n" + "\n" * 40_000_000)
    refused(file, "zip_refused")


def test_a_zip_larger_than_the_limit(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "source.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.write(source / "encounters.csv", "encounters.csv")
        packed.writestr("patients.csv", "x" * 2_000_000)
    monkeypatch.setenv("ASAN_UPLOAD_MEGABYTES", "1")
    settings.cache_clear()
    try:
        refused(file, "zip_refused")
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_zip_and_its_folder_give_the_same(source: Path, loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "source.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in source.iterdir():
            packed.write(path, f"output/csv/{path.name}")
    service.load_source(source)
    before = state()[1]
    service.load_source(file)
    assert state()[1] == before


def test_bad_rows_are_rejected_with_line_and_reason_and_the_rest_is_loaded(source: Path) -> None:
    lines = {stem: len((source / f"{stem}.csv").read_text().splitlines()) for stem in ("conditions", "encounters")}
    spoil(
        source,
        "conditions",
        "never,,p0,e0-0,444814009,wrong type",
        "2015-01-01,,p99,e0-0,444814009,no such patient",
        "2015-01-01,,p0,e9-9,444814009,no such encounter",
        "1900-01-01,,p0,,444814009,before birth",
        "2199-01-01,,p0,,444814009,in the future",
        "2015-01-01",
        "2015-01-01,,p0,e0-0,no-such-code,stays with concept 0",
    )
    spoil(source, "encounters", "e0-0,2016-01-01T09:00:00Z,,p0,o1,d1,ambulatory,5")
    report = service.load_source(source)
    assert report["reconciles"]
    first = lines["conditions"] + 1
    assert sorted(rejects(report["run"]), key=str) == sorted(
        [
            ("conditions", first, "START", "never", "wrong_type"),
            ("conditions", first + 1, "PATIENT", "p99", "unknown_patient"),
            ("conditions", first + 2, "ENCOUNTER", "e9-9", "unknown_encounter"),
            ("conditions", first + 3, "START", "1900-01-01 00:00:00", "before_birth"),
            ("conditions", first + 4, "START", "2199-01-01 00:00:00", "in_future"),
            ("conditions", first + 5, None, "2015-01-01 (missing columns)", "malformed_line"),
            ("encounters", lines["encounters"] + 1, "ID", "e0-0", "duplicate_id"),
        ],
        key=str,
    )
    assert report["files"]["conditions"] == {"read": 19, "loaded": 13, "rejected": 6, "merged": 0}


def test_too_many_rejects_stop_the_run_and_stay_readable(source: Path) -> None:
    spoil(source, "conditions", *["2015-01-01,,p99,,444814009,no such patient"] * 40)
    error = refused(source, "too_many_rejects")
    run = service.runs_status(1)[0].id
    assert str(run) in error.next_step.en
    assert len(rejects(run)) == 40


def test_a_run_stopped_by_its_rejects_goes_on_when_the_limit_is_raised(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(source, "conditions", *["2015-01-01,,p99,,444814009,no such patient"] * 40)
    refused(source, "too_many_rejects")
    stopped = service.runs_status(1)[0].id
    monkeypatch.setenv("ASAN_ETL_MAX_REJECT_SHARE", "0.9")
    settings.cache_clear()
    try:
        report = service.load_source(source)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert service.run_status(report["run"]).resumed_from == stopped
    assert report["files"]["conditions"]["rejected"] == 40
    assert len(rejects(report["run"])) == 40


def test_without_a_vocabulary_the_next_step_is_named(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_HOME", str(tmp_path / "fresh"))
    settings.cache_clear()
    try:
        with pytest.raises(AsanError, match="vocabulary_missing"):
            service.load_source(source)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
