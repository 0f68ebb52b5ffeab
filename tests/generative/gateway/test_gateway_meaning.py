"""The gateway's one promise: the answer to a question is its answer on the masked database."""

import os
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.parsing import parse_question
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.reference import masked_rows
from asan.gateway.rewrite import rewrite
from asan.warehouse.engines.duckdb_run import text_of
from tests.generative.gateway.databases import COLUMNS, Database, databases, policies
from tests.generative.gateway.questions import questions

KEY = "5a" * 32
EXAMPLES = int(os.environ.get("ASAN_TEST_EXAMPLES", "100"))
"""Each example asks three questions; set the variable higher to search longer."""
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"threads": 1})
    for schema in ("cdm", "raw"):
        connection.execute(f"CREATE SCHEMA {schema}")
    yield connection
    connection.close()


def fill(engine: duckdb.DuckDBPyConnection, schema: str, columns: dict[str, dict[str, str]], rows: Database) -> None:
    for table, types in columns.items():
        definitions = ", ".join(f"{name} {kind}" for name, kind in types.items())
        engine.execute(f"CREATE OR REPLACE TABLE {schema}.{table} ({definitions})")
        if rows[table]:
            holes = ", ".join("(" + ", ".join("?" for _ in types) + ")" for _ in rows[table])
            cells = [row[name] for row in rows[table] for name in types]
            engine.execute(f"INSERT INTO {schema}.{table} VALUES {holes}", cells)


def in_raw(table: TablePolicy) -> exp.Table:
    return exp.table_(table.name, db="raw", quoted=True)


def answer_through_the_gateway(engine: duckdb.DuckDBPyConnection, sql: str, policy: Policy) -> Rows:
    rewritten = rewrite(parse_question(sql), policy, in_raw)
    engine.execute("SET schema = 'main'")
    parameters = {KEY_PARAMETER: KEY} if rewritten.keyed else {}
    return engine.execute(text_of(rewritten.statement), parameters).fetchall()


def answer_on_masked_tables(engine: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    engine.execute("SET schema = 'cdm'")
    return engine.execute(sql).fetchall()


def bag(rows: Rows) -> list[str]:
    return sorted(map(repr, rows))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_answer_is_the_answer_on_the_masked_database(
    engine: duckdb.DuckDBPyConnection, data: st.DataObject
) -> None:
    database = data.draw(databases())
    policy = data.draw(policies())
    fill(engine, "raw", COLUMNS, database)
    visible = {table.name: {column.name: column.type for column in table.columns} for table in policy.tables}
    shown: Database = {table.name: masked_rows(database[table.name], table, KEY) for table in policy.tables}
    fill(engine, "cdm", visible, shown)
    for _ in range(3):
        sql = data.draw(questions(policy))
        assert bag(answer_through_the_gateway(engine, sql, policy)) == bag(answer_on_masked_tables(engine, sql)), sql
