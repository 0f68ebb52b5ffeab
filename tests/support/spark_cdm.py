"""A CDM of Parquet files in a folder, as `asan etl spark` leaves one, for Spark to read in place."""

from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.lake import Lake
from tests.support.spark import ADDRESS, missing_spark, small_spark

needs_spark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(missing_spark() is not None, reason=missing_spark() or ""),
]
"""Marks of every test that starts Spark: they share one, in one worker."""


def write(source: Connection, folder: Path, schema: str, table: str, sql: str) -> None:
    """Write the rows of ``sql`` as the CDM's table."""
    where = folder / schema / table
    where.mkdir(parents=True, exist_ok=True)
    source.execute(f"COPY ({sql}) TO '{where}/0.parquet' (FORMAT parquet)")


def copy_lake(lake: Lake, folder: Path) -> None:
    """Write the tables of the lake's newest state; those without rows have a folder without files."""
    source = open_engine(lake.settings)
    lake.attach(source, read_only=True)
    for schema, name in source.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'lake'"
    ).fetchall():
        if schema in ("cdm", "vocabulary") and name in CDM.tables:
            found = source.execute(f"SELECT count(*) FROM lake.{schema}.{name}").fetchone()
            if found and found[0]:
                write(source, folder, schema, name, f"SELECT * FROM lake.{schema}.{name}")
            else:
                (folder / schema / name).mkdir(parents=True)
    source.close()


def use(patch: pytest.MonkeyPatch, folder: Path, work: Path, address: str = ADDRESS) -> None:
    """Let the settings of this process name the CDM in ``folder``, and a small Spark that leaves files in ``work``."""
    for name, value in small_spark(work).items():
        patch.setenv(name, value)
    patch.setenv("ASAN_CDM", f"spark+file://{folder}")
    patch.setenv("ASAN_SPARK", address)
    settings.cache_clear()
