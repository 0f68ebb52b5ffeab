"""Step 1 on the way to Spark: the source typed by the embedded engine, and laid out as Parquet a table."""

import time
from collections.abc import Callable
from pathlib import Path

from asan.modules.etl.plan import Step
from asan.modules.etl.source.step import Source, read_source
from asan.modules.etl.tally import reconcile, tally_source
from asan.modules.etl.work import note_step, open_work
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import quoted
from asan.warehouse.lake import Lake

_TABLES = """
SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
ORDER BY ALL"""

# The tables of these are made on Spark.
_ELSEWHERE = ("cdm", "results", "map", "raw")


def hand_over(
    lake: Lake, source: Source, step: Step, parameters: dict[str, str], folder: Path, progress: Callable[[str], None]
) -> list[tuple[str, str]]:
    """Take step 1 and write ``source.*``, ``etl.*`` and ``vocabulary.*`` as ``folder/SCHEMA/TABLE/0.parquet``.

    Returns schema and name of each. ``parameters`` are the run's. Raises BadInput's kinds for a source that cannot be
    loaded, NotReconciled, and the engine's errors.
    """
    scratch = folder / "work"
    connection = open_work(lake, scratch / "work.duckdb", parameters)
    try:
        began = time.monotonic()
        connection.execute(step.sql)
        read_source(connection, source, scratch, lambda share, file: progress(file))
        tally = tally_source(connection)
        reconcile(connection, step.name, tally)
        note_step(connection, step.ordinal, step.name, time.monotonic() - began, tally.to_json())
        return _write(connection, folder)
    finally:
        connection.close()


def _write(connection: Connection, folder: Path) -> list[tuple[str, str]]:
    written = []
    for schema, table in connection.execute(_TABLES).fetchall():
        if schema in _ELSEWHERE:
            continue
        where = folder / schema / table
        where.mkdir(parents=True)
        connection.execute(f"COPY {schema}.{table} TO '{quoted(where / '0.parquet')}' (FORMAT parquet)")
        written.append((schema, table))
    return written
