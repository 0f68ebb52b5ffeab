"""A session on the target that survives the server's restart: what was under way is done again, a few times."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import psycopg
from psycopg import errors as pg

from asan.warehouse.target.address import Address
from asan.warehouse.target.errors import (
    TargetBusy,
    TargetFailed,
    TargetForbidden,
    TargetLost,
    TargetUnfit,
    TargetUnreachable,
)

Session = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")

# Of this platform's own choosing; the second half of the lock's key is the schema's name.
_LOADING = 411_511
_OLDEST_VERSION = 130_000
_LONGEST_WAIT = 30.0


class Lost(Exception):
    """The connection broke in the middle of a step, or a second one could not be opened. Its text carries no secret."""


class Server:
    """One session that holds the lock on loading ``address``'s schema; opened anew where the server restarted."""

    def __init__(self, address: Address, retries: int) -> None:
        self.address = address
        self._retries = retries
        self._session: Session | None = None
        self.guard: Callable[[Session], None] = lambda session: None
        """Asked whenever the session was opened anew; raises where what the load had begun is no longer there."""

    def __enter__(self) -> "Server":
        """Connect, without a retry: a first failure is a wrong address more often than a restart.

        Raises TargetUnreachable, TargetUnfit, TargetBusy.
        """
        self._session = self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session, which frees the lock."""
        self._drop()

    def steadily(self, step: str, action: Callable[[Session], T]) -> T:
        """Run ``action``; where the connection is lost, reconnect and run it again, so it must stand being repeated.

        Waits of 1, 2, 4 seconds and so on lie between. Raises TargetLost after the last, TargetForbidden, TargetFailed.
        """
        why = ""
        for retry in range(self._retries + 1):
            if retry:
                time.sleep(min(2.0 ** (retry - 1), _LONGEST_WAIT))
            try:
                fresh = self._session is None
                session = self._session = self._session or self._connect()
            except (TargetUnreachable, TargetBusy) as error:
                # Busy: the server may not have noticed yet that our own session before this one is gone.
                why = str(error.values.get("detail", error.code))
                continue
            try:
                if fresh:
                    self.guard(session)
                return action(session)
            except Lost as error:
                why = str(error)
                self._drop()
            except pg.InsufficientPrivilege as error:
                raise TargetForbidden(target=self.address.shown, detail=primary(error)) from None
            except psycopg.Error as error:
                if not self._is_lost(error):
                    raise TargetFailed(target=self.address.shown, step=step, detail=primary(error)) from None
                why = primary(error)
                self._drop()
        raise TargetLost(target=self.address.shown, step=step, tries=self._retries, detail=why)

    def _connect(self) -> Session:
        try:
            session = psycopg.connect(self.address.conninfo, password=self.address.password, autocommit=True)
        except psycopg.OperationalError as error:
            detail = " ".join(str(error).split())[:300]
            raise TargetUnreachable(target=self.address.shown, detail=detail) from None
        try:
            self._prepare(session)
        except BaseException:
            session.close()
            raise
        return session

    def _prepare(self, session: Session) -> None:
        # Loads take longer than what a server may allow questions; nothing may wait for a lock for ever.
        session.execute("SET statement_timeout = 0; SET lock_timeout = '5s'; SET client_min_messages = warning")
        encoding = session.execute("SHOW server_encoding").fetchall()[0][0]
        if session.info.server_version < _OLDEST_VERSION:
            raise TargetUnfit(target=self.address.shown, detail=f"PostgreSQL {session.info.server_version // 10_000}")
        if encoding != "UTF8":
            raise TargetUnfit(target=self.address.shown, detail=f"encoding {encoding}")
        lock = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
        if not session.execute(lock, [_LOADING, self.address.schema]).fetchall()[0][0]:
            raise TargetBusy(target=self.address.shown)

    def _is_lost(self, error: psycopg.Error) -> bool:
        shutdown = (pg.AdminShutdown, pg.CrashShutdown, pg.CannotConnectNow)
        return isinstance(error, shutdown) or self._session is None or self._session.broken

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def primary(error: psycopg.Error) -> str:
    """The server's first line: what follows it quotes rows."""
    return " ".join((error.diag.message_primary or type(error).__name__).split())[:300]
