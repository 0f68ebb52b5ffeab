"""API tokens: made once, shown once, limited to scopes and a time, listed and ended."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select, true
from sqlalchemy.orm import Session

from asan.gateway import projects
from asan.gateway.accounts import find_user, is_usable, principal_of
from asan.gateway.audit import Entry, append
from asan.gateway.errors import OtherProject
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.gateway.wire.scram import keys_of
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.store import transaction
from asan.modules.security import token_rate
from asan.modules.security.errors import ScopeMissing
from asan.modules.security.models import ApiToken
from asan.modules.security.scopes import SCOPES, Scope
from asan.modules.security.secrets import secret_hash

TOKEN_PREFIX = "asan_"  # noqa: S105 - what our tokens start with, so that scanners of repositories find leaked ones
TOKEN_SESSION = "token:"  # noqa: S105 - how a principal's session begins who came with a token
LONGEST_TOKEN_DAYS = 366
_NOTED_EVERY = timedelta(minutes=1)


def create_token(
    by: Principal,
    name: str,
    days: int,
    scopes: Iterable[Scope] = SCOPES,
    *,
    account: str | None = None,
    project: str | None = None,
    surface: str = "http",
) -> tuple[ApiToken, str]:
    """A new API token and its text, which is never to be seen again: the asker's, or of the service ``account``.

    With a ``project``, of which the account must be a member, it is good for that one only. Service accounts' tokens
    are made by their owners and by administrators. Raises BadInput, NotFound, NotInProject, ProjectNotOpen, and
    Forbidden, also for who comes with a token: a stolen one must not outlive itself by its children.
    """
    if came_with_token(by):
        raise Forbidden(action="POST /api/auth/tokens")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise BadInput(detail=f"days: 1–{LONGEST_TOKEN_DAYS}")
    held = [scope for scope in SCOPES if scope in set(scopes)]
    if not held:
        raise BadInput(detail=f"scopes: {', '.join(SCOPES)}")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction() as session:
        user = _holder(session, by, account)
        projects.acting_for(session, principal_of(user), project)
        keys = keys_of(secret, user.name)
        token = ApiToken(
            token_hash=secret_hash(secret),
            user_id=user.id,
            name=name,
            expires_at=utc_now() + timedelta(days=days),
            scopes=",".join(held),
            project=project,
            scram_stored=keys.stored,
            scram_server=keys.server,
        )
        session.add(token)
        told = f"{user.name}: {name}: {','.join(held)}: {days} days" + (f": {project}" if project else "")
        append(session, by, Entry("token.create", "done", surface, question=told))
        return token, secret


def _holder(session: Session, by: Principal, account: str | None) -> User:
    """Whose the new token is to be. Nobody makes one of another person's: it would be that person to the audit."""
    user = find_user(session, account) if account is not None else None
    if account is None and by.user_id is not None:
        return session.get_one(User, by.user_id)
    if user is None:
        raise NotFound(what=f"service account {account}")
    if user.owner_id is None or not (by.has("admin") or _answers_for(by, user)):
        raise Forbidden(action=f"token: {account}")
    return user


def principal_of_token(token: str, scope: Scope, project: str | None = None) -> Principal | None:
    """Whose API token this is; None where it has ended or its owner may not come in any more.

    They act for the project to which the token is bound, else for ``project``. Raises ScopeMissing where the token may
    not do what needs ``scope``, TooManyRequests beyond its rate, OtherProject, NotInProject and ProjectNotOpen.
    """
    return _principal_where(ApiToken.token_hash == secret_hash(token), scope, project)


def principal_of_token_id(token_id: int, scope: Scope) -> Principal | None:
    """Whose API token has this number, for who has proved to have it; None and raises as above."""
    return _principal_where(ApiToken.id == token_id, scope)


def _principal_where(token: ColumnElement[bool], scope: Scope, project: str | None = None) -> Principal | None:
    with transaction() as session:
        found = session.scalar(select(ApiToken).where(token, ApiToken.expires_at > utc_now()))
        return _use(session, found, scope, project) if found is not None else None


def _use(session: Session, token: ApiToken, scope: Scope, project: str | None) -> Principal | None:
    user = session.get_one(User, token.user_id)
    if not is_usable(user):
        return None
    if scope not in token.scopes.split(","):
        raise ScopeMissing(scope=scope, held=token.scopes)
    if token.project is not None and project not in (None, token.project):
        raise OtherProject(bound=token.project, project=project)
    token_rate.spend(session, token.id)
    now = utc_now()
    if token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY:
        token.last_used_at = now
    principal = principal_of(user, session_name=f"{TOKEN_SESSION}{token.id}")
    return projects.acting_for(session, principal, token.project or project)


def came_with_token(principal: Principal) -> bool:
    """Whether the asker came with a token, not with a browser's session."""
    return principal.session is not None and principal.session.startswith(TOKEN_SESSION)


def own(by: Principal) -> list[tuple[str, ApiToken]]:
    """The asker's tokens and those of the service accounts that they own, with the account's name, newest first."""
    return _listed(or_(User.id == by.user_id, User.owner_id == by.user_id))


def everyones() -> list[tuple[str, ApiToken]]:
    """Every token with its account's name, newest first."""
    return _listed(true())


def _listed(whose: ColumnElement[bool]) -> list[tuple[str, ApiToken]]:
    query = select(ApiToken, User.name).join(User, User.id == ApiToken.user_id).where(whose)
    with transaction() as session:
        return [(name, token) for token, name in session.execute(query.order_by(ApiToken.id.desc()))]


def revoke(by: Principal, token_id: int, *, anyones: bool = False, surface: str = "http") -> None:
    """End a token of the asker's own or of a service account of theirs, or of anyone's. Raises NotFound."""
    with transaction() as session:
        token = session.get(ApiToken, token_id) if 0 < token_id < 2**31 else None
        user = session.get_one(User, token.user_id) if token is not None else None
        if token is None or user is None or not (anyones or _answers_for(by, user)):
            raise NotFound(what=f"token {token_id}")
        session.delete(token)
        append(session, by, Entry("token.revoke", "done", surface, question=f"{user.name}: {token.name}"))


def _answers_for(by: Principal, user: User) -> bool:
    return by.user_id is not None and by.user_id in (user.id, user.owner_id)


def revoke_all(session: Session, user_id: int) -> None:
    """End every token of a user, within the caller's transaction."""
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))
