"""Whatever a person changes over HTTP is in the audit, and whoever looks at accounts, policies or the audit itself.

Routes write records that say more; this one stands in where a route wrote none, so that no route can forget it.
Reading anything else needs none: what shows patients passes the gateway, which has its own.
"""

import json
from typing import Final

from anyio.to_thread import run_sync
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asan.gateway.audit import Entry, write
from asan.gateway.audit.records import noting
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError
from asan.kit.translation import preferred_language

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ABOUT_PERSONS: Final = "/api/security/"
"""Addresses whose reading is recorded too."""


class AuditMiddleware:
    """Writes a record before the answer begins, where the request left none; if it cannot, nothing is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and watch what it leaves."""
        principal = scope.get("state", {}).get("principal") if scope["type"] == "http" else None
        if not isinstance(principal, Principal) or not must_be_recorded(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        refused = False

        async def audited(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and not held:
                try:
                    await run_sync(write, principal, _entry(scope, message["status"]))
                except AsanError as error:
                    refused = True
                    await _answer(error, scope, send)
            if not refused:
                await send(message)

        with noting() as held:
            await self.app(scope, receive, audited)


def must_be_recorded(method: str, path: str) -> bool:
    """Whether such a request leaves a record, whatever its route does."""
    return method not in _SAFE or path.startswith(_ABOUT_PERSONS)


def _entry(scope: Scope, status: int) -> Entry:
    outcome = "done" if status < 400 else "refused" if status in (401, 403) else "failed"
    code = None if status < 400 else f"http_{status}"
    action = "http.read" if scope["method"] in _SAFE else "http.change"
    return Entry(action, outcome, "http", question=f"{scope['method']} {scope['path'][:500]}", code=code)


async def _answer(error: AsanError, scope: Scope, send: Send) -> None:
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = json.dumps(error.as_json(preferred_language(accepted)), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
