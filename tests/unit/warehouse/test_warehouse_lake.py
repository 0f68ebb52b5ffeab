"""The lake: what is published is seen whole or not at all, and stays readable at its version."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.warehouse.connection import EngineError, open_engine, transaction
from asan.warehouse.hashes import schema_hashes, table_hash
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.lock import LakeBusy, write_lock
from asan.warehouse.publish import publish
from asan.warehouse.snapshots import current, find, published
from asan.warehouse.upkeep import remove_orphans

OF_A_RUN = {"kind": "etl", "run": 1, "source": "a", "synthetic": True}


@pytest.fixture
def lake(asan_home: Path) -> Lake:
    return Lake(settings())


def work(lake: Lake, path: Path, *sql: str) -> Path:
    connection = open_engine(lake.settings, path)
    connection.execute("CREATE SCHEMA IF NOT EXISTS cdm; CREATE SCHEMA IF NOT EXISTS results")
    for statement in sql:
        connection.execute(statement)
    connection.close()
    return path


def test_readers_of_an_empty_folder_are_told_what_to_do(lake: Lake) -> None:
    assert not lake.exists()
    with pytest.raises(LakeMissing):
        lake.connect_reader()


def test_a_publication_is_the_current_snapshot_and_the_last_one_stays_readable(lake: Lake, tmp_path: Path) -> None:
    first = work(lake, tmp_path / "a.duckdb", "CREATE TABLE cdm.person AS SELECT 1 AS person_id")
    one = publish(lake, first, extra=OF_A_RUN)
    assert (one.run, one.kind, one.source, one.synthetic) == (1, "etl", "a", True)
    second = work(
        lake,
        tmp_path / "b.duckdb",
        "CREATE TABLE cdm.person AS SELECT range AS person_id, 'x' AS note FROM range(3)",
        "CREATE TABLE results.statistic AS SELECT 1 AS n",
    )
    two = publish(lake, second, extra={"kind": "import", "run": 2})
    reader = lake.connect_reader()
    assert current(reader) == two
    assert published(reader) == [two, one]
    assert find(reader, one.version) == one
    assert find(reader, one.version + 1000) is None
    assert reader.execute("SELECT count(*) FROM lake.cdm.person").fetchall() == [(3,)]
    assert reader.execute(f"SELECT * FROM lake.cdm.person AT (VERSION => {one.version})").fetchall() == [(1,)]


@pytest.mark.parametrize("how", [shutil.move, shutil.copytree])
def test_a_data_folder_that_was_moved_or_copied_stands_alone(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Callable[[Path, Path], object]
) -> None:
    publish(lake, work(lake, tmp_path / "a.duckdb", "CREATE TABLE cdm.person AS SELECT 1 AS person_id"), extra=OF_A_RUN)
    before = sorted(lake.settings.home.rglob("*.parquet"))
    how(lake.settings.home, tmp_path / "elsewhere")
    monkeypatch.setenv("ASAN_HOME", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    there = Lake(settings())
    assert there.connect_reader().execute("SELECT * FROM lake.cdm.person").fetchall() == [(1,)]
    publish(
        there, work(there, tmp_path / "b.duckdb", "CREATE TABLE cdm.person AS SELECT 2 AS person_id"), extra=OF_A_RUN
    )
    assert there.connect_reader().execute("SELECT * FROM lake.cdm.person").fetchall() == [(2,)]
    if how is shutil.move:
        assert not lake.settings.home.exists()
    else:
        assert sorted(lake.settings.home.rglob("*.parquet")) == before
        assert lake.connect_reader().execute("SELECT * FROM lake.cdm.person").fetchall() == [(1,)]


def test_a_table_that_is_gone_is_gone_from_the_new_snapshot_alone(lake: Lake, tmp_path: Path) -> None:
    first = work(
        lake,
        tmp_path / "a.duckdb",
        "CREATE TABLE cdm.person AS SELECT 1 AS person_id",
        "CREATE TABLE cdm.extra AS SELECT 1 AS extra_id",
    )
    one = publish(lake, first, extra={"kind": "etl"})
    publish(lake, work(lake, tmp_path / "b.duckdb", "CREATE TABLE cdm.person AS SELECT 2"), extra={"kind": "etl"})
    reader = lake.connect_reader()
    assert list(schema_hashes(reader, "lake.cdm")) == ["person"]
    assert reader.execute(f"SELECT * FROM lake.cdm.extra AT (VERSION => {one.version})").fetchall() == [(1,)]


def test_a_publication_that_fails_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    good = work(lake, tmp_path / "a.duckdb", "CREATE TABLE cdm.person AS SELECT 1 AS person_id")
    one = publish(lake, good, extra={"kind": "etl"})
    bad = work(
        lake,
        tmp_path / "b.duckdb",
        "CREATE TABLE cdm.a AS SELECT 1 AS a_id",
        "CREATE VIEW cdm.v AS SELECT 1",
        "CREATE TABLE cdm.person AS SELECT 9 AS person_id",
    )
    with pytest.raises(TypeError):
        publish(lake, bad, extra={"kind": "etl", "run": 2, "source": object()})
    reader = lake.connect_reader()
    assert current(reader) == one
    assert reader.execute("SELECT * FROM lake.cdm.person").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/asan-must-not-be.csv'",
        "ATTACH '/tmp/asan-must-not-be.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "CREATE TABLE lake.cdm.mine AS SELECT 1 AS a",
        "DELETE FROM lake.etl.reject",
    ],
)
def test_a_reader_reaches_the_lake_and_nothing_else(lake: Lake, sql: str) -> None:
    lake.connect_writer().close()
    reader = lake.connect_reader()
    with pytest.raises(EngineError):
        reader.execute(sql)


def test_a_reader_may_spill_to_disk(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.connect_writer().close()
    monkeypatch.setenv("ASAN_MEMORY_LIMIT", "60MB")
    monkeypatch.setenv("ASAN_THREADS", "1")
    settings.cache_clear()
    reader = Lake(settings()).connect_reader()
    sql = "SELECT count(*) FROM (SELECT hash(range) AS h FROM range(5000000) ORDER BY h)"
    assert reader.execute(sql).fetchall() == [(5_000_000,)]


def test_old_files_that_no_version_knows_are_removed(lake: Lake, tmp_path: Path) -> None:
    publish(lake, work(lake, tmp_path / "a.duckdb", "CREATE TABLE cdm.person AS SELECT 1 AS a"), extra={"kind": "etl"})
    folder = Path(lake.storage.location) / "cdm" / "person"
    known = set(folder.iterdir())
    old, young = folder / "ducklake-old.parquet", folder / "ducklake-young.parquet"
    for file in (old, young, *known):
        file.touch()
    for file in (old, *known):
        os.utime(file, (0, 0))
    assert remove_orphans(lake) == 1
    assert set(folder.iterdir()) == {young, *known}


def test_only_one_writes(lake: Lake) -> None:
    with write_lock(lake, "run 1"), pytest.raises(LakeBusy) as caught, write_lock(lake, "run 2"):
        pass
    assert caught.value.values["what"] == "run 1"
    with write_lock(lake, "run 3"):
        pass


def test_a_hash_depends_on_content_alone(lake: Lake) -> None:
    connection = open_engine(lake.settings)
    make = "CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES {}) AS v(a, b)"
    hashes = []
    for rows in ("(1, 'x'), (2, NULL)", "(2, NULL), (1, 'x')", "(1, 'x'), (2, '')", "(1, 'x'), (1, 'x'), (2, NULL)"):
        connection.execute(make.format(rows))
        hashes.append(table_hash(connection, "t"))
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
    assert hashes[0].startswith("2:")


def test_a_failed_transaction_leaves_nothing_and_tells_its_own_error(lake: Lake) -> None:
    connection = open_engine(lake.settings)
    connection.execute("CREATE TABLE t (a INTEGER)")

    def fail() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with transaction(connection):
        connection.execute("INSERT INTO t VALUES (2)")
    assert connection.execute("SELECT * FROM t").fetchall() == [(2,)]
