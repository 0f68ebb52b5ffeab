"""API tokens: made once, shown once, limited to scopes and a time, listed and ended."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from asan.gateway.accounts import is_usable, principal_of
from asan.gateway.audit import Entry, append
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.store import transaction
from asan.modules.security.errors import ScopeMissing
from asan.modules.security.models import ApiToken
from asan.modules.security.scopes import SCOPES, Scope
from asan.modules.security.secrets import secret_hash

TOKEN_PREFIX = "asan_"  # noqa: S105 - what our tokens start with, so that scanners of repositories find leaked ones
TOKEN_SESSION = "token:"  # noqa: S105 - how a principal's session begins who came with a token
LONGEST_TOKEN_DAYS = 366
_NOTED_EVERY = timedelta(minutes=1)


def create_token(
    by: Principal, name: str, days: int, scopes: Iterable[Scope] = SCOPES, *, surface: str = "http"
) -> tuple[ApiToken, str]:
    """A new API token of the asker's and its text, which is never to be seen again.

    Raises BadInput, and Forbidden for who comes with a token: a stolen one must not outlive itself by its children.
    """
    if by.user_id is None:
        raise BadInput(detail="user")
    return create_token_of(by, by.user_id, name, days, scopes, surface=surface)


def create_token_of(
    by: Principal, user_id: int, name: str, days: int, scopes: Iterable[Scope], *, surface: str = "http"
) -> tuple[ApiToken, str]:
    """As `create_token`, for the user ``user_id``."""
    if came_with_token(by):
        raise Forbidden(action="POST /api/auth/tokens")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise BadInput(detail=f"days: 1–{LONGEST_TOKEN_DAYS}")
    held = [scope for scope in SCOPES if scope in set(scopes)]
    if not held:
        raise BadInput(detail=f"scopes: {', '.join(SCOPES)}")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction() as session:
        ends = utc_now() + timedelta(days=days)
        token = ApiToken(
            token_hash=secret_hash(secret), user_id=user_id, name=name, expires_at=ends, scopes=",".join(held)
        )
        session.add(token)
        owner = session.get_one(User, user_id)
        told = f"{owner.name}: {name}: {','.join(held)}: {days} days"
        append(session, by, Entry("token.create", "done", surface, question=told))
        return token, secret


def principal_of_token(token: str, scope: Scope) -> Principal | None:
    """Whose API token this is; None where it has ended or its owner may not come in any more.

    Raises ScopeMissing where the token may not do what needs ``scope``.
    """
    with transaction() as session:
        found = session.scalar(
            select(ApiToken).where(ApiToken.token_hash == secret_hash(token), ApiToken.expires_at > utc_now())
        )
        return _use(session, found, scope) if found is not None else None


def _use(session: Session, token: ApiToken, scope: Scope) -> Principal | None:
    user = session.get_one(User, token.user_id)
    if not is_usable(user):
        return None
    if scope not in token.scopes.split(","):
        raise ScopeMissing(scope=scope, held=token.scopes)
    now = utc_now()
    if token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY:
        token.last_used_at = now
    return principal_of(user, session_name=f"{TOKEN_SESSION}{token.id}")


def came_with_token(principal: Principal) -> bool:
    """Whether the asker came with a token, not with a browser's session."""
    return principal.session is not None and principal.session.startswith(TOKEN_SESSION)


def of_user(user_id: int | None) -> list[ApiToken]:
    """A user's tokens, newest first."""
    with transaction() as session:
        return list(session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())))


def everyones() -> list[tuple[str, ApiToken]]:
    """Every token with its user's name, newest first."""
    with transaction() as session:
        query = select(ApiToken, User.name).join(User, User.id == ApiToken.user_id).order_by(ApiToken.id.desc())
        return [(name, token) for token, name in session.execute(query)]


def revoke(by: Principal, token_id: int, *, anyones: bool = False) -> None:
    """End a token of the asker's own, or of anyone's. Raises NotFound."""
    with transaction() as session:
        token = session.get(ApiToken, token_id) if 0 < token_id < 2**31 else None
        if token is None or not (anyones or token.user_id == by.user_id):
            raise NotFound(what=f"token {token_id}")
        owner = session.get_one(User, token.user_id)
        session.delete(token)
        append(session, by, Entry("token.revoke", "done", "http", question=f"{owner.name}: {token.name}"))


def revoke_all(session: Session, user_id: int) -> None:
    """End every token of a user, within the caller's transaction."""
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))
