"""Deciding on a proposed version of a policy: another person approves it, or somebody rejects it and says why."""

from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import PolicyChange
from asan.gateway.policies.store import WRITERS
from asan.gateway.policies.versions import POLICY, author_of, counts, newest_version
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.notices import notify
from asan.kit.store import transaction


def approve(by: Principal, key: str, version: int, *, surface: str = "http") -> None:
    """Approve a version that somebody else wrote. Raises Forbidden, NotFound, or Conflict for one's own or an old."""
    by.require("policies", *WRITERS)
    with transaction() as session:
        lock(session)
        decided = _undecided(session, key, version)
        if decided.changed_by == author_of(by):
            raise Conflict(detail="another one than the author approves · 작성자가 아닌 사람이 승인해야 합니다")
        decided.approved_by, decided.approved_at = author_of(by), utc_now()
        _tell(session, decided, "policy.approved")
        append(session, by, Entry("policy.approve", "done", surface, question=f"{key}@{version}"))


def reject(by: Principal, key: str, version: int, reason: str, *, surface: str = "http") -> None:
    """Reject a version that waits, or withdraw one's own: what was in force stays. It can be proposed anew.

    Raises Forbidden, NotFound, BadInput without a reason, or Conflict where it is decided, old or in force.
    """
    by.require("policies", *WRITERS)
    if not reason.strip():
        raise BadInput(detail="reason")
    with transaction() as session:
        lock(session)
        decided = _undecided(session, key, version)
        if counts(decided):
            raise Conflict(detail=f"{key}@{version}: in force · 적용 중")
        decided.rejected_by, decided.rejected_at = author_of(by), utc_now()
        decided.rejected_reason = reason.strip()
        _tell(session, decided, "policy.rejected")
        told = f"{key}@{version}\n{decided.rejected_reason}"
        append(session, by, Entry("policy.reject", "done", surface, question=told))


def _undecided(session: Session, key: str, version: int) -> PolicyChange:
    newest = newest_version(session, POLICY, key)
    if newest is None or newest.version < version or version < 1:
        raise NotFound(what=f"{key}@{version}")
    if newest.version != version or newest.approved_by is not None or newest.rejected_by is not None:
        raise Conflict(detail=f"{key}@{newest.version}")
    return newest


def _tell(session: Session, decided: PolicyChange, kind: str) -> None:
    by = decided.rejected_by or decided.approved_by
    if decided.changed_by != by:
        values = {"policy": decided.key, "version": decided.version, "who": by, "reason": decided.rejected_reason}
        notify(session, [decided.changed_by], kind, values, "/security?tab=policies")
