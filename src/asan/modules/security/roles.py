"""Roles of the hospital's own, beside the platform's: names, which give what policies give to them."""

import re
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append
from asan.gateway.models import OwnRole, UserRole
from asan.gateway.principal import ROLES, Principal
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.store import transaction
from asan.modules.security.errors import NameTaken
from asan.modules.security.named import refuse_if_named

NAME = re.compile(r"[\w-]{2,40}")
_LONGEST_TOGETHER = 200
"""Characters that one person's roles take in the audit, commas included."""


def own_roles() -> list[tuple[OwnRole, int]]:
    """The hospital's own roles by name, each with the number of users who hold it."""
    with transaction() as session:
        held = select(func.count()).where(UserRole.role == OwnRole.name).scalar_subquery()
        return [(role, count) for role, count in session.execute(select(OwnRole, held).order_by(OwnRole.name))]


def create_role(by: Principal, name: str, title: str = "", *, surface: str = "http") -> OwnRole:
    """A new role, which gives nothing until a policy names it. Raises BadInput or NameTaken."""
    if not NAME.fullmatch(name):
        raise BadInput(detail=f"name: 2–40 × [letter, digit, _ -]: {name[:40]}")
    with transaction() as session:
        if name.lower() in ROLES or session.get(OwnRole, name) is not None:
            raise NameTaken(name=name)
        role = OwnRole(name=name, title=title.strip() or name)
        session.add(role)
        append(session, by, Entry("role.create", "done", surface, question=name))
        return role


def delete_role(by: Principal, name: str, *, surface: str = "http") -> None:
    """Take a role away that nobody holds. Raises NotFound, Conflict, or NamedByPolicies."""
    with transaction() as session:
        role = session.get(OwnRole, name)
        if role is None:
            raise NotFound(what=f"role {name}")
        holders = session.scalar(select(func.count()).where(UserRole.role == name))
        if holders:
            raise Conflict(detail=f"{name}: {holders} user(s) hold it · 사용자 {holders}명이 가지고 있습니다")
        refuse_if_named(session, "roles", name)
        session.delete(role)
        append(session, by, Entry("role.delete", "done", surface, question=name))


def known_roles(session: Session, roles: Iterable[str]) -> list[str]:
    """``roles`` in order. Raises BadInput for one that there is not, and for more than the audit can name."""
    held = sorted(set(roles))
    there = {*ROLES, *session.scalars(select(OwnRole.name))}
    if unknown := [role for role in held if role not in there]:
        raise BadInput(detail=f"role: {', '.join(unknown)} ({', '.join(sorted(there))})")
    if len(",".join(held)) > _LONGEST_TOGETHER:
        raise BadInput(detail=f"roles: {len(held)}, > {_LONGEST_TOGETHER} characters")
    return held
