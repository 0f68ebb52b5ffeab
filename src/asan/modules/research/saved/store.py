"""Definitions in the app store: found, saved as versions, shared, deleted; each change with its audit record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from asan.gateway import audit
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.store import transaction
from asan.modules.research.access import may_edit, may_manage, may_see
from asan.modules.research.models import CohortDefinition, CohortVersion
from asan.modules.research.saved.errors import NotYours, VersionConflict
from asan.modules.research.saved.expressions import Kept, keep

Sharing = Literal["private", "read", "edit"]
SURFACE: Final = "page:research"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be saved."""

    name: str
    description: str
    expression: dict[str, Any]
    comment: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A version of a definition, with what of the definition matters to who asks. ``latest``: its newest version."""

    id: int
    owner: str
    sharing: str
    version: int
    latest: int
    name: str
    description: str
    expression: str
    digest: str
    comment: str
    author: str
    saved_at: datetime
    may_edit: bool
    may_manage: bool


def listed(principal: Principal) -> list[Stored]:
    """The newest version of every definition that ``principal`` may see, last saved first."""
    newest = (
        select(CohortVersion.definition_id, func.max(CohortVersion.number).label("number"))
        .group_by(CohortVersion.definition_id)
        .subquery()
    )
    query = (
        select(CohortDefinition, CohortVersion)
        .join(CohortVersion, CohortVersion.definition_id == CohortDefinition.id)
        .join(newest, (newest.c.definition_id == CohortDefinition.id) & (newest.c.number == CohortVersion.number))
        .where(CohortDefinition.deleted_at.is_(None))
        .order_by(CohortVersion.created_at.desc(), CohortVersion.id.desc())
    )
    with transaction() as session:
        return [
            _stored(principal, definition, version, version.number)
            for definition, version in session.execute(query)
            if may_see(principal, definition.owner, definition.sharing)
        ]


def find(principal: Principal, definition_id: int, version: int | None = None) -> Stored:
    """A version, by default the newest. Raises NotFound, also for what ``principal`` may not see."""
    with transaction() as session:
        definition = _definition(session, principal, definition_id)
        latest = _latest(session, definition)
        found = latest if version is None else _version(session, definition, version)
        return _stored(principal, definition, found, latest.number)


def history(principal: Principal, definition_id: int) -> list[Stored]:
    """All versions, newest first. Raises NotFound."""
    with transaction() as session:
        definition = _definition(session, principal, definition_id)
        every: Iterable[CohortVersion] = session.scalars(
            select(CohortVersion).where(CohortVersion.definition_id == definition.id).order_by(CohortVersion.number)
        )
        found = list(every)
        return [_stored(principal, definition, version, found[-1].number) for version in reversed(found)]


def create(principal: Principal, draft: Draft) -> Stored:
    """Save a new definition, private to ``principal``. Raises what `keep` raises."""
    kept = keep(draft.expression)
    with transaction() as session:
        audit.lock(session)
        definition = CohortDefinition(owner=principal.name, sharing="private")
        session.add(definition)
        session.flush()
        version = _add(session, principal, definition, 1, draft, kept)
        return _stored(principal, definition, version, 1)


def save(principal: Principal, definition_id: int, base: int, draft: Draft) -> Stored:
    """Save the version that follows ``base``; the same again changes nothing.

    Raises NotFound, NotYours, VersionConflict where ``base`` is not the newest, and what `keep` raises.
    """
    kept = keep(draft.expression)
    try:
        with transaction() as session:
            audit.lock(session)
            definition = _definition(session, principal, definition_id)
            if not may_edit(principal, definition.owner, definition.sharing):
                raise NotYours(owner=definition.owner)
            latest = _latest(session, definition)
            if latest.number != base:
                raise VersionConflict(base=base, latest=latest.number, author=latest.author)
            if (latest.name, latest.description, latest.digest) == (draft.name, draft.description, kept.digest):
                return _stored(principal, definition, latest, latest.number)
            version = _add(session, principal, definition, base + 1, draft, kept)
            return _stored(principal, definition, version, version.number)
    except IntegrityError:
        # Another machine has saved between the look and the commit.
        latest_now = find(principal, definition_id)
        raise VersionConflict(base=base, latest=latest_now.version, author=latest_now.author) from None


def share(principal: Principal, definition_id: int, sharing: Sharing) -> Stored:
    """Say who else sees a definition, or may save versions of it. Raises NotFound, NotYours."""
    with transaction() as session:
        audit.lock(session)
        definition = _managed(session, principal, definition_id)
        definition.sharing = sharing
        _note(session, principal, "cohort.share", f"{definition.id}: {sharing}")
        latest = _latest(session, definition)
        return _stored(principal, definition, latest, latest.number)


def delete(principal: Principal, definition_id: int) -> None:
    """Take a definition off the list; its versions and number stay. Raises NotFound, NotYours."""
    with transaction() as session:
        audit.lock(session)
        definition = _managed(session, principal, definition_id)
        definition.deleted_at = utc_now()
        _note(session, principal, "cohort.delete", str(definition.id))


def _managed(session: Session, principal: Principal, definition_id: int) -> CohortDefinition:
    definition = _definition(session, principal, definition_id)
    if not may_manage(principal, definition.owner):
        raise NotYours(owner=definition.owner)
    return definition


def _definition(session: Session, principal: Principal, definition_id: int) -> CohortDefinition:
    found = session.get(CohortDefinition, definition_id) if 0 < definition_id < 2**31 else None
    if found is None or found.deleted_at is not None or not may_see(principal, found.owner, found.sharing):
        raise NotFound(what=f"cohort {definition_id}")
    return found


def _latest(session: Session, definition: CohortDefinition) -> CohortVersion:
    newest = select(CohortVersion).where(CohortVersion.definition_id == definition.id)
    return session.scalars(newest.order_by(CohortVersion.number.desc()).limit(1)).one()


def _version(session: Session, definition: CohortDefinition, number: int) -> CohortVersion:
    query = select(CohortVersion).where(
        CohortVersion.definition_id == definition.id, CohortVersion.number == min(number, 2**31 - 1)
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(what=f"cohort {definition.id} version {number}")
    return found


def _add(
    session: Session, principal: Principal, definition: CohortDefinition, number: int, draft: Draft, kept: Kept
) -> CohortVersion:
    version = CohortVersion(
        definition_id=definition.id,
        number=number,
        name=draft.name,
        description=draft.description,
        expression=kept.text,
        digest=kept.digest,
        comment=draft.comment,
        author=principal.name,
        created_at=utc_now(),
    )
    session.add(version)
    session.flush()
    _note(session, principal, "cohort.save", f"{definition.id} version {number}: {draft.name} ({kept.digest[:16]})")
    return version


def _note(session: Session, principal: Principal, action: str, what: str) -> None:
    audit.append(session, principal, audit.Entry(action, "done", SURFACE, question=what))


def _stored(principal: Principal, definition: CohortDefinition, version: CohortVersion, latest: int) -> Stored:
    return Stored(
        id=definition.id,
        owner=definition.owner,
        sharing=definition.sharing,
        version=version.number,
        latest=latest,
        name=version.name,
        description=version.description,
        expression=version.expression,
        digest=version.digest,
        comment=version.comment,
        author=version.author,
        saved_at=version.created_at,
        may_edit=may_edit(principal, definition.owner, definition.sharing),
        may_manage=may_manage(principal, definition.owner),
    )
