"""Signing in and out, tokens, users and the audit log over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from asan.gateway import audit
from asan.gateway.accounts import find_user
from asan.gateway.principal import CurrentPrincipal
from asan.kit.errors import LoginRequired
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security import accounts, audit_log, sign_in
from asan.modules.security.middleware import CSRF_COOKIE, SESSION_COOKIE, session_secret
from asan.modules.security.schemas import (
    AuditPage,
    AuditVerdict,
    CreatedToken,
    Login,
    Me,
    NewToken,
    NewUser,
    PasswordChange,
    TokenView,
    UserChange,
    UserView,
    audit_view,
    user_view,
)

router = APIRouter(prefix="/api", tags=["security"])


@router.post("/auth/login")
def login(body: Login, response: Response) -> Me:
    """Sign in: the session goes into a cookie that no script can read."""
    user, secret = sign_in.sign_in(body.username, body.password)
    token = sign_in.csrf_token(secret)
    lifetime = int(settings().session_hours * 3600)
    for name, value, hidden in ((SESSION_COOKIE, secret, True), (CSRF_COOKIE, token, False)):
        response.set_cookie(
            name, value, max_age=lifetime, httponly=hidden, samesite="lax", secure=settings().secure_cookies, path="/"
        )
    return Me(user=user_view(user), csrf_token=token)


@router.post("/auth/logout", status_code=204)
def logout(principal: CurrentPrincipal, request: Request, response: Response) -> None:
    """End this session."""
    secret = session_secret(request.headers)
    if secret is not None:
        sign_in.sign_out(principal, secret)
    response.delete_cookie(SESSION_COOKIE, path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")


@router.get("/auth/me")
def me(principal: CurrentPrincipal, request: Request) -> Me:
    """Who is signed in."""
    secret = session_secret(request.headers)
    with transaction() as session:
        user = find_user(session, principal.name)
        if user is None:
            raise LoginRequired()
        return Me(user=user_view(user), csrf_token=sign_in.csrf_token(secret) if secret else "")


@router.post("/auth/password", status_code=204)
def change_password(body: PasswordChange, principal: CurrentPrincipal) -> None:
    """Change one's own password; all of one's sessions and tokens end."""
    accounts.change_own_password(principal, body.old, body.new)


@router.get("/auth/tokens")
def list_tokens(principal: CurrentPrincipal) -> list[TokenView]:
    """One's own API tokens."""
    return [TokenView.model_validate(token, from_attributes=True) for token in sign_in.list_tokens(principal)]


@router.post("/auth/tokens", status_code=201)
def create_token(body: NewToken, principal: CurrentPrincipal) -> CreatedToken:
    """Make an API token; its text is in this answer and never again."""
    token, text = sign_in.create_token(principal, body.name, body.days)
    return CreatedToken(
        id=token.id, name=token.name, created_at=token.created_at, expires_at=token.expires_at, token=text
    )


@router.delete("/auth/tokens/{token_id}", status_code=204)
def revoke_token(token_id: int, principal: CurrentPrincipal) -> None:
    """End one of one's own API tokens."""
    sign_in.revoke_token(principal, token_id)


@router.get("/security/users")
def list_users(principal: CurrentPrincipal) -> list[UserView]:
    """All users."""
    principal.require("users", "admin")
    return [user_view(user) for user in accounts.list_users()]


@router.post("/security/users", status_code=201)
def create_user(body: NewUser, principal: CurrentPrincipal) -> UserView:
    """Make a user."""
    principal.require("users", "admin")
    user = accounts.create_user(
        principal, body.name, body.password, body.roles, display_name=body.display_name, language=body.language
    )
    return user_view(user)


@router.patch("/security/users/{name}")
def change_user(name: str, body: UserChange, principal: CurrentPrincipal) -> UserView:
    """Change a user's roles or password, or disable them."""
    principal.require("users", "admin")
    if body.password is not None:
        accounts.set_password(principal, name, body.password)
    return user_view(accounts.change_user(principal, name, roles=body.roles, disabled=body.disabled))


@router.get("/security/audit")
def read_audit(
    principal: CurrentPrincipal,
    user: Annotated[str | None, Query(max_length=120)] = None,
    outcome: Annotated[str | None, Query(max_length=20)] = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """The audit log, newest first, older than record ``before``."""
    principal.require("audit", "auditor", "admin")
    wanted = audit_log.Filter(principal=user, outcome=outcome, text=text, since=since, until=until)
    records = audit_log.page(wanted, before=before, size=size)
    return AuditPage(
        records=[audit_view(record) for record in records],
        next=records[-1].id if len(records) == size else None,
    )


@router.get("/security/audit/verify")
def verify_audit(principal: CurrentPrincipal) -> AuditVerdict:
    """Follow the audit's chain from its first record."""
    principal.require("audit", "auditor", "admin")
    return AuditVerdict(**asdict(audit.verify()))
