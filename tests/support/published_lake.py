"""A lake with several published snapshots of one small table, without the steps of an ETL."""

from datetime import UTC, datetime
from pathlib import Path

from asan.kit.settings import settings
from asan.warehouse.connection import open_engine, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.publish import commit_message, publish
from asan.warehouse.snapshots import PREFIX, Snapshot


def publish_persons(folder: Path, run: int, *, sql: str = "SELECT range AS person_id FROM range(1000)") -> Snapshot:
    """Publish ``cdm.person`` as ``sql`` gives it, as run ``run``, after three rejects, each in a version of its own."""
    lake = Lake(settings())
    writer = lake.connect_writer()
    for _ in range(3):
        writer.execute("INSERT INTO lake.etl.reject (run_id, step) VALUES (?, 'person')", [run])
    writer.close()
    folder.mkdir(exist_ok=True)
    path = folder / f"work-{run}.duckdb"
    connection = open_engine(lake.settings, path)
    connection.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    connection.execute(f"CREATE TABLE cdm.person AS {sql}")
    connection.close()
    return publish(lake, path, extra={"kind": "etl", "run": run, "source": f"source {run}"})


def scatter(table: str = "person", changes: int = 10) -> None:
    """Publish so many changes, each of which writes a share of the rows of ``cdm.person``, or of another, once more."""
    writer = Lake(settings()).connect_writer()
    try:
        for change in range(changes):
            theirs = f"FROM lake.cdm.{table} WHERE {table}_id % {changes} = {change}"
            with transaction(writer):
                writer.execute(f"CREATE OR REPLACE TEMP TABLE taken AS SELECT * {theirs}")
                writer.execute(f"DELETE {theirs}")
                writer.execute(f"INSERT INTO lake.cdm.{table} FROM taken")
                at = datetime.now(UTC).isoformat(timespec="milliseconds")
                extra = {"kind": "etl", "run": 100 + change, "source": "changes", "at": at}
                commit_message(writer, f"{PREFIX}run {100 + change}", extra)
    finally:
        writer.close()


def sum_at(version: int) -> int:
    """The sum of ``person_id`` at a version, read in a fresh engine."""
    reader = Lake(settings()).connect_reader()
    try:
        found = reader.execute(f"SELECT sum(person_id) FROM lake.cdm.person AT (VERSION => {version})").fetchone()
        return int(found[0]) if found else 0
    finally:
        reader.close()
