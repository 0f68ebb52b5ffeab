"""What one signed-in client has prepared, opened and set, and what each of its messages does to that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from asan.gateway.execution import Cancellation
from asan.gateway.wire import messages
from asan.gateway.wire.channel import Channel
from asan.gateway.wire.copying import copy_format
from asan.gateway.wire.errors import BrokenProtocol, NameInUse, NoSuchName, NoTransaction, TooLarge
from asan.gateway.wire.parameters import Value, value_of
from asan.gateway.wire.portal import Reading, Rows
from asan.gateway.wire.questions import Asker, constant_rows
from asan.gateway.wire.rows import data_rows, pieces
from asan.gateway.wire.statements import split
from asan.gateway.wire.statements.kinds import (
    Begin,
    Commit,
    CopyQuestion,
    DeclareCursor,
    Empty,
    FetchCursor,
    Forget,
    Nothing,
    Question,
    Rollback,
    Savepoint,
    SetVariable,
    Show,
    Statement,
)
from asan.gateway.wire.transaction import Transaction
from asan.gateway.wire.variables import REPORTED, Variables

MOST_PREPARED: Final = 1000
MOST_OPEN: Final = 50
"""Portals and cursors at a time: each holds an engine's cursor and some rows."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared statement: its text, what it is, and the parameters' types that were declared (0: none)."""

    statement: Statement
    types: tuple[int, ...]

    @property
    def sql(self) -> str | None:
        """The question in it."""
        match self.statement:
            case Question(sql=sql) | DeclareCursor(sql=sql) | CopyQuestion(sql=sql):
                return sql
        return None


@dataclass(slots=True)
class Portal:
    """A prepared statement with its parameters, and how far it was read."""

    prepared: Prepared
    values: Mapping[int, Value]
    formats: Sequence[int]
    reading: Reading | None = None
    hold: bool = False
    ran: bool = False
    sent: int = field(default=0)


class Session:
    """A client's session after its sign-in. ``asker`` makes one for each question: rights may have ended."""

    def __init__(self, channel: Channel, variables: Variables, asker: Callable[[], Asker]) -> None:
        self.channel = channel
        self.variables = variables
        self.transaction = Transaction()
        self.running: Cancellation | None = None
        self._asker = asker
        self._prepared: dict[str, Prepared] = {}
        self._portals: dict[str, Portal] = {}

    # --- the simple protocol

    def query(self, text: str) -> None:
        """Run all statements of ``text``, one after the other."""
        self._close_portal("")
        for statement in split(text):
            if isinstance(statement, Empty):
                self.channel.send(messages.EMPTY_QUERY)
                return
            self.transaction.admit(statement)
            portal = Portal(Prepared(statement, ()), {}, ())
            try:
                rows = self._columns(portal)
                if rows is not None:
                    self.channel.send(messages.row_description(rows.fields(portal.formats)))
                self._run(portal, None)
            finally:
                self._end(portal)

    # --- the extended protocol

    def parse(self, message: messages.Parse) -> None:
        """Prepare a statement."""
        statements = split(message.text)
        if len(statements) > 1:
            raise BrokenProtocol(detail="more than one statement to prepare")
        self.transaction.admit(statements[0])
        if message.name:
            if message.name in self._prepared:
                raise NameInUse("prepared statement", message.name)
            if len(self._prepared) >= MOST_PREPARED:
                raise TooLarge(what=f"{MOST_PREPARED} prepared statements")
        self._prepared[message.name] = Prepared(statements[0], message.types)
        self.channel.send(messages.PARSE_COMPLETE)

    def bind(self, message: messages.Bind) -> None:
        """Make a portal."""
        prepared = self._statement(message.statement)
        self.transaction.admit(prepared.statement)
        if message.portal:
            if message.portal in self._portals:
                raise NameInUse("cursor", message.portal)
        else:
            self._close_portal("")
        self._make_room()
        values = message.values
        if len(message.formats) not in (0, 1, len(values)):
            raise BrokenProtocol(detail="as many formats as parameters are expected")
        formats = message.formats if len(message.formats) == len(values) else message.formats[:1] * len(values)
        given: dict[int, Value] = {}
        for number, raw in enumerate(values, start=1):
            oid = prepared.types[number - 1] if number <= len(prepared.types) else 0
            given[number] = value_of(number, oid, bool(formats and formats[number - 1]), raw)
        self._portals[message.portal] = Portal(prepared, given, message.results)
        self.channel.send(messages.BIND_COMPLETE)

    def describe(self, message: messages.Describe) -> None:
        """Tell the columns of a prepared statement or of a portal."""
        if message.kind == "P":
            portal = self._portal(message.name)
            self.transaction.admit(portal.prepared.statement)
            rows = self._columns(portal)
            self._tell_columns(rows, portal.formats)
            return
        prepared = self._statement(message.name)
        self.transaction.admit(prepared.statement)
        types, rows = self._describe_prepared(prepared)
        self.channel.send(messages.parameter_description(types))
        self._tell_columns(rows, ())

    def execute(self, message: messages.Execute) -> None:
        """Run a portal, or go on with it."""
        portal = self._portal(message.portal)
        self.transaction.admit(portal.prepared.statement)
        if isinstance(portal.prepared.statement, Empty):
            self.channel.send(messages.EMPTY_QUERY)
            return
        self._run(portal, message.rows if message.rows > 0 else None)

    def close(self, message: messages.Close) -> None:
        """Forget a prepared statement or portal; one that is not there, too."""
        if message.kind == "S":
            self._prepared.pop(message.name, None)
        else:
            self._close_portal(message.name)
        self.channel.send(messages.CLOSE_COMPLETE)

    def sync(self) -> None:
        """End of a group of messages: outside a transaction its portals end with it."""
        if not self.transaction.open:
            self._close_portals()

    def fail(self) -> None:
        """A message has failed."""
        self.transaction.fail()
        if not self.transaction.open:
            self._close_portals()

    def end(self) -> None:
        """The client has gone."""
        self._close_portals(all_=True)

    # --- what statements do

    def _columns(self, portal: Portal) -> Rows | None:
        """What a portal's rows look like; None where it has none. A question begins to run."""
        match portal.prepared.statement:
            case Question():
                return self._reading(portal).rows
            case Show():
                return self._reading(portal).rows
            case FetchCursor(name=name, move=False):
                return self._reading(self._portal(name)).rows
        return (self._reading(portal).rows) if portal.reading is not None else None

    def _reading(self, portal: Portal) -> Reading:
        if portal.reading is None:
            stop = Cancellation()
            with _Running(self, stop):
                portal.reading = Reading(self._rows(portal, stop), stop)
        return portal.reading

    def _rows(self, portal: Portal, stop: Cancellation) -> Rows:
        statement = portal.prepared.statement
        if isinstance(statement, Show):
            return self._shown(statement.name)
        sql = portal.prepared.sql
        if sql is None:
            raise BrokenProtocol(detail="a portal without rows")
        types = dict(enumerate(portal.prepared.types, start=1))
        return self._asker().rows(sql, types, portal.values, stop)

    def _run(self, portal: Portal, most: int | None) -> None:
        statement = portal.prepared.statement
        match statement:
            case Question() | Show():
                self._send_rows(
                    portal, self._reading(portal), most, "SHOW" if isinstance(statement, Show) else "SELECT"
                )
            case FetchCursor():
                self._fetch(portal, statement)
            case CopyQuestion():
                self._copy(portal, statement)
            case DeclareCursor():
                self._declare(portal, statement)
                self._complete("DECLARE CURSOR")
            case _:
                if not portal.ran:
                    portal.ran = True
                    self._complete(self._perform(statement))

    def _send_rows(self, portal: Portal, reading: Reading, most: int | None, tag: str) -> None:
        formats = reading.rows.formats(portal.formats)
        with _Running(self, reading.cancellation):
            for batch in reading.take(most):
                portal.sent += batch.num_rows
                for piece in pieces(batch):
                    self.channel.send(data_rows(piece, formats))
        if not reading.done:
            self.channel.send(messages.PORTAL_SUSPENDED)
            return
        self._complete(tag if tag == "SHOW" else f"{tag} {portal.sent}")

    def _fetch(self, portal: Portal, statement: FetchCursor) -> None:
        cursor = self._portal(statement.name)
        reading = self._reading(cursor)
        formats = reading.rows.formats(portal.formats or cursor.formats)
        count = 0
        if not reading.done:
            with _Running(self, reading.cancellation):
                for batch in reading.take(statement.rows):
                    count += batch.num_rows
                    if not statement.move:
                        for piece in pieces(batch):
                            self.channel.send(data_rows(piece, formats))
        self._complete(f"{'MOVE' if statement.move else 'FETCH'} {count}")

    def _copy(self, portal: Portal, statement: CopyQuestion) -> None:
        format_ = copy_format(statement.options)
        reading = self._reading(portal)
        self.channel.send(messages.copy_out(len(reading.rows.schema), format_.number))
        with _Running(self, reading.cancellation):
            for message in format_.messages(reading.rows, self._counted(portal, reading)):
                self.channel.send(message)
        self.channel.send(messages.COPY_DONE)
        self._complete(f"COPY {portal.sent}")

    def _counted(self, portal: Portal, reading: Reading) -> Iterator[pa.RecordBatch]:
        for batch in reading.take(None):
            portal.sent += batch.num_rows
            yield batch

    def _declare(self, portal: Portal, statement: DeclareCursor) -> None:
        if not self.transaction.open and not statement.hold:
            raise NoTransaction(what="DECLARE CURSOR")
        if statement.name in self._portals:
            raise NameInUse("cursor", statement.name)
        self._make_room()
        prepared = Prepared(Question(statement.sql), portal.prepared.types)
        cursor = Portal(prepared, portal.values, (1,) if statement.binary else (), hold=statement.hold)
        self._reading(cursor)
        self._portals[statement.name] = cursor

    def _perform(self, statement: Statement) -> str:
        """Do what has no rows; the tag that says so."""
        match statement:
            case Begin(tag=tag):
                self.transaction.begin()
                return tag
            case Commit():
                tag = "ROLLBACK" if self.transaction.failed else "COMMIT"
                self._end_transaction()
                return tag
            case Rollback(savepoint=None):
                self._end_transaction()
                return "ROLLBACK"
            case Rollback(savepoint=str(name)):
                self.transaction.return_to(name)
                return "ROLLBACK"
            case Savepoint(name=name, release=False):
                self.transaction.save(name)
                return "SAVEPOINT"
            case Savepoint(name=name):
                self.transaction.release(name)
                return "RELEASE"
            case SetVariable(name=name, value=value):
                self._report(*self.variables.set(name, value))
                return "SET" if value is not None else "RESET"
            case Forget():
                return self._forget(statement)
            case Nothing(tag=tag):
                return tag
        raise BrokenProtocol(detail=type(statement).__name__)

    def _forget(self, forget: Forget) -> str:
        if forget.what in ("settings", "everything"):
            self.variables.reset()
            for name in REPORTED:
                self._report(name, self.variables.get(name))
        if forget.what in ("statements", "everything"):
            if forget.name is None:
                self._prepared.clear()
            elif self._prepared.pop(forget.name, None) is None:
                raise NoSuchName("prepared statement", forget.name)
        if forget.what in ("cursors", "everything"):
            if forget.name is None:
                self._close_portals(all_=True)
            elif not self._close_portal(forget.name):
                raise NoSuchName("cursor", forget.name)
        return forget.tag

    def _shown(self, name: str) -> Rows:
        if name == "all":
            known = self.variables.all()
            return constant_rows(
                {"name": list(known), "setting": list(known.values()), "description": [""] * len(known)}
            )
        return constant_rows({name: [self.variables.get(name)]})

    def _report(self, name: str, value: str) -> None:
        if name in REPORTED:
            self.channel.send(messages.parameter_status(name, value))

    def _complete(self, tag: str) -> None:
        self.channel.send(messages.command_complete(tag))

    # --- names

    def _describe_prepared(self, prepared: Prepared) -> tuple[Sequence[int], Rows | None]:
        statement = prepared.statement
        if prepared.sql is None:
            rows = self._columns(Portal(prepared, {}, ())) if isinstance(statement, Show | FetchCursor) else None
            return (), rows
        stop = Cancellation()
        with _Running(self, stop):
            types, rows = self._asker().description(prepared.sql, dict(enumerate(prepared.types, start=1)), stop)
        return types, rows if isinstance(statement, Question) else None

    def _tell_columns(self, rows: Rows | None, formats: Sequence[int]) -> None:
        self.channel.send(messages.NO_DATA if rows is None else messages.row_description(rows.fields(formats)))

    def _statement(self, name: str) -> Prepared:
        found = self._prepared.get(name)
        if found is None:
            raise NoSuchName("prepared statement", name)
        return found

    def _portal(self, name: str) -> Portal:
        found = self._portals.get(name)
        if found is None:
            raise NoSuchName("cursor", name)
        return found

    def _make_room(self) -> None:
        if len(self._portals) >= MOST_OPEN:
            raise TooLarge(what=f"{MOST_OPEN} open cursors")

    def _close_portal(self, name: str) -> bool:
        portal = self._portals.pop(name, None)
        if portal is not None:
            self._end(portal)
        return portal is not None

    def _close_portals(self, *, all_: bool = False) -> None:
        for name in [name for name, portal in self._portals.items() if all_ or not portal.hold]:
            self._close_portal(name)

    def _end(self, portal: Portal) -> None:
        if portal.reading is not None and not portal.reading.done:
            portal.reading.close()

    def _end_transaction(self) -> None:
        self.transaction.end()
        self._close_portals()


class _Running:
    """While the block runs, a cancel request stops what ``stop`` stops."""

    def __init__(self, session: Session, stop: Cancellation) -> None:
        self.session = session
        self.stop = stop

    def __enter__(self) -> None:
        self.session.running = self.stop

    def __exit__(self, *error: object) -> None:
        self.session.running = None
