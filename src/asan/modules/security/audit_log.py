"""Searching the audit: newest first, page by page; and who has seen a patient."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, index, write
from asan.gateway.audit.persons import Reach
from asan.gateway.models import AuditArchive, AuditRecord
from asan.gateway.principal import Principal
from asan.kit.store import transaction

SHORTEST: Final = 3
"""Bytes of a beginning, a Korean syllable having three: of fewer, the index would have to gather most of its words."""

MOST_SEEN: Final = 10_000
"""Records that are looked through for who has seen a patient; where there are more, the newest."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; everything given must hold.

    ``user`` is who asked or on whose behalf, ``person`` a person_id that a record names, ``table`` a table with or
    without its schema. ``text`` and ``purpose`` are words; the last one of ``text`` may be a beginning, of three
    letters or a Korean syllable, where no record has it whole.
    """

    user: str | None = None
    person: int | None = None
    table: str | None = None
    purpose: str | None = None
    project: str | None = None
    surface: str | None = None
    action: str | None = None
    outcome: str | None = None
    code: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def page(wanted: Filter, *, before: int | None = None, size: int = 100) -> list[AuditRecord]:
    """At most ``size`` records older than record ``before``, newest first. Archived ones are not among them."""
    with transaction() as session:
        return list(islice(_found(session, wanted, before, min(size, 1000)), size))


def every(wanted: Filter) -> Iterator[AuditRecord]:
    """All records, newest first, a few at a time."""
    with transaction() as session:
        yield from _found(session, wanted, None, 5000)


def told(wanted: Filter) -> str:
    """The filter in words, for the audit's own record of a search."""
    given = ((each.name, getattr(wanted, each.name)) for each in fields(wanted))
    return ", ".join(f"{name} {value}" for name, value in given if value is not None)


def note(by: Principal, action: str, wanted: Filter | str, *, rows: int | None = None, surface: str = "http") -> int:
    """Record that somebody read the audit. Raises AuditUnavailable: then nothing may be shown."""
    question = wanted if isinstance(wanted, str) else told(wanted)
    return write(by, Entry(action, "answered", surface, question=question or None, rows=rows))


def archived_until() -> str | None:
    """When the newest of the archived records was written; searches do not reach it or what is older."""
    with transaction() as session:
        return session.scalar(select(AuditArchive.last_at).order_by(AuditArchive.last.desc()).limit(1))


@dataclass(slots=True)
class Viewer:
    """One account, and whoever acted for it, in the records about a patient."""

    principal: str
    acting_for: str | None
    times: int = 0
    first_at: str = ""
    last_at: str = ""
    purposes: set[str] = field(default_factory=set)
    surfaces: set[str] = field(default_factory=set)
    last_record: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen a patient: ``certain`` by records that name the person, ``possible`` by reading tables through.

    ``complete`` is false where only the newest records were looked through. ``possible`` counts every record that may
    have shown anybody, those of ``certain`` that name the person among many included.
    """

    certain: list[Viewer]
    possible: list[Viewer]
    complete: bool


def seen(person: int, since: datetime | None = None, until: datetime | None = None) -> Seen:
    """Who has seen, or may have seen, the patient with this person_id; latest first."""
    wanted = Filter(person=person, since=since, until=until)
    viewers: dict[tuple[str, str | None], Viewer] = {}
    count = 0
    with transaction() as session:
        for record in islice(_found(session, wanted, None, 1000), MOST_SEEN + 1):
            count += 1
            if record.outcome in ("answered", "started", "done"):
                _add(viewers, record)
        possible = _possible(session, since, until)
    return Seen(list(viewers.values()), possible, count <= MOST_SEEN)


def _add(viewers: dict[tuple[str, str | None], Viewer], record: AuditRecord) -> None:
    viewer = viewers.setdefault(
        (record.principal, record.acting_for),
        Viewer(record.principal, record.acting_for, last_at=record.at, last_record=record.id),
    )
    viewer.times += 1
    viewer.first_at = record.at
    viewer.surfaces.add(record.surface)
    if record.purpose:
        viewer.purposes.add(record.purpose)


def _possible(session: Session, since: datetime | None, until: datetime | None) -> list[Viewer]:
    counting = select(AuditRecord.principal, func.count(), func.min(AuditRecord.id), func.max(AuditRecord.id))
    # The value as text, as the index of such records has it: it is read alone, without the records.
    counting = counting.where(literal_column(f"reach = '{Reach.EVERYBODY.value}'")).group_by(AuditRecord.principal)
    if since or until:
        low, high = _range(session, since, until, None)
        # A sum, lest the numbers' own index be taken, which leads through all records of the time.
        counting = counting.where((AuditRecord.id + 0).between(low, high))
    counted = session.execute(counting).all()
    ends = {number for _, _, first, last in counted for number in (first, last)}
    at = dict(session.execute(select(AuditRecord.id, AuditRecord.at).where(AuditRecord.id.in_(ends))).all())
    viewers = [
        Viewer(name, None, times, first_at=at[first], last_at=at[last], last_record=last)
        for name, times, first, last in counted
    ]
    return sorted(viewers, key=lambda viewer: viewer.last_record, reverse=True)


def _found(session: Session, wanted: Filter, before: int | None, chunk: int) -> Iterator[AuditRecord]:
    low, high = _range(session, wanted.since, wanted.until, before)
    words = _words(wanted)
    prefix = ""
    typed = index.words_in(wanted.text)
    if typed:
        last = index.word("q", typed[-1])
        if len(typed[-1].encode()) < SHORTEST or index.find(session, {*words, last}, low, high, 1):
            words.add(last)
        else:
            prefix = last
    while low <= high:
        if words or prefix:
            numbers = index.find(session, words, low, high, chunk, prefix=prefix)
        else:
            between = AuditRecord.id.between(low, high)
            newest = select(AuditRecord.id).where(between).order_by(AuditRecord.id.desc()).limit(chunk)
            numbers = list(session.scalars(newest))
        if not numbers:
            return
        records = select(AuditRecord).where(AuditRecord.id.in_(numbers)).order_by(AuditRecord.id.desc())
        for record in session.scalars(records).all():
            if _fits(record, wanted):
                yield record
            session.expunge(record)
        high = numbers[-1] - 1


def _range(session: Session, since: datetime | None, until: datetime | None, before: int | None) -> tuple[int, int]:
    """The numbers within which to look."""
    low, high = index.range_of(session, _utc(since), _utc(until))
    oldest = session.scalar(select(func.min(AuditRecord.id))) or 1
    return max(low, oldest), high if before is None else min(high, before - 1)


def _words(wanted: Filter) -> set[str]:
    """The words that a record must have, but for the last one of the text."""
    exact = {"w": wanted.user, "p": wanted.person, "t": wanted.table, "j": wanted.project, "s": wanted.surface}
    exact |= {"a": wanted.action, "o": wanted.outcome, "c": wanted.code}
    words = {index.word(kind, value) for kind, value in exact.items() if value not in (None, "")}
    words |= {index.word("u", each) for each in index.words_in(wanted.purpose)}
    return words | {index.word("q", each) for each in index.words_in(wanted.text)[:-1]}


def _fits(record: AuditRecord, wanted: Filter) -> bool:
    """Whether a record that has the words has the values, in whatever case."""
    since, until = _utc(wanted.since), _utc(wanted.until)
    return (
        _is(wanted.user, record.principal, record.acting_for)
        and _is(wanted.table, *index.tables_of(record))
        and _is(wanted.project, record.project)
        and _is(wanted.surface, record.surface)
        and _is(wanted.action, record.action)
        and _is(wanted.outcome, record.outcome)
        and _is(wanted.code, record.code)
        # Times lie as ISO text in UTC, which sorts as time does.
        and (since is None or record.at >= since)
        and (until is None or record.at <= until)
    )


def _is(wanted: str | None, *values: str | None) -> bool:
    return not wanted or any(value is not None and value.lower() == wanted.lower() for value in values)


def _utc(moment: datetime | None) -> Any:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds")
