"""What a browser sends and keeps: the session's cookies, its address, and the address by which it knows this server."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final

from fastapi import Request, Response

from asan.kit.settings import settings
from asan.modules.security.secrets import csrf_token
from asan.modules.security.sessions import Client

SESSION_COOKIE: Final = "asan_session"
CSRF_COOKIE: Final = "asan_csrf"


def session_secret(headers: Mapping[str, str]) -> str | None:
    """The session's secret from the request's cookies."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie is not None and cookie.value else None


def keep_session(response: Response, secret: str) -> None:
    """Put a session's secret and its CSRF token into the browser's cookies."""
    lifetime = int(settings().session_hours * 3600)
    for name, value, hidden in ((SESSION_COOKIE, secret, True), (CSRF_COOKIE, csrf_token(secret), False)):
        response.set_cookie(
            name, value, max_age=lifetime, httponly=hidden, samesite="lax", secure=settings().secure_cookies, path="/"
        )


def client_of(request: Request) -> Client:
    """Where a request comes from; behind a proxy, the address that the proxy names."""
    return Client(request.client.host if request.client else None, request.headers.get("user-agent"))


def public_url(request: Request) -> str:
    """This server's address as browsers know it, without a slash at its end."""
    return settings().public_url or str(request.base_url).rstrip("/")
