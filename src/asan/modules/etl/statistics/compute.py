"""Computes ``results.*`` in the work database: counts by table, the dashboard's figures, a profile of every column."""

from collections.abc import Callable

from asan.modules.etl.statistics import cdm, changed, counts
from asan.modules.etl.statistics.changed import NOTHING, Changed
from asan.modules.etl.statistics.columns import tables
from asan.modules.etl.statistics.profile import profile_table
from asan.warehouse.connection import Connection
from asan.warehouse.results import RESULTS

Progress = Callable[[str], None]


def compute(
    connection: Connection,
    schema: str = "cdm",
    progress: Progress = lambda _table: None,
    *,
    counted: str = "temp",
    since: Changed = NOTHING,
) -> None:
    """Fill ``results.table_statistic``, ``results.cdm_statistic`` and ``results.column_profile`` from ``schema``.

    Each table is read a fixed number of times, whatever the number of its columns; of a table that ``since`` names,
    the rows alone that have changed. Existing results are replaced. ``progress`` is told the table that is read.
    ``counted`` is the schema that gets the counts of which the figures are made (see `counts`).
    """
    connection.execute(RESULTS)
    counts.make_tables(connection, counted)
    found = tables(connection, schema)
    for table in found:
        progress(table.name)
        if table.name in since.tables:
            count = changed.count_table(connection, schema, table, counted, since)
        else:
            relation = f"{schema}.{table.name}"
            count = counts.count_rows(connection, relation, table)
            counts.keep_values(connection, counted, counts.values(relation, table))
            by_time = cdm.by_time(relation, table)
            if by_time:
                connection.execute(f"INSERT INTO results.cdm_statistic {by_time}")
        counts.keep_columns(connection, counted, table, count)
        cdm.note_table(connection, table, count)
        profile_table(connection, counted, table, count)
    cdm.count_hospital(connection, schema, {table.name for table in found})
