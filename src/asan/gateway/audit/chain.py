"""Proves the audit: follows the chain through archives and store, and holds it against an anchor."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.audit import anchor, archive, records
from asan.gateway.models import AuditArchive, AuditRecord
from asan.kit.store import transaction

Marks = dict[int, set[str]]
"""The hashes that an anchor knows, by record."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many records, the newest hash, and the first record that does not fit, if any.

    ``archived`` of the records lie in archives; ``anchored`` is the newest record that an anchor vouches for, None
    without an anchor: of those after it, nothing tells whether some were cut off.
    """

    records: int
    newest: str
    broken_at: int | None = None
    reason: str | None = None
    archived: int = 0
    anchored: int | None = None


def verify(anchor_file: Path | None = None) -> Verdict:
    """Follow the chain from the first record to the newest. Raises BadInput for an anchor that cannot be read."""
    marks: Marks = {}
    for mark in anchor.read(anchor_file) if anchor_file is not None else ():
        # One number noted with two hashes: records were written in the place of others that had been cut off.
        marks.setdefault(mark.record, set()).add(mark.hash)
    with transaction() as session:
        verdict = _follow(session, marks)
    if anchor_file is None or verdict.broken_at is not None:
        return verdict
    last = max(marks, default=0)
    if last > verdict.records:
        return replace(verdict, broken_at=verdict.records + 1, reason=f"cut off: the anchor knows record {last}")
    return replace(verdict, anchored=last)


def _follow(session: Session, marks: Marks) -> Verdict:
    previous, count, archived = records.FIRST, 0, 0
    for told in session.scalars(select(AuditArchive).order_by(AuditArchive.first)):
        reason = _sealed(told, previous, count)
        if reason is not None:
            return Verdict(count, previous, count + 1, reason, archived)
        for record in archive.read(archive.path_of(told.file)):
            reason = _misfit(record, previous, count, marks)
            if reason is not None:
                return Verdict(count, previous, count + 1, f"{told.file}: {reason}", archived)
            previous, count, archived = record.hash, count + 1, archived + 1
        if (count, previous) != (told.last, told.last_hash):
            return Verdict(count, previous, count + 1, f"{told.file}: ends elsewhere than it was noted", archived)
    for record in _all(session):
        reason = _misfit(record, previous, count, marks)
        if reason is not None:
            return Verdict(count, previous, count + 1 if reason == "missing" else record.id, reason, archived)
        previous, count = record.hash, count + 1
    return Verdict(count, previous, archived=archived)


def _misfit(record: Any, previous: str, count: int, marks: Marks) -> str | None:
    if record.id != count + 1:
        return "missing"
    if record.previous != previous:
        return "does not follow the record before it"
    if record.hash != records.digest(record):
        return "changed"
    if marks.get(record.id, {record.hash}) != {record.hash}:
        return "is not the record that the anchor knows"
    return None


def _sealed(told: AuditArchive, previous: str, count: int) -> str | None:
    if (told.first, told.first_previous) != (count + 1, previous):
        return f"{told.file}: does not follow the record before it"
    path = archive.path_of(told.file)
    if not path.is_file():
        return f"{told.file}: missing"
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != told.sha256:
            return f"{told.file}: changed"
    return None


def _all(session: Session) -> Iterator[Any]:
    # Rows, not objects: a chain of ten million is to be followed.
    every = select(AuditRecord.__table__).order_by(AuditRecord.id).execution_options(yield_per=5000)
    yield from session.execute(every)
