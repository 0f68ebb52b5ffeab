"""The engine over a CDM in PostgreSQL: DuckDB computes, over rows that its scanner fetches from the server.

One transaction of the server's, REPEATABLE READ and READ ONLY, stands behind each statement, whatever the number of
connections that fetch for it; so every table is seen at one moment.
"""

import threading
import time
from collections.abc import Mapping
from typing import Final

import pyarrow as pa
from sqlglot import exp

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.engines import duckdb_run, kept
from asan.warehouse.engines.base import NO_PARAMETERS, Rows, Schema, Session, State, TableName
from asan.warehouse.engines.faults import Failed, Fault, Interrupted, Lost
from asan.warehouse.engines.postgres.address import Address, address_of
from asan.warehouse.engines.postgres.catalog import Relation, relations
from asan.warehouse.engines.postgres.first_rows import hand_over
from asan.warehouse.engines.postgres.pool import STATISTICS, Pool, Slot, view_name
from asan.warehouse.engines.postgres.views import present
from asan.warehouse.in_place import NoSnapshotsInPlace
from asan.warehouse.snapshots import InPlace, Snapshot

_LOOK_AGAIN_SECONDS: Final = 60.0
# What libpq and the server say when a connection is gone.
_LOST: Final = (
    "server closed the connection",
    "unable to connect to postgres",
    "terminating connection",
    "connection to server",
    "could not receive data from server",
    "could not send data to server",
    "no connection to the server",
    "ssl connection has been closed",
    "the database system is",
)


class PostgresEngine:
    """Sessions on a pool, which is made anew when the server's tables are no longer those that it presents."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._address: Address | None = None
        self._pool: Pool | None = None
        self._relations: tuple[Relation, ...] = ()
        self._stamp: tuple[int, int] | None = None
        self._looked = 0.0

    @property
    def address(self) -> Address:
        """Where the CDM lies. Raises CdmAddressWrong."""
        if self._address is None:
            self._address = address_of(self._settings.cdm.get_secret_value())
        return self._address

    def open(self) -> Session:
        """A slot of its own. Raises CdmUnreachable, NotACdm, CdmBusy, CdmAddressWrong."""
        pool = self.pool()
        return PostgresSession(pool, pool.take(), self.address)

    def pool(self) -> Pool:
        """The slots, after a look at the server's catalog where the last one was a minute ago."""
        with self._lock:
            stamp = kept.stamp(self._settings)
            if self._pool is None or self._stamp != stamp or time.monotonic() - self._looked > _LOOK_AGAIN_SECONDS:
                found = relations(self.address)
                if self._pool is None or (self._relations, self._stamp) != (found, stamp):
                    told = kept.read_kept(self._settings, self.address.shown)
                    self._pool = Pool(self._settings, self.address, present(found, self.address), told)
                    self._relations, self._stamp = found, stamp
                self._looked = time.monotonic()
            return self._pool

    def locate(self, table: TableName, snapshot: State | None) -> exp.Table:
        """The session's own view of the server's table, or the statistics that are kept here."""
        if table[0] == STATISTICS:
            return exp.table_(table[1], db=STATISTICS, catalog="memory", quoted=True)
        return exp.table_(view_name(table), db="main", catalog="temp", quoted=True)

    def translate(
        self,
        statement: exp.Expr,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        session: Session | None = None,
    ) -> str:
        """The statement as it was meant, with a comment that names the source: so the audit does.

        Where it asks for a table's first rows alone, the server looks these up.
        """
        pool = self._pool
        named = {view_name(table): columns for table, columns in pool.schema.items()} if pool else {}
        return f"{duckdb_run.text_of(hand_over(statement, named))} /* {self.address.shown.replace('*/', '* /')} */"


class PostgresSession:
    """A slot and what runs in it."""

    def __init__(self, pool: Pool, slot: Slot, address: Address) -> None:
        self._pool = pool
        self._slot = slot
        self._address = address
        self._cancelled = False
        # Held while the server is told to stop: nobody else may use the slot meanwhile.
        self._ending = threading.Lock()
        self._closed = False

    def current(self) -> State:
        """The CDM as it is now."""
        told = self._pool.kept
        version = told.vocabulary.version if told and told.vocabulary else ""
        return InPlace(self._address.shown, version, told.computed_at if told else None)

    def find(self, version: int) -> Snapshot | None:
        """Raises NoSnapshotsInPlace."""
        raise NoSnapshotsInPlace

    def schema(self, snapshot: State | None) -> Schema:
        """The CDM's tables as they are presented; the same object as long as the server's stay the same."""
        return self._pool.schema

    def run(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Rows are computed as they are read."""
        return duckdb_run.run(self._prepared(sql), sql, parameters, self._named)

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """In the slot's temporary schema, until it is given back. Each statement sees the CDM at its own moment."""
        cursor = self._prepared(sql)
        self._slot.kept.append(name)
        duckdb_run.keep(cursor, name, sql, parameters, self._named)

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """In the same schema."""
        cursor = self._prepared("")
        self._slot.kept.append(name)
        duckdb_run.keep_rows(cursor, name, rows, self._named)

    def _prepared(self, sql: str) -> Connection:
        self._cancelled = False
        try:
            cursor = self._slot.cursor
            self._slot.prepare(sql, self._pool.schema)
        except EngineError as error:
            raise self._named(str(error)) or Failed("the CDM's tables have changed") from None
        return cursor

    def cancel(self) -> None:
        """Interrupt the engine, and then the server's work for it."""
        with self._ending:
            if not self._closed:
                self._cancelled = True
                self._slot.interrupt()
                self._pool.cancel(self._slot)

    def close(self) -> None:
        """Stop what runs and give the slot back."""
        with self._ending:
            if not self._closed:
                self._closed = True
                self._pool.give(self._slot)

    def _named(self, text: str) -> Fault | None:
        """What the server said, where it is the server's. The text itself may quote values and goes no further."""
        said = text.lower()
        if self._cancelled or "canceling statement due to user request" in said:
            return Interrupted()
        if "conflict with recovery" in said:
            return Failed("the standby server had to cancel it (conflict with recovery)")
        if any(words in said for words in _LOST):
            return Lost()
        if "permission denied" in said:
            return Failed("the account of ASAN_CDM may not read this table")
        return None
