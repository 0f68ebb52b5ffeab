"""One load: a snapshot's tables into a fresh schema, keys and indexes, and the swap."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from psycopg import errors as pg
from psycopg import sql

from asan.omop.cdm.model import Table
from asan.omop.ddl import foreign_keys, indexes, primary_keys, quoted
from asan.warehouse.connection import EngineError
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import Snapshot
from asan.warehouse.target import hashes
from asan.warehouse.target.address import Address
from asan.warehouse.target.copying import Copier
from asan.warehouse.target.errors import KeyBroken, TargetDiffers
from asan.warehouse.target.schemas import TABLES, Schemas
from asan.warehouse.target.server import Server, Session

Progress = Callable[[float, str], None]

# A repeated statement whose first answer was lost finds its work done.
_DONE_ALREADY = (pg.DuplicateObject, pg.DuplicateTable, pg.InvalidTableDefinition)


@dataclass(slots=True)
class Loaded:
    """What a load did. ``not_valid``: foreign keys that rows break; they hold for rows to come. ``nullable``: columns
    that OMOP requires and that some row lacks. ``kept``: the schema before this one, where it could not be dropped yet.
    """

    target: str
    snapshot: int
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    not_valid: list[str] = field(default_factory=list)
    nullable: list[str] = field(default_factory=list)
    verified: bool = False
    kept: str | None = None


def load(lake: Lake, snapshot: Snapshot, address: Address, *, retries: int, verify: bool, progress: Progress) -> Loaded:
    """Write the snapshot's ``cdm`` and ``vocabulary`` tables into ``address``'s schema.

    Until the swap, the schema that is there answers as before; whatever stops the load, it stays. Where the server
    restarts, the step under way is done again, ``retries`` times at most. ``verify`` compares the row hashes of all
    tables before the swap. Raises the kinds of `asan.warehouse.target.errors`.
    """
    told = {"snapshot": snapshot.version, "run": snapshot.run, "load": uuid.uuid4().hex}
    schemas = Schemas(address.schema, address.shown, told)
    with Server(address, retries) as server, Copier(lake, snapshot.version, address, schemas.new) as copier:
        return _Load(server, copier, schemas, Loaded(address.shown, snapshot.version), progress).carry_out(verify)


def check(address: Address) -> None:
    """Raise what would keep a load from beginning: no such server, another load, what others have made there."""
    with Server(address, retries=0) as server:
        schemas = Schemas(address.schema, address.shown, {})
        server.steadily("check", schemas.refuse_occupied)


@dataclass(slots=True)
class _Load:
    server: Server
    copier: Copier
    schemas: Schemas
    told: Loaded
    progress: Progress

    def carry_out(self, verify: bool) -> Loaded:
        phases: list[tuple[str, float, Callable[[], None]]] = [
            ("copy", 0.0, self._copy),
            ("primary keys", 0.45, lambda: self._alter("primary keys", primary_keys(TABLES, self._into), self._key)),
            ("indexes", 0.55, lambda: self._alter("indexes", indexes(TABLES, self._into), _once)),
            ("foreign keys", 0.7, self._refer),
            ("analyze", 0.9, self._analyze),
            ("swap", 0.98, self._swap),
        ]
        if verify:
            phases.insert(-1, ("verify", 0.92, self._verify))
        for name, share, phase in phases:
            self.progress(share, name)
            began = time.monotonic()
            try:
                phase()
            except EngineError as error:  # the lake could not be read
                raise self.copier.failed(name, str(error)) from None
            self.told.seconds[name] = round(time.monotonic() - began, 2)
        self.progress(1.0, "done")
        return self.told

    @property
    def _into(self) -> str:
        return quoted(self.schemas.new)

    def _copy(self) -> None:
        # Before anything is read: what stands in the way is said at once.
        self.server.steadily("prepare", self.schemas.refuse_occupied)
        tables = []
        for table in TABLES:
            counts = self.copier.counts(table)
            self.told.rows[table.name] = counts[""]
            lacking = {name for name, count in counts.items() if count < counts[""]}
            if lacking & set(table.primary_key):
                raise KeyBroken(table=table.name)
            self.told.nullable += [f"{table.name}.{name}" for name in sorted(lacking)]
            tables.append(_with_nullable(table, lacking))
        self.server.steadily("prepare", lambda session: self.schemas.begin(session, tables))
        self.server.guard = self.schemas.refuse_taken
        total, done = sum(self.told.rows.values()), 0
        for table in TABLES:
            self.progress(0.45 * done / max(total, 1), table.name)
            if self.told.rows[table.name]:
                self.server.steadily(table.name, partial(self._fill, table))
            done += self.told.rows[table.name]

    def _fill(self, table: Table, session: Session) -> None:
        name = sql.Identifier(self.schemas.new, table.name)
        session.execute(sql.SQL("TRUNCATE {}").format(name))
        self.copier.copy(table)
        found = session.execute(sql.SQL("SELECT count(*) FROM {}").format(name)).fetchall()[0][0]
        if found != self.told.rows[table.name]:
            raise TargetDiffers(tables=f"{table.name} ({found:,} / {self.told.rows[table.name]:,})")

    def _alter(self, step: str, statements: list[str], action: Callable[[str, Session], None]) -> None:
        for statement in statements:
            self.server.steadily(step, partial(action, statement))

    def _key(self, statement: str, session: Session) -> None:
        try:
            _once(statement, session)
        except (pg.UniqueViolation, pg.NotNullViolation) as error:
            raise KeyBroken(table=error.diag.table_name or "?") from None

    def _refer(self) -> None:
        self._alter("foreign keys", foreign_keys(TABLES, {"cdm": self._into, "vocabulary": self._into}), _reference)
        self.told.not_valid = self.server.steadily("foreign keys", self.schemas.not_valid)

    def _analyze(self) -> None:
        for table in TABLES:
            statement = f"ANALYZE {self._into}.{quoted(table.name, 'postgres')}"
            self.server.steadily("analyze", partial(_once, statement))

    def _verify(self) -> None:
        different = []
        for table in TABLES:
            there = self.server.steadily("verify", partial(hashes.table_hash, self.schemas.new, table))
            if there != self.copier.hash(table):
                different.append(table.name)
        if different:
            raise TargetDiffers(tables=", ".join(different))
        self.told.verified = True

    def _swap(self) -> None:
        self.server.steadily("swap", self.schemas.swap)
        if not self.server.steadily("swap", self.schemas.forget):
            self.told.kept = self.schemas.old


def _once(statement: str, session: Session) -> None:
    try:
        session.execute(statement.encode())
    except _DONE_ALREADY:
        return


def _with_nullable(table: Table, columns: set[str]) -> Table:
    fields = tuple(replace(one, required=False) if one.name in columns else one for one in table.fields)
    return replace(table, fields=fields)


def _reference(statement: str, session: Session) -> None:
    """Rows of the source that point at nothing stay, as they do in the lake; the key then holds for new rows."""
    try:
        _once(statement, session)
    except pg.ForeignKeyViolation:
        _once(f"{statement} NOT VALID", session)
