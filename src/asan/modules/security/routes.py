"""One's own account over HTTP: signing in and out, password, sessions, tokens."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from asan.gateway.accounts import find_user
from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.models import User
from asan.gateway.projects import open_projects
from asan.kit.errors import LoginRequired
from asan.kit.store import transaction
from asan.modules.security import accounts, service_accounts, sessions, sign_in, tokens
from asan.modules.security.break_glass import emergencies
from asan.modules.security.break_glass.schemas import emergency
from asan.modules.security.browser import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    client_of,
    keep_session,
    public_url,
    session_secret,
)
from asan.modules.security.oidc.sign_in import sign_out_address
from asan.modules.security.project_schemas import ChosenProject, project_choice
from asan.modules.security.schemas import (
    CreatedToken,
    Login,
    Me,
    NewToken,
    PasswordChange,
    SessionView,
    SignedOut,
    TokenView,
    UserView,
    session_view,
    token_view,
    user_view,
)
from asan.modules.security.secrets import csrf_token

router = APIRouter(prefix="/api/auth", tags=["security"])


@router.post("/login")
def login(body: Login, request: Request, response: Response) -> Me:
    """Sign in: the session goes into a cookie that no script can read."""
    user, secret = sign_in.sign_in(
        body.username, body.password, new_password=body.new_password, client=client_of(request)
    )
    keep_session(response, secret)
    with transaction() as session:
        return _me(session, user, None, secret)


@router.post("/logout")
def logout(principal: CurrentPrincipal, request: Request, response: Response) -> SignedOut:
    """End this session; the browser goes on to where the identity provider ends its own, if one signed in here."""
    secret = session_secret(request.headers)
    origin = sessions.sign_out(principal, secret) if secret is not None else None
    response.delete_cookie(SESSION_COOKIE, path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")
    return SignedOut(redirect=sign_out_address(origin, public_url(request)) if origin else None)


@router.get("/me")
def me(principal: CurrentPrincipal, request: Request) -> Me:
    """Who is signed in."""
    secret = session_secret(request.headers)
    with transaction() as session:
        user = find_user(session, principal.name)
        if user is None:
            raise LoginRequired()
        me = _me(session, user, principal.project, secret)
    broken = emergencies.of_session(principal)
    me.emergency = emergency(broken) if broken is not None else None
    return me


def _me(session: Session, user: User, project: str | None, secret: str | None) -> Me:
    choices = [project_choice(each) for each in open_projects(session, user.id)]
    return Me(
        user=user_view(user),
        csrf_token=csrf_token(secret) if secret else "",
        project=next((choice for choice in choices if choice.key == project), None),
        projects=choices,
    )


@router.put("/project", status_code=204)
def choose_project(body: ChosenProject, principal: CurrentPrincipal) -> None:
    """Let this session act for one of one's projects from now on, or for none."""
    sessions.choose_project(principal, body.project)


@router.post("/password", status_code=204)
def change_password(body: PasswordChange, principal: CurrentPrincipal) -> None:
    """Change one's own password; all of one's sessions and tokens end."""
    accounts.change_own_password(principal, body.old, body.new)


@router.get("/sessions")
def list_sessions(principal: CurrentPrincipal) -> list[SessionView]:
    """One's own signed-in browsers."""
    return [session_view(one, principal.session) for one in sessions.of_user(principal.user_id)]


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: int, principal: CurrentPrincipal) -> None:
    """Sign one of one's own browsers out."""
    sessions.end(principal, session_id)


@router.get("/service-accounts")
def list_service_accounts(principal: CurrentPrincipal) -> list[UserView]:
    """The service accounts of which one may make tokens: those for which one answers; an administrator, all."""
    return [user_view(account) for account in service_accounts.of_owner(principal)]


@router.get("/tokens")
def list_tokens(principal: CurrentPrincipal) -> list[TokenView]:
    """One's own API tokens, and those of the service accounts for which one answers."""
    return [token_view(account, token) for account, token in tokens.own(principal)]


@router.post("/tokens", status_code=201)
def create_token(body: NewToken, principal: CurrentPrincipal) -> CreatedToken:
    """Make an API token; its text is in this answer and never again."""
    token, text = tokens.create_token(
        principal, body.name, body.days, body.scopes, account=body.account, project=body.project
    )
    account = body.account or principal.name
    return CreatedToken(**token_view(account, token).model_dump(), token=text)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: int, principal: CurrentPrincipal) -> None:
    """End an API token of one's own, or of a service account for which one answers."""
    tokens.revoke(principal, token_id)
