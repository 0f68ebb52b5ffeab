"""One writer of clinical data at a time, across processes; the kernel frees the lock of a killed process."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from asan.kit.errors import Conflict
from asan.kit.translation import Text
from asan.warehouse.lake import Lake


class LakeBusy(Conflict):
    """Another run writes the lake."""

    code = "lake_busy"
    text = Text(
        "다른 적재가 진행 중입니다: {what} (프로세스 {pid}, {since}부터).",
        "Another load is under way: {what} (process {pid}, since {since}).",
    )
    next = Text(
        "`asan etl status`로 진행을 보고, 끝난 뒤 다시 실행해 주세요.",
        "Follow it with `asan etl status`, and run again when it has ended.",
    )


@contextmanager
def write_lock(lake: Lake, what: str) -> Iterator[None]:
    """Hold the lake's write lock, saying ``what`` one does. Raises LakeBusy at once where another holds it."""
    lake.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (lake.folder / "etl.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBusy(**_holder(handle.fileno())) from None
        holder = {"what": what, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        handle.truncate(0)
        handle.write(json.dumps(holder))
        handle.flush()
        yield


def _holder(descriptor: int) -> dict[str, Any]:
    """Who holds the lock, as written by the holder; it may be just about to write it."""
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return {"what": holder["what"], "pid": holder["pid"], "since": holder["since"]}
    except (ValueError, KeyError):
        return {"what": "?", "pid": "?", "since": "?"}
