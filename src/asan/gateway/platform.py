"""Reading with the platform's own rights: what is computed over everybody's records, such as a cohort.

Nothing of it is an answer to a person: they see the result through their own policy, or are the owner of the data
folder. Who asked for the computation, and what ran, stands in the audit as every question does.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pyarrow as pa
from sqlglot import exp

from asan.gateway.audit import Entry, write
from asan.gateway.audit.persons import MOST, Reach
from asan.gateway.errors import NoSnapshot, NotVisible
from asan.gateway.execution import Cancellation, Execution
from asan.gateway.keys import masking_key
from asan.gateway.masks import KEY_PARAMETER, masked
from asan.gateway.policy import ColumnPolicy, Policy
from asan.gateway.principal import Principal
from asan.gateway.rewrite import policy_subquery
from asan.gateway.rules import RuleWriter
from asan.gateway.service import Gateway
from asan.kit.errors import AsanError
from asan.warehouse.engines.base import Column, Engine, Schema, State


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
        self.persons: tuple[int, ...] | None = None
        """Whose records were shown, where the caller knows: for the audit too."""

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


class SeenReading(PlatformReading):
    """The same on ``masked(db, p)``: every table is its policy's subquery, as in the asker's own questions.

    Tables of which they may only see aggregates are not there, but where ``counted`` says that nothing else will be
    told of what is found.
    """

    def __init__(
        self,
        engine: Engine,
        execution: Execution,
        snapshot: State,
        policy: Policy,
        key: str,
        *,
        counted: bool = False,
    ) -> None:
        super().__init__(engine, execution, snapshot)
        self._tables = {table.key: table for table in policy.tables if counted or not table.aggregate_only}
        self.schema = {
            name: tuple(Column(column.name, column.type) for column in table.columns)
            for name, table in self._tables.items()
        }
        self._rules = RuleWriter(lambda table: engine.locate(table, snapshot))
        self._key = key

    def table(self, schema: str, name: str, *, version: int | None = None) -> str:
        """The table as the asker sees it, at this state alone."""
        if version not in (None, self.snapshot.version):
            raise NoSnapshot(which=f" {version}")
        return f"({policy_subquery(self._tables[schema, name], self._rules).sql(dialect='duckdb')})"

    def subjects(self, schema: str, name: str, *more: str) -> str:
        """The persons of a table's rows that the asker sees: ``person``, and ``subject``, what masks make of that.

        ``more`` are columns beside them, as the asker sees them.
        The first is the platform's own to know and to keep; the asker is told of persons by the second alone.
        Raises NotVisible where they see no such rows, or nothing that tells persons apart.
        """
        table = self._tables.get((schema, name))
        person = table.column(table.person_column or "") if table is not None else None
        kept = [found for column in more if table is not None and (found := table.column(column)) is not None]
        if table is None or person is None or len(kept) < len(more):
            raise NotVisible(name=name)
        columns = (ColumnPolicy(person.name, person.type), *kept)
        rows = policy_subquery(replace(table, columns=columns), self._rules)
        column = exp.column(person.name, quoted=True)
        subject = column if person.mask is None else masked(person.mask, column, person.type)
        named = [f"{column.sql(dialect='duckdb')} AS person", f"{subject.sql(dialect='duckdb')} AS subject", *more]
        return f"(SELECT {', '.join(named)} FROM ({rows.sql(dialect='duckdb')}) AS seen)"

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """As of everybody's records, with what masks and row rules are bound to."""
        super().keep(name, sql, {**parameters, **self._bound(sql)})

    def ask(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """As of everybody's records, with what masks and row rules are bound to."""
        return super().ask(sql, {**(parameters or {}), **self._bound(sql)})

    def _bound(self, sql: str) -> dict[str, object]:
        names = set(re.findall(r"\$(\w+)", sql))
        bound = {name: value for name, value in self._rules.parameters.items() if name in names}
        return bound | ({KEY_PARAMETER: self._key} if KEY_PARAMETER in names else {})


@contextmanager
def platform_reading(
    gateway: Gateway,
    principal: Principal,
    entry: Entry,
    *,
    snapshot: int | None,
    seconds: float,
    cancellation: Cancellation | None = None,
    as_seen: bool = False,
    counted: bool = False,
) -> Iterator[PlatformReading]:
    """Read ``snapshot`` (default: the newest) for ``principal``; ``entry`` says what for, and is written at the end.

    ``as_seen``: not with the platform's rights but with those of ``principal``; ``counted``: as of `SeenReading`.
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
        if as_seen:
            policy = gateway.policy(principal, execution.session, state)
            key = masking_key(gateway.settings, principal.project)
            reading = SeenReading(gateway.reader.engine, execution, state, policy, key, counted=counted)
        else:
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
    if reading is not None and reading.persons is not None:
        known = len(reading.persons) <= MOST
        reach = Reach.NAMED if known else Reach.EVERYBODY
        entry = replace(entry, reach=reach, persons=json.dumps(reading.persons) if known else None)
    return replace(entry, sql_run=ran, milliseconds=round((time.perf_counter() - started) * 1000))
