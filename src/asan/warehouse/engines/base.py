"""What the gateway asks of an engine, whichever it is.

The gateway decides *what* may be seen and says it as a syntax tree in the meaning of DuckDB's SQL; an engine says
*where* tables lie and *how* the tree runs. An engine never decides on access, and never answers something similar to
what was asked: a tree that it cannot run with exactly DuckDB's meaning, it refuses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import pyarrow as pa
from sqlglot import exp

from asan.warehouse.snapshots import InPlace, Snapshot

State = Snapshot | InPlace
"""What an answer is read from: a published snapshot, or a CDM in place as it is at that moment."""

NO_PARAMETERS: Final[Mapping[str, object]] = MappingProxyType({})

TableName = tuple[str, str]
"""Schema (``cdm``, ``vocabulary``, ``results`` or ``etl``) and table, in lower case."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``type`` is DuckDB's name for it, whatever the engine calls it.

    Masks and policies go by it: a type that DuckDB has no name for keeps its own, and no mask fits it.
    """

    name: str
    type: str


Schema = dict[TableName, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A running statement: its columns, known before the first row, and its rows as they come."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    """Raises the faults that ``Session.run`` raises; left unread, it holds no more than a few batches."""


class Session(Protocol):
    """One asker's connection: one statement at a time. ``cancel`` alone may be called from another thread.

    After it all but ``close`` may raise Interrupted.
    """

    def current(self) -> State | None:
        """The newest published snapshot, None where nothing was published; or the CDM in place, which has none."""

    def find(self, version: int) -> Snapshot | None:
        """The published snapshot ``version``; None where it never was, or has expired.

        Raises an AsanError that says so where the CDM has no snapshots.
        """

    def schema(self, snapshot: State | None) -> Schema:
        """Tables and columns at ``snapshot``, in the tables' own order; for None those that are read at no snapshot.

        The same object for the same snapshot, as far as it is remembered: the gateway keys its policies by it.
        """

    def run(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Run ``sql``, which ``Engine.translate`` made, with a value for each of its parameters; read, never write.

        The secret masking key is among the values: they must reach neither the statement's text nor a log.
        Raises the kinds of `asan.warehouse.engines.faults.Fault` but Missing.
        """

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """Keep the answer of ``sql`` as ``name``, a table that only this session sees and that goes with it.

        ``sql`` is DuckDB's, with tables as `Engine.locate` gives them or as this session keeps them; it reads, and
        writes nothing else. Raises what ``run`` raises.
        """

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """Keep given rows as ``name``, as `keep` keeps an answer."""

    def cancel(self) -> None:
        """Stop what runs, if anything, within moments: its reader gets Interrupted. May come at any time."""

    def close(self) -> None:
        """Stop what runs and give the connection back; nothing is asked of a session after that."""


class Engine(Protocol):
    """A published CDM. Safe to share between threads; its sessions are not."""

    def open(self) -> Session:
        """A session of its own. Raises Missing where there is no CDM, an AsanError where it cannot be reached."""

    def locate(self, table: TableName, snapshot: State | None) -> exp.Table:
        """Where ``table`` lies at ``snapshot``: the reference that stands inside its policy subquery."""

    def translate(
        self,
        statement: exp.Expr,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        session: Session | None = None,
    ) -> str:
        """The statement in the engine's own SQL, to be run by a session. Leaves ``statement`` as it is.

        ``session``: the one that will run it, where the statement names what that one keeps.
        ``parameters`` are looked at for their types alone, and need not hold the key. An engine with SQL of its own
        raises Unreadable and Failed where the statement could not be run, and Unsupported where it refuses it.
        Its parameters are `exp.Placeholder` with names. Beside what `asan.gateway.allowed` lists it holds what
        `asan.gateway.masks` builds, among it functions by DuckDB's names (``sha256`` of a text, in hexadecimal),
        whose values must be the same to the last bit on every engine: tokens join across them.
        """
