"""Which machine this is, where several share an app store, and whether a process of this one lives."""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import psutil

from asan.kit.settings import settings


def machine() -> str:
    """This data folder's own name: made once, the same after a restart, under whatever host name."""
    return _machine_of(settings().make_home())


@cache
def _machine_of(home: Path) -> str:
    file = home / "machine"
    if not file.exists():
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(uuid4().hex)
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass  # another process was first
        finally:
            fresh.unlink()
    return file.read_text().strip()


def lives(at: str, pid: int, since: datetime) -> bool:
    """Whether the process that began something at ``since`` (UTC) is there, and not another that got its number.

    Of a process of another machine nothing is known, so it is taken to live. ``at`` is empty in records from before
    machines were told apart: they are this machine's.
    """
    if at and at != machine():
        return True
    try:
        born: float = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return False
    return born <= since.replace(tzinfo=UTC).timestamp() + 1
