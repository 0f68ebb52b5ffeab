"""Retention: old records leave the store for sealed files, and the chain goes on.

A file holds consecutive records as JSON lines, packed, readable by its owner and writable by nobody. Its hash and the
chain's state at both ends stand in the store, and its registration is itself a record. The store lets no record go that
is not registered so.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from asan.gateway.audit import records
from asan.gateway.models import AuditArchive, AuditDay, AuditRecord
from asan.gateway.principal import Principal
from asan.kit.settings import settings
from asan.kit.store import transaction

MOST: Final = 20_000
"""Records a file: the store is locked for as long as they take to be moved."""


def archive_before(principal: Principal, day: str, *, surface: str) -> list[AuditArchive]:
    """Move the records before ``day`` (ISO date, UTC) into files, oldest first; returns the files' registrations.

    The newest record always stays, so that there is one to follow, and so do those that moving itself writes. Raises
    OSError; what was moved until then is.
    """
    with transaction() as session:
        newest = session.scalar(select(func.max(AuditRecord.id))) or 0
    moved = []
    while (made := _archive_some(principal, day, newest, surface)) is not None:
        moved.append(made)
    return moved


def path_of(file: str) -> Path:
    """Where an archive of this name lies."""
    return settings().audit_archives / file


def read(path: Path) -> Iterator[Any]:
    """The records in an archive, as `asan.gateway.audit.records.digest` takes them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            # Columns that came later are not in older files.
            yield SimpleNamespace(**{name: told.get(name) for name in records.COLUMNS})


def _archive_some(principal: Principal, day: str, below: int, surface: str) -> AuditArchive | None:
    with transaction() as session:
        records.lock(session)
        found = _oldest(session, day, below)
        if not found:
            return None
        name = f"audit-{found[0].id:012d}-{found[-1].id:012d}.jsonl.gz"
        path = path_of(name)
        sealed = AuditArchive(
            first=found[0].id,
            last=found[-1].id,
            first_previous=found[0].previous,
            last_hash=found[-1].hash,
            first_at=found[0].at,
            last_at=found[-1].at,
            file=name,
            sha256=_write(path, found),
        )
        session.add(sealed)
        session.flush()
        session.execute(delete(AuditRecord).where(AuditRecord.id <= sealed.last))
        session.execute(delete(AuditDay).where(AuditDay.last <= sealed.last))
        told = f"{name} sha256 {sealed.sha256}"
        entry = records.Entry("audit.archive", "done", surface, question=told, rows=len(found))
        records.append(session, principal, entry)
        return sealed


def _oldest(session: Session, day: str, below: int) -> list[Any]:
    oldest = select(AuditRecord.__table__).where(AuditRecord.id < below).order_by(AuditRecord.id).limit(MOST)
    found = []
    for record in session.execute(oldest):
        # Consecutive ones only: where a clock was set back, those before wait for the later ones.
        if record.at[:10] >= day:
            break
        found.append(record)
    return found


def _write(path: Path, found: list[Any]) -> str:
    """Write the file and return its hash; it has its name only when it is whole and on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    with partial.open("wb") as raw:
        os.fchmod(raw.fileno(), 0o400)
        # No name and no time inside: the same records make the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            for record in found:
                told = {name: value for name, value in record._asdict().items() if value is not None}
                packed.write((json.dumps(told, ensure_ascii=False) + "\n").encode())
        raw.flush()
        os.fsync(raw.fileno())
    partial.replace(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
