"""Policies, tags and limits in the app store: every version stays, with who wrote it, when, why, and who approved it.

What is in force of a policy is its newest version, or, with the setting ``policy_approval``, its newest approved one.
"""

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.limits.definition import Limits
from asan.gateway.models import PolicyChange
from asan.gateway.policies.definition import (
    KEY_PATTERN,
    ColumnValues,
    Concept,
    Definition,
    KeepRows,
    Recorded,
)
from asan.gateway.policies.stated import Explicit, Stated, Tags, Version, column_named, table_named
from asan.gateway.policies.unreadable import Unreadable, unreadable
from asan.gateway.principal import Principal
from asan.gateway.tags import NEARNESS, Nearness
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import TableName

WRITERS: Final = ("admin", "steward")
READERS: Final = ("admin", "steward", "auditor")
LIMITERS: Final = ("admin",)

_VERSION: Final = select(func.max(PolicyChange.id), func.count(PolicyChange.approved_by))

_TAG: Final = "tag"
_POLICY: Final = "policy"
_LIMIT: Final = "limit"
_CONCEPT: Final = re.compile(r"concept:(\d{1,10})(!?)")


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
    in_force: bool
    readable: bool
    """Whether this version knows what it says; if not, what it governs is refused."""
    diff: str
    """From the version before, line by line."""


def set_policy(by: Principal, key: str, definition: Definition, reason: str, *, surface: str = "http") -> int:
    """Write a policy's next version and return its number. Raises Forbidden, or BadInput for names nobody knows."""
    by.require("policies", *WRITERS)
    if not re.fullmatch(KEY_PATTERN, key):
        raise BadInput(detail=f"policy name: {KEY_PATTERN}")
    _check(definition)
    return _write(by, _POLICY, key, definition.model_dump(mode="json", exclude_defaults=True), reason, surface)


def remove_policy(by: Principal, key: str, reason: str, *, surface: str = "http") -> int:
    """Write that there is no such policy any more, as its next version. Raises Forbidden or NotFound."""
    by.require("policies", *WRITERS)
    return _write(by, _POLICY, key, None, reason, surface)


def set_asked(session: Session, by: Principal, key: str, definition: Definition, asked_by: str, reason: str) -> int:
    """Write what an approved request for access comes to, within the caller's transaction, and return its version.

    Its author is ``asked_by``, and ``by`` approves it; that they may is for the caller to know. Raises BadInput.
    """
    _check(definition)
    body = definition.model_dump(mode="json", exclude_defaults=True)
    number = _append_version(session, by, _POLICY, key, body, reason, "http", author=asked_by)
    written = _newest(session, _POLICY, key)
    if written is not None:
        written.approved_by, written.approved_at = _who(by), utc_now()
    return number


def remove_asked(session: Session, by: Principal, key: str, reason: str, *, surface: str = "http") -> None:
    """Take away what a request came to, within the caller's transaction; nothing where it is gone already.

    Nobody's approval is waited for: to give access back is always safe.
    """
    newest = _newest(session, _POLICY, key)
    if newest is not None and newest.body is not None:
        _append_version(session, by, _POLICY, key, None, reason, surface)
        removed = _newest(session, _POLICY, key)
        if removed is not None:
            removed.approved_by, removed.approved_at = _who(by), utc_now()


def set_tags(by: Principal, name: str, tags: list[str], reason: str = "", *, surface: str = "http") -> int:
    """Put ``tags`` on a table, a column or a concept, in place of those that stewards had put; none: take them off.

    ``name`` is ``person``, ``person.gender_concept_id``, or ``concept:1234`` (``concept:1234!`` without descendants).
    Raises Forbidden or BadInput.
    """
    by.require("policies", *WRITERS)
    body = {"tags": sorted({tag.strip() for tag in tags if tag.strip()})} if tags else None
    return _write(by, _TAG, _object_name(name), body, reason, surface)


def set_limits(by: Principal, holder: str, limits: Limits, reason: str = "", *, surface: str = "http") -> int:
    """Write the next version of a holder's limits; none given: take them off. Raises Forbidden."""
    by.require("limits", *LIMITERS)
    body = limits.model_dump(exclude_none=True) or None
    return _write(by, _LIMIT, holder, body, reason, surface)


def limits(by: Principal) -> list[Change]:
    """The newest limits of every holder that has some. Raises Forbidden."""
    by.require("limits", *READERS)
    with transaction() as session:
        newest = {change.key: change for change in _changes(session, _LIMIT)}
    return [change for _, change in sorted(newest.items()) if change.body is not None]


def approve(by: Principal, key: str, version: int, *, surface: str = "http") -> None:
    """Approve a version that somebody else wrote. Raises Forbidden, NotFound, or Conflict for one's own or an old."""
    by.require("policies", *WRITERS)
    with transaction() as session:
        lock(session)
        newest = _newest(session, _POLICY, key)
        if newest is None or newest.version < version or version < 1:
            raise NotFound(what=f"{key}@{version}")
        if newest.version != version or newest.approved_by is not None:
            raise Conflict(detail=f"{key}@{newest.version}")
        if newest.changed_by == _who(by):
            raise Conflict(detail="another one than the author approves · 작성자가 아닌 사람이 승인해야 합니다")
        newest.approved_by, newest.approved_at = _who(by), utc_now()
        append(session, by, Entry("policy.approve", "done", surface, question=f"{key}@{version}"))


def policies(by: Principal) -> list[Change]:
    """The newest version of every policy, by name; of a removed one while its removal waits for approval.

    Raises Forbidden.
    """
    by.require("policies", *READERS)
    with transaction() as session:
        changes = _changes(session, _POLICY)
    newest = {change.key: change for change in changes}
    holding = {change.key for change in changes if change.in_force}
    return [change for key, change in sorted(newest.items()) if change.body is not None or key in holding]


def tags(by: Principal) -> list[Change]:
    """The newest tags of every object that stewards have tagged. Raises Forbidden."""
    by.require("policies", *READERS)
    with transaction() as session:
        newest = {change.key: change for change in _changes(session, _TAG)}
    return [change for _, change in sorted(newest.items()) if change.body is not None]


def policy(by: Principal, key: str) -> Change:
    """The newest version of one policy. Raises Forbidden or NotFound."""
    found = history(by, key)[0]
    if found.body is None:
        raise NotFound(what=key)
    return found


def history(by: Principal, key: str) -> list[Change]:
    """All versions of one policy, newest first. Raises Forbidden or NotFound."""
    by.require("policies", *READERS)
    with transaction() as session:
        found = _changes(session, _POLICY, key)
    if not found:
        raise NotFound(what=key)
    return found[::-1]


def naming(session: Session, kind: Literal["roles", "groups"], name: str) -> list[str]:
    """The policies, in force or waiting for approval, that say something of the role or group ``name``."""
    rows = list(session.scalars(select(PolicyChange).where(PolicyChange.kind == _POLICY).order_by(PolicyChange.id)))
    newest = {row.key: row for row in rows}
    counting = {row.key: row for row in rows if _counts(row)}
    return sorted({row.key for row in (*newest.values(), *counting.values()) if _names(row, kind, name)})


def _names(row: PolicyChange, kind: Literal["roles", "groups"], name: str) -> bool:
    if row.body is None:
        return False
    definition = _read(row.body)
    if definition is None:
        # Nobody can say: what is not known to be free stays.
        return True
    who = [each for each in (definition.subjects, definition.unless) if each is not None]
    return any(name in (each.roles if kind == "roles" else each.groups) for each in who)


def split(name: str) -> tuple[str, str | None]:
    """Table and column of ``table``, ``schema.table``, ``table.column`` or ``schema.table.column``."""
    if table_named(name) is not None or "." not in name:
        return name, None
    table, _, column = name.rpartition(".")
    return table, column


def version() -> Version:
    """What to compare with a remembered version: cheap, for every question asks."""
    with engine().connect() as connection:
        row = connection.execute(_VERSION).one()
    return row[0] or 0, row[1]


def in_force() -> Explicit:
    """All policies, tags and limits that count now."""
    # Read before the rest: what changes meanwhile is read again at the next question.
    at = version()
    with transaction() as session:
        rows = list(session.scalars(select(PolicyChange).order_by(PolicyChange.id)))
    found = {(row.kind, row.key): row for row in rows if _counts(row)}
    stated: list[Stated] = []
    lost: list[Unreadable] = []
    for (kind, key), row in sorted(found.items()):
        if kind == _POLICY and row.body is not None:
            definition = _read(row.body)
            if definition is None:
                lost.append(unreadable(key, row.version, row.body))
            else:
                stated.append(Stated(key, row.version, definition))
    tagged = {
        key: frozenset(json.loads(row.body)["tags"])
        for (kind, key), row in found.items()
        if kind == _TAG and row.body is not None
    }
    limits = {
        key: Limits.model_validate(json.loads(row.body))
        for (kind, key), row in found.items()
        if kind == _LIMIT and row.body is not None
    }
    return Explicit(at, tuple(stated), _tags(tagged), limits, tuple(lost))


def _read(body: str) -> Definition | None:
    """A stored policy; None where it is none that this version knows."""
    try:
        return Definition.model_validate_json(body)
    except ValidationError:
        return None


def _tags(tagged: dict[str, frozenset[str]]) -> Tags:
    tables: dict[TableName, frozenset[str]] = {}
    columns: dict[tuple[TableName, str], frozenset[str]] = {}
    concepts: dict[Concept, frozenset[str]] = {}
    for name, given in tagged.items():
        concept = _CONCEPT.fullmatch(name)
        column = column_named(name) if name.count(".") == 2 else None
        table = table_named(name)
        if concept:
            concepts[Concept(id=int(concept[1]), descendants=not concept[2])] = given
        elif column:
            columns[column] = given
        elif table:
            tables[table] = given
    return Tags(tables, columns, concepts)


def _counts(row: PolicyChange) -> bool:
    """Whether a version is in force until a newer one is: at once, but policies once approved where that is asked."""
    return row.kind != _POLICY or row.approved_by is not None or not settings().policy_approval


def _write(by: Principal, kind: str, key: str, body: object, reason: str, surface: str) -> int:
    """Append the next version, with its audit record, or neither."""
    with transaction() as session:
        return _append_version(session, by, kind, key, body, reason, surface)


def _append_version(
    session: Session,
    by: Principal,
    kind: str,
    key: str,
    body: object,
    reason: str,
    surface: str,
    *,
    author: str | None = None,
) -> int:
    text = None if body is None else json.dumps(body, ensure_ascii=False, sort_keys=True)
    lock(session)
    newest = _newest(session, kind, key)
    before = newest.body if newest is not None else None
    if text is None and before is None:
        raise NotFound(what=key)
    number = newest.version + 1 if newest is not None else 1
    by_whom = author or _who(by)
    session.add(PolicyChange(kind=kind, key=key, version=number, body=text, reason=reason.strip(), changed_by=by_whom))
    action = f"{kind}.{'remove' if text is None else 'set'}"
    told = f"{key}@{number}\n{_diff(before, text)}"
    append(session, by, Entry(action, "done", surface, question=told))
    return number


def _newest(session: Session, kind: str, key: str) -> PolicyChange | None:
    of = select(PolicyChange).where(PolicyChange.kind == kind, PolicyChange.key == key)
    return session.scalar(of.order_by(PolicyChange.version.desc()).limit(1))


def _changes(session: Session, kind: str, key: str | None = None) -> list[Change]:
    """Versions, oldest first."""
    of = select(PolicyChange).where(PolicyChange.kind == kind).order_by(PolicyChange.id)
    rows = list(session.scalars(of if key is None else of.where(PolicyChange.key == key)))
    counting = {row.key: row.id for row in rows if _counts(row)}
    before: dict[str, str | None] = {}
    found = []
    for row in rows:
        found.append(
            Change(
                key=row.key,
                version=row.version,
                body=None if row.body is None else json.loads(row.body),
                reason=row.reason,
                changed_by=row.changed_by,
                changed_at=f"{row.changed_at:%Y-%m-%dT%H:%M:%SZ}",
                approved_by=row.approved_by,
                approved_at=f"{row.approved_at:%Y-%m-%dT%H:%M:%SZ}" if row.approved_at else None,
                readable=row.kind != _POLICY or row.body is None or _read(row.body) is not None,
                in_force=counting.get(row.key) == row.id and row.body is not None,
                diff=_diff(before.get(row.key), row.body),
            )
        )
        before[row.key] = row.body
    return found


def _diff(before: str | None, after: str | None) -> str:
    old, new = (
        [] if text is None else json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
        for text in (before, after)
    )
    return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=0))[2:])


def _who(by: Principal) -> str:
    return by.acting_for or by.name


def _object_name(name: str) -> str:
    """The one spelling under which an object's tags are kept. Raises BadInput."""
    name = name.strip().lower()
    if _CONCEPT.fullmatch(name):
        return name
    table = table_named(name)
    if table is not None:
        return ".".join(table)
    (schema, bare), column = _known_column(name)
    return f"{schema}.{bare}.{column}"


def _check(definition: Definition) -> None:
    """Raise BadInput where a definition names what is not there: a typing error must not leave something open."""
    for name in definition.objects.tables:
        _known_table(name)
    for name in definition.objects.columns:
        _known_column(name)
    effect = definition.effect
    if isinstance(effect, KeepRows) and isinstance(effect.rule, Recorded):
        table, _ = _known_column(f"{effect.rule.table}.{effect.rule.column}", effect.rule.values)
        if NEARNESS[table] is not Nearness.PERSON:
            raise BadInput(detail=f"{effect.rule.table}: no table of persons")
    if isinstance(effect, KeepRows) and isinstance(effect.rule, ColumnValues):
        for name in definition.objects.tables:
            _known_column(f"{name}.{effect.rule.column}", effect.rule.values)


def _known_table(name: str) -> TableName:
    table = table_named(name)
    if table is None:
        raise BadInput(detail=f"table: {name}")
    return table


def _known_column(name: str, values: Sequence[int | str] = ()) -> tuple[TableName, str]:
    """Table and column of ``name``. Raises BadInput where there is none, or where ``values`` are not of its kind."""
    found = column_named(name)
    if found is None:
        raise BadInput(detail=f"table or column: {name}")
    table, column = found
    specified = CDM.tables.get(table[1]) if table[0] in ("cdm", "vocabulary") else None
    if specified is not None and column not in specified.columns:
        raise BadInput(detail=f"column: {name}")
    kind = specified.field(column).type if specified is not None else "integer"
    if values and not all(isinstance(value, int if kind == "integer" else str) for value in values):
        raise BadInput(detail=f"values: {name} is {kind}")
    if values and kind != "integer" and not kind.startswith("varchar"):
        raise BadInput(detail=f"column: {name} is {kind}")
    return found
