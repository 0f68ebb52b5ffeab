"""Versions of policies, of tags and of limits in the app store: only ever added, each with its record in the audit."""

import difflib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import PolicyChange
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.kit.errors import NotFound
from asan.kit.settings import settings
from asan.kit.store import transaction

POLICY: Final = "policy"
TAG: Final = "tag"
LIMIT: Final = "limit"
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a policy, or of the tags of one object; ``body`` is None where it was removed."""

    key: str
    version: int
    body: dict[str, object] | None
    reason: str
    changed_by: str
    changed_at: str
    approved_by: str | None
    approved_at: str | None
    rejected_by: str | None
    rejected_at: str | None
    rejected_reason: str | None
    in_force: bool
    waits: bool
    """Whether it comes after what is in force and is still to be approved or rejected."""
    readable: bool
    """Whether this version knows what it says; if not, what it governs is refused."""
    diff: str
    """From the version before, line by line."""


def write(
    by: Principal, kind: str, key: str, body: object, reason: str, surface: str, *, proposed: bool = False
) -> int:
    """Append the next version, with its audit record, or neither. Returns its number."""
    with transaction() as session:
        return append_version(session, by, kind, key, body, reason, surface, proposed=proposed).version


def append_version(
    session: Session,
    by: Principal,
    kind: str,
    key: str,
    body: object,
    reason: str,
    surface: str,
    *,
    author: str | None = None,
    proposed: bool = False,
) -> PolicyChange:
    """Append the next version within the caller's transaction. Raises NotFound for the removal of what is not there."""
    text = None if body is None else json.dumps(body, ensure_ascii=False, sort_keys=True)
    lock(session)
    newest = newest_version(session, kind, key)
    standing = newest_version(session, kind, key, rejected=False)
    before = standing.body if standing is not None else None
    if text is None and before is None:
        raise NotFound(what=key)
    written = PolicyChange(
        kind=kind,
        key=key,
        version=newest.version + 1 if newest is not None else 1,
        body=text,
        reason=reason.strip(),
        changed_by=author or author_of(by),
        proposed=proposed,
    )
    session.add(written)
    action = f"{kind}.{'remove' if text is None else 'propose' if proposed else 'set'}"
    told = f"{key}@{written.version}\n{_diff(before, text)}"
    append(session, by, Entry(action, "done", surface, question=told))
    return written


def newest_version(session: Session, kind: str, key: str, *, rejected: bool = True) -> PolicyChange | None:
    """The newest version; without ``rejected``, the newest that nobody has rejected."""
    of = select(PolicyChange).where(PolicyChange.kind == kind, PolicyChange.key == key)
    if not rejected:
        of = of.where(PolicyChange.rejected_by.is_(None))
    return session.scalar(of.order_by(PolicyChange.version.desc()).limit(1))


def changes_of(session: Session, kind: str, key: str | None = None) -> list[Change]:
    """Versions, oldest first."""
    of = select(PolicyChange).where(PolicyChange.kind == kind).order_by(PolicyChange.id)
    rows = list(session.scalars(of if key is None else of.where(PolicyChange.key == key)))
    counting = {row.key: row.id for row in rows if counts(row)}
    standing: dict[str, str | None] = {}
    found = []
    for row in rows:
        found.append(
            Change(
                key=row.key,
                version=row.version,
                body=None if row.body is None else json.loads(row.body),
                reason=row.reason,
                changed_by=row.changed_by,
                changed_at=f"{row.changed_at:{_MOMENT}}",
                approved_by=row.approved_by,
                approved_at=_moment(row.approved_at),
                rejected_by=row.rejected_by,
                rejected_at=_moment(row.rejected_at),
                rejected_reason=row.rejected_reason,
                readable=row.kind != POLICY or row.body is None or read_body(row.body) is not None,
                in_force=counting.get(row.key) == row.id and row.body is not None,
                waits=_waits(row, counting.get(row.key, 0)),
                diff=_diff(standing.get(row.key), row.body),
            )
        )
        if row.rejected_by is None:
            standing[row.key] = row.body
    return found


def _waits(row: PolicyChange, counting: int) -> bool:
    return row.rejected_by is None and row.id > counting


def _moment(moment: datetime | None) -> str | None:
    return f"{moment:{_MOMENT}}" if moment is not None else None


def _diff(before: str | None, after: str | None) -> str:
    old, new = (
        [] if text is None else json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
        for text in (before, after)
    )
    return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=0))[2:])


def author_of(by: Principal) -> str:
    """Who is behind what ``by`` writes."""
    return by.acting_for or by.name


def counts(row: PolicyChange) -> bool:
    """Whether a version is in force until a newer one is: at once, but policies once approved where that is asked."""
    if row.kind != POLICY or row.approved_by is not None:
        return True
    return row.rejected_by is None and not row.proposed and not settings().policy_approval


def read_body(body: str) -> Definition | None:
    """A stored policy; None where it is none that this version knows."""
    try:
        return Definition.model_validate_json(body)
    except ValidationError:
        return None
