"""Computes ``results.*`` in the work database: counts by table, the dashboard's figures, a profile of every column."""

from collections.abc import Callable

from asan.modules.etl.statistics import cdm, profile
from asan.modules.etl.statistics.columns import tables
from asan.warehouse.connection import Connection
from asan.warehouse.results import RESULTS

Progress = Callable[[str], None]


def compute(connection: Connection, schema: str = "cdm", progress: Progress = lambda _table: None) -> None:
    """Fill ``results.table_statistic``, ``results.cdm_statistic`` and ``results.column_profile`` from ``schema``.

    Each table is read a fixed number of times, whatever the number of its columns. Existing results are replaced.
    ``progress`` is told the table that is read.
    """
    connection.execute(RESULTS)
    found = tables(connection, schema)
    for table in found:
        progress(table.name)
        cdm.count_table(connection, schema, table)
        profile.profile_table(connection, schema, table)
    cdm.count_hospital(connection, schema, {table.name for table in found})
