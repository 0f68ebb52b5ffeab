"""Users: list, create, disable, roles, passwords. Every change is audited in its own transaction."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user
from asan.gateway.audit import Entry, append
from asan.gateway.models import User, UserRole
from asan.gateway.principal import ROLES, Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.store import transaction
from asan.kit.translation import Language
from asan.modules.security import passwords
from asan.modules.security.errors import NameTaken, SignInFailed
from asan.modules.security.models import ApiToken, LoginSession, Password

NAME = re.compile(r"[\w.@+-]{2,120}")


def list_users() -> list[User]:
    """All users by name."""
    with transaction() as session:
        return list(session.scalars(select(User).order_by(User.name)))


def create_user(
    by: Principal,
    name: str,
    password: str,
    roles: Iterable[str],
    *,
    display_name: str = "",
    language: Language = "ko",
    demo: bool = False,
    surface: str = "http",
) -> User:
    """A new user. Raises BadInput, NameTaken or WeakPassword."""
    name = name.strip()
    if not NAME.fullmatch(name):
        raise BadInput(detail=f"name: 2–120 × [letter, digit, . _ @ + -]: {name[:120]}")
    held = _known(roles)
    passwords.check_strength(name, password)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        if find_user(session, name) is not None:
            raise NameTaken(name=name)
        user = User(name=name, display_name=display_name.strip() or name, language=language, demo=demo)
        user.roles = [UserRole(role=role) for role in held]
        session.add(user)
        session.flush()
        session.add(Password(user_id=user.id, hash=password_hash))
        append(session, by, Entry("user.create", "done", surface, question=f"{name}: {', '.join(held)}"))
        return user


def change_user(
    by: Principal,
    name: str,
    *,
    roles: Iterable[str] | None = None,
    disabled: bool | None = None,
    surface: str = "http",
) -> User:
    """Give a user other roles, disable or enable them. Raises NotFound, BadInput, or Conflict for the last admin."""
    with transaction() as session:
        user = _existing(session, name)
        was_admin = any(held.role == "admin" for held in user.roles)
        changes = []
        if roles is not None:
            held = _known(roles)
            user.roles = [UserRole(role=role) for role in held]
            changes.append(f"roles {', '.join(held)}")
        if disabled is not None:
            user.disabled = disabled
            changes.append("disabled" if disabled else "enabled")
        session.flush()
        if was_admin:
            _keep_an_admin(session)
        if disabled:
            _sign_out(session, user)
        append(session, by, Entry("user.change", "done", surface, question=f"{user.name}: {'; '.join(changes)}"))
        return user


def set_password(by: Principal, name: str, password: str, *, surface: str = "http") -> None:
    """Give a user another password and end their sessions and tokens. Raises NotFound or WeakPassword."""
    passwords.check_strength(name, password)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        user = _existing(session, name)
        held = session.get(Password, user.id)
        if held is None:
            session.add(Password(user_id=user.id, hash=password_hash))
        else:
            held.hash, held.changed_at = password_hash, utc_now()
        _sign_out(session, user)
        append(session, by, Entry("user.password", "done", surface, question=user.name))


def change_own_password(principal: Principal, old: str, new: str) -> None:
    """Change one's own password, knowing the old one. Raises SignInFailed or WeakPassword."""
    with transaction() as session:
        held = session.get(Password, principal.user_id) if principal.user_id is not None else None
        old_hash = held.hash if held else None
    if not passwords.matches(old_hash, old):
        raise SignInFailed()
    set_password(principal, principal.name, new)


def _known(roles: Iterable[str]) -> list[str]:
    held = sorted(set(roles))
    unknown = [role for role in held if role not in ROLES]
    if unknown:
        raise BadInput(detail=f"role: {', '.join(unknown)} ({', '.join(ROLES)})")
    return held


def _existing(session: Session, name: str) -> User:
    user = find_user(session, name)
    if user is None:
        raise NotFound(what=name)
    return user


def _keep_an_admin(session: Session) -> None:
    """Nobody could undo it otherwise."""
    admins = select(User.id).join(UserRole).where(UserRole.role == "admin", ~User.disabled).limit(1)
    if session.scalar(admins) is None:
        raise Conflict(detail="the last administrator · 마지막 관리자")


def _sign_out(session: Session, user: User) -> None:
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
