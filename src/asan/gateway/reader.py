"""The gateway's one reader of the lake: opened once a process, shared by questions, opened anew for a new lake."""

import threading

from asan.gateway.errors import NoSnapshot
from asan.gateway.lake_schema import LakeSchema, read_schema
from asan.kit.settings import Settings
from asan.warehouse.connection import Connection
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.snapshots import Snapshot, current, find


class Reader:
    """Cursors on a read-only, locked-down engine, and what is known of the lake at each version."""

    def __init__(self, settings: Settings) -> None:
        self.lake = Lake(settings)
        self._lock = threading.Lock()
        self._engine: Connection | None = None
        self._identity: object = None
        self._schemas: dict[int, LakeSchema] = {}
        self._current: tuple[object, Snapshot | None] | None = None

    def cursor(self) -> Connection:
        """A connection of its own to the shared engine. Raises NoSnapshot where there is no lake yet."""
        with self._lock:
            identity = self.lake.catalog.identity()
            if identity is None:
                raise NoSnapshot(which="")
            if self._engine is None or self._identity != identity:
                self._open(identity)
            assert self._engine is not None  # _open made it, or has raised
            return self._engine.cursor()

    def _open(self, identity: object) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        try:
            self._engine = self.lake.connect_reader()
        except LakeMissing:
            raise NoSnapshot(which="") from None
        self._identity = identity
        self._schemas = {}

    def snapshot(self, cursor: Connection, version: int | None) -> Snapshot | None:
        """The published snapshot ``version``, or the current one. Raises NoSnapshot for a number never published."""
        if version is None:
            # Taken before the catalog is read: a commit in between makes the next question look again.
            stamp = self.lake.catalog.stamp()
            if stamp is None or self._current is None or self._current[0] != stamp:
                self._current = stamp, current(cursor)
            return self._current[1]
        found = find(cursor, version)
        if found is None:
            raise NoSnapshot(which=f" {version}")
        return found

    def schema(self, cursor: Connection, snapshot: Snapshot | None) -> LakeSchema:
        """The tables and columns at ``snapshot``: a version's never change, so they are read once."""
        if snapshot is None:
            return read_schema(cursor, None)
        if snapshot.version not in self._schemas:
            if len(self._schemas) > 50:
                self._schemas.clear()
            self._schemas[snapshot.version] = read_schema(cursor, snapshot.version)
        return self._schemas[snapshot.version]
