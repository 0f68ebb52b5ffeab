"""The audit: an append-only chain of records. Each record's hash covers its content and the hash before it.

`verify` finds any record that was changed, removed or moved. Records cut off at the end are not found by the chain
itself: keep the newest hash elsewhere to compare.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from asan.gateway.errors import AuditUnavailable
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.kit.store import transaction

FIRST: Final = "0" * 64
"""What the first record has for the hash before it."""

_HASHED: Final = tuple(column.name for column in AuditRecord.__table__.columns if column.name != "hash")
_ADDED: Final = frozenset({"project"})
"""Columns that older records were hashed without: hashed where they hold something."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one thing that happened. ``outcome``: answered, started, refused, failed or done."""

    action: str
    outcome: str
    surface: str
    question: str | None = None
    sql_run: str | None = None
    policies: str | None = None
    snapshot: int | None = None
    rows: int | None = None
    milliseconds: int | None = None
    code: str | None = None
    refers_to: int | None = None


def append(session: Session, principal: Principal, entry: Entry) -> int:
    """Add a record within the caller's transaction and return its number: both are committed, or neither."""
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
    return record.id


def write(principal: Principal, entry: Entry) -> int:
    """Add a record in a transaction of its own. Raises AuditUnavailable: then nothing may be answered.

    Not to be called while the caller has written to the app store and not committed.
    """
    try:
        with transaction() as session:
            return append(session, principal, entry)
    except (SQLAlchemyError, OSError) as error:
        raise AuditUnavailable() from error


def digest(record: AuditRecord) -> str:
    """The hash of a record's content, the hash before it included."""
    values = {name: getattr(record, name) for name in _HASHED}
    content = {name: value for name, value in values.items() if name not in _ADDED or value is not None}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many records, the newest hash, and the first record that does not fit, if any."""

    records: int
    newest: str
    broken_at: int | None = None
    reason: str | None = None


def verify() -> Verdict:
    """Follow the chain from the first record to the newest."""
    previous, count = FIRST, 0
    with transaction() as session:
        for record in _all(session):
            if record.id != count + 1:
                return Verdict(count, previous, count + 1, "missing")
            if record.previous != previous:
                return Verdict(count, previous, record.id, "does not follow the record before it")
            if record.hash != digest(record):
                return Verdict(count, previous, record.id, "changed")
            previous, count = record.hash, count + 1
    return Verdict(count, previous)


def _all(session: Session) -> Iterator[AuditRecord]:
    yield from session.scalars(select(AuditRecord).order_by(AuditRecord.id).execution_options(yield_per=1000))


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
