"""Every request is signed in before any route sees it, except those listed in `OPEN`."""

import json
import re
from typing import Final

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asan.gateway.principal import Principal
from asan.kit.errors import AsanError, LoginRequired
from asan.kit.settings import settings
from asan.kit.translation import preferred_language
from asan.modules.security.attempts import token_failed
from asan.modules.security.browser import session_secret
from asan.modules.security.errors import CsrfRefused
from asan.modules.security.scopes import scope_of
from asan.modules.security.secrets import csrf_token
from asan.modules.security.sessions import principal_of_session
from asan.modules.security.tokens import principal_of_token

OPEN: Final = frozenset(
    {
        ("GET", "/api/health"),
        ("HEAD", "/api/health"),
        ("POST", "/api/auth/login"),
        ("GET", "/api/auth/providers"),
        ("GET", "/api/auth/oidc/{provider}/start"),
        ("GET", "/api/auth/oidc/{provider}/callback"),
        ("POST", "/api/auth/oidc/{provider}/logout"),
    }
)
"""What may be asked without a login, besides reading the web application's own files (see `is_open`).

A provider's ``logout`` is called by the provider, whose signature stands for a login.
"""
_OPEN_PATHS: Final = [
    (method, re.compile(re.escape(path).replace(re.escape("{provider}"), "[a-z0-9-]{1,40}"))) for method, path in OPEN
]

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

PROJECT_HEADER: Final = "x-asan-project"
"""Names the project for which one request is made, where neither token nor session says it."""


def is_open(method: str, path: str) -> bool:
    """Whether a request needs no login: one of `OPEN`, or a page or file of the web application, outside ``/api``."""
    if any(method == allowed and pattern.fullmatch(path) for allowed, pattern in _OPEN_PATHS):
        return True
    return method in ("GET", "HEAD") and first_part(path) != "api" and path.isprintable()


def first_part(path: str) -> str:
    """Compared without regard to case, slashes or dots, so that no spelling of /api passes for a page."""
    return next((part for part in path.lower().split("/") if part not in ("", ".", "..")), "")


_API_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
}
"""Answers of the API hold patients' data: no cache keeps them, no browser takes them for a page, no address leaks."""
_YEAR: Final = "max-age=31536000"


def _guarded(send: Send, *, api: bool) -> Send:
    """With the headers that browsers are to obey: the API's, and on every answer behind TLS that TLS it stays."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = MutableHeaders(scope=message)
            for name, value in _API_HEADERS.items() if api else ():
                held.setdefault(name, value)
            if settings().secure_cookies:
                held.setdefault("strict-transport-security", _YEAR)
        await send(message)

    return guarded


class AuthenticationMiddleware:
    """Puts the principal into ``request.state.principal``, or answers 401, or 403 for a change without CSRF token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, signed in, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["type"] == "http":
            send = _guarded(send, api=first_part(scope["path"]) == "api")
        try:
            principal = await self._sign_in(scope, headers)
        except AsanError as error:
            await _answer(error, headers, scope, send)
            return
        if principal is not None:
            scope.setdefault("state", {})["principal"] = principal
        await self.app(scope, receive, send)

    async def _sign_in(self, scope: Scope, headers: Headers) -> Principal | None:
        method = scope.get("method", "GET")
        if scope["type"] == "http" and is_open(method, scope["path"]):
            if method not in _SAFE and headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
                raise CsrfRefused()
            return None
        project = headers.get(PROJECT_HEADER)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            needed = scope_of(method, scope["path"])
            principal = await run_sync(principal_of_token, token.strip(), needed, project)
            if principal is None:
                await run_sync(token_failed, _address(scope), "http")
                raise LoginRequired()
            return principal
        secret = session_secret(headers)
        if scheme and secret is None:
            # Another scheme than ours, a name and password by Basic say, proves nothing here.
            await run_sync(token_failed, _address(scope), "http")
        principal = await run_sync(principal_of_session, secret, project) if secret else None
        if principal is None or secret is None:
            raise LoginRequired()
        if method not in _SAFE and not _same(headers.get("x-csrf-token", ""), csrf_token(secret)):
            raise CsrfRefused()
        return principal


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return str(client[0]) if client else None


def _same(given: str, expected: str) -> bool:
    from hmac import compare_digest

    return compare_digest(given.encode(), expected.encode())


async def _answer(error: AsanError, headers: Headers, scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps(error.as_json(preferred_language(headers.get("accept-language"))), ensure_ascii=False).encode()
    await send(
        {
            "type": "http.response.start",
            "status": error.status,
            "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})
