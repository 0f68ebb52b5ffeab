"""The one door to clinical data: parse, authorize, rewrite, execute, audit.

The answer to a question is the question's answer on ``masked(db, p)``, the database that policy defines for its
principal at one snapshot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import pyarrow as pa

from asan.gateway.answer import Answer
from asan.gateway.audit import Entry, write
from asan.gateway.brought import Brought
from asan.gateway.errors import NoSnapshot, NotVisible
from asan.gateway.execution import Cancellation
from asan.gateway.limits.definition import MEGABYTE, Limits, settled
from asan.gateway.policies.book import PolicyBook
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.explain import Explanation, explain
from asan.gateway.policies.exposure import Exposed, exposed
from asan.gateway.policies.stated import table_named
from asan.gateway.policies.store import READERS, WRITERS
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.principal import Principal
from asan.gateway.question import Onlooker, Question
from asan.gateway.reader import Reader
from asan.gateway.rewrite import Parameters
from asan.kit.errors import AsanError, NotFound
from asan.kit.settings import Settings, settings
from asan.warehouse.engines.base import Session, State


@dataclass(frozen=True, slots=True)
class VisibleColumn:
    """A column that a principal sees, plain or masked (``mask`` names how)."""

    name: str
    type: str
    treatment: Literal["plain", "mask"]
    mask: str | None


@dataclass(frozen=True, slots=True)
class VisibleTable:
    """A table that a principal sees. ``aggregate_only``: counts and sums are answered, rows never.

    ``rows_filtered``: some of its rows may be hidden by policy.
    """

    schema: str
    name: str
    columns: tuple[VisibleColumn, ...]
    aggregate_only: bool
    rows_filtered: bool = False


class Gateway:
    """The door of one data folder. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.reader = Reader(settings)
        self.policies = PolicyBook(
            self.reader.engine,
            settings.small_cell,
            settings.count_base,
            emergency_concepts=settings.break_glass_concepts,
        )
        self._smaller: dict[int, Reader] = {}

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
        brought: Brought | None = None,
        person: int | None = None,
    ) -> Answer:
        """Answer ``sql`` (DuckDB's dialect; ``?`` or ``$name`` for ``parameters``) as ``principal`` may see it.

        ``snapshot`` is a published lake version, by default the principal's, else the newest. At most ``row_limit``
        rows come back (default: the setting ``query_rows``), within ``seconds`` (default: ``query_seconds``), and
        never more than the principal's limits allow; ``cancellation`` stops it at any time, also while its rows are
        read. ``asked`` is the question in the asker's own words, for the audit, where a surface has translated it.
        ``brought`` are rows of a cohort that stand in the place of the CDM's.
        ``person`` is the platform's number of the one patient whose rows are read, whatever masks make of that number;
        tables that do not say whose their rows are cannot be asked then.
        Raises BadSql, QuestionFailed, Refused and its kinds (LimitReached among them), NoSnapshot, TimedOut, Cancelled,
        OutOfMemory, AuditUnavailable.
        """
        question = Question(self, principal, sql, row_limit or self.settings.query_rows, surface, asked)
        question.brought = brought
        question.person = person
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
        cancellation: Cancellation | None = None,
    ) -> pa.Schema:
        """The columns that `query` would answer with, and no row. Raises what `query` raises."""
        question = Question(self, principal, sql, 1, surface, asked)
        return question.describe(parameters, principal.snapshot, self.settings.query_seconds, cancellation)

    def catalog(
        self, principal: Principal, *, snapshot: int | None = None, brought: Brought | None = None
    ) -> tuple[VisibleTable, ...]:
        """What ``principal`` sees at ``snapshot`` (default: the principal's, else the newest)."""
        session = self.reader.open()
        try:
            version = principal.snapshot if snapshot is None else snapshot
            policy = self.policy(principal, session, self.reader.snapshot(session, version))
        finally:
            session.close()
        policy = policy if brought is None else brought.seen(policy)
        return tuple(_visible(table) for table in policy.tables)

    def why(
        self,
        principal: Principal,
        table: str,
        column: str | None = None,
        *,
        asked_by: Principal | None = None,
        surface: str = "http",
    ) -> Explanation:
        """Why ``principal`` sees a table, or a column of it, as they do.

        ``asked_by``, an administrator, steward or auditor, also learns why something is not there at all; whoever asks
        for themselves gets NotVisible, as in a question. That somebody asked is in the audit. Raises Forbidden, and
        NotFound for a name nobody knows; AuditUnavailable.
        """
        told = table if column is None else f"{table}.{column}"
        entry = Entry("why", "answered", surface, question=told if asked_by is None else f"{told} · {principal.name}")
        try:
            found = self._why(principal, table, column, asked_by)
        except AsanError as error:
            outcome = "refused" if error.status == 403 else "failed"
            write(asked_by or principal, replace(entry, outcome=outcome, code=error.code))
            raise
        write(asked_by or principal, entry)
        return found

    def _why(self, principal: Principal, table: str, column: str | None, asked_by: Principal | None) -> Explanation:
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

    def exposed(
        self, by: Principal, roles: Iterable[str], others: Iterable[tuple[str, Principal]] = ()
    ) -> tuple[Exposed, ...]:
        """Tagged columns that a holder of one of ``roles`` alone, in no group and for no project, reads plain now.

        And those that ``others``, each with whom they stand for (`Exposed.others`), read beyond their roles.
        It tells of names and rules, of no patient. Raises Forbidden.
        """
        by.require("exposed", *READERS)
        session = self.reader.open()
        try:
            snapshot = self.reader.snapshot(session, by.snapshot)
            seen = {role: self.policy(Principal(role, frozenset({role})), session, snapshot) for role in roles}
            given = [(label, one.roles, self.policy(one, session, snapshot)) for label, one in others]
        finally:
            session.close()
        return exposed(seen, given, self.policies.explicit().tags)

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
        question = Question(self, asker, sql, row_limit or self.settings.query_rows, surface)
        question.onlooker = Onlooker(by, dict(draft or {}))
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

    def limits(self, principal: Principal) -> Limits:
        """What ``principal`` may use up at most."""
        return settled(principal, self.policies.explicit().limits)

    def reader_within(self, megabytes: int | None) -> Reader:
        """The way to the CDM for those whose questions may take so much memory: an engine of their own.

        The embedded engine knows no limit of a single question. None: the engine that all others share.
        """
        if megabytes is None:
            return self.reader
        if megabytes not in self._smaller:
            memory = f"{megabytes * MEGABYTE}B"
            self._smaller[megabytes] = Reader(self.settings.model_copy(update={"memory_limit": memory}))
        return self._smaller[megabytes]

    def policy(self, principal: Principal, session: Session, snapshot: State | None) -> Policy:
        """What ``principal`` sees at ``snapshot``."""
        return self.policies.policy(principal, session, snapshot)


def _visible(table: TablePolicy) -> VisibleTable:
    columns = tuple(
        VisibleColumn(c.name, c.type, "mask" if c.mask else "plain", c.mask.name if c.mask else None)
        for c in table.columns
    )
    return VisibleTable(table.schema, table.name, columns, table.aggregate_only, table.rows is not None)


@cache
def _gateway_of(settings: Settings) -> Gateway:
    return Gateway(settings)


def gateway() -> Gateway:
    """This process's gateway to the data folder of its settings."""
    return _gateway_of(settings())
