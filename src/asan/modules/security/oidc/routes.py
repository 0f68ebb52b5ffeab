"""The way to an identity provider and back, over HTTP. A browser walks it, so failures end on the sign-in page."""

import re
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from asan.kit.errors import AsanError
from asan.kit.language import language_of
from asan.kit.settings import settings
from asan.modules.security.browser import client_of, keep_session, public_url
from asan.modules.security.errors import AddressLocked
from asan.modules.security.oidc import flow, sign_in
from asan.modules.security.oidc.errors import (
    AccountClosed,
    ProviderRefused,
    ProviderUnavailable,
    SignInExpired,
    TokenInvalid,
)
from asan.modules.security.oidc.provider import provider_named, providers
from asan.modules.security.schemas import Problem, ProviderView, SignInWays

router = APIRouter(prefix="/api/auth", tags=["security"])

PENDING_COOKIE: Final = "asan_oidc"
_PATH: Final = "/api/auth/oidc"
_OURS: Final = re.compile(r"/(?![/\\])[^\x00-\x1f]*")
_FAILURES: Final[dict[str, type[AsanError]]] = {
    error.code: error
    for error in (AccountClosed, AddressLocked, ProviderRefused, ProviderUnavailable, SignInExpired, TokenInvalid)
}


@router.get("/providers")
def list_providers(
    request: Request,
    failed: Annotated[str | None, Query(max_length=40)] = None,
    provider: Annotated[str | None, Query(max_length=40)] = None,
) -> SignInWays:
    """The identity providers to sign in with; what the code ``failed``, which a browser came back with, means."""
    known = providers()
    title = next((each.title for each in known if each.name == provider), provider or "")
    error = _FAILURES.get(failed or "")
    minutes = f"{settings().lockout_minutes:g}"
    return SignInWays(
        providers=[ProviderView(name=each.name, title=each.title) for each in known],
        problem=Problem.model_validate(error(provider=title, minutes=minutes).as_json(language_of(request)))
        if error
        else None,
    )


@router.get("/oidc/{provider}/start", response_class=RedirectResponse, status_code=303)
def start(provider: str, request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> RedirectResponse:
    """Send the browser to the provider."""
    chosen = provider_named(provider)
    try:
        address, pending = flow.begin(chosen, _redirect_uri(request, provider), _page(next))
    except AsanError as error:
        return _failed(error, provider)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        PENDING_COOKIE,
        pending.as_cookie(),
        max_age=flow.PENDING_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path=_PATH,
    )
    return answer


@router.get("/oidc/{provider}/callback", response_class=RedirectResponse, status_code=303)
def callback(provider: str, request: Request) -> RedirectResponse:
    """The provider sends the browser back: sign in, and go on to where one wanted to go."""
    chosen = provider_named(provider)
    try:
        pending = flow.pending_of(request.cookies.get(PENDING_COOKIE))
        if pending.provider != provider:
            raise SignInExpired()
        secret = sign_in.sign_in(
            chosen, pending, dict(request.query_params), _redirect_uri(request, provider), client_of(request)
        )
    except AsanError as error:
        return _failed(error, provider)
    answer = RedirectResponse(_page(pending.next), 303)
    answer.delete_cookie(PENDING_COOKIE, path=_PATH)
    keep_session(answer, secret)
    return answer


@router.post("/oidc/{provider}/logout", response_class=Response)
def back_channel_logout(provider: str, logout_token: Annotated[str, Form(max_length=20_000)]) -> Response:
    """The provider itself says that a session, or a person's sessions, are over."""
    sign_in.sign_out_by_provider(provider_named(provider), logout_token)
    return Response(status_code=200)


def _page(address: str) -> str:
    """A page of ours to go on to: no address leads a person elsewhere."""
    return address if _OURS.fullmatch(address) else "/"


def _redirect_uri(request: Request, provider: str) -> str:
    return f"{public_url(request)}{_PATH}/{provider}/callback"


def _failed(error: AsanError, provider: str) -> RedirectResponse:
    answer = RedirectResponse(f"/sign-in?{urlencode({'failed': error.code, 'provider': provider})}", 303)
    answer.delete_cookie(PENDING_COOKIE, path=_PATH)
    return answer
