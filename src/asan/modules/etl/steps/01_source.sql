-- 1 source: every source file read and typed into the schema "source".
--
-- The files differ by release: what a release lacks becomes NULL, what it calls otherwise gets its present name.
-- The reading itself is generated from the list of files and columns (source/files.py), since it is the same for
-- each: cells are read as text, then cast. A row whose text is no value of its column's type, or that lacks a value
-- which no step can do without, is rejected with its line; so is a line that is no record, and the later of two rows
-- with one Id ("later" by content, not by place, so that shuffled files give the same result).
--
-- Here are the tables in which this and all later steps keep account of source rows.
CREATE SCHEMA IF NOT EXISTS raw;
DROP SCHEMA IF EXISTS source CASCADE;
CREATE SCHEMA source;
CREATE SCHEMA IF NOT EXISTS map;

-- One row for each source row that did not become part of the CDM; the first reason in the rules' order.
CREATE OR REPLACE TABLE etl.reject (
    step VARCHAR, file VARCHAR, source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR
);
-- Rows of one file that are equal in every cell, but the first of each: their ordinal, from 2.
CREATE OR REPLACE TABLE etl.twin (file VARCHAR, source_row BIGINT, place BIGINT);
-- Source rows that became part of another row's result, by which rule.
CREATE OR REPLACE TABLE etl.merged (step VARCHAR, file VARCHAR, source_row BIGINT, rule VARCHAR);
-- Source rows that stand in the CDM as a row of their own, counted by the step from what it made.
CREATE OR REPLACE TABLE etl.loaded (step VARCHAR, file VARCHAR, rows BIGINT);
-- CDM rows beyond one for each source row, by which rule.
CREATE OR REPLACE TABLE etl.expanded (step VARCHAR, rule VARCHAR, table_name VARCHAR, rows BIGINT);
-- What each file held, and what was noted about it.
CREATE OR REPLACE TABLE etl.file (
    file VARCHAR, path VARCHAR, records BIGINT, encoding VARCHAR, columns VARCHAR, extra VARCHAR
);
-- Persons who have, or had, a row that shared its id with another (keys.py).
CREATE OR REPLACE TABLE etl.collision (person_id BIGINT);
-- What is worth knowing and stops nothing: unknown_file, unknown_column, missing_file, transcoded.
CREATE OR REPLACE TABLE etl.note (kind VARCHAR, file VARCHAR, detail VARCHAR);
-- Lines that are no record, with their physical line; they have no record number.
CREATE OR REPLACE TABLE etl.malformed (file VARCHAR, line BIGINT, value VARCHAR, reason VARCHAR);
-- From record source_row on, a record starts at line source_row + shift.
CREATE OR REPLACE TABLE etl.line_shift (file VARCHAR, source_row BIGINT, shift BIGINT);
