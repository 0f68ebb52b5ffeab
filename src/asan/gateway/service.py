"""The one door to clinical data: parse, authorize, rewrite, execute, audit.

The answer to a question is the question's answer on ``masked(db, p)``, the database that policy defines for its
principal at one snapshot.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import pyarrow as pa
from sqlglot import exp

from asan.gateway.answer import Answer
from asan.gateway.audit import Entry, write
from asan.gateway.audit.persons import Touched, shown
from asan.gateway.errors import BadSql, NoSnapshot, NotVisible, OutOfMemory, Refused
from asan.gateway.execution import Cancellation, Execution
from asan.gateway.information import describe, show_tables
from asan.gateway.keys import masking_key
from asan.gateway.lineage import EVERY
from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.parsing import Statement, parse_question
from asan.gateway.policies.book import PolicyBook
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.explain import Explanation, explain
from asan.gateway.policies.stated import table_named
from asan.gateway.policies.store import READERS, WRITERS
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.principal import Principal
from asan.gateway.reader import Reader
from asan.gateway.rewrite import Parameters, Rewritten, rewrite
from asan.kit.errors import AsanError, NotFound
from asan.kit.settings import Settings, settings
from asan.warehouse.engines.base import Rows, Session, State, TableName
from asan.warehouse.engines.faults import Fault

BUFFERED_ROWS = 20_000
"""Answers up to this many rows are computed before their one audit record; longer ones stream between two."""

DESCRIBE = "describe"
"""The audit's word for a question that was asked for its columns alone."""

BUFFERED_BYTES = 256 * 2**20
"""Nor may their values be larger than this; the engine's own memory limit does not see what it has given away."""


@dataclass(frozen=True, slots=True)
class VisibleColumn:
    """A column that a principal sees, plain or masked (``mask`` names how)."""

    name: str
    type: str
    treatment: Literal["plain", "mask"]
    mask: str | None


@dataclass(frozen=True, slots=True)
class VisibleTable:
    """A table that a principal sees. ``aggregate_only``: counts and sums are answered, rows never."""

    schema: str
    name: str
    columns: tuple[VisibleColumn, ...]
    aggregate_only: bool


class Gateway:
    """The door of one data folder. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reader = Reader(settings)
        self.policies = PolicyBook(self.reader.engine, settings.small_cell)

    def query(
        self,
        principal: Principal,
        sql: str,
        *,
        parameters: Parameters = None,
        snapshot: int | None = None,
        row_limit: int | None = None,
        seconds: float | None = None,
        surface: str = "http",
        cancellation: Cancellation | None = None,
        asked: str | None = None,
    ) -> Answer:
        """Answer ``sql`` (DuckDB's dialect; ``?`` or ``$name`` for ``parameters``) as ``principal`` may see it.

        ``snapshot`` is a published lake version, by default the principal's, else the newest. At most ``row_limit``
        rows come back (default: the setting ``query_rows``), within ``seconds`` (default: ``query_seconds``);
        ``cancellation`` stops it at any time, also while its rows are read. ``asked`` is the question in the asker's
        own words, for the audit, where a surface has translated it.
        Raises BadSql, QuestionFailed, Refused and its kinds, NoSnapshot, TimedOut, Cancelled, OutOfMemory,
        AuditUnavailable.
        """
        question = _Question(self, principal, sql, row_limit or self.settings.query_rows, surface, asked)
        version = principal.snapshot if snapshot is None else snapshot
        return question.ask(parameters, version, seconds or self.settings.query_seconds, cancellation)

    def describe(
        self,
        principal: Principal,
        sql: str,
        *,
        parameters: Parameters = None,
        surface: str = "http",
        asked: str | None = None,
    ) -> pa.Schema:
        """The columns that `query` would answer with, and no row. Raises what `query` raises."""
        question = _Question(self, principal, sql, 1, surface, asked)
        return question.describe(parameters, principal.snapshot, self.settings.query_seconds)

    def catalog(self, principal: Principal, *, snapshot: int | None = None) -> tuple[VisibleTable, ...]:
        """What ``principal`` sees at ``snapshot`` (default: the principal's, else the newest)."""
        session = self.reader.open()
        try:
            version = principal.snapshot if snapshot is None else snapshot
            policy = self.policy(principal, session, self.reader.snapshot(session, version))
        finally:
            session.close()
        return tuple(_visible(table) for table in policy.tables)

    def why(
        self, principal: Principal, table: str, column: str | None = None, *, asked_by: Principal | None = None
    ) -> Explanation:
        """Why ``principal`` sees a table, or a column of it, as they do.

        ``asked_by``, an administrator, steward or auditor, also learns why something is not there at all; whoever asks
        for themselves gets NotVisible, as in a question. Raises Forbidden, and NotFound for a name nobody knows.
        """
        if asked_by is not None:
            asked_by.require("why", *READERS)
        known = table_named(table)
        if known is None:
            raise NotVisible(name=table) if asked_by is None else NotFound(what=table)
        column = column.strip().lower() if column else None
        session = self.reader.open()
        try:
            snapshot = self.reader.snapshot(session, principal.snapshot)
            policy = self.policy(principal, session, snapshot)
            now = self.policies.situation(principal, self.policies.explicit(), session, snapshot)
        finally:
            session.close()
        found = explain(principal.roles, policy, now, known, column)
        if found.treatment == "hidden" and asked_by is None:
            raise NotVisible(name=table if column is None or policy.find(*known) is None else f"{table}.{column}")
        return found

    def preview(
        self,
        by: Principal,
        other: Principal,
        sql: str,
        *,
        draft: Mapping[str, Definition | None] | None = None,
        row_limit: int | None = None,
        surface: str = "preview",
    ) -> Answer:
        """What ``other`` would see of a question, shown to ``by``; the audit names both.

        Nothing that ``by`` may not see is shown either: every value passes both policies. ``draft`` are policies that
        are tried, by key, in place of those in force; None: without that one. Raises Forbidden, and as `query` does.
        """
        by.require("preview", *WRITERS)
        asker = replace(other, acting_for=by.acting_for or by.name)
        question = _Question(self, asker, sql, row_limit or self.settings.query_rows, surface)
        question.limits = Limits(by, dict(draft or {}))
        return question.ask(None, other.snapshot, self.settings.query_seconds, None)

    def snapshot(self, version: int | None) -> State | None:
        """What is read at ``version``, or now (None where nothing was published).

        It names no patient, so everyone may know it. Raises NoSnapshot for a number never published.
        """
        try:
            session = self.reader.open()
        except NoSnapshot:
            if version is None:
                return None
            raise
        try:
            return self.reader.snapshot(session, version)
        finally:
            session.close()

    def policy(self, principal: Principal, session: Session, snapshot: State | None) -> Policy:
        """What ``principal`` sees at ``snapshot``."""
        return self.policies.policy(principal, session, snapshot)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a preview: who looks on, and the policies that are tried."""

    by: Principal
    draft: Mapping[str, Definition | None]


class _Question:
    """One question on its way through the door."""

    def __init__(
        self, gateway: Gateway, principal: Principal, sql: str, row_limit: int, surface: str, asked: str | None = None
    ) -> None:
        self.gateway = gateway
        self.principal = principal
        self.sql = sql
        self.row_limit = row_limit
        self.started = time.perf_counter()
        self.entry = Entry(action="query", outcome="answered", surface=surface, question=_writable(asked or sql))
        self.snapshot: State | None = None
        self.limits: Limits | None = None
        self.sql_run = ""
        self.truncated = False

    def ask(
        self, parameters: Parameters, version: int | None, seconds: float, cancellation: Cancellation | None
    ) -> Answer:
        execution: Execution | None = None
        if parameters:
            self.entry = replace(
                self.entry, parameters=_writable(json.dumps(parameters, default=str, ensure_ascii=False))
            )
        try:
            session = self.gateway.reader.open()
            execution = Execution(session, seconds, cancellation)
            rewritten = self._authorize(execution, parameters, version)
            run = execution.start(self.sql_run, self._bound(rewritten))
            self._look_again(version)
            if self.row_limit <= BUFFERED_ROWS:
                return self._buffered(execution, run, rewritten)
            return self._streaming(execution, run, rewritten)
        except BaseException as error:
            if execution is not None:
                execution.close()
            self._record_failure(error)
            raise

    def describe(self, parameters: Parameters, version: int | None, seconds: float) -> pa.Schema:
        self.entry = replace(self.entry, action=DESCRIBE)
        execution: Execution | None = None
        try:
            session = self.gateway.reader.open()
            execution = Execution(session, seconds)
            rewritten = self._authorize(execution, parameters, version)
            schema = execution.start(self.sql_run, self._bound(rewritten)).schema
            write(self.principal, replace(self.entry, rows=0, milliseconds=self._elapsed()))
            return schema
        except BaseException as error:
            self._record_failure(error)
            raise
        finally:
            if execution is not None:
                execution.close()

    def _bound(self, rewritten: Rewritten) -> dict[str, object]:
        bound = dict(rewritten.parameters)
        if rewritten.keyed:
            bound[KEY_PARAMETER] = masking_key(self.gateway.settings, self.principal.project)
        return bound

    def _authorize(self, execution: Execution, parameters: Parameters, version: int | None) -> Rewritten:
        session = execution.session
        statement = parse_question(self.sql)
        self.snapshot = self.gateway.reader.snapshot(session, version)
        if self.snapshot is not None:
            self.entry = replace(self.entry, snapshot=self.snapshot.version)
        policy = self._policy(session)
        try:
            statement = _spelled_out(statement, policy)
            if self.entry.action == DESCRIBE:
                statement = _without_rows(statement)
            rewritten = rewrite(statement, policy, self._locate, parameters=parameters, row_limit=self.row_limit)
            self.sql_run = self.gateway.reader.engine.translate(rewritten.statement, rewritten.parameters)
        except NotVisible:
            if self.snapshot is None:
                raise NoSnapshot(which="") from None
            raise
        except Fault as fault:
            raise execution.named(fault) from None
        except RecursionError:
            raise BadSql(detail="nested too deeply") from None
        self.entry = replace(self.entry, sql_run=self.sql_run, policies=_applied(rewritten.tables))
        self._reached(rewritten.touched)
        return rewritten

    def _policy(self, session: Session) -> Policy:
        """What the asker sees; in a preview, no more than whoever looks on."""
        if self.limits is None:
            return self.gateway.policy(self.principal, session, self.snapshot)
        book = self.gateway.policies
        tried = book.explicit().with_drafts(self.limits.draft)
        policy = book.settle(self.principal, tried, session, self.snapshot)
        return policy.limited_by(self.gateway.policy(self.limits.by, session, self.snapshot))

    def _reached(self, found: Touched) -> None:
        persons = json.dumps(found.persons) if found.persons else None
        self.entry = replace(self.entry, reach=found.reach, persons=persons)

    def _look_again(self, version: int | None) -> None:
        """Raise NoSnapshot where ``version`` expired while the engine looked up its files: it may have found none.

        From here on its files stay for the lake's grace.
        """
        if version is not None:
            session = self.gateway.reader.open()
            try:
                self.gateway.reader.snapshot(session, version)
            finally:
                session.close()

    def _locate(self, table: TableName) -> exp.Table:
        return self.gateway.reader.engine.locate(table, self.snapshot)

    def _buffered(self, execution: Execution, run: Rows, rewritten: Rewritten) -> Answer:
        batches = []
        size = 0
        for batch in self._cut(run.batches):
            batches.append(batch)
            size += batch.nbytes
            if size > BUFFERED_BYTES:
                raise OutOfMemory()
        execution.close()
        rows = sum(batch.num_rows for batch in batches)
        self._reached(shown(rewritten.touched, batches, rewritten.masked))
        audit_id = write(self.principal, replace(self.entry, rows=rows, milliseconds=self._elapsed()))
        answer = self._answer(run.schema, iter(batches), rewritten, audit_id)
        answer.computed = True
        return answer

    def _streaming(self, execution: Execution, run: Rows, rewritten: Rewritten) -> Answer:
        audit_id = write(self.principal, replace(self.entry, outcome="started"))
        answer: Answer

        def batches() -> Iterator[pa.RecordBatch]:
            rows = 0
            try:
                # Reached at once, so that closing an answer that nobody has read ends its work as well.
                yield None
                for batch in self._cut(run.batches):
                    rows += batch.num_rows
                    yield batch
            except AsanError as error:
                self._record_end(audit_id, rows, "failed", error.code)
                raise
            except GeneratorExit:
                self._record_end(audit_id, rows, "answered", "stopped_reading")
                raise
            else:
                self._record_end(audit_id, rows, "answered", None)
            finally:
                execution.close()
                answer.truncated = self.truncated

        stream = batches()
        next(stream)
        answer = self._answer(run.schema, stream, rewritten, audit_id)
        return answer

    def _cut(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches up to the row limit, noting whether there was more."""
        left = self.row_limit
        for batch in batches:
            if batch.num_rows > left:
                self.truncated = True
                if left:
                    yield batch.slice(0, left)
                return
            left -= batch.num_rows
            if batch.num_rows:
                yield batch

    def _answer(
        self, schema: pa.Schema, batches: Iterator[pa.RecordBatch], rewritten: Rewritten, audit_id: int
    ) -> Answer:
        every = rewritten.masked.get(EVERY)
        masks = {name: rewritten.masked.get(name.lower(), every) for name in schema.names}
        return Answer(
            schema=schema,
            batches=batches,
            snapshot=self.snapshot,
            masked={name: mask for name, mask in masks.items() if mask},
            audit_id=audit_id,
            sql_run=self.sql_run,
            milliseconds=(time.perf_counter() - self.started) * 1000,
            truncated=self.truncated,
        )

    def _record_end(self, audit_id: int, rows: int, outcome: str, code: str | None) -> None:
        # What was asked stands in the first record.
        write(
            self.principal,
            Entry(
                action="query",
                outcome=outcome,
                surface=self.entry.surface,
                snapshot=self.entry.snapshot,
                rows=rows,
                milliseconds=self._elapsed(),
                code=code,
                refers_to=audit_id,
            ),
        )

    def _record_failure(self, error: BaseException) -> None:
        if isinstance(error, AsanError) and error.code == "audit_unavailable":
            return
        outcome = "refused" if isinstance(error, Refused) else "failed"
        code = error.code if isinstance(error, AsanError) else type(error).__name__
        write(self.principal, replace(self.entry, outcome=outcome, code=code, milliseconds=self._elapsed()))

    def _elapsed(self) -> int:
        return round((time.perf_counter() - self.started) * 1000)


def _spelled_out(statement: Statement, policy: Policy) -> Statement:
    """SHOW and DESCRIBE as the SELECT that answers them. Raises NotVisible."""
    match statement:
        case exp.Show():
            return show_tables(policy)
        case exp.Describe():
            return describe(statement.this, policy)
    return statement


def _without_rows(statement: Statement) -> Statement:
    if isinstance(statement, exp.Select | exp.SetOperation):
        return statement.limit(0, copy=False)
    return statement


def _writable(sql: str) -> str:
    """The question as the audit can keep it: what is no Unicode (bytes of a terminal) is spelled out."""
    return sql.encode(errors="backslashreplace").decode()


def _applied(tables: tuple[TablePolicy, ...]) -> str:
    """What policy did to each table, as JSON for the audit."""
    applied = {}
    for table in tables:
        applied[f"{table.schema}.{table.name}"] = {
            **({"masks": table.masks()} if table.masks() else {}),
            **({"rows": "filtered"} if table.rows is not None else {}),
            **({"aggregates": True} if table.aggregate_only else {}),
            **({"policies": table.policies} if table.policies else {}),
        }
    return json.dumps(applied, ensure_ascii=False, sort_keys=True)


def _visible(table: TablePolicy) -> VisibleTable:
    columns = tuple(
        VisibleColumn(c.name, c.type, "mask" if c.mask else "plain", c.mask.name if c.mask else None)
        for c in table.columns
    )
    return VisibleTable(table.schema, table.name, columns, table.aggregate_only)


@cache
def _gateway_of(settings: Settings) -> Gateway:
    return Gateway(settings)


def gateway() -> Gateway:
    """This process's gateway to the data folder of its settings."""
    return _gateway_of(settings())
