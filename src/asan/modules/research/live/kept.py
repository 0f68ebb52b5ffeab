"""Entry events and rules' bits, kept while there is room: the least recently used go first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyarrow as pa

from asan.modules.research.attrition import Bits


@dataclass(slots=True, eq=False)
class Kept:
    """The entry events of one definition at one snapshot, as `Attrition` has them, and the bits of rules by their key.

    ``owner`` keeps alive what the entry's key stands for.
    """

    events: pa.Table
    met: dict[str, Bits] = field(default_factory=dict)
    owner: object = None

    @property
    def bytes(self) -> int:
        """What it holds of memory."""
        return int(self.events.nbytes) + sum(bits.nbytes for bits in self.met.values())


class Shelf:
    """Safe to share between threads. Holds ``most_bytes`` at most, and no entry that alone is larger."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._entries: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._busy: dict[Hashable, tuple[threading.Lock, int]] = {}

    def find(self, key: Hashable) -> Kept | None:
        """The entry, which counts as used."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an entry, or keep it with what was added to it."""
        with self._lock:
            self._entries.pop(key, None)
            if kept.bytes > self.most_bytes:
                return
            self._entries[key] = kept
            total = sum(entry.bytes for entry in self._entries.values())
            while total > self.most_bytes:
                _, gone = self._entries.popitem(last=False)
                total -= gone.bytes

    @contextmanager
    def alone(self, key: Hashable) -> Iterator[None]:
        """One thread at a time for a key: who asks the same meanwhile waits, and finds it computed."""
        with self._lock:
            lock, waiting = self._busy.get(key, (threading.Lock(), 0))
            self._busy[key] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._busy[key]
                if waiting == 1:
                    del self._busy[key]
                else:
                    self._busy[key] = lock, waiting - 1
