"""One question on its way through the door: authorized, run, and audited before its first row leaves."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from asan.gateway.answer import Answer
from asan.gateway.audit import Entry, write
from asan.gateway.audit.persons import Reach, Touched, of_one, shown
from asan.gateway.brought import Brought
from asan.gateway.differencing import MOST_GROUPS, Counted, admit
from asan.gateway.errors import BadSql, NoSnapshot, NotVisible, OutOfMemory, Refused
from asan.gateway.execution import Cancellation, Execution
from asan.gateway.information import describe, show_tables
from asan.gateway.keys import masking_key
from asan.gateway.limits.allowance import Allowance
from asan.gateway.limits.definition import NONE, settled
from asan.gateway.lineage import EVERY
from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.one_person import held_to
from asan.gateway.parsing import Statement, parse_question
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.stated import Explicit
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.populations import Population
from asan.gateway.principal import Principal
from asan.gateway.rewrite import Parameters, Rewritten, rewrite
from asan.kit.errors import AsanError
from asan.warehouse.engines.base import Rows, Session, State, TableName
from asan.warehouse.engines.faults import Fault

if TYPE_CHECKING:
    from asan.gateway.service import Gateway

BUFFERED_ROWS = 20_000
"""Answers up to this many rows are computed before their one audit record; longer ones stream between two."""

DESCRIBE = "describe"
"""The audit's word for a question that was asked for its columns alone."""

BUFFERED_BYTES = 256 * 2**20
"""Nor may their values be larger than this; the engine's own memory limit does not see what it has given away."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Of a preview: who looks on, and the policies that are tried."""

    by: Principal
    draft: Mapping[str, Definition | None]


class Question:
    """One question on its way through the door."""

    def __init__(
        self, gateway: "Gateway", principal: Principal, sql: str, row_limit: int, surface: str, asked: str | None = None
    ) -> None:
        self.gateway = gateway
        self.principal = principal
        self.sql = sql
        self.row_limit = row_limit
        self.started = time.perf_counter()
        self.entry = Entry(action="query", outcome="answered", surface=surface, question=_writable(asked or sql))
        self.snapshot: State | None = None
        self.onlooker: Onlooker | None = None
        self.brought: Brought | None = None
        self.person: int | None = None
        """The one person whose rows are read, by the platform's number."""
        self.allowance = Allowance(principal, NONE)
        self.explicit: Explicit | None = None
        self.reader = gateway.reader
        self.sql_run = ""
        self.truncated = False

    def ask(
        self, parameters: Parameters, version: int | None, seconds: float, cancellation: Cancellation | None
    ) -> Answer:
        """Its answer, audited whatever becomes of it. Raises what `asan.gateway.service.Gateway.query` raises."""
        execution: Execution | None = None
        if parameters:
            self.entry = replace(
                self.entry, parameters=_writable(json.dumps(parameters, default=str, ensure_ascii=False))
            )
        try:
            execution = self._begin(seconds, cancellation or Cancellation())
            if self.brought is not None:
                self.brought.keep(execution)
            rewritten = self._authorize(execution, parameters, version)
            bound = self._bound(rewritten)
            self._look_for_differences(execution, rewritten, bound)
            run = execution.start(self.sql_run, bound)
            self._look_again(version)
            if self.row_limit <= BUFFERED_ROWS:
                return self._buffered(execution, run, rewritten)
            return self._streaming(execution, run, rewritten)
        except BaseException as error:
            if execution is not None:
                execution.close()
            self.allowance.end()
            self._record_failure(error)
            raise

    def describe(
        self, parameters: Parameters, version: int | None, seconds: float, cancellation: Cancellation | None = None
    ) -> pa.Schema:
        """The columns of its answer, and no row. Raises what `ask` raises."""
        self.entry = replace(self.entry, action=DESCRIBE)
        execution: Execution | None = None
        try:
            execution = self._begin(seconds, cancellation or Cancellation())
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
            self.allowance.end()

    def _begin(self, seconds: float, cancellation: Cancellation) -> Execution:
        """A session under the limits of whoever asks, or looks on. Raises LimitReached."""
        whose = self.onlooker.by if self.onlooker is not None else self.principal
        self.explicit = self.gateway.policies.explicit()
        limits = settled(whose, self.explicit.limits)
        self.allowance = Allowance(whose, limits)
        self.row_limit = self.allowance.rows(self.row_limit)
        seconds = self.allowance.seconds(seconds)
        self.allowance.begin(seconds, cancellation)
        self.reader = self.gateway.reader_within(limits.memory_megabytes)
        return Execution(self.reader.open(), seconds, cancellation, self.allowance.end)

    def _bound(self, rewritten: Rewritten) -> dict[str, object]:
        bound = dict(rewritten.parameters)
        if rewritten.keyed:
            bound[KEY_PARAMETER] = masking_key(self.gateway.settings, self.principal.project)
        return bound

    def _authorize(self, execution: Execution, parameters: Parameters, version: int | None) -> Rewritten:
        session = execution.session
        statement = parse_question(self.sql)
        try:
            self.snapshot = self.reader.snapshot(session, version)
            if self.snapshot is not None:
                self.entry = replace(self.entry, snapshot=self.snapshot.version)
            policy = self._policy(session)
            statement = _spelled_out(statement, policy)
            if self.entry.action == DESCRIBE:
                statement = _without_rows(statement)
            rewritten = rewrite(
                statement, policy, self._locate, base=self._base, parameters=parameters, row_limit=self.row_limit
            )
            self.sql_run = self.reader.engine.translate(rewritten.statement, rewritten.parameters, session)
        except NotVisible:
            if self.snapshot is None:
                raise NoSnapshot(which="") from None
            raise
        except Fault as fault:
            raise execution.named(fault) from None
        except RecursionError:
            raise BadSql(detail="nested too deeply") from None
        if self.principal.emergency is not None:
            rewritten = replace(
                rewritten, touched=of_one(rewritten.touched, rewritten.tables, self.principal.emergency)
            )
        if self.person is not None:
            rewritten = replace(rewritten, touched=of_one(rewritten.touched, rewritten.tables, self.person))
        self.entry = replace(self.entry, sql_run=self.sql_run, policies=_applied(rewritten.tables))
        self._reached(rewritten.touched)
        return rewritten

    def _look_for_differences(self, execution: Execution, rewritten: Rewritten, bound: dict[str, object]) -> None:
        """Raise Differencing where the answer, less an earlier one, would tell of too few persons."""
        hours = self.gateway.settings.differencing_hours
        if not rewritten.populations or not hours:
            return
        counted = [self._count(execution, found, bound) for found in rewritten.populations]
        admit(self.allowance.principal, counted, self.gateway.settings.small_cell, hours)

    def _count(self, execution: Execution, found: Population, bound: dict[str, object]) -> Counted:
        def rows(statement: exp.Select) -> list[dict[str, object]]:
            sql = self.reader.engine.translate(statement, bound, execution.session)
            used = {each.name: bound[each.name] for each in statement.find_all(exp.Placeholder)}
            return [row for batch in execution.start(sql, used).batches for row in batch.to_pylist()]

        (whole,) = rows(found.total)
        groups: dict[frozenset[str], int] = {}
        if found.groups is not None:
            cells = rows(found.groups.limit(MOST_GROUPS + 1))
            if len(cells) <= MOST_GROUPS:
                for *key, persons in (list(row.values()) for row in cells):
                    groups[found.group_terms(key)] = int(str(persons))
        version = self.snapshot.version if self.snapshot is not None else None
        return Counted(found.tables, str(version), found.terms, found.key, int(str(whole["n"])), groups)

    def _policy(self, session: Session) -> Policy:
        """What the asker sees, of one person where that is given; in a preview, no more than whoever looks on."""
        if self.onlooker is None:
            policy = self.gateway.policies.policy(self.principal, session, self.snapshot, self.explicit)
            policy = policy if self.brought is None else self.brought.seen(policy)
            return policy if self.person is None else held_to(policy, self.person)
        book = self.gateway.policies
        tried = book.explicit().with_drafts(self.onlooker.draft)
        policy = book.settle(self.principal, tried, session, self.snapshot)
        return policy.limited_by(self.gateway.policy(self.onlooker.by, session, self.snapshot))

    def _reached(self, found: Touched) -> None:
        persons = json.dumps(found.persons) if found.persons else None
        self.entry = replace(self.entry, reach=found.reach, persons=persons)

    def _look_again(self, version: int | None) -> None:
        """Raise NoSnapshot where ``version`` expired while the engine looked up its files: it may have found none.

        From here on its files stay for the lake's grace.
        """
        if version is not None:
            session = self.reader.open()
            try:
                self.reader.snapshot(session, version)
            finally:
                session.close()

    def _locate(self, table: TableName) -> exp.Table:
        return self.reader.engine.locate(table, self.snapshot)

    def _base(self, table: TableName) -> exp.Table:
        """Where a table of the question lies. What policies look into is never what was brought."""
        found = self.brought.locate(table) if self.brought is not None else None
        return found or self._locate(table)

    def _buffered(self, execution: Execution, run: Rows, rewritten: Rewritten) -> Answer:
        batches = []
        size = 0
        for batch in self._cut(run.batches):
            batches.append(batch)
            size += batch.nbytes
            if size > self.allowance.bytes(BUFFERED_BYTES):
                raise OutOfMemory()
        self._give_out(size)
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
                    self._give_out(batch.nbytes)
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

    def _give_out(self, size: int) -> None:
        """Rows of patients count as taken out. Raises ExportSpent."""
        if self.entry.reach in (Reach.NAMED, Reach.EVERYBODY):
            self.allowance.give_out(size)

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
