"""What roles and policies come to is what docs/security.md says, row by row, and questions are answered on it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.parsing import parse_question
from asan.gateway.policies.concepts import ConceptReader
from asan.gateway.policies.reference import Reference
from asan.gateway.policies.resolution import Situation, resolve
from asan.gateway.policy import Policy
from asan.gateway.rewrite import rewrite
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.base import Rows, TableName
from asan.warehouse.engines.postgres.catalog import ServerColumn
from asan.warehouse.engines.postgres.views import expression
from asan.warehouse.extensions import load_extensions
from tests.generative.gateway.counts import examples, examples_in_place
from tests.generative.gateway.hospitals import SCHEMA, Hospital, Row, hospitals
from tests.generative.gateway.questions import Question, questions
from tests.generative.gateway.rulings import TODAY, policies, roles, tags
from tests.support.postgres import missing_postgres, postgres_server

KEY = "5a" * 32
EXAMPLES = examples(60)
EXAMPLES_IN_PLACE = examples_in_place(60)
Answered = list[tuple[object, ...]]


class Lake:
    """The engine and session of the invented hospital: tables lie in the schema ``raw``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def locate(self, table: TableName, _snapshot: object = None) -> exp.Table:
        return exp.table_("_".join(table), db="raw", quoted=True)

    def translate(self, statement: exp.Expr, _parameters: object = None, _session: object = None) -> str:
        return duckdb_run.text_of(statement)

    def run(self, sql: str, parameters: dict[str, object]) -> Rows:
        return duckdb_run.run(self.connection, sql, parameters)


@pytest.fixture
def lake() -> Iterator[Lake]:
    connection = duckdb.connect(config={"threads": 1})
    for schema in ("cdm", "vocabulary", "raw"):
        connection.execute(f"CREATE SCHEMA {schema}")
    yield Lake(connection)
    connection.close()


def fill(connection: duckdb.DuckDBPyConnection, name: str, types: dict[str, str], rows: list[Row]) -> None:
    definitions = ", ".join(f"{column} {kind}" for column, kind in types.items())
    connection.execute(f"CREATE OR REPLACE TABLE {name} ({definitions})")
    if rows:
        holes = ", ".join("(" + ", ".join("?" for _ in types) + ")" for _ in rows)
        connection.execute(f"INSERT INTO {name} VALUES {holes}", [row[column] for row in rows for column in types])


def fill_lake(lake: Lake, hospital: Hospital) -> None:
    for table, columns in SCHEMA.items():
        fill(lake.connection, f"raw.{'_'.join(table)}", {c.name: c.type for c in columns}, hospital[table])


def through_the_gateway(lake: Lake, asked: Question, policy: Policy) -> Answered:
    rewritten = rewrite(parse_question(asked.sql), policy, lake.locate, parameters=asked.parameters)
    lake.connection.execute("SET search_path = 'main'")
    bound = dict(rewritten.parameters) | ({KEY_PARAMETER: KEY} if rewritten.keyed else {})
    return lake.connection.execute(duckdb_run.text_of(rewritten.statement), bound).fetchall()


def on_masked_tables(lake: Lake, asked: Question) -> Answered:
    lake.connection.execute("SET search_path = 'cdm,vocabulary'")
    return lake.connection.execute(asked.sql, asked.parameters).fetchall()


def bag(rows: Answered) -> list[str]:
    return sorted(map(repr, rows))


def compare(lake: Lake, data: st.DataObject, hospital: Hospital) -> None:
    """Every table as the reference shows it, then two questions on what it shows."""
    held, put, stated = data.draw(roles()), data.draw(tags()), data.draw(policies())
    reader = ConceptReader(lake, lake, None, SCHEMA)  # type: ignore[arg-type]
    policy = resolve(held, SCHEMA, 5, Situation(tuple(stated), put, TODAY, reader.sensitive))
    reference = Reference(held, stated, put, SCHEMA, hospital, TODAY)
    shown = reference.tables()
    assert {table.key: table.columns for table in policy.tables} == shown
    for table, columns in shown.items():
        rows = reference.rows(table, KEY)
        fill(lake.connection, ".".join(table), {column.name: column.type for column in columns}, rows)
        whole = Question(f"SELECT * FROM {'.'.join(table)}")
        expected = [tuple(row[column.name] for column in columns) for row in rows]
        assert bag(through_the_gateway(lake, whole, policy)) == bag(expected), table
    if shown:
        for _ in range(2):
            asked = data.draw(questions(policy))
            assert bag(through_the_gateway(lake, asked, policy)) == bag(on_masked_tables(lake, asked)), asked


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_policies_come_to_what_is_said_of_them(lake: Lake, data: st.DataObject) -> None:
    hospital = data.draw(hospitals())
    fill_lake(lake, hospital)
    compare(lake, data, hospital)


SERVER_TYPES = {
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
    "DOUBLE": "double precision",
}


@contextmanager
def server_under(lake: Lake) -> Iterator[psycopg.Connection]:
    """A PostgreSQL whose tables stand as views in the lake's place."""
    with postgres_server() as server, psycopg.connect(server.create_database("raw"), autocommit=True) as session:
        load_extensions(lake.connection, ["postgres_scanner"])
        for table, columns in SCHEMA.items():
            cells = ", ".join(f"{column.name} {SERVER_TYPES[column.type]}" for column in columns)
            session.execute(f"CREATE TABLE {'_'.join(table)} ({cells})")
        lake.connection.execute(f"ATTACH '{server.url('raw')}' AS server (TYPE postgres, READ_ONLY)")
        for table, columns in SCHEMA.items():
            seen = ", ".join(f"{_seen(column.name, column.type)} AS {column.name}" for column in columns)
            name = "_".join(table)
            lake.connection.execute(f"CREATE VIEW raw.{name} AS SELECT {seen} FROM server.public.{name}")
        yield session
        lake.connection.execute("DETACH server")


def _seen(name: str, kind: str) -> str:
    column = ServerColumn(
        name, SERVER_TYPES[kind], digits=None, is_whole=False, is_enum=False, plain_equality=True, readable=True
    )
    return expression(column, kind)


def fill_server(session: psycopg.Connection, hospital: Hospital) -> None:
    session.execute(f"TRUNCATE {', '.join('_'.join(table) for table in SCHEMA)}")
    with session.cursor() as cursor:
        for table, columns in SCHEMA.items():
            holes = ", ".join("%s" for _ in columns)
            cells = [[row[column.name] for column in columns] for row in hospital[table]]
            if cells:
                cursor.executemany(f"INSERT INTO {'_'.join(table)} VALUES ({holes})", cells)


@pytest.fixture
def server(lake: Lake) -> Iterator[psycopg.Connection]:
    with server_under(lake) as session:
        yield session


@pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))
@settings(max_examples=EXAMPLES_IN_PLACE, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_policies_come_to_the_same_where_the_hospital_lies_in_postgres(
    lake: Lake, server: psycopg.Connection, data: st.DataObject
) -> None:
    hospital = data.draw(hospitals())
    fill_server(server, hospital)
    compare(lake, data, hospital)
