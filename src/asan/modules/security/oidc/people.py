"""From what a provider claims to a user here: found or made, with the roles and groups that it gives."""

import itertools
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user, is_usable, principal_of
from asan.gateway.audit import Entry, append
from asan.gateway.models import Group, GroupMember, OwnRole, User, UserRole
from asan.gateway.principal import ROLES, Principal
from asan.kit.store import transaction
from asan.modules.security.accounts import NAME
from asan.modules.security.models import ExternalIdentity
from asan.modules.security.oidc.errors import AccountClosed
from asan.modules.security.oidc.provider import Provider
from asan.modules.security.roles import known_roles


def arrived(provider: Provider, claims: Mapping[str, Any]) -> User:
    """The user whom the claims mean, as the provider describes them now. Raises AccountClosed.

    An account here is never taken over by a name: who comes from a provider gets one of their own, known by the
    provider's ``sub`` for good. Roles and groups that there are not here are left out.
    """
    with transaction() as session:
        identity = session.get(ExternalIdentity, (provider.name, str(claims["sub"])))
        known = session.get(User, identity.user_id) if identity is not None else None
        user = known or _new_user(session, provider, claims)
        # A refusal leaves no trace but its own record.
        if not is_usable(user):
            raise AccountClosed()
        shown = claims.get("name")
        if isinstance(shown, str) and shown.strip():
            user.display_name = shown.strip()[:200]
        before = principal_of(user)
        _give_roles(session, provider, user, claims)
        _give_groups(session, provider, user, claims)
        session.flush()
        session.refresh(user)
        now = principal_of(user)
        if (before.roles, before.groups) != (now.roles, now.groups):
            told = f"{user.name}: roles {', '.join(sorted(now.roles))}; groups {', '.join(sorted(now.groups))}"
            append(session, _as(provider), Entry("user.change", "done", "http", question=told))
        return user


def words_at(claims: Mapping[str, Any], path: str, client_id: str) -> list[str]:
    """The words at ``path``, by dots, of nested claims: ``resource_access.{client_id}.roles``.

    A claim that is itself called by the whole path counts first. What is no word, or no list of them, is left out.
    """
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            key = part.replace("{client_id}", client_id)
            found = found.get(key) if isinstance(found, Mapping) else None
    listed = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return [word for word in listed if isinstance(word, str)]


def mapped(words: Iterable[str], mapping: Mapping[str, str]) -> set[str]:
    """Our names for theirs: by ``mapping``, else the same ones. A group's path counts without its first ``/``."""
    names = {unicodedata.normalize("NFC", word).strip("/") for word in words}
    if not mapping:
        return names
    ours = {unicodedata.normalize("NFC", theirs).strip("/"): our for theirs, our in mapping.items()}
    return {ours[name] for name in names if name in ours}


def _claimed(provider: Provider, claims: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    return [word for path in paths for word in words_at(claims, path, provider.config.client_id)]


def _give_roles(session: Session, provider: Provider, user: User, claims: Mapping[str, Any]) -> None:
    there = {*ROLES, *session.scalars(select(OwnRole.name))}
    given = mapped(_claimed(provider, claims, provider.config.role_claims), provider.config.roles) & there
    user.roles = [role for role in user.roles if role.source != provider.name or role.role in given]
    missing = given - {role.role for role in user.roles}
    user.roles += [UserRole(role=role, source=provider.name) for role in sorted(missing)]
    known_roles(session, [role.role for role in user.roles])


def _give_groups(session: Session, provider: Provider, user: User, claims: Mapping[str, Any]) -> None:
    there = set(session.scalars(select(Group.name)))
    given = mapped(_claimed(provider, claims, provider.config.group_claims), provider.config.groups) & there
    user.groups = [member for member in user.groups if member.source != provider.name or member.group in given]
    missing = given - {member.group for member in user.groups}
    user.groups += [GroupMember(group=group, source=provider.name) for group in sorted(missing)]


def _new_user(session: Session, provider: Provider, claims: Mapping[str, Any]) -> User:
    name = _free_name(session, provider, claims)
    user = User(name=name, display_name=name)
    session.add(user)
    session.flush()
    session.add(ExternalIdentity(provider=provider.name, subject=str(claims["sub"]), user_id=user.id))
    append(session, _as(provider), Entry("user.create", "done", "http", question=name))
    session.refresh(user)
    return user


def _free_name(session: Session, provider: Provider, claims: Mapping[str, Any]) -> str:
    """The name that the provider gives; where it is someone's already, with the provider's behind it."""
    wished = str(claims.get(provider.config.name_claim, ""))[:70]
    name = wished if NAME.fullmatch(wished) else "user"
    numbered = (f"{name}-{number}@{provider.name}" for number in itertools.count(2))
    candidates = itertools.chain([name] if name == wished else [], [f"{name}@{provider.name}"], numbered)
    return next(each for each in candidates if find_user(session, each) is None)


def _as(provider: Provider) -> Principal:
    """Who changes a user by what they claim, for the audit."""
    return Principal(name=f"oidc:{provider.name}", roles=frozenset())
