"""Connections to a CDM in place: one engine with a bounded number of slots, each known to the server by its name.

A slot attaches the server for itself, so that the server's work for one statement can be found and stopped.
"""

import os
import queue
import secrets
import time
from contextlib import suppress

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection, EngineError, open_engine
from asan.warehouse.engines.base import Column, Schema, TableName
from asan.warehouse.engines.errors import CdmBusy, CdmUnreachable
from asan.warehouse.engines.kept import Kept, copy_results
from asan.warehouse.engines.postgres.address import Address
from asan.warehouse.engines.postgres.attach import attach
from asan.warehouse.engines.postgres.catalog import connected
from asan.warehouse.engines.postgres.first_rows import FirstRows, found_in
from asan.warehouse.engines.postgres.views import Presented
from asan.warehouse.results import RESULTS

SLOTS = 8
"""Questions that run at once: a hospital's server has other work, and a limit of connections."""
STATISTICS = "results"
_WAIT_SECONDS = 10
_CANCEL_TRIES = 20
_CANCEL_PAUSE = 0.1


def view_name(table: TableName) -> str:
    """What the view of a CDM's table is called in a slot's temporary schema."""
    return ".".join(table)


def table_of(name: str) -> TableName:
    """The CDM's table of a view's name."""
    schema, _, table = name.partition(".")
    return schema, table


def _whole(asked: FirstRows) -> str:
    return f'FROM temp.main."{asked.name}"'


class Slot:
    """A connection of the engine with the CDM's views, made when first used and again after it was spoilt."""

    def __init__(self, root: Connection, catalog: str, application: str, presented: Presented) -> None:
        self.application = application
        self._root = root
        self._catalog = catalog
        self._presented = presented
        self._cursor: Connection | None = None
        self._first: list[str] = []
        self.kept: list[str] = []
        """Tables that whoever has the slot keeps in it."""

    @property
    def cursor(self) -> Connection:
        """The connection. Raises the engine's errors where the server's tables are not what they were."""
        if self._cursor is None:
            cursor = self._root.cursor()
            for view in self._presented.views:
                cursor.execute(f'CREATE TEMP VIEW "{view_name(view.table)}" AS {view.select(self._catalog)}')
            self._cursor = cursor
        return self._cursor

    def prepare(self, sql: str, schema: Schema) -> None:
        """Make the views of a table's first rows that ``sql`` reads, until the slot is cleared."""
        views = {view_name(view.table): view for view in self._presented.views}
        for asked in found_in(sql):
            if asked.name in views and asked.view not in self._first:
                types = {column.name: column.type for column in schema[views[asked.name].table]}
                select = asked.select(views[asked.name], types, self._catalog)
                self.cursor.execute(f'CREATE OR REPLACE TEMP VIEW "{asked.view}" AS {select or _whole(asked)}')
                self._first.append(asked.view)

    def interrupt(self) -> None:
        """Stop the engine's work, if any."""
        if self._cursor is not None:
            self._cursor.interrupt()

    def clear(self) -> None:
        """End whatever was left unread."""
        if self._cursor is None:
            return
        try:
            self._cursor.interrupt()
            self._cursor.execute("SELECT 1").fetchall()
            while self._first:
                self._cursor.execute(f'DROP VIEW IF EXISTS temp.main."{self._first.pop()}"')
            while self.kept:
                self._cursor.execute(f'DROP TABLE IF EXISTS temp.main."{self.kept.pop()}"')
        except EngineError:
            self.spoil()

    def spoil(self) -> None:
        """Give the connection up."""
        if self._cursor is not None:
            with suppress(EngineError):
                self._cursor.close()
            self._cursor = None
            self._first = []
            self.kept = []


class Pool:
    """The slots of one address, as its tables were presented when the pool was made."""

    def __init__(self, settings: Settings, address: Address, presented: Presented, kept: Kept | None) -> None:
        self.presented = presented
        self.kept = kept
        self._address = address
        self._root = _open(settings, address, names := _names(), kept)
        self._slots: queue.LifoQueue[Slot] = queue.LifoQueue()
        for catalog, application in reversed(names.items()):
            self._slots.put(Slot(self._root, catalog, application, presented))
        self.schema = self._read_schema()

    def take(self) -> Slot:
        """A slot that nobody else has. Raises CdmBusy."""
        try:
            return self._slots.get(timeout=_WAIT_SECONDS)
        except queue.Empty:
            raise CdmBusy(sessions=SLOTS) from None

    def give(self, slot: Slot) -> None:
        """Back, for others to use."""
        slot.clear()
        self._slots.put(slot)

    def cancel(self, slot: Slot) -> None:
        """Stop what the server does for ``slot``, until it does nothing; a server that is gone does nothing."""
        sql = """SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
                 WHERE application_name = %s AND usename = current_user AND state = 'active'"""
        with suppress(CdmUnreachable), connected(self._address) as session:
            for _ in range(_CANCEL_TRIES):
                found = session.execute(sql, [slot.application]).fetchone()
                if not (found and found[0]):
                    return
                time.sleep(_CANCEL_PAUSE)

    def _read_schema(self) -> Schema:
        slot = self.take()
        try:
            rows = slot.cursor.execute(
                "SELECT CASE WHEN database_name = 'temp' THEN table_name ELSE schema_name || '.' || table_name END, "
                "column_name, data_type FROM duckdb_columns() WHERE database_name = 'temp' OR schema_name = 'results' "
                "AND database_name = 'memory' ORDER BY 1, column_index"
            ).fetchall()
        except EngineError:
            raise CdmUnreachable(detail="its tables changed while they were looked at") from None
        finally:
            self.give(slot)
        found: dict[str, list[Column]] = {}
        for table, column, kind in rows:
            found.setdefault(table, []).append(Column(column, kind))
        names = (view_name(view.table) for view in self.presented.views)
        kept = (name for name in found if name.startswith(f"{STATISTICS}."))
        return {table_of(name): tuple(found[name]) for name in (*names, *kept)}


def _names() -> dict[str, str]:
    """The slots' names as the engine's catalogs, and as the server's ``application_name``."""
    own = f"asan {os.getpid()} {secrets.token_hex(4)}"
    return {f"asan_cdm_{number}": f"{own} {number}" for number in range(1, SLOTS + 1)}


def _open(settings: Settings, address: Address, names: dict[str, str], kept: Kept | None) -> Connection:
    """An engine that reads this server's tables and nothing else, for as long as it lives. Raises CdmUnreachable."""
    root = open_engine(settings)
    attach(root, address, names)
    root.execute(RESULTS)
    if kept is not None:
        copy_results(root, settings)
    root.execute("SET enable_external_access=false")
    root.execute("SET lock_configuration=true")
    return root
