"""The gateway's one promise: the answer to a question is its answer on the masked database, wherever that lies."""

from collections.abc import Callable, Iterator

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.parsing import parse_question
from asan.gateway.policy import Policy
from asan.gateway.reference import masked_rows
from asan.gateway.rewrite import rewrite
from asan.warehouse.engines.base import TableName
from asan.warehouse.engines.duckdb_run import text_of
from asan.warehouse.engines.postgres.catalog import ServerColumn
from asan.warehouse.engines.postgres.views import expression
from asan.warehouse.engines.spark.binder import CATALOG
from asan.warehouse.engines.spark.translation import Unsaid
from asan.warehouse.extensions import load_extensions
from asan.warehouse.spark import open_session
from tests.generative.gateway.counts import examples, examples_in_place, examples_on_spark
from tests.generative.gateway.databases import COLUMNS, Database, databases, policies
from tests.generative.gateway.questions import Question, questions
from tests.support.postgres import missing_postgres, postgres_server
from tests.support.spark import ADDRESS, missing_spark, small_spark
from tests.support.spark_meaning import SparkTables

KEY = "5a" * 32
EXAMPLES = examples(100)
"""Each example asks three questions; set the variable higher to search longer."""
EXAMPLES_IN_PLACE = examples_in_place(100)
EXAMPLES_ON_SPARK = examples_on_spark(100)
Rows = list[tuple[object, ...]]
Fill = Callable[[Database], None]

# Of each type the one that PostgreSQL would treat most differently from us.
SERVER_TYPES = {
    "BIGINT": ("bigint", "bigint"),
    "INTEGER": ("smallint", "smallint"),
    "VARCHAR": ('text COLLATE "en-x-icu"', "text"),
    "DATE": ("date", "date"),
    "TIMESTAMP": ("timestamp", "timestamp without time zone"),
    "DOUBLE": ("numeric", "numeric"),
}


@pytest.fixture
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


def server_column(name: str, kind: str) -> ServerColumn:
    return ServerColumn(
        name, SERVER_TYPES[kind][1], digits=None, is_whole=False, is_enum=False, plain_equality=True, readable=True
    )


@pytest.fixture
def fill_server(engine: duckdb.DuckDBPyConnection) -> Iterator[Fill]:
    """Puts rows into a PostgreSQL whose tables stand as views in the engine's schema ``raw``."""
    with postgres_server() as server, psycopg.connect(server.create_database("raw"), autocommit=True) as session:
        for table, columns in COLUMNS.items():
            definitions = ", ".join(f"{name} {SERVER_TYPES[kind][0]}" for name, kind in columns.items())
            session.execute(f"CREATE TABLE {table} ({definitions})")
        load_extensions(engine, ["postgres_scanner"])
        engine.execute(f"ATTACH '{server.url('raw')}' AS server (TYPE postgres, READ_ONLY)")
        for table, columns in COLUMNS.items():
            cells = ", ".join(
                f"{expression(server_column(name, kind), kind)} AS {name}" for name, kind in columns.items()
            )
            engine.execute(f"CREATE VIEW raw.{table} AS SELECT {cells} FROM server.public.{table}")

        def fill_tables(rows: Database) -> None:
            for table, columns in COLUMNS.items():
                holes = ", ".join("%s" for _ in columns)
                session.execute(f"TRUNCATE {table}")
                with session.cursor() as cursor:
                    cursor.executemany(
                        f"INSERT INTO {table} VALUES ({holes})",
                        [[row[name] for name in columns] for row in rows[table]],
                    )

        yield fill_tables
        engine.execute("DETACH server")


def in_raw(table: TableName) -> exp.Table:
    return exp.table_(table[1], db="raw", quoted=True)


def through_the_gateway(engine: duckdb.DuckDBPyConnection, asked: Question, policy: Policy) -> Rows:
    rewritten = rewrite(parse_question(asked.sql), policy, in_raw, parameters=asked.parameters)
    engine.execute("SET schema = 'main'")
    parameters = dict(rewritten.parameters) | ({KEY_PARAMETER: KEY} if rewritten.keyed else {})
    return engine.execute(text_of(rewritten.statement), parameters).fetchall()


def on_masked_tables(engine: duckdb.DuckDBPyConnection, asked: Question) -> Rows:
    engine.execute("SET schema = 'cdm'")
    return engine.execute(asked.sql, asked.parameters).fetchall()


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
    compare(engine, data, database, policy)


@pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))
@settings(max_examples=EXAMPLES_IN_PLACE, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_answer_is_the_same_where_the_database_lies_in_postgres(
    engine: duckdb.DuckDBPyConnection, fill_server: Fill, data: st.DataObject
) -> None:
    database = data.draw(databases())
    policy = data.draw(policies())
    fill_server(database)
    compare(engine, data, database, policy)


@pytest.fixture(scope="module")
def spark_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkTables]:
    folder = tmp_path_factory.mktemp("meaning")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        for name, value in small_spark(folder).items():
            patch.setenv(name, value)
        yield SparkTables(open_session(ADDRESS), COLUMNS)


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(missing_spark() is not None, reason=str(missing_spark()))
def test_the_answer_is_the_same_on_spark_or_there_is_none(
    engine: duckdb.DuckDBPyConnection, spark_tables: SparkTables
) -> None:
    answered: list[bool] = []

    @settings(
        max_examples=EXAMPLES_ON_SPARK, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make an example smaller takes hundreds of questions
    )  # fmt: skip
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        database = data.draw(databases())
        policy = data.draw(policies())
        spark_tables.fill(database)
        show(engine, database, policy)
        for _ in range(3):
            asked = data.draw(questions(policy))
            rewritten = rewrite(parse_question(asked.sql), policy, in_the_catalog, parameters=asked.parameters)
            parameters = dict(rewritten.parameters) | ({KEY_PARAMETER: KEY} if rewritten.keyed else {})
            try:
                found = spark_tables.ask(rewritten.statement, **parameters)
            except Unsaid:
                answered.append(False)
            else:
                answered.append(True)
                assert bag(found) == bag(on_masked_tables(engine, asked)), asked

    ask()
    assert sum(answered) >= len(answered) / 4


def in_the_catalog(table: TableName) -> exp.Table:
    return exp.table_(table[1], db="cdm", catalog=CATALOG, quoted=True)


def compare(engine: duckdb.DuckDBPyConnection, data: st.DataObject, database: Database, policy: Policy) -> None:
    """Three questions, each asked of the raw tables through the gateway and of the masked ones directly."""
    show(engine, database, policy)
    for _ in range(3):
        asked = data.draw(questions(policy))
        assert bag(through_the_gateway(engine, asked, policy)) == bag(on_masked_tables(engine, asked)), asked


def show(engine: duckdb.DuckDBPyConnection, database: Database, policy: Policy) -> None:
    """Fill the masked tables."""
    visible = {table.name: {column.name: column.type for column in table.columns} for table in policy.tables}
    whole = {("cdm", name): rows for name, rows in database.items()}
    shown: Database = {table.name: masked_rows(whole, table, KEY) for table in policy.tables}
    fill(engine, "cdm", visible, shown)
