"""The catalog in a SQLite file in WAL mode, for one machine. Locks are the kernel's, on files beside it.

Only the engine opens the file, never Python's SQLite or a plain `open`: closing a file lets go of all locks that the
process has on it (POSIX), so another library's close would leave the engine's transactions without theirs.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asan.warehouse.catalog.base import LakeBusy
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import load_extensions, quoted


class SqliteCatalog:
    """``catalog.sqlite`` in the lake's folder."""

    moves = True
    # Readers and the writer do not wait for each other.
    write_options = ("META_JOURNAL_MODE 'WAL'",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "catalog.sqlite"
        self.paths = (str(self.file),)

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.file.is_file()

    def prepare(self, connection: Connection) -> str:
        """Its extensions, and the file's name."""
        load_extensions(connection, ["sqlite_scanner", "ducklake"])
        return f"sqlite:{quoted(self.file)}"

    @contextmanager
    def creating(self) -> Iterator[None]:
        """Holds ``create.lock``."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "create.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Holds ``etl.lock``. Raises LakeBusy."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "etl.lock").open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LakeBusy(**_holder(handle.fileno())) from None
            holder = {"what": what, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
            handle.truncate(0)
            handle.write(json.dumps(holder))
            handle.flush()
            yield

    def identity(self) -> object:
        """Device and inode of the file; None where it is missing."""
        if not self.exists():
            return None
        stat = self.file.stat()
        return stat.st_dev, stat.st_ino

    def stamp(self) -> object:
        """Size, time and identity of the file and its journal: a look at two files, not a question."""
        files = (self.file, self.file.with_name(self.file.name + "-wal"))
        stats = [file.stat() for file in files if file.exists()]
        return tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns) for stat in stats)


def _holder(descriptor: int) -> dict[str, Any]:
    """Who holds the lock, as written by the holder; it may be just about to write it."""
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return {"what": holder["what"], "pid": holder["pid"], "since": holder["since"]}
    except (ValueError, KeyError):
        return {"what": "?", "pid": "?", "since": "?"}
