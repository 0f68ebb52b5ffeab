"""The lake on the embedded engine: opened once a process, shared by sessions, opened anew for a new lake."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa
from sqlglot import exp

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.base import NO_PARAMETERS, Rows, Schema, Session, State, TableName
from asan.warehouse.engines.faults import Interrupted, Missing
from asan.warehouse.engines.lake_schema import UNVERSIONED, read_schema
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.snapshots import Snapshot, current, find


class LakeEngine:
    """Sessions on a read-only, locked-down connection, and what is known of the lake at each version."""

    def __init__(self, settings: Settings) -> None:
        self.lake = Lake(settings)
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._identity: object = None
        self._schemas: dict[int, Schema] = {}
        self._current: tuple[object, Snapshot | None] | None = None

    def open(self) -> Session:
        """A connection of its own to the shared one. Raises Missing where there is no lake yet."""
        with self._lock:
            identity = self.lake.catalog.identity()
            if identity is None:
                raise Missing
            if self._connection is None or self._identity != identity:
                self._open(identity)
            assert self._connection is not None  # _open made it, or has raised
            return LakeSession(self, self._connection.cursor())

    def locate(self, table: TableName, snapshot: State | None) -> exp.Table:
        """The lake's own table, pinned to the snapshot's version."""
        schema, name = table
        reference = exp.table_(name, db=schema, catalog="lake", quoted=True)
        if schema != UNVERSIONED and isinstance(snapshot, Snapshot):
            version = exp.Literal.number(snapshot.version)
            reference.set("when", exp.HistoricalData(this="AT", kind="VERSION", expression=version))
        return reference

    def translate(
        self,
        statement: exp.Expr,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        session: Session | None = None,
    ) -> str:
        """The statement as it was meant: its SQL is this engine's."""
        return duckdb_run.text_of(statement)

    def current(self, connection: Connection) -> Snapshot | None:
        """The newest snapshot, looked up again only after a commit where the catalog can tell of one."""
        # Taken before the catalog is read: a commit in between makes the next question look again.
        stamp = self.lake.catalog.stamp()
        if stamp is None or self._current is None or self._current[0] != stamp:
            self._current = stamp, current(connection)
        return self._current[1]

    def schema(self, connection: Connection, snapshot: State | None) -> Schema:
        """The tables and columns at ``snapshot``: a version's never change, so they are read once."""
        if not isinstance(snapshot, Snapshot):
            return read_schema(connection, None)
        if snapshot.version not in self._schemas:
            if len(self._schemas) > 50:
                self._schemas.clear()
            self._schemas[snapshot.version] = read_schema(connection, snapshot.version)
        return self._schemas[snapshot.version]

    def _open(self, identity: object) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        try:
            self._connection = self.lake.connect_reader()
        except LakeMissing:
            raise Missing from None
        self._identity = identity
        self._schemas = {}


class LakeSession:
    """A connection to the lake and what its engine remembers for all of them."""

    def __init__(self, engine: LakeEngine, connection: Connection) -> None:
        self._engine = engine
        self._connection = connection
        self._cancelled = False

    def current(self) -> Snapshot | None:
        """As the engine remembers it, or from the catalog."""
        with self._looking():
            return self._engine.current(self._connection)

    def find(self, version: int) -> Snapshot | None:
        """From the catalog, every time: a snapshot may expire."""
        with self._looking():
            return find(self._connection, version)

    def schema(self, snapshot: State | None) -> Schema:
        """As the engine remembers it, or from the catalog."""
        with self._looking():
            return self._engine.schema(self._connection, snapshot)

    def run(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Rows are computed as they are read."""
        return duckdb_run.run(self._connection, sql, parameters)

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """In the connection's own temporary schema, which ends with it."""
        duckdb_run.keep(self._connection, name, sql, parameters)

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """In the same schema."""
        duckdb_run.keep_rows(self._connection, name, rows)

    def cancel(self) -> None:
        """Interrupt the connection."""
        self._cancelled = True
        self._connection.interrupt()

    def close(self) -> None:
        """Interrupt and close the connection."""
        self._connection.interrupt()
        self._connection.close()

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """A look into the catalog: after a stop whatever the engine raises is its doing."""
        try:
            yield
        except EngineError:
            if self._cancelled:
                raise Interrupted from None
            raise
