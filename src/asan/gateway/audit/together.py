"""Records of many threads in one commit: whoever finds the store free writes for all who wait by then.

A commit waits for the disk, and one record waits for the commit before it: two hundred clients, each with a commit of
its own, wait for two hundred disks' turns. A record is still on the disk before its writer goes on.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MOST: Final = 500
"""Things that are written in one commit."""


@dataclass(slots=True)
class _Waiting(Generic[T]):
    thing: T
    number: int | None = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.number is not None or self.error is not None


class Together(Generic[T]):
    """Writes things of many threads with ``commit``, which takes some and returns a number for each, or raises."""

    def __init__(self, commit: Callable[[Sequence[T]], Sequence[int]]) -> None:
        self._commit = commit
        self._queue = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Waiting[T]] = []

    @property
    def waiting(self) -> int:
        """How many things nobody has begun to write."""
        return len(self._waiting)

    def write(self, thing: T) -> int:
        """Write ``thing``, alone or with others, and return its number. Raises what ``commit`` raises of it."""
        mine = _Waiting(thing)
        with self._queue:
            self._waiting.append(mine)
        while not mine.done:
            with self._turn:
                if not mine.done:
                    self._write_some()
        if mine.error is not None:
            raise mine.error
        assert mine.number is not None  # done without an error
        return mine.number

    def _write_some(self) -> None:
        with self._queue:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._write(some)
        finally:
            # Whatever stopped this thread (Ctrl-C), the others' things are theirs to write.
            left = [each for each in some if not each.done]
            if left:
                with self._queue:
                    self._waiting = left + self._waiting

    def _write(self, some: Sequence[_Waiting[T]]) -> None:
        try:
            numbers = self._commit([each.thing for each in some])
        except Exception as error:
            if len(some) == 1:
                some[0].error = error
                return
            # One of them cannot be written: the others can.
            for each in some:
                self._write([each])
            return
        for each, number in zip(some, numbers, strict=True):
            each.number = number
