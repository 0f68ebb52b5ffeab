"""The catalog in a PostgreSQL database, for several machines. Locks are the server's advisory locks.

An advisory lock belongs to a session: the server frees it when the process that holds it dies, on whatever machine.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from asan.kit.errors import AsanError
from asan.kit.translation import Text
from asan.warehouse.catalog.base import LakeBusy
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import load_extensions
from asan.warehouse.postgres_secret import create_secret

# Keys of the advisory locks, of this platform's own choosing.
_CREATE, _WRITE = 4_115_110_001, 4_115_110_002
_CONNECT_SECONDS = 10
_LONGEST_NAME = 63  # bytes of application_name that PostgreSQL keeps


class CatalogUnreachable(AsanError):
    """The database server that holds the lake's catalog does not answer, or does not let us in."""

    code = "catalog_unreachable"
    status = 503
    text = Text("레이크 카탈로그에 연결할 수 없습니다: {detail}", "The lake's catalog cannot be reached: {detail}")
    next = Text(
        "ASAN_LAKE_CATALOG와 PostgreSQL 서버를 확인한 뒤 다시 시도해 주세요.",
        "Check ASAN_LAKE_CATALOG and the PostgreSQL server, then try again.",
    )


class PostgresCatalog:
    """A database of its own; ``url`` is libpq's connection URI, which may hold a password."""

    paths: tuple[str, ...] = ()
    # Several machines share it: one that is told another place for the files must hear of it.
    moves = False
    write_options: tuple[str, ...] = ()

    def __init__(self, url: str) -> None:
        self._url = url

    def exists(self) -> bool:
        """Whether the database has DuckLake's tables. Raises CatalogUnreachable."""
        with self._session() as session:
            found = session.execute("SELECT to_regclass('ducklake_snapshot') IS NOT NULL").fetchone()
            return bool(found and found[0])

    def prepare(self, connection: Connection) -> str:
        """Give the engine the way to the server as secrets, which no error text and no log shows."""
        load_extensions(connection, ["postgres_scanner", "ducklake"])
        given = {key: str(value) for key, value in conninfo_to_dict(self._url).items() if value}
        create_secret(connection, "lake_catalog", given)
        connection.execute(
            "CREATE OR REPLACE SECRET lake (TYPE ducklake, METADATA_PATH '', "
            "METADATA_PARAMETERS MAP {'TYPE': 'postgres', 'SECRET': 'lake_catalog'})"
        )
        return "lake"

    @contextmanager
    def creating(self) -> Iterator[None]:
        """Waits for whoever makes the tables just now. Raises CatalogUnreachable."""
        with self._session() as session:
            session.execute("SELECT pg_advisory_lock(%s)", [_CREATE])
            yield

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Holds the write lock on a session whose name says what is done. Raises LakeBusy, CatalogUnreachable."""
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder = f"{what}|{os.getpid()}@{socket.gethostname()[:16]}|{since}"
        with self._session() as session:
            held = session.execute("SELECT pg_try_advisory_lock(%s)", [_WRITE]).fetchone()
            if not (held and held[0]):
                raise LakeBusy(**_holder(session))
            session.execute("SELECT set_config('application_name', %s, false)", [f"asan {holder}"[:_LONGEST_NAME]])
            yield

    def identity(self) -> object:
        """The address: another database under it would be another lake's."""
        return self._url

    def stamp(self) -> None:
        """Asking for the newest snapshot is the cheapest way to know of it."""
        return None

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        try:
            session = psycopg.connect(self._url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
        except psycopg.OperationalError as error:
            raise CatalogUnreachable(detail=" ".join(str(error).split())[:300]) from None
        try:
            yield session
        finally:
            session.close()


def _holder(session: psycopg.Connection[tuple[Any, ...]]) -> dict[str, str]:
    found = session.execute(
        """SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
           WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
             AND (l.classid::bigint << 32) + l.objid::bigint = %s""",
        [_WRITE],
    ).fetchone()
    name = str(found[0]).removeprefix("asan ") if found else ""
    what, pid, since = [*name.split("|"), "?", "?", "?"][:3]
    return {"what": what or "?", "pid": pid, "since": since}
