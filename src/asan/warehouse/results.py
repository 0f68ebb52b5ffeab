"""The tables of ``results``: statistics for pages, empty until `asan.modules.etl.statistics` computes them."""

RESULTS = """
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
