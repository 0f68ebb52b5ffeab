"""Computes ``results.*`` in the work database: counts by table, the dashboard's figures, a profile of every column."""

from asan.modules.etl.statistics import cdm, profile
from asan.modules.etl.statistics.columns import tables
from asan.warehouse.connection import Connection

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS results;
CREATE OR REPLACE TABLE results.table_statistic (
    table_name VARCHAR NOT NULL, row_count BIGINT NOT NULL, person_count BIGINT,
    first_date DATE, last_date DATE, mapped_rows BIGINT);
CREATE OR REPLACE TABLE results.cdm_statistic (
    statistic VARCHAR NOT NULL, stratum_1 VARCHAR, stratum_2 VARCHAR, stratum_3 VARCHAR, count_value BIGINT NOT NULL,
    person_count BIGINT);
CREATE OR REPLACE TABLE results.column_profile (
    table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL, row_count BIGINT NOT NULL, null_count BIGINT NOT NULL,
    distinct_count BIGINT NOT NULL, distinct_exact BOOLEAN NOT NULL,
    minimum VARCHAR, maximum VARCHAR, mean DOUBLE, top_values VARCHAR);
"""


def compute(connection: Connection, schema: str = "cdm") -> None:
    """Fill ``results.table_statistic``, ``results.cdm_statistic`` and ``results.column_profile`` from ``schema``.

    Each table is read a fixed number of times, whatever the number of its columns. Existing results are replaced.
    """
    connection.execute(SCHEMA)
    found = tables(connection, schema)
    for table in found:
        cdm.count_table(connection, schema, table)
        profile.profile_table(connection, schema, table)
    cdm.count_hospital(connection, schema, {table.name for table in found})
