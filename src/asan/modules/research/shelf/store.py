"""A shelf in the app store: found, saved as versions, shared, deleted; each change with its audit record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from asan.gateway import audit
from asan.gateway.errors import NotInProject
from asan.gateway.models import Project
from asan.gateway.principal import Principal
from asan.gateway.projects import projects_of
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.store import transaction
from asan.modules.research.access import Shared, may_edit, may_manage, may_see
from asan.modules.research.shelf.errors import NotYours, VersionConflict
from asan.modules.research.shelf.models import Shelved, ShelvedVersion

Sharing = Literal["private", "read", "edit"]
D = TypeVar("D", bound=Shelved)
V = TypeVar("V", bound=ShelvedVersion)
_LARGEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be saved: ``expression`` is JSON as it is kept, ``digest`` its SHA-256."""

    name: str
    description: str
    expression: str
    digest: str
    comment: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A version, with what of the thing itself matters to who asks. ``latest``: its newest version."""

    id: int
    owner: str
    sharing: str
    project: str | None
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

    @property
    def with_everyone(self) -> bool:
        """Whether everyone sees it who may work with cohorts."""
        return Shared(self.owner, self.sharing, self.project).with_everyone


class Shelf(Generic[D, V]):
    """Things of one kind: ``noun`` is what errors and, with underscores, the audit call them."""

    def __init__(self, noun: str, things: type[D], versions: type[V], surface: str) -> None:
        self._noun, self._kind, self._surface = noun, noun.replace(" ", "_"), surface
        self._things: Any = things
        self._versions: Any = versions

    def listed(self, principal: Principal) -> list[Stored]:
        """The newest version of everything that ``principal`` may see, last saved first."""
        thing, version = self._things, self._versions
        newest = (
            select(version.definition_id, func.max(version.number).label("number"))
            .group_by(version.definition_id)
            .subquery()
        )
        query = (
            select(thing, version)
            .join(version, version.definition_id == thing.id)
            .join(newest, (newest.c.definition_id == thing.id) & (newest.c.number == version.number))
            .where(thing.deleted_at.is_(None))
            .order_by(version.created_at.desc(), version.id.desc())
        )
        with transaction() as session:
            mine = projects_of(session, principal)
            return [
                _stored(principal, mine, found, at, at.number)
                for found, at in session.execute(query)
                if may_see(principal, _shared(found), mine)
            ]

    def find(self, principal: Principal, number: int, version: int | None = None) -> Stored:
        """A version, by default the newest. Raises NotFound, also for what ``principal`` may not see."""
        with transaction() as session:
            thing = self._thing(session, principal, number)
            latest = self._latest(session, thing)
            found = latest if version is None else self._version(session, thing, version)
            return _stored(principal, projects_of(session, principal), thing, found, latest.number)

    def history(self, principal: Principal, number: int) -> list[Stored]:
        """All versions, newest first. Raises NotFound."""
        with transaction() as session:
            thing = self._thing(session, principal, number)
            query = select(self._versions).where(self._versions.definition_id == thing.id)
            found = list(session.scalars(query.order_by(self._versions.number.desc())))
            mine = projects_of(session, principal)
            return [_stored(principal, mine, thing, version, found[0].number) for version in found]

    def create(self, principal: Principal, draft: Draft) -> Stored:
        """Save something new, private to ``principal``."""
        with transaction() as session:
            audit.lock(session)
            thing = self._things(owner=principal.name, sharing="private")
            session.add(thing)
            session.flush()
            version = self._add(session, principal, thing, 1, draft)
            return _stored(principal, frozenset(), thing, version, 1)

    def save(self, principal: Principal, number: int, base: int, draft: Draft) -> Stored:
        """Save the version that follows ``base``; the same again changes nothing.

        Raises NotFound, NotYours, and VersionConflict where ``base`` is not the newest.
        """
        try:
            with transaction() as session:
                audit.lock(session)
                thing = self._thing(session, principal, number)
                mine = projects_of(session, principal)
                if not may_edit(principal, _shared(thing), mine):
                    raise NotYours(owner=thing.owner)
                latest = self._latest(session, thing)
                if latest.number != base:
                    raise VersionConflict(base=base, latest=latest.number, author=latest.author)
                if (latest.name, latest.description, latest.digest) == (draft.name, draft.description, draft.digest):
                    return _stored(principal, mine, thing, latest, latest.number)
                version = self._add(session, principal, thing, base + 1, draft)
                return _stored(principal, mine, thing, version, version.number)
        except IntegrityError:
            # Another machine has saved between the look and the commit.
            now = self.find(principal, number)
            raise VersionConflict(base=base, latest=now.version, author=now.author) from None

    def share(self, principal: Principal, number: int, sharing: Sharing, project: str | None = None) -> Stored:
        """Say who else sees it, or may save versions of it: the members of ``project``, or everyone where it is None.

        Raises NotFound, NotYours, and NotInProject for a project that ``principal`` is no member of.
        """
        with transaction() as session:
            audit.lock(session)
            thing = self._managed(session, principal, number)
            mine = projects_of(session, principal)
            thing.sharing, thing.project = sharing, None if sharing == "private" else project
            if thing.project is not None and not (
                thing.project in mine or (principal.has("admin") and session.get(Project, thing.project) is not None)
            ):
                raise NotInProject(project=thing.project[:60])
            self.note(session, principal, "share", f"{thing.id}: {sharing} {thing.project or ''}".rstrip())
            latest = self._latest(session, thing)
            return _stored(principal, mine, thing, latest, latest.number)

    def delete(self, principal: Principal, number: int) -> None:
        """Take it off the list; its versions and number stay. Raises NotFound, NotYours."""
        with transaction() as session:
            audit.lock(session)
            thing = self._managed(session, principal, number)
            thing.deleted_at = utc_now()
            self.note(session, principal, "delete", str(thing.id))

    def _managed(self, session: Session, principal: Principal, number: int) -> D:
        thing = self._thing(session, principal, number)
        if not may_manage(principal, _shared(thing)):
            raise NotYours(owner=thing.owner)
        return thing

    def _thing(self, session: Session, principal: Principal, number: int) -> D:
        found: D | None = session.get(self._things, number) if 0 < number <= _LARGEST else None
        if found is None or found.deleted_at is not None:
            raise NotFound(what=f"{self._noun} {number}")
        if not may_see(principal, _shared(found), projects_of(session, principal)):
            raise NotFound(what=f"{self._noun} {number}")
        return found

    def _latest(self, session: Session, thing: D) -> V:
        query = select(self._versions).where(self._versions.definition_id == thing.id)
        found: V = session.scalars(query.order_by(self._versions.number.desc()).limit(1)).one()
        return found

    def _version(self, session: Session, thing: D, version: int) -> V:
        query = select(self._versions).where(
            self._versions.definition_id == thing.id, self._versions.number == min(version, _LARGEST)
        )
        found: V | None = session.scalars(query).first()
        if found is None:
            raise NotFound(what=f"{self._noun} {thing.id} version {version}")
        return found

    def _add(self, session: Session, principal: Principal, thing: D, number: int, draft: Draft) -> V:
        version: V = self._versions(
            definition_id=thing.id,
            number=number,
            name=draft.name,
            description=draft.description,
            expression=draft.expression,
            digest=draft.digest,
            comment=draft.comment,
            author=principal.name,
            created_at=utc_now(),
        )
        session.add(version)
        session.flush()
        what = f"{thing.id} version {number}: {draft.name} ({draft.digest[:16]})"
        self.note(session, principal, "save", what)
        return version

    def note(self, session: Session, principal: Principal, action: str, what: str) -> None:
        """The audit's record of a deed on the shelf."""
        audit.append(session, principal, audit.Entry(f"{self._kind}.{action}", "done", self._surface, question=what))


def _shared(thing: Shelved) -> Shared:
    return Shared(thing.owner, thing.sharing, thing.project)


def _stored(
    principal: Principal, projects: frozenset[str], thing: Shelved, version: ShelvedVersion, latest: int
) -> Stored:
    shared = _shared(thing)
    return Stored(
        id=thing.id,
        owner=thing.owner,
        sharing=thing.sharing,
        project=thing.project,
        version=version.number,
        latest=latest,
        name=version.name,
        description=version.description,
        expression=version.expression,
        digest=version.digest,
        comment=version.comment,
        author=version.author,
        saved_at=version.created_at,
        may_edit=may_edit(principal, shared, projects),
        may_manage=may_manage(principal, shared),
    )
