"""Who decides about what: owners of tables, columns and tags, and what is declared sensitive."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from asan.gateway.accounts import is_usable
from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import User, UserRole
from asan.gateway.objects import TAG, object_named, table_of, tags_of
from asan.gateway.policies.stated import Tags
from asan.gateway.principal import Principal
from asan.gateway.tags import IDENTIFYING
from asan.kit.store import transaction
from asan.modules.security.access.models import ObjectOwner
from asan.modules.security.accounts import existing_user

STEWARDS: Final = ("steward", "admin")
"""Roles whose holders decide where nobody owns an object, and approve second."""

_SENSITIVE: Final = frozenset({TAG + IDENTIFYING})
"""What is sensitive unless stewards say otherwise."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of an object, by its name."""

    object: str
    owner: str | None
    sensitive: bool


def declared() -> list[Declared]:
    """What is said of objects, by name, the defaults among it."""
    query = select(ObjectOwner, User.name).outerjoin(User, User.id == ObjectOwner.owner_id)
    with transaction() as session:
        said = {row.object: Declared(row.object, name, row.sensitive) for row, name in session.execute(query)}
    for name in _SENSITIVE:
        said.setdefault(name, Declared(name, None, sensitive=True))
    return [said[name] for name in sorted(said)]


def declare(by: Principal, name: str, owner: str | None, *, sensitive: bool, surface: str = "http") -> None:
    """Say who decides about an object (None: any steward), and whether a second person must approve.

    Raises Forbidden, BadInput, and NotFound for a user that there is not.
    """
    by.require("owners", *STEWARDS)
    known = object_named(name)
    with transaction() as session:
        lock(session)
        user = existing_user(session, owner) if owner is not None else None
        session.merge(ObjectOwner(object=known, owner_id=user.id if user else None, sensitive=sensitive))
        told = f"{known}: {user.name if user else 'stewards'}{'; sensitive' if sensitive else ''}"
        append(session, by, Entry("object.declare", "done", surface, question=told))


def is_sensitive(session: Session, name: str, tags: Tags) -> bool:
    """Whether an object, its table, or a tag that either carries is declared sensitive."""
    names = _around(name, tags)
    said = {row.object: row.sensitive for row in session.scalars(_rows(names))}
    return any(said.get(each, each in _SENSITIVE) for each in names)


def first_deciders(session: Session, name: str, but: Iterable[str]) -> set[str]:
    """Who may approve access to an object first: its owner, or its table's; else every steward. ``but`` never."""
    without = set(but)
    table = table_of(name)
    names = [name, ".".join(table)] if table is not None and not name.startswith(TAG) else [name]
    owned = {row.object: row.owner_id for row in session.scalars(_rows(names))}
    for each in names:
        owner = session.get(User, owned[each]) if owned.get(each) is not None else None
        if owner is not None and is_usable(owner) and owner.name not in without:
            return {owner.name}
    return stewards(session) - without


def stewards(session: Session) -> set[str]:
    """The accounts that decide where nobody else does."""
    return _people(session, STEWARDS)


def administrators(session: Session) -> set[str]:
    """The accounts that can name owners and stewards."""
    return _people(session, ("admin",))


def _people(session: Session, roles: Iterable[str]) -> set[str]:
    of = select(User).join(UserRole).where(UserRole.role.in_(roles), User.owner_id.is_(None))
    return {user.name for user in session.scalars(of) if is_usable(user)}


def _around(name: str, tags: Tags) -> list[str]:
    table = table_of(name)
    around = {name} | {TAG + tag for tag in tags_of(name, tags)}
    return sorted(around | ({".".join(table)} if table is not None else set()))


def _rows(names: Iterable[str]) -> Select[ObjectOwner]:
    return select(ObjectOwner).where(ObjectOwner.object.in_(names))
