"""Signing in and out: sessions and tokens are random, travel once, and lie in the app store as hashes."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from asan.gateway.accounts import find_user, principal_of
from asan.gateway.audit import Entry, append, write
from asan.gateway.models import User
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.security import passwords
from asan.modules.security.errors import SignInFailed, SignInLocked
from asan.modules.security.models import ApiToken, LoginSession, Password, SignInAttempts

TOKEN_PREFIX = "asan_"  # noqa: S105 - what our tokens start with, so that scanners of repositories find leaked ones
TOKEN_SESSION = "token:"  # noqa: S105 - how a principal's session begins who came with a token
LONGEST_TOKEN_DAYS = 366


def sign_in(name: str, password: str, *, surface: str = "http") -> tuple[User, str]:
    """The user and the secret of a new session.

    Raises SignInFailed or SignInLocked, alike and after the same work for names that are someone's and that are not.
    """
    label = _label(name)
    allowed = _take_attempt(label)
    with transaction() as session:
        user = find_user(session, name)
        held = session.get(Password, user.id) if user is not None and not user.disabled else None
        password_hash = held.hash if held else None
    # What is typed as a name may be a password: only names that exist are written down.
    asker = Principal(name=user.name if user else "?", roles=frozenset(), user_id=user.id if user else None)
    if not allowed:
        write(asker, Entry("sign_in", "refused", surface, code=SignInLocked.code))
        raise SignInLocked(minutes=f"{settings().lockout_minutes:g}")
    if not passwords.matches(password_hash, password) or user is None:
        write(asker, Entry("sign_in", "refused", surface, code=SignInFailed.code))
        raise SignInFailed()
    secret = secrets.token_urlsafe(32)
    with transaction() as session:
        session.execute(delete(SignInAttempts).where(SignInAttempts.name == label))
        session.execute(delete(LoginSession).where(LoginSession.expires_at < utc_now()))
        ends = utc_now() + timedelta(hours=settings().session_hours)
        session.add(LoginSession(token_hash=secret_hash(secret), user_id=user.id, expires_at=ends))
        append(session, principal_of(user), Entry("sign_in", "done", surface))
    return user, secret


def sign_out(principal: Principal, secret: str) -> None:
    """End the session of ``secret``."""
    with transaction() as session:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == secret_hash(secret)))
        append(session, principal, Entry("sign_out", "done", "http"))


def principal_of_session(secret: str) -> Principal | None:
    """Who is signed in with this cookie; None where the session has ended or the user was disabled."""
    with transaction() as session:
        found = session.execute(
            select(User, LoginSession.id)
            .join(LoginSession, LoginSession.user_id == User.id)
            .where(LoginSession.token_hash == secret_hash(secret), LoginSession.expires_at > utc_now(), ~User.disabled)
        ).one_or_none()
        return principal_of(found[0], session_name=f"session:{found[1]}") if found else None


def principal_of_token(token: str) -> Principal | None:
    """Whose API token this is; None where it has ended or the user was disabled."""
    with transaction() as session:
        found = session.execute(
            select(User, ApiToken.id)
            .join(ApiToken, ApiToken.user_id == User.id)
            .where(ApiToken.token_hash == secret_hash(token), ApiToken.expires_at > utc_now(), ~User.disabled)
        ).one_or_none()
        return principal_of(found[0], session_name=f"{TOKEN_SESSION}{found[1]}") if found else None


def create_token(principal: Principal, name: str, days: int) -> tuple[ApiToken, str]:
    """A new API token and its text, which is never to be seen again.

    Raises BadInput, and Forbidden for who comes with a token: a stolen one must not outlive itself by its children.
    """
    if principal.session is not None and principal.session.startswith(TOKEN_SESSION):
        raise Forbidden(action="POST /api/auth/tokens")
    if principal.user_id is None or not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise BadInput(detail=f"days: 1–{LONGEST_TOKEN_DAYS}")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction() as session:
        ends = utc_now() + timedelta(days=days)
        token = ApiToken(token_hash=secret_hash(secret), user_id=principal.user_id, name=name, expires_at=ends)
        session.add(token)
        append(session, principal, Entry("token.create", "done", "http", question=f"{name}: {days} days"))
        return token, secret


def list_tokens(principal: Principal) -> list[ApiToken]:
    """The asker's own tokens, newest first."""
    with transaction() as session:
        own = select(ApiToken).where(ApiToken.user_id == principal.user_id).order_by(ApiToken.id.desc())
        return list(session.scalars(own))


def revoke_token(principal: Principal, token_id: int) -> None:
    """End one of the asker's own tokens. Raises NotFound."""
    with transaction() as session:
        token = session.get(ApiToken, token_id) if 0 < token_id < 2**63 else None
        if token is None or token.user_id != principal.user_id:
            raise NotFound(what=f"token {token_id}")
        session.delete(token)
        append(session, principal, Entry("token.revoke", "done", "http", question=token.name))


def secret_hash(secret: str) -> str:
    """How a secret lies in the app store. It is random and long, so a plain hash keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret: str) -> str:
    """The token that a page sends with its changes: known only to who holds the session."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def _label(name: str) -> str:
    """Names as typed may be anything, passwords too: only their hash is kept."""
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()


def _take_attempt(label: str) -> bool:
    """Count an attempt before it is made, so that simultaneous guesses all count; False once there were too many."""
    starts = utc_now() - timedelta(minutes=settings().lockout_minutes)
    insert = (postgresql if engine().dialect.name == "postgresql" else sqlite).insert
    with transaction() as session:
        session.execute(delete(SignInAttempts).where(SignInAttempts.last_at < starts))
        session.execute(insert(SignInAttempts).values(name=label, failed=0, last_at=utc_now()).on_conflict_do_nothing())
        counted = session.execute(
            update(SignInAttempts)
            .where(SignInAttempts.name == label, SignInAttempts.failed < settings().login_attempts)
            .values(failed=SignInAttempts.failed + 1, last_at=utc_now())
            .returning(SignInAttempts.failed)
        )
        return counted.one_or_none() is not None
