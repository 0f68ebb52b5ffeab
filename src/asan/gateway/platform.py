"""Reading with the platform's own rights: what is computed over everybody's records, such as a cohort.

Nothing of it is an answer to a person: they see the result through their own policy, or are the owner of the data
folder. Who asked for the computation, and what ran, stands in the audit as every question does.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pyarrow as pa

from asan.gateway.audit import Entry, write
from asan.gateway.errors import NoSnapshot
from asan.gateway.execution import Cancellation, Execution
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.kit.errors import AsanError
from asan.warehouse.engines.base import Engine, Schema, State


class PlatformReading:
    """One computation at one state of the CDM: statements whose answers are kept, and questions on them."""

    def __init__(self, engine: Engine, execution: Execution, snapshot: State) -> None:
        self._engine = engine
        self._execution = execution
        self.snapshot = snapshot
        self.schema: Schema = execution.session.schema(snapshot)
        self.statements: list[str] = []
        self.rows = 0
        """How many rows were found: for the audit, the caller says it."""

    def table(self, schema: str, name: str, *, version: int | None = None) -> str:
        """A table of the CDM at this state, or at another published one, as SQL refers to it. Raises NoSnapshot."""
        state = self.snapshot if version is None else self._at(version)
        return f"(SELECT * FROM {self._engine.locate((schema, name), state).sql(dialect='duckdb')})"

    def schema_at(self, version: int) -> Schema:
        """Tables and columns at another published state. Raises NoSnapshot."""
        return self._execution.session.schema(self._at(version))

    def _at(self, version: int) -> State:
        found = self._execution.session.find(version)
        if found is None:
            raise NoSnapshot(which=f" {version}")
        return found

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """Keep the answer of ``sql`` as ``name`` until the end. Raises what the gateway raises for a question."""
        self.statements.append(f"{name}: {sql}")
        self._execution.keep(name, sql, parameters)

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """Keep rows that an earlier reading of the same state gave."""
        self._execution.keep_rows(name, rows)

    def ask(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The answer of ``sql``, whole."""
        self.statements.append(sql)
        rows = self._execution.start(sql, parameters or {})
        return pa.Table.from_batches(list(rows.batches), schema=rows.schema)


@contextmanager
def platform_reading(
    gateway: Gateway,
    principal: Principal,
    entry: Entry,
    *,
    snapshot: int | None,
    seconds: float,
    cancellation: Cancellation | None = None,
) -> Iterator[PlatformReading]:
    """Read ``snapshot`` (default: the newest) for ``principal``; ``entry`` says what for, and is written at the end.

    Raises NoSnapshot, TimedOut after ``seconds``, Cancelled, OutOfMemory, QuestionFailed, AuditUnavailable.
    """
    started = time.perf_counter()
    execution: Execution | None = None
    reading: PlatformReading | None = None
    try:
        execution = Execution(gateway.reader.open(), seconds, cancellation)
        state = gateway.reader.snapshot(execution.session, snapshot)
        if state is None:
            raise NoSnapshot(which="")
        entry = replace(entry, snapshot=state.version)
        reading = PlatformReading(gateway.reader.engine, execution, state)
        yield reading
    except BaseException as error:
        code = error.code if isinstance(error, AsanError) else type(error).__name__
        write(principal, replace(_ended(entry, reading, started), outcome="failed", code=code))
        raise
    finally:
        if execution is not None:
            execution.close()
    write(principal, replace(_ended(entry, reading, started), rows=reading.rows))


def _ended(entry: Entry, reading: PlatformReading | None, started: float) -> Entry:
    ran = ";\n".join(reading.statements) if reading else None
    return replace(entry, sql_run=ran, milliseconds=round((time.perf_counter() - started) * 1000))
