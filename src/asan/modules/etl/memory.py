"""The most memory that this process, with the engine inside it, takes while something runs."""

import threading
from types import TracebackType

import psutil

_EVERY_SECONDS = 0.2


class PeakMemory:
    """Used as ``with PeakMemory() as memory``; ``memory.peak_mb`` is the highest resident size so far, in MB."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._peak = 0

    @property
    def peak_mb(self) -> float:
        """Highest resident size seen, in millions of bytes."""
        self._look()
        return self._peak / 1e6

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        self._peak = max(self._peak, self._process.memory_info().rss)
