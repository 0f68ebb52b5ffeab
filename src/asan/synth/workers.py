"""How many processes make a hospital, where nobody says."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

# What one takes at most: a block of the preset `original` with all of its tables.
MEMORY = 2_000_000_000
_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def fitting() -> int:
    """As many as there are cores, but no more than the memory that is free now has room for; at least one."""
    free = int(psutil.virtual_memory().available)
    with suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        free = min(free, int(_LIMIT_OF_CONTAINER.read_text()))
    return max(1, min(os.cpu_count() or 1, free // MEMORY))
