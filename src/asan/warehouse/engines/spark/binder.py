"""What DuckDB says of a question before a row is read: whether its names and types fit, and what its answer looks like.

The tables are there, and empty: so every engine tells the same of a wrong name, and an answer has the same columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from asan.kit.settings import Settings
from asan.omop.ddl import quoted
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.base import Schema
from asan.warehouse.engines.kept import copy_results
from asan.warehouse.results import RESULTS

CATALOG = "spark"
"""The catalog in which a located table stands."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The columns of an answer: as Arrow has them, and DuckDB's names of their types."""

    schema: pa.Schema
    types: tuple[str, ...]


def empty_tables(settings: Settings, schema: Schema, *, with_statistics: bool = False) -> Connection:
    """An engine in memory with the tables of ``schema``, all of them empty, and with the statistics that are kept."""
    root = open_engine(settings)
    root.execute(f"ATTACH ':memory:' AS {CATALOG}")
    for name in dict.fromkeys(table[0] for table in schema):
        root.execute(f"CREATE SCHEMA {CATALOG}.{quoted(name)}")
    for (name, table), columns in schema.items():
        cells = ", ".join(f"{quoted(column.name)} {column.type}" for column in columns)
        root.execute(f"CREATE TABLE {CATALOG}.{quoted(name)}.{quoted(table)} ({cells})")
    root.execute(RESULTS)
    if with_statistics:
        copy_results(root, settings)
    root.execute("SET enable_external_access=false")
    root.execute("SET lock_configuration=true")
    return root


def bind(connection: Connection, statement: exp.Expr, parameters: Mapping[str, object]) -> Bound:
    """What the answer to ``statement`` looks like. Raises Unreadable, or Failed where a constant has no value."""
    limited = statement.copy()
    if isinstance(limited, exp.Select | exp.SetOperation):
        limited.set("limit", exp.Limit(expression=exp.Literal.number(0)))
    else:
        limited = exp.Select(expressions=[exp.Star()]).from_(exp.alias_(limited, "asked", table=True)).limit(0)
    names = {placeholder.name for placeholder in limited.find_all(exp.Placeholder)}
    # The masking key is known to nobody here: any text will do.
    values = {name: parameters.get(name, "") for name in names}
    rows = duckdb_run.run(connection, duckdb_run.text_of(limited), values)
    return Bound(rows.schema, tuple(str(column[1]) for column in connection.description or ()))
