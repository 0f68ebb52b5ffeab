"""Groups: teams to whose members policies give or take something together."""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append
from asan.gateway.models import Group, GroupMember, User
from asan.gateway.principal import Principal
from asan.kit.errors import BadInput, NotFound
from asan.kit.store import transaction
from asan.modules.security.accounts import existing_user
from asan.modules.security.errors import NameTaken
from asan.modules.security.named import refuse_if_named

NAME = re.compile(r"[\w.-]{2,60}")


def groups() -> list[tuple[Group, list[tuple[str, str]]]]:
    """All groups by name, each with its members' names and the identity providers that say so ("": nobody's)."""
    with transaction() as session:
        members: dict[str, list[tuple[str, str]]] = {}
        query = select(GroupMember.group, User.name, GroupMember.source).join(User, User.id == GroupMember.user_id)
        for group, name, source in session.execute(query.order_by(User.name)):
            members.setdefault(group, []).append((name, source))
        return [(group, members.get(group.name, [])) for group in session.scalars(select(Group).order_by(Group.name))]


def create_group(by: Principal, name: str, title: str = "", *, surface: str = "http") -> Group:
    """A new group without members. Raises BadInput or NameTaken."""
    name = unicodedata.normalize("NFC", name.strip())
    if not NAME.fullmatch(name):
        raise BadInput(detail=f"name: 2–60 × [letter, digit, . _ -]: {name[:60]}")
    with transaction() as session:
        if session.get(Group, name) is not None:
            raise NameTaken(name=name)
        group = Group(name=name, title=title.strip() or name)
        session.add(group)
        append(session, by, Entry("group.create", "done", surface, question=name))
        return group


def delete_group(by: Principal, name: str, *, surface: str = "http") -> None:
    """Take a group away, and everyone out of it. Raises NotFound or NamedByPolicies."""
    with transaction() as session:
        refuse_if_named(session, "groups", name)
        session.delete(_existing(session, name))
        append(session, by, Entry("group.delete", "done", surface, question=name))


def change_members(
    by: Principal, name: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), surface: str = "http"
) -> None:
    """Put users into a group and take others out. Raises NotFound for a group or a user that there is not.

    Who is in it by an identity provider's word comes back with their next sign-in.
    """
    added, removed = sorted(set(add)), sorted(set(remove))
    with transaction() as session:
        group = _existing(session, name)
        for user in (existing_user(session, each) for each in added):
            # A word of an administrator's stays when the provider takes its own back.
            session.merge(GroupMember(group=group.name, user_id=user.id, source=""))
        for user in (existing_user(session, each) for each in removed):
            member = session.get(GroupMember, (group.name, user.id))
            if member is not None:
                session.delete(member)
        told = " ".join([group.name, *(f"+{each}" for each in added), *(f"-{each}" for each in removed)])
        append(session, by, Entry("group.members", "done", surface, question=told))


def _existing(session: Session, name: str) -> Group:
    group = session.get(Group, unicodedata.normalize("NFC", name))
    if group is None:
        raise NotFound(what=f"group {name}")
    return group
