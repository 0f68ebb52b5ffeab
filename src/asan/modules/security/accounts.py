"""Users: list, create, disable, roles, passwords. Every change is audited in its own transaction."""

import re
from collections.abc import Iterable
from datetime import datetime
from types import EllipsisType

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user
from asan.gateway.audit import Entry, append
from asan.gateway.models import User, UserRole
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Conflict, NotFound
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.kit.translation import Language
from asan.modules.security import passwords, sessions, tokens
from asan.modules.security.attempts import attempt
from asan.modules.security.errors import NameTaken, SignInFailed
from asan.modules.security.models import FormerPassword, Password
from asan.modules.security.roles import known_roles

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
    ends_at: datetime | None = None,
    temporary: bool = False,
    demo: bool = False,
    surface: str = "http",
) -> User:
    """A new user, until ``ends_at``; a ``temporary`` password must be changed at the first sign-in.

    Raises BadInput, NameTaken or WeakPassword.
    """
    name = name.strip()
    if not NAME.fullmatch(name):
        raise BadInput(detail=f"name: 2–120 × [letter, digit, . _ @ + -]: {name[:120]}")
    passwords.check_strength(name, password)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        if find_user(session, name) is not None:
            raise NameTaken(name=name)
        held = known_roles(session, roles)
        user = User(name=name, display_name=display_name.strip() or name, language=language, demo=demo, ends_at=ends_at)
        user.roles = [UserRole(role=role) for role in held]
        session.add(user)
        session.flush()
        session.add(Password(user_id=user.id, hash=password_hash, temporary=temporary))
        append(session, by, Entry("user.create", "done", surface, question=f"{name}: {', '.join(held)}"))
        session.refresh(user)
        return user


def change_user(
    by: Principal,
    name: str,
    *,
    roles: Iterable[str] | None = None,
    disabled: bool | None = None,
    ends_at: datetime | EllipsisType | None = ...,
    surface: str = "http",
) -> User:
    """Give a user other roles or another end (None: no end), disable or enable them.

    Raises NotFound, BadInput, or Conflict for the last administrator with a password and without an end.
    """
    with transaction() as session:
        user = existing_user(session, name)
        was_admin = any(held.role == "admin" for held in user.roles)
        changes = []
        if roles is not None:
            held = known_roles(session, roles)
            # What an identity provider gives, only it takes away.
            user.roles = [one for one in user.roles if one.source or one.role in held]
            missing = set(held) - {one.role for one in user.roles}
            user.roles += [UserRole(role=role) for role in sorted(missing)]
            changes.append(f"roles {', '.join(held)}")
        if disabled is not None:
            user.disabled = disabled
            changes.append("disabled" if disabled else "enabled")
        if not isinstance(ends_at, EllipsisType):
            user.ends_at = ends_at
            changes.append(f"until {ends_at:%Y-%m-%d %H:%M} UTC" if ends_at else "without end")
        session.flush()
        if was_admin:
            _keep_an_admin(session)
        if disabled:
            _sign_out(session, user)
        append(session, by, Entry("user.change", "done", surface, question=f"{user.name}: {'; '.join(changes)}"))
        return user


def set_password(by: Principal, name: str, password: str, *, temporary: bool = False, surface: str = "http") -> None:
    """Give a user another password and end their sessions and tokens. Raises NotFound, BadInput or WeakPassword."""
    passwords.check_strength(name, password)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        user = existing_user(session, name)
        if user.owner_id is not None:
            raise BadInput(
                detail=f"{user.name}: a service account has no password · 서비스 계정에는 비밀번호가 없습니다"
            )
        _put_password(session, user, password_hash, temporary=temporary)
        _sign_out(session, user)
        append(session, by, Entry("user.password", "done", surface, question=user.name))


def replace_password(by: Principal, name: str, password: str, *, surface: str = "http") -> None:
    """Give a user, who has proved to be ``name``, the password that they chose; their sessions end, tokens stay.

    Raises WeakPassword, also for one of the last ``ASAN_PASSWORD_HISTORY``.
    """
    passwords.check_strength(name, password)
    with transaction() as session:
        user = existing_user(session, name)
        held = session.get(Password, user.id)
        known = ([held.hash] if held else []) + list(session.scalars(_former(user.id)))
    passwords.check_new_to(known[: settings().password_history], password)
    password_hash = passwords.hashed(password)
    with transaction() as session:
        user = existing_user(session, name)
        _put_password(session, user, password_hash, temporary=False)
        sessions.end_all(session, user.id)
        append(session, by, Entry("user.password", "done", surface, question=user.name))


def change_own_password(principal: Principal, old: str, new: str) -> None:
    """Change one's own password, knowing the old one; sessions and tokens end.

    Raises SignInFailed, SignInLocked or WeakPassword.
    """
    with transaction() as session:
        held = session.get(Password, principal.user_id) if principal.user_id is not None else None
        old_hash = held.hash if held else None
    with attempt(principal.name, None):
        if not passwords.matches(old_hash, old):
            raise SignInFailed()
    replace_password(principal, principal.name, new)
    with transaction() as session:
        _sign_out(session, existing_user(session, principal.name))


def _former(user_id: int) -> Select[str]:
    """A user's former passwords, newest first."""
    return select(FormerPassword.hash).where(FormerPassword.user_id == user_id).order_by(FormerPassword.id.desc())


def _put_password(session: Session, user: User, password_hash: str, *, temporary: bool) -> None:
    held = session.get(Password, user.id)
    if held is None:
        session.add(Password(user_id=user.id, hash=password_hash, temporary=temporary))
        return
    session.add(FormerPassword(user_id=user.id, hash=held.hash))
    held.hash, held.changed_at, held.temporary = password_hash, utc_now(), temporary
    session.flush()
    # The present one is the first of the history.
    own = FormerPassword.user_id == user.id
    kept = select(FormerPassword.id).where(own).order_by(FormerPassword.id.desc())
    kept = kept.limit(settings().password_history - 1)
    session.execute(delete(FormerPassword).where(own, FormerPassword.id.not_in(kept)))


def existing_user(session: Session, name: str) -> User:
    """The user called ``name``. Raises NotFound."""
    user = find_user(session, name)
    if user is None:
        raise NotFound(what=name)
    return user


def _keep_an_admin(session: Session) -> None:
    """Nobody could undo it otherwise, least of all where an identity provider is down."""
    admins = (
        select(User.id)
        .join(UserRole)
        .join(Password, Password.user_id == User.id)
        .where(UserRole.role == "admin", ~User.disabled, User.ends_at.is_(None))
    )
    if session.scalar(admins.limit(1)) is None:
        raise Conflict(detail="the last administrator · 마지막 관리자")


def _sign_out(session: Session, user: User) -> None:
    sessions.end_all(session, user.id)
    tokens.revoke_all(session, user.id)
