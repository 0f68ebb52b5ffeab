"""Questions of a job stop when the job is cancelled, in the middle of what the engine does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from asan.gateway import errors
from asan.gateway.execution import Cancellation
from asan.kit.jobs.registry import Cancelled, JobContext

_LOOK: Final = 0.5
"""Seconds between two looks whether the job was cancelled."""


@contextmanager
def cancelled_with(context: JobContext) -> Iterator[Cancellation]:
    """A cancellation that follows the job's, for the questions asked in the block. Raises the job's Cancelled."""
    cancellation, ended = Cancellation(), threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK):
            try:
                context.check_cancelled()
            except Cancelled:
                # The engine hears it only while it runs something: said again until the block ends.
                cancellation.cancel()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield cancellation
    except errors.Cancelled:
        raise Cancelled from None
    finally:
        ended.set()
        watcher.join()
