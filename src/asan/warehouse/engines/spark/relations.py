"""What one session keeps in Spark between its statements: relations that a computation makes, such as a cohort's.

Spark holds the rows, in its memory or on its disk, as views whose columns are ``o1`` …; DuckDB knows each as an empty
table of the same columns, so that it can say what a statement on them means.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pyarrow as pa

from asan.omop.ddl import quoted
from asan.warehouse.connection import Connection
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.spark.statement import Statement
from asan.warehouse.engines.spark.translation.query import Common
from asan.warehouse.engines.spark.translation.scope import lower

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_INFERENCE: Final = "spark.sql.constraintPropagation.enabled"


class Relations:
    """``binder``: a DuckDB connection of the session's own, whose temporary tables nobody else sees."""

    def __init__(self, binder: Connection) -> None:
        self.binder = binder
        self.known: dict[str, Common] = {}
        self._prefix = f"asan_kept_{uuid4().hex[:12]}"
        self._views: dict[str, SparkSession] = {}

    def computed(self, sql: str, parameters: Mapping[str, object]) -> pa.Table:
        """The answer of a statement that reads no table, here. Raises the kinds of Fault."""
        rows = duckdb_run.run(self.binder, sql, parameters)
        return pa.Table.from_batches(list(rows.batches), schema=rows.schema)

    def keep(self, session: "SparkSession", name: str, statement: Statement, values: Mapping[str, object]) -> None:
        """Have Spark compute a statement now, and hold its rows. Raises Spark's errors."""
        # Spark 4 passes on what it infers of rows that were cut off, and then misses columns that are not among them.
        session.conf.set(_INFERENCE, "false")
        try:
            # Computed now, and cut off from how it was: a plan that holds all plans before it doubles with each.
            frame = session.sql(statement.text, args=dict(values)).localCheckpoint(eager=True)
        finally:
            session.conf.unset(_INFERENCE)
        self._hold(name, statement.columns, frame)

    def keep_rows(self, session: "SparkSession", name: str, rows: pa.Table) -> None:
        """Give Spark rows to hold. Raises Spark's errors."""
        self.binder.register("given", rows)
        described = self.binder.execute("DESCRIBE SELECT * FROM given").fetchall()
        self.binder.unregister("given")
        columns = tuple((str(row[0]), str(row[1])) for row in described)
        frame = session.createDataFrame(rows.rename_columns([f"o{place}" for place in range(1, len(columns) + 1)]))
        self._hold(name, columns, frame)

    def forget(self) -> None:
        """Let go of all, whether Spark still listens or not."""
        with suppress(Exception):
            for view, session in self._views.items():
                session.catalog.dropTempView(view)
        self._views = {}
        self.binder.close()

    def _hold(self, name: str, columns: tuple[tuple[str, str], ...], frame: "DataFrame") -> None:
        view = f"{self._prefix}_{len(self._views)}"
        frame.createOrReplaceTempView(view)
        self._views[view] = frame.sparkSession
        cells = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns)
        self.binder.execute(f"CREATE TEMP TABLE {quoted(name)} ({cells})")
        self.known[lower(name)] = Common(view, columns)
