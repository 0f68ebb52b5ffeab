"""One asker's session on Spark: a statement at a time, its rows as Arrow in batches, stopped by its tag."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from asan.warehouse.connection import Connection
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.base import Rows, Schema, State
from asan.warehouse.engines.duckdb_run import BATCH_ROWS
from asan.warehouse.engines.faults import Failed, Interrupted, Lost, Unsupported
from asan.warehouse.engines.spark.faults import CHANGED, fault_of
from asan.warehouse.engines.spark.relations import Relations
from asan.warehouse.engines.spark.statement import Statement
from asan.warehouse.in_place import NoSnapshotsInPlace
from asan.warehouse.snapshots import InPlace, Snapshot
from asan.warehouse.spark.running import tagged

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from asan.warehouse.engines.spark.engine import Look, SparkEngine

HERE: Final = "/* on this machine */ "
"""What a statement begins with that DuckDB runs here, on statistics and constants."""

_CANCEL_SECONDS: Final = 60.0
_CANCEL_PAUSE: Final = 0.05


class SparkAsker:
    """A session. Spark's own is the engine's, shared by all."""

    def __init__(self, engine: "SparkEngine", look: "Look") -> None:
        self._engine = engine
        self._look = look
        self._tag = f"asan-{uuid4().hex}"
        self._cancelled = False
        self._statements = 0
        self._busy = threading.Event()
        self._left_unread = False
        self._spark: SparkSession | None = None
        self._here: Connection | None = None
        self.relations: Relations | None = None
        """What is kept, from the first of it on."""

    def current(self) -> InPlace:
        """The CDM as it is now."""
        return self._look.state

    def find(self, version: int) -> Snapshot | None:
        """Raises NoSnapshotsInPlace."""
        raise NoSnapshotsInPlace

    def schema(self, snapshot: State | None) -> Schema:
        """The CDM's tables as they are presented; the same object as long as the files stay the same."""
        return self._look.schema

    def run(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Rows are computed a partition of Spark's at a time, as they are read."""
        self._cancelled = False
        self._statements += 1
        if sql.startswith(HERE):
            self._here = self._look.binder.cursor()
            return duckdb_run.run(self._here, sql.removeprefix(HERE), parameters)
        statement = Statement.parse(sql) or self._turned(sql, parameters)
        schema = self._arrow(statement)
        values = _values(statement, parameters)
        self._left_unread = True
        troubles = self._engine.troubles
        try:
            rows = self._rows(statement, values)
        except Lost:
            if self._cancelled or self._engine.troubles > troubles:
                raise
            # It may be the session of a server that was started again since the last question.
            rows = self._rows(statement, values)
        return Rows(schema, self._batches(rows, schema))

    def _turned(self, sql: str, parameters: Mapping[str, object]) -> Statement:
        """A statement in DuckDB's SQL, on the CDM's tables and on relations that are kept. Raises Unsupported too."""
        kept = self._kept()
        return self._engine.turned(_query(sql), parameters, kept.binder, kept.known)

    def _kept(self) -> Relations:
        if self.relations is None:
            self.relations = Relations(self._look.binder.cursor())
        return self.relations

    def _rows(self, statement: Statement, values: dict[str, object]) -> Iterator[Any]:
        self._spark = self._engine.spark()
        with self._working(), self._told():
            self._look.tables.make(self._spark, statement.sql)
            return iter(self._spark.sql(statement.text, args=values).toLocalIterator())

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """In Spark; what reads no table is computed here. Raises Unsupported for what Spark would compute otherwise."""
        self._cancelled = False
        self._statements += 1
        if _query(sql).find(exp.Table) is None:
            self.keep_rows(name, self._kept().computed(sql, parameters))
            return
        statement = self._turned(sql, parameters)
        self._spark = self._engine.spark()
        with self._working(), self._told():
            self._look.tables.make(self._spark, statement.sql)
            self._kept().keep(self._spark, name, statement, _values(statement, parameters))

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """In Spark."""
        self._spark = self._engine.spark()
        with self._working(), self._told():
            self._kept().keep_rows(self._spark, name, rows)

    def cancel(self) -> None:
        """Have Spark stop what has this session's tag, until nothing runs: a job may yet be about to start.

        How long a plan takes before that is the machine's to say. What goes on for a minute is left without its Spark.
        """
        self._cancelled = True
        if self._here is not None:
            self._here.interrupt()
        statement, end = self._statements, time.monotonic() + _CANCEL_SECONDS
        while self._busy.is_set() and self._statements == statement:
            if time.monotonic() > end:
                self._engine.let_go()
                return
            self._engine.stop(self._tag)
            time.sleep(_CANCEL_PAUSE)

    def close(self) -> None:
        """Stop what runs."""
        self._cancelled = True
        if self._here is not None:
            self._here.interrupt()
            self._here.close()
        if self._left_unread:
            self._engine.stop(self._tag)
        if self.relations is not None:
            self.relations.forget()

    def _batches(self, rows: Iterator[Any], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        while True:
            with self._working(), self._told():
                chunk = list(islice(rows, BATCH_ROWS))
                if not chunk:
                    self._left_unread = False
                    return
                columns = zip(*chunk, strict=True)
                arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
                batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
            yield batch

    def _arrow(self, statement: Statement) -> pa.Schema:
        """The answer's columns as DuckDB gives them."""
        cells = ", ".join(f"CAST(NULL AS {kind}) AS c{place}" for place, (_, kind) in enumerate(statement.columns))
        types = self._look.binder.cursor().execute(f"SELECT {cells}").to_arrow_table().schema.types
        return pa.schema([(name, kind) for (name, _), kind in zip(statement.columns, types, strict=True)])

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Spark's work here has the session's tag, which belongs to the thread."""
        assert self._spark is not None  # run has opened it
        self._busy.set()
        try:
            with tagged(self._spark, self._tag):
                if self._cancelled:
                    raise Interrupted
                yield
        finally:
            self._busy.clear()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What Spark and the way there raise, as faults; none carries its text."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        before = self._engine.troubles
        try:
            yield
        except (PySparkException, Py4JError, OSError, EOFError, pa.ArrowException, OverflowError) as error:
            fault = Interrupted() if self._cancelled else fault_of(error)
            if self._engine.troubles > before and not self._cancelled:
                fault = Lost()  # the store, not Spark, which stays
            elif isinstance(fault, Lost):
                self._engine.let_go()
            elif isinstance(fault, Failed) and fault.kind == CHANGED:
                self._engine.look_again()
            elif isinstance(fault, Interrupted):
                # Here too, before the asker goes on: by now the jobs that were stopped are in Spark's books.
                self._engine.stop(self._tag)
            raise fault from None


def _query(sql: str) -> exp.Query:
    """The query that ``sql`` is. Raises Unsupported for anything else, also for several."""
    try:
        found = sqlglot.parse(sql, read="duckdb")
    except ParseError:
        found = []
    if len(found) != 1 or not isinstance(found[0], exp.Query):
        raise Unsupported("a statement that is no query")
    return found[0]


def _values(statement: Statement, parameters: Mapping[str, object]) -> dict[str, object]:
    """Those that the statement names."""
    return {name: in_text(value) for name, value in parameters.items() if f":{name}" in statement.sql}


def in_text(value: object) -> object:
    """A parameter as Spark takes it: a list of whole numbers as one text."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value
