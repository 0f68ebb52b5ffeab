"""Policies, tags and limits in the app store: every version stays, with who wrote it, when, why, and who approved it.

What is in force of a policy is its newest version, or, with the setting ``policy_approval``, its newest approved one.
"""

import json
import re
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asan.gateway.limits.definition import Limits
from asan.gateway.models import PolicyChange
from asan.gateway.policies.checking import CONCEPT, check, object_name
from asan.gateway.policies.definition import KEY_PATTERN, Concept, Definition
from asan.gateway.policies.stated import Explicit, Stated, Tags, Version, column_named, table_named
from asan.gateway.policies.unreadable import Unreadable, unreadable
from asan.gateway.policies.versions import (
    LIMIT,
    POLICY,
    TAG,
    Change,
    append_version,
    author_of,
    changes_of,
    counts,
    newest_version,
    read_body,
    write,
)
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, NotFound
from asan.kit.store import engine, transaction
from asan.warehouse.engines.base import TableName

WRITERS: Final = ("admin", "steward")
READERS: Final = ("admin", "steward", "auditor")
LIMITERS: Final = ("admin",)

_VERSION: Final = select(func.max(PolicyChange.id), func.count(PolicyChange.approved_by))


def set_policy(
    by: Principal, key: str, definition: Definition, reason: str, *, proposed: bool = False, surface: str = "http"
) -> int:
    """Write a policy's next version and return its number; a ``proposed`` one counts once another has approved it.

    Raises Forbidden, or BadInput for names nobody knows.
    """
    by.require("policies", *WRITERS)
    if not re.fullmatch(KEY_PATTERN, key):
        raise BadInput(detail=f"policy name: {KEY_PATTERN}")
    check(definition)
    body = definition.model_dump(mode="json", exclude_defaults=True)
    return write(by, POLICY, key, body, reason, surface, proposed=proposed)


def remove_policy(by: Principal, key: str, reason: str, *, surface: str = "http") -> int:
    """Write that there is no such policy any more, as its next version. Raises Forbidden or NotFound."""
    by.require("policies", *WRITERS)
    return write(by, POLICY, key, None, reason, surface)


def set_asked(session: Session, by: Principal, key: str, definition: Definition, asked_by: str, reason: str) -> int:
    """Write what an approved request for access comes to, within the caller's transaction, and return its version.

    Its author is ``asked_by``, and ``by`` approves it; that they may is for the caller to know. Raises BadInput.
    """
    check(definition)
    body = definition.model_dump(mode="json", exclude_defaults=True)
    written = append_version(session, by, POLICY, key, body, reason, "http", author=asked_by)
    written.approved_by, written.approved_at = author_of(by), utc_now()
    return written.version


def remove_asked(session: Session, by: Principal, key: str, reason: str, *, surface: str = "http") -> None:
    """Take away what a request came to, within the caller's transaction; nothing where it is gone already.

    Nobody's approval is waited for: to give access back is always safe.
    """
    standing = newest_version(session, POLICY, key, rejected=False)
    if standing is not None and standing.body is not None:
        removed = append_version(session, by, POLICY, key, None, reason, surface)
        removed.approved_by, removed.approved_at = author_of(by), utc_now()


def set_tags(by: Principal, name: str, tags: list[str], reason: str = "", *, surface: str = "http") -> int:
    """Put ``tags`` on a table, a column or a concept, in place of those that stewards had put; none: take them off.

    ``name`` is ``person``, ``person.gender_concept_id``, or ``concept:1234`` (``concept:1234!`` without descendants).
    Raises Forbidden or BadInput.
    """
    by.require("policies", *WRITERS)
    body = {"tags": sorted({tag.strip() for tag in tags if tag.strip()})} if tags else None
    return write(by, TAG, object_name(name), body, reason, surface)


def set_limits(by: Principal, holder: str, limits: Limits, reason: str = "", *, surface: str = "http") -> int:
    """Write the next version of a holder's limits; none given: take them off. Raises Forbidden."""
    by.require("limits", *LIMITERS)
    body = limits.model_dump(exclude_none=True) or None
    return write(by, LIMIT, holder, body, reason, surface)


def limits(by: Principal) -> list[Change]:
    """The newest limits of every holder that has some. Raises Forbidden."""
    by.require("limits", *READERS)
    with transaction() as session:
        newest = {change.key: change for change in changes_of(session, LIMIT)}
    return [change for _, change in sorted(newest.items()) if change.body is not None]


def policies(by: Principal) -> list[Change]:
    """The newest version of every policy, by name; of a removed one while its removal waits for approval.

    What was rejected is there only where nothing else is of that name. Raises Forbidden.
    """
    by.require("policies", *READERS)
    with transaction() as session:
        changes = changes_of(session, POLICY)
    newest = {change.key: change for change in changes}
    newest |= {change.key: change for change in changes if change.rejected_by is None}
    holding = {change.key for change in changes if change.in_force}
    return [change for key, change in sorted(newest.items()) if change.body is not None or key in holding]


def tags(by: Principal) -> list[Change]:
    """The newest tags of every object that stewards have tagged. Raises Forbidden."""
    by.require("policies", *READERS)
    with transaction() as session:
        newest = {change.key: change for change in changes_of(session, TAG)}
    return [change for _, change in sorted(newest.items()) if change.body is not None]


def policy(by: Principal, key: str) -> Change:
    """The newest version of one policy. Raises Forbidden or NotFound."""
    versions = history(by, key)
    found = next((each for each in versions if each.rejected_by is None), versions[0])
    if found.body is None:
        raise NotFound(what=key)
    return found


def history(by: Principal, key: str) -> list[Change]:
    """All versions of one policy, newest first. Raises Forbidden or NotFound."""
    by.require("policies", *READERS)
    with transaction() as session:
        found = changes_of(session, POLICY, key)
    if not found:
        raise NotFound(what=key)
    return found[::-1]


def naming(session: Session, kind: Literal["roles", "groups"], name: str) -> list[str]:
    """The policies, in force or waiting for approval, that say something of the role or group ``name``."""
    rows = list(session.scalars(select(PolicyChange).where(PolicyChange.kind == POLICY).order_by(PolicyChange.id)))
    newest = {row.key: row for row in rows if row.rejected_by is None}
    counting = {row.key: row for row in rows if counts(row)}
    return sorted({row.key for row in (*newest.values(), *counting.values()) if _names(row, kind, name)})


def _names(row: PolicyChange, kind: Literal["roles", "groups"], name: str) -> bool:
    if row.body is None:
        return False
    definition = read_body(row.body)
    if definition is None:
        # Nobody can say: what is not known to be free stays.
        return True
    named = [each for each in (definition.subjects, definition.unless) if each is not None]
    return any(name in (each.roles if kind == "roles" else each.groups) for each in named)


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
    found = {(row.kind, row.key): row for row in rows if counts(row)}
    stated: list[Stated] = []
    lost: list[Unreadable] = []
    for (kind, key), row in sorted(found.items()):
        if kind == POLICY and row.body is not None:
            definition = read_body(row.body)
            if definition is None:
                lost.append(unreadable(key, row.version, row.body))
            else:
                stated.append(Stated(key, row.version, definition))
    tagged = {
        key: frozenset(json.loads(row.body)["tags"])
        for (kind, key), row in found.items()
        if kind == TAG and row.body is not None
    }
    limits = {
        key: Limits.model_validate(json.loads(row.body))
        for (kind, key), row in found.items()
        if kind == LIMIT and row.body is not None
    }
    return Explicit(at, tuple(stated), _tags(tagged), limits, tuple(lost))


def _tags(tagged: dict[str, frozenset[str]]) -> Tags:
    tables: dict[TableName, frozenset[str]] = {}
    columns: dict[tuple[TableName, str], frozenset[str]] = {}
    concepts: dict[Concept, frozenset[str]] = {}
    for name, given in tagged.items():
        concept = CONCEPT.fullmatch(name)
        column = column_named(name) if name.count(".") == 2 else None
        table = table_named(name)
        if concept:
            concepts[Concept(id=int(concept[1]), descendants=not concept[2])] = given
        elif column:
            columns[column] = given
        elif table:
            tables[table] = given
    return Tags(tables, columns, concepts)
