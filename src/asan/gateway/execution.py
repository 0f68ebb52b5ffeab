"""Runs a rewritten question in a session: stopped at its time limit or when told to, faults as the gateway's errors."""

import threading
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from asan.gateway.errors import BadSql, Cancelled, NotOnThisEngine, OutOfMemory, QuestionFailed, TimedOut
from asan.kit.errors import AsanError
from asan.warehouse.engines.base import Rows, Session
from asan.warehouse.engines.errors import CdmUnreachable
from asan.warehouse.engines.faults import Failed, Fault, Interrupted, Lost, MemoryExceeded, Unreadable, Unsupported


class Cancellation:
    """The way to stop one question from outside: give it to the gateway with the question, then `cancel`.

    The engine hears it only while it runs something: whoever cancels repeats it until the question has ended.
    """

    def __init__(self) -> None:
        self.requested = False
        self.execution: Execution | None = None

    def cancel(self) -> None:
        """Stop the question, from any thread, before it runs or while it does; it raises Cancelled then."""
        self.requested = True
        if self.execution is not None:
            self.execution.interrupt()


class Execution:
    """One question's session and clock. ``close`` ends both, whatever state they are in, and calls ``ended``."""

    def __init__(
        self,
        session: Session,
        seconds: float,
        cancellation: Cancellation | None = None,
        ended: Callable[[], None] | None = None,
    ) -> None:
        self.session = session
        self.seconds = seconds
        self.ended = ended
        self.cancellation = cancellation or Cancellation()
        self.cancellation.execution = self
        self.expired = False
        self.closed = False
        self.ending = threading.Lock()
        self.timer = threading.Timer(seconds, self._expire)
        self.timer.daemon = True

    def start(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Run ``sql``; rows are computed as they are read. Raises BadSql, QuestionFailed, TimedOut, OutOfMemory,
        Cancelled.
        """
        self._begin()
        try:
            rows = self.session.run(sql, parameters)
        except Fault as fault:
            raise self.named(fault) from None
        if any(_is_ambiguous(field.type) for field in rows.schema):
            raise BadSql(detail="a struct needs a name for each of its fields, as in {'a': 1, 'b': 2}")
        return Rows(rows.schema, self._read(rows))

    def keep(self, name: str, sql: str, parameters: Mapping[str, object]) -> None:
        """Keep the answer of ``sql`` in the session. Raises what ``start`` raises."""
        self._begin()
        try:
            self.session.keep(name, sql, parameters)
        except Fault as fault:
            raise self.named(fault) from None

    def keep_rows(self, name: str, rows: pa.Table) -> None:
        """Keep given rows in the session. Raises what ``start`` raises."""
        self._begin()
        try:
            self.session.keep_rows(name, rows)
        except Fault as fault:
            raise self.named(fault) from None

    def _begin(self) -> None:
        # The clock runs from the first statement on, and may have ended between two.
        if self.expired:
            raise TimedOut(seconds=f"{self.seconds:g}")
        if not self.timer.is_alive():
            self.timer.start()
        if self.cancellation.requested:
            raise Cancelled()

    def _read(self, rows: Rows) -> Iterator[pa.RecordBatch]:
        try:
            yield from rows.batches
        except Fault as fault:
            raise self.named(fault) from None

    def close(self) -> None:
        """Stop the clock and the engine's work; a second time does nothing."""
        self.timer.cancel()
        with self.ending:
            if self.closed:
                return
            self.closed = True
            self.session.close()
        if self.ended is not None:
            self.ended()

    def interrupt(self) -> None:
        """Stop what the engine is doing, from any thread."""
        with self.ending:
            if not self.closed:
                self.session.cancel()

    def _expire(self) -> None:
        self.expired = True
        self.interrupt()

    def named(self, fault: Fault) -> AsanError:
        """The engine's fault as one of our errors; after a stop whatever comes is its doing."""
        if self.cancellation.requested:
            return Cancelled()
        if self.expired:
            return TimedOut(seconds=f"{self.seconds:g}")
        match fault:
            case Interrupted():
                return TimedOut(seconds=f"{self.seconds:g}")
            case Lost():
                return CdmUnreachable(detail="the connection was lost · 연결이 끊어졌습니다")
            case MemoryExceeded():
                return OutOfMemory()
            case Unreadable(detail=detail):
                return BadSql(detail=detail[:300])
            case Failed(kind=kind):
                return QuestionFailed(kind=kind)
            case Unsupported(what=what):
                return NotOnThisEngine(what=what)
            case _:
                return QuestionFailed(kind="engine")


def _is_ambiguous(type_: pa.DataType) -> bool:
    """Whether a type holds a struct with two fields of one name, which neither JSON nor Python can hold."""
    fields = [type_.field(index) for index in range(type_.num_fields)]
    repeats = len({field.name for field in fields}) < len(fields)
    return repeats or any(_is_ambiguous(field.type) for field in fields)
