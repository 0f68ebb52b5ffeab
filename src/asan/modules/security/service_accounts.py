"""Service accounts: for programs, without a password, until a day, with a person who answers for each."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from asan.gateway.accounts import find_user, is_usable
from asan.gateway.audit import Entry, append
from asan.gateway.models import User, UserRole
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput
from asan.kit.store import transaction
from asan.modules.security.accounts import NAME, existing_user
from asan.modules.security.errors import NameTaken
from asan.modules.security.roles import known_roles


def of_owner(by: Principal) -> list[User]:
    """The service accounts of which the asker may make tokens, by name."""
    whose = User.owner_id.is_not(None) if by.has("admin") else User.owner_id == by.user_id
    with transaction() as session:
        found = session.scalars(select(User).where(User.owner_id.is_not(None), whose).order_by(User.name))
        return [account for account in found if is_usable(account)]


def create_service_account(
    by: Principal,
    name: str,
    owner: str,
    roles: Iterable[str],
    ends_at: datetime,
    *,
    display_name: str = "",
    surface: str = "http",
) -> User:
    """A new service account, which opens nothing once ``ends_at`` has come or its owner may not come in any more.

    Raises BadInput, NameTaken, or NotFound for the owner.
    """
    if not NAME.fullmatch(name):
        raise BadInput(detail=f"name: 2–120 × [letter, digit, . _ @ + -]: {name[:120]}")
    if ends_at <= utc_now():
        raise BadInput(detail=f"ends_at: {ends_at:%Y-%m-%d %H:%M} UTC")
    with transaction() as session:
        answers = existing_user(session, owner)
        if answers.owner_id is not None:
            raise BadInput(detail=f"owner: {answers.name} is itself a service account · 서비스 계정입니다")
        if find_user(session, name) is not None:
            raise NameTaken(name=name)
        held = known_roles(session, roles)
        account = User(
            name=name,
            display_name=display_name.strip() or name,
            ends_at=ends_at,
            owner=answers,
            roles=[UserRole(role=role) for role in held],
        )
        session.add(account)
        told = f"{name}: {', '.join(held)}; owner {answers.name}; until {ends_at:%Y-%m-%d}"
        append(session, by, Entry("service_account.create", "done", surface, question=told))
        session.refresh(account)
        return account
