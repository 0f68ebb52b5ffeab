"""Work for a request, stopped when whoever asked has gone away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from anyio.to_thread import run_sync
from starlette.types import Receive

T = TypeVar("T")

_AGAIN: Final = 0.5
"""Seconds between two calls to stop: one that comes just before the work can hear it is lost."""


@asynccontextmanager
async def watched(receive: Receive, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Call ``stop`` once the client has gone, and again until the block ends. The body must have been read."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        while True:
            await run_sync(stop)
            await asyncio.sleep(_AGAIN)

    watcher = asyncio.create_task(watch())
    try:
        yield
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)


async def while_present(receive: Receive, work: Callable[[], T], stop: Callable[[], None]) -> T:
    """What ``work`` returns, done in a thread of its own. It must end soon after ``stop`` was called."""
    async with watched(receive, stop):
        return await run_sync(work)
