"""Writes the audit. Each record's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from asan.gateway.audit import anchor, index
from asan.gateway.audit.together import Together
from asan.gateway.errors import AuditUnavailable
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.kit.settings import settings
from asan.kit.store import transaction

FIRST: Final = "0" * 64
"""What the first record has for the hash before it."""

COLUMNS: Final = tuple(column.name for column in AuditRecord.__table__.columns)
_HASHED: Final = tuple(name for name in COLUMNS if name != "hash")
_ADDED: Final = frozenset({"project", "parameters", "reach", "persons"})
"""Columns that older records were hashed without: hashed where they hold something."""

_noted: ContextVar[list[int] | None] = ContextVar("noted", default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one thing that happened. ``outcome``: answered, started, refused, failed or done.

    ``reach`` and ``persons`` (JSON) say whose data it could show: see `asan.gateway.audit.persons`.
    """

    action: str
    outcome: str
    surface: str
    question: str | None = None
    sql_run: str | None = None
    parameters: str | None = None
    policies: str | None = None
    snapshot: int | None = None
    rows: int | None = None
    milliseconds: int | None = None
    code: str | None = None
    refers_to: int | None = None
    reach: str | None = None
    persons: str | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """A record to be written by whichever thread comes to it, and who is to be told of it (`noting`)."""

    principal: Principal
    entry: Entry
    noted: list[int] | None


def append(session: Session, principal: Principal, entry: Entry) -> int:
    """Add a record within the caller's transaction and return its number: both are committed, or neither."""
    return _add(session, _Given(principal, entry, _noted.get()))


def _add(session: Session, given: _Given) -> int:
    principal, entry, noted = given.principal, given.entry, given.noted
    lock(session)
    newest = session.execute(
        select(AuditRecord.id, AuditRecord.hash).order_by(AuditRecord.id.desc()).limit(1)
    ).one_or_none()
    record = AuditRecord(
        id=newest.id + 1 if newest else 1,
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        principal=principal.name,
        user_id=principal.user_id,
        acting_for=principal.acting_for,
        roles=",".join(sorted(principal.roles)),
        purpose=principal.purpose,
        project=principal.project,
        previous=newest.hash if newest else FIRST,
        **asdict(entry),
    )
    record.hash = digest(record)
    session.add(record)
    session.flush()
    index.add(session, record)
    number, at, newest_hash = record.id, record.at, record.hash
    # Only what is committed may be noted elsewhere.
    event.listen(session, "after_commit", lambda _session: _committed(number, at, newest_hash, noted), once=True)
    return number


def _committed(number: int, at: str, newest_hash: str, noted: list[int] | None) -> None:
    if noted is not None:
        noted.append(number)
    if anchor.is_due(number):
        anchor.note(number, at, newest_hash)


@contextmanager
def noting() -> Iterator[list[int]]:
    """The numbers of the records that are committed inside the block, in threads that it starts as well."""
    held: list[int] = []
    before = _noted.set(held)
    try:
        yield held
    finally:
        _noted.reset(before)


def write(principal: Principal, entry: Entry) -> int:
    """Add a record; it is on the disk when this returns. Raises AuditUnavailable: then nothing may be answered.

    Other threads' records may be in the same commit. Not to be called while the caller has written to the app store
    and not committed.
    """
    try:
        return _together(settings().app_store_url).write(_Given(principal, entry, _noted.get()))
    except (SQLAlchemyError, OSError) as error:
        raise AuditUnavailable() from error


@cache
def _together(_app_store: str) -> Together[_Given]:
    """This process's writer of records to one app store."""
    return Together(_commit)


def _commit(some: Sequence[_Given]) -> list[int]:
    with transaction() as session:
        return [_add(session, given) for given in some]


def digest(record: Any) -> str:
    """The hash of a record's content, the hash before it included. A record is anything with its attributes."""
    values = {name: getattr(record, name) for name in _HASHED}
    content = {name: value for name, value in values.items() if name not in _ADDED or value is not None}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def lock(session: Session) -> None:
    """One writer at a time, before the newest record is read; its unique ``previous`` stands behind this.

    Held until the session's transaction ends. A caller that must look before it acts takes it before looking.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        if not getattr(driver, "in_transaction", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("LOCK TABLE audit_record IN EXCLUSIVE MODE")
