"""OHDSI's Circe as duckcdm carries it, for tests alone: its SQL run on the same rows as ours.

duckcdm writes Circe's SQL, in SQL Server's dialect; the little that DuckDB says otherwise is put right here, a hundred
times faster than by duckcdm's own translator. Where Circe leaves the order of equal events open, its SQL is completed
as ours is, by the events' number, and of spans that begin on one day by the longest: else its own answer would change
from run to run.
"""

import json
import re
from typing import Any

import duckdb
from duckcdm.circe import build_cohort_query
from duckcdm.sqlrender import render

from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.writing import as_json
from tests.support.circe_cdm import Span

_WORDS = (
    (r"\bDATEADD\(d(ay)?,", "oracle_add("),
    (r"\bDATEDIFF\(d(ay)?,", "oracle_days("),
    (r"\bDATEFROMPARTS\(", "make_date("),
    (r"\bCOUNT_BIG\(", "count("),
    (r"\bISNULL\(", "coalesce("),
    (r"order by (pe\.)?start_date (ASC|DESC)\) as ordinal", r"order by \1start_date \2, \1event_id) as ordinal"),
    (r"ORDER BY (op|ppp)\.(\w+)_start_date\) as ordinal", r"ORDER BY \1.\2_start_date, \1.\2_id) as ordinal"),
    (r"over \((partition by person_id )?order by start_date rows", r"over (\1order by start_date, end_date desc rows"),
    (r"order by start_date, is_start desc rows", r"order by start_date, is_start desc, end_date desc rows"),
    (r"#(\w+)", r"oracle_\1"),
)
_MACROS = """CREATE OR REPLACE TEMP MACRO oracle_add(days, date) AS CAST(date + CAST(days AS INTEGER) AS DATE);
CREATE OR REPLACE TEMP MACRO oracle_days(a, b) AS date_diff('day', a, b);
CREATE OR REPLACE TEMP TABLE oracle_cohort (cohort_definition_id INTEGER, subject_id BIGINT,
    cohort_start_date DATE, cohort_end_date DATE)"""


Definition = CohortExpression | dict[str, Any]
"""A definition, or its JSON, which Circe then reads for itself."""


class OracleRefuses(Exception):
    """Circe's own SQL does not run, or it makes none."""


def circe_statements(expression: Definition) -> list[str]:
    """Circe's SQL for DuckDB; the cohort comes into ``oracle_cohort``. Raises OracleRefuses."""
    given = as_json(expression) if isinstance(expression, CohortExpression) else expression
    try:
        sql = build_cohort_query(json.dumps(given), cdm_schema="cdm", target_table="oracle_cohort", cohort_id=1)
    except Exception as error:
        raise OracleRefuses(str(error)) from error
    # Circe ends an episode's SQL in a comment without a line break, which swallows what follows wherever it is nested.
    text: str = re.sub(r"--[^\n]*", "", render(sql).replace("-- End Episode Criteria", ""))
    for word, replacement in _WORDS:
        text = re.sub(word, replacement, text, flags=re.IGNORECASE)
    return [_statement(part) for part in text.split(";") if part.strip()]


def circe_cohort(connection: duckdb.DuckDBPyConnection, expression: Definition) -> list[Span]:
    """The cohort's rows, sorted. Raises OracleRefuses."""
    session = connection.cursor()
    session.execute(_MACROS)
    for statement in circe_statements(expression):
        try:
            session.execute(statement)
        except duckdb.Error as error:
            raise OracleRefuses(f"{error}\n{statement}") from error
    rows = session.execute("SELECT subject_id, cohort_start_date, cohort_end_date FROM oracle_cohort").fetchall()
    session.close()
    return sorted((subject, str(start), str(end)) for subject, start, end in rows)


def _statement(sql: str) -> str:
    """A statement as DuckDB writes it: temporary tables are created, not selected into; statistics are its own."""
    sql = sql.strip()
    if re.match(r"(UPDATE STATISTICS|TRUNCATE)", sql, re.IGNORECASE):
        return "SELECT 1"
    if re.match(r"CREATE TABLE", sql, re.IGNORECASE):
        return re.sub(r"CREATE TABLE", "CREATE TEMP TABLE", sql, count=1, flags=re.IGNORECASE)
    selected = re.search(r"(?<!INSERT )\bINTO (oracle_\w+)", sql, re.IGNORECASE)
    if selected and not sql.upper().startswith("INSERT"):
        kept = f"{sql[: selected.start()]}{sql[selected.end() :]}"
        return f"CREATE TEMP TABLE {selected.group(1)} AS {kept}"
    return sql
