"""How much memory an engine may take, where the settings do not say."""

from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil

# Beside the engine stand its readers, the pages and the system's file cache, which the engine's own default (four
# fifths) leaves too little; past the limit it spills to disk.
SHARE = 3
_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


@cache
def default_limit() -> str:
    """A third of the machine's memory, or of the container's where that is less, as the engine takes it."""
    total = int(psutil.virtual_memory().total)
    with suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        total = min(total, int(_LIMIT_OF_CONTAINER.read_text()))
    return f"{total // SHARE // 2**20}MiB"
