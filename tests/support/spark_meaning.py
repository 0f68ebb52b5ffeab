"""Asks a question of small tables on Spark, as its engine turns it, and on DuckDB, which says what it means."""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from asan.kit.settings import settings
from asan.warehouse.connection import Connection
from asan.warehouse.engines.base import Column, Schema
from asan.warehouse.engines.spark.binder import CATALOG, bind, empty_tables
from asan.warehouse.engines.spark.session import in_text
from asan.warehouse.engines.spark.translation.constants import Constants
from asan.warehouse.engines.spark.translation.query import Translation

Types = Mapping[str, Mapping[str, str]]
"""Tables, their columns and these' types by DuckDB's names."""

_ARROW: Mapping[str, pa.DataType] = {
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


class SparkTables:
    """Tables of a Spark session, filled anew for each question's data."""

    def __init__(self, session: Any, types: Types) -> None:
        self.session = session
        self.types = types
        self.schema: Schema = {
            ("cdm", table): tuple(Column(name, kind) for name, kind in columns.items())
            for table, columns in types.items()
        }
        self.binder: Connection = empty_tables(settings(), self.schema)

    def fill(self, rows: Mapping[str, list[dict[str, object]]]) -> None:
        """Replace all rows."""
        for table, columns in self.types.items():
            schema = pa.schema([(name, _ARROW[kind]) for name, kind in columns.items()])
            frame = self.session.createDataFrame(pa.Table.from_pylist(rows[table], schema=schema))
            frame.createOrReplaceTempView(f"small_{table}")

    def ask(self, statement: exp.Expr, **parameters: object) -> list[tuple[object, ...]]:
        """The rows, whole numbers as Python's. Raises Unsaid, and AssertionError for types unlike DuckDB's."""
        bound = bind(self.binder, statement, parameters)
        turned = Translation(self.schema, lambda key: f"small_{key[1]}", Constants(self.binder), parameters)
        query = turned.statement(statement.copy())
        types = tuple("INTEGER" if kind == "NULL" else kind for kind in query.types)
        assert types == bound.types, (types, bound.types, statement.sql(dialect="duckdb"))
        rows = self.session.sql(query.sql, args={name: in_text(value) for name, value in parameters.items()}).collect()
        whole = [kind == "HUGEINT" for kind in types]
        return [
            tuple(
                int(cell) if is_whole and cell is not None else cell for cell, is_whole in zip(row, whole, strict=True)
            )
            for row in rows
        ]


def _python(cell: object, is_whole: bool) -> object:
    return int(str(cell)) if is_whole and cell is not None else cell


def located(statement: exp.Expr) -> exp.Expr:
    """The statement with its tables where `SparkTables` has them."""
    own = {query.alias for query in statement.find_all(exp.CTE)}
    for table in list(statement.find_all(exp.Table)):
        if isinstance(table.this, exp.Identifier) and not table.db and table.name not in own:
            alias = table.alias or table.name
            table.replace(exp.alias_(exp.table_(table.name, db="cdm", catalog=CATALOG, quoted=True), alias, table=True))
    return statement


def on_duckdb(types: Types, rows: Mapping[str, list[dict[str, object]]]) -> duckdb.DuckDBPyConnection:
    """DuckDB with the same tables."""
    connection = duckdb.connect(config={"threads": 1})
    for table, columns in types.items():
        schema = pa.schema([(name, _ARROW[kind]) for name, kind in columns.items()])
        connection.register("given", pa.Table.from_pylist(rows[table], schema=schema))
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM given")
    return connection
