"""HTTP to one server: certificates, proxies, retries where nothing was asked yet, errors by name."""

import json
import os
import ssl
import time
import warnings
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from asan.client.errors import Error, Own, from_server
from asan.kit.translation import Language

ARROW: Final = "application/vnd.apache.arrow.stream"
CONNECT_SECONDS: Final = 10.0
ATTEMPTS: Final = 2
"""How often a connection is tried again, and a request that the server refused for now (429, 503 with Retry-After)."""

PATIENCE: Final = 10
"""Seconds that a server may ask to wait; where it asks for more (until tomorrow, say), the caller is told instead."""

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class InsecureConnection(UserWarning):
    """The token travels without TLS to another machine."""


class Transport:
    """Requests to one server with one token. Safe to share between threads.

    A request is repeated only where the server has not begun with it. Redirects are not followed: the token goes to
    nobody but the server that was named.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: Language,
        timeout: float | None,
        ca: str | os.PathLike[str] | None,
        certificate: tuple[str, str] | None,
        proxy: str | None,
        project: str | None = None,
    ) -> None:
        self.language = language
        self.seconds = timeout
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise Own.error("bad_address", language, detail=f"{parts.scheme}://{parts.hostname or ''}")
        if not token or not token.isascii() or not token.isprintable():
            raise Own.error("bad_address", language, detail="token")
        self.host = parts.hostname
        self.server = f"{parts.scheme}://{parts.netloc}"
        self.base = self.server + parts.path.rstrip("/")
        self.local = self.host in LOOPBACK
        if parts.scheme == "http" and not self.local:
            warnings.warn(InsecureConnection(f"{self.server}: http, token"), stacklevel=4)
        self._headers = {
            "authorization": f"Bearer {token}",
            "accept-language": language,
            "user-agent": "asan-python",
        }
        if project is not None:
            if not project.isascii() or not project.isprintable():
                raise Own.error("bad_address", language, detail="project")
            self._headers["x-asan-project"] = project
        self._pool = _pool(parts.scheme, self.host, ca, certificate, proxy)

    def get(self, path: str) -> Any:
        """The JSON that ``path`` answers. Raises an Error."""
        try:
            return json.loads(self._answered("GET", path, None, {}, stream=False).data)
        except ValueError:
            raise self._stranger("not JSON") from None

    def post(self, path: str, body: Mapping[str, Any]) -> BaseHTTPResponse:
        """The answer to ``body`` as Arrow's stream, still to be read. Raises an Error."""
        headers = {"content-type": "application/json", "accept": ARROW}
        response = self._answered("POST", path, json.dumps(body, allow_nan=False).encode(), headers, stream=True)
        if response.headers.get("content-type") != ARROW:
            response.close()
            raise self._stranger("not Arrow")
        return response

    def close(self) -> None:
        """Close the connections that nobody reads from."""
        self._pool.clear()

    def _answered(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, stream: bool
    ) -> BaseHTTPResponse:
        for attempt in range(ATTEMPTS + 1):
            response = self._sent(method, path, body, headers, stream=stream)
            if response.status == 200:
                return response
            wait = _wait(response)
            if wait is None or attempt == ATTEMPTS:
                break
            response.drain_conn()
            time.sleep(wait)
        try:
            raise from_server(self._told(response), response.status)
        finally:
            response.release_conn()

    def _sent(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, stream: bool
    ) -> BaseHTTPResponse:
        retries = urllib3.Retry(
            total=ATTEMPTS,
            connect=ATTEMPTS,
            read=False,
            redirect=False,
            status=0,
            other=0,
            allowed_methods=None,
            backoff_factor=0.2,
            raise_on_status=False,
            # It would wait for hours where the server says so.
            respect_retry_after_header=False,
        )
        try:
            return self._pool.urlopen(
                method,
                self.base + path,
                body=body,
                headers={**self._headers, **headers},
                preload_content=not stream,
                redirect=False,
                retries=retries,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=self.seconds),
            )
        except ReadTimeoutError:
            raise Own.error("no_answer", self.language, server=self.server, seconds=f"{self.seconds:g}") from None
        except HTTPError as error:
            cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            detail = type(cause).__name__ + _certificate_detail(cause)
            raise Own.error("unreachable", self.language, server=self.server, detail=detail) from error

    def _told(self, response: BaseHTTPResponse) -> dict[str, Any]:
        try:
            told = json.loads(response.data)
        except (ValueError, HTTPError):
            told = None
        if not isinstance(told, dict) or "code" not in told:
            raise self._stranger(f"HTTP {response.status}")
        return told

    def _stranger(self, detail: str) -> Error:
        return Own.error("not_a_server", self.language, server=self.server, detail=detail)


def _pool(
    scheme: str,
    host: str,
    ca: str | os.PathLike[str] | None,
    certificate: tuple[str, str] | None,
    proxy: str | None,
) -> urllib3.PoolManager:
    secured: dict[str, Any] = {}
    if scheme == "https" or ca is not None or certificate is not None:
        context = ssl.create_default_context(cafile=os.fspath(ca) if ca is not None else None)
        if certificate is not None:
            context.load_cert_chain(*certificate)
        secured["ssl_context"] = context
    if proxy is None:
        proxy = "" if proxy_bypass(host) else getproxies().get(scheme, "")
    if not proxy:
        return urllib3.PoolManager(maxsize=10, **secured)
    parts = urlsplit(proxy)
    headers = None
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers = urllib3.make_headers(proxy_basic_auth=secret)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return urllib3.ProxyManager(address, proxy_headers=headers, maxsize=10, **secured)


def _certificate_detail(error: object) -> str:
    text = str(error)
    return f": {text[text.index('certificate verify failed') :][:150]}" if "certificate verify failed" in text else ""


def _wait(response: BaseHTTPResponse) -> int | None:
    """How long the server asks to wait before the request comes again; None where it is not to."""
    asked = response.headers.get("retry-after", "")
    return int(asked) if response.status in (429, 503) and asked.isdecimal() and int(asked) <= PATIENCE else None
