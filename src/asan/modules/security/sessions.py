"""Sessions of browsers: begun, recognised, listed and ended."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from asan.gateway import projects
from asan.gateway.accounts import is_usable, principal_of
from asan.gateway.audit import Entry, append
from asan.gateway.errors import NotInProject, ProjectNotOpen
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import Forbidden, NotFound
from asan.kit.notices import notify
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.break_glass.standing import in_emergency
from asan.modules.security.models import ExternalIdentity, LoginSession
from asan.modules.security.secrets import secret_hash

SESSION = "session:"
"""How a principal's session begins who came with a browser."""
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a person signs in from: the network address and what the browser calls itself."""

    address: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The identity provider that signed a person in, its name for its own session, and its proof."""

    provider: str
    session: str | None
    id_token: str


def begin(user_id: int, client: Client, *, origin: Origin | None = None, surface: str = "http") -> tuple[User, str]:
    """Start a session of a user, and return them with its secret."""
    secret = secrets.token_urlsafe(32)
    now = utc_now()
    with transaction() as session:
        session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
        session.add(
            LoginSession(
                token_hash=secret_hash(secret),
                user_id=user_id,
                expires_at=now + timedelta(hours=settings().session_hours),
                address=client.address,
                agent=(client.agent or "")[:200] or None,
                provider=origin.provider if origin else None,
                provider_session=origin.session if origin else None,
                id_token=origin.id_token if origin else None,
            )
        )
        user = session.get_one(User, user_id)
        user.last_sign_in_at = now
        append(session, principal_of(user), Entry("sign_in", "done", surface))
        return user, secret


def principal_of_session(secret: str, project: str | None = None) -> Principal | None:
    """Who is signed in with this cookie; None where the session has ended or the user may not come in any more.

    They act for ``project``; by default for the patient of the session's emergency, else for its own project. Raises
    NotInProject and ProjectNotOpen: once of the session's own, which acts for none from then on.
    """
    now = utc_now()
    with transaction() as session:
        found = session.scalar(_running().where(LoginSession.token_hash == secret_hash(secret)))
        user = session.get_one(User, found.user_id) if found is not None else None
        if found is None or user is None or not is_usable(user):
            return None
        if found.last_used_at < now - _NOTED_EVERY:
            found.last_used_at = now
        principal = principal_of(user, session_name=f"{SESSION}{found.id}")
        if project is not None:
            return projects.acting_for(session, principal, project)
        if found.break_glass is not None:
            emergency = in_emergency(session, principal, found.break_glass)
            if emergency is not None:
                return emergency
            found.break_glass = None
        try:
            return projects.acting_for(session, principal, found.project)
        except (NotInProject, ProjectNotOpen) as error:
            refusal = error
            told = Entry("session.project", "refused", "http", question=found.project, code=error.code)
            append(session, principal, told)
            notify(session, [user.name], "project.left", {"project": found.project}, "/security?tab=projects")
            found.project = None
    raise refusal


def choose_project(principal: Principal, key: str | None) -> Principal:
    """Let the asker's session act for a project of theirs from now on; None: for none.

    Raises NotInProject, ProjectNotOpen, and Forbidden for who came without a session.
    """
    if principal.session is None or not principal.session.startswith(SESSION):
        raise Forbidden(action="PUT /api/auth/project")
    with transaction() as session:
        found = session.get_one(LoginSession, int(principal.session.removeprefix(SESSION)))
        acting = projects.acting_for(session, replace(principal, project=None, purpose=None, emergency=None), key)
        found.project = key
        append(session, acting, Entry("session.project", "done", "http", question=key or "no project"))
        return acting


def of_user(user_id: int | None) -> list[LoginSession]:
    """A user's sessions that have not ended, newest first."""
    with transaction() as session:
        return list(session.scalars(_running().where(LoginSession.user_id == user_id).order_by(LoginSession.id.desc())))


def everyones() -> list[tuple[str, LoginSession]]:
    """Every session that has not ended with its user's name, newest first."""
    with transaction() as session:
        query = _running().add_columns(User.name).join(User, User.id == LoginSession.user_id)
        return [(name, one) for one, name in session.execute(query.order_by(LoginSession.id.desc()))]


def end(by: Principal, session_id: int, *, anyones: bool = False) -> None:
    """End a session of the asker's own, or of anyone's. Raises NotFound."""
    with transaction() as session:
        found = session.get(LoginSession, session_id) if 0 < session_id < 2**31 else None
        if found is None or not (anyones or found.user_id == by.user_id):
            raise NotFound(what=f"session {session_id}")
        owner = session.get_one(User, found.user_id)
        session.delete(found)
        append(session, by, Entry("session.end", "done", "http", question=owner.name))


def end_all(session: Session, user_id: int) -> None:
    """End every session of a user, within the caller's transaction."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))


def end_of_provider(provider: str, *, subject: str | None, provider_session: str | None) -> int:
    """End the sessions that a provider says are over: one of its own, or all of a person's. Returns how many."""
    query = select(LoginSession, User).join(User, User.id == LoginSession.user_id)
    query = query.where(LoginSession.provider == provider)
    if provider_session is not None:
        query = query.where(LoginSession.provider_session == provider_session)
    if subject is not None:
        query = query.join(ExternalIdentity, ExternalIdentity.user_id == User.id)
        query = query.where(ExternalIdentity.provider == provider, ExternalIdentity.subject == subject)
    with transaction() as session:
        ended = session.execute(query).all()
        for found, user in ended:
            session.delete(found)
            append(session, principal_of(user), Entry("sign_out", "done", f"oidc:{provider}"))
        return len(ended)


def sign_out(principal: Principal, secret: str) -> Origin | None:
    """End the session of ``secret``; returns the provider that signed the person in, if one did."""
    with transaction() as session:
        found = session.scalar(select(LoginSession).where(LoginSession.token_hash == secret_hash(secret)))
        append(session, principal, Entry("sign_out", "done", "http"))
        if found is None:
            return None
        session.delete(found)
        if found.provider is None or found.id_token is None:
            return None
        return Origin(found.provider, found.provider_session, found.id_token)


def _running() -> Select[LoginSession]:
    now = utc_now()
    unused_since = now - timedelta(hours=settings().session_idle_hours)
    return select(LoginSession).where(LoginSession.expires_at > now, LoginSession.last_used_at > unused_since)
