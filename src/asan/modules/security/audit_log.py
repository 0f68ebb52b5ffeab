"""Reading the audit log: newest first, filtered, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, or_, select

from asan.gateway.models import AuditRecord
from asan.kit.store import transaction


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; everything given must hold. ``text`` is sought in the question and in the action."""

    principal: str | None = None
    outcome: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def page(wanted: Filter, *, before: int | None = None, size: int = 100) -> list[AuditRecord]:
    """At most ``size`` records older than record ``before``, newest first."""
    query = _filtered(wanted).order_by(AuditRecord.id.desc()).limit(size)
    if before is not None:
        query = query.where(AuditRecord.id < before)
    with transaction() as session:
        return list(session.scalars(query))


def _filtered(wanted: Filter) -> Select[AuditRecord]:
    query = select(AuditRecord)
    if wanted.principal:
        query = query.where(or_(AuditRecord.principal == wanted.principal, AuditRecord.acting_for == wanted.principal))
    if wanted.outcome:
        query = query.where(AuditRecord.outcome == wanted.outcome)
    if wanted.text:
        sought = (AuditRecord.question, AuditRecord.action, AuditRecord.code)
        query = query.where(or_(*(column.icontains(wanted.text, autoescape=True) for column in sought)))
    # Times lie as ISO text in UTC, which sorts as time does.
    if wanted.since:
        query = query.where(AuditRecord.at >= _utc(wanted.since))
    if wanted.until:
        query = query.where(AuditRecord.at <= _utc(wanted.until))
    return query


def _utc(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds")
