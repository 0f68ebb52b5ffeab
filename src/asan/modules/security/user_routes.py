"""Other people's access over HTTP, for administrators: users, and everyone's sessions and tokens."""

from fastapi import APIRouter

from asan.gateway.current_principal import CurrentPrincipal
from asan.kit.clock import naive_utc
from asan.modules.security import accounts, service_accounts, sessions, tokens
from asan.modules.security.schemas import (
    NewServiceAccount,
    NewUser,
    TokenView,
    UserChange,
    UserSession,
    UserView,
    session_view,
    token_view,
    user_view,
)

router = APIRouter(prefix="/api/security", tags=["security"])


@router.get("/users")
def list_users(principal: CurrentPrincipal) -> list[UserView]:
    """All users."""
    principal.require("users", "admin")
    return [user_view(user) for user in accounts.list_users()]


@router.post("/users", status_code=201)
def create_user(body: NewUser, principal: CurrentPrincipal) -> UserView:
    """Make a user."""
    principal.require("users", "admin")
    user = accounts.create_user(
        principal,
        body.name,
        body.password,
        body.roles,
        display_name=body.display_name,
        language=body.language,
        ends_at=naive_utc(body.ends_at) if body.ends_at else None,
        temporary=body.temporary,
    )
    return user_view(user)


@router.patch("/users/{name}")
def change_user(name: str, body: UserChange, principal: CurrentPrincipal) -> UserView:
    """Change a user's roles, password or end, or disable them."""
    principal.require("users", "admin")
    if body.password is not None:
        accounts.set_password(principal, name, body.password, temporary=True)
    ends_at = naive_utc(body.ends_at) if body.ends_at else None
    return user_view(
        accounts.change_user(
            principal,
            name,
            roles=body.roles,
            disabled=body.disabled,
            ends_at=ends_at if "ends_at" in body.model_fields_set else ...,
        )
    )


@router.post("/service-accounts", status_code=201)
def create_service_account(body: NewServiceAccount, principal: CurrentPrincipal) -> UserView:
    """Make an account for a program, without a password."""
    principal.require("users", "admin")
    account = service_accounts.create_service_account(
        principal, body.name, body.owner, body.roles, naive_utc(body.ends_at), display_name=body.display_name
    )
    return user_view(account)


@router.get("/sessions")
def list_sessions(principal: CurrentPrincipal) -> list[UserSession]:
    """Everyone's signed-in browsers."""
    principal.require("sessions", "admin")
    return [
        UserSession(user=name, **session_view(one, principal.session).model_dump())
        for name, one in sessions.everyones()
    ]


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: int, principal: CurrentPrincipal) -> None:
    """Sign anyone's browser out."""
    principal.require("sessions", "admin")
    sessions.end(principal, session_id, anyones=True)


@router.get("/tokens")
def list_tokens(principal: CurrentPrincipal) -> list[TokenView]:
    """Everyone's API tokens."""
    principal.require("tokens", "admin")
    return [token_view(account, token) for account, token in tokens.everyones()]


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: int, principal: CurrentPrincipal) -> None:
    """End anyone's API token."""
    principal.require("tokens", "admin")
    tokens.revoke(principal, token_id, anyones=True)
