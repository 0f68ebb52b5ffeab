"""How a connection to the embedded engine is opened: nothing autoloaded, limits from the settings, own spill folder."""

import errno
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import duckdb

from asan.kit.settings import Settings
from asan.warehouse.extensions import quoted
from asan.warehouse.memory import default_limit

Connection = duckdb.DuckDBPyConnection
EngineError = duckdb.Error
ENGINE_VERSION = duckdb.__version__


class Answered(Protocol):
    """What was asked, to be fetched."""

    def fetchall(self) -> list[Any]:
        """All rows, as tuples."""

    def fetchone(self) -> Any:
        """The first row, None where there is none."""


class Asks(Protocol):
    """What runs SQL of DuckDB's meaning: a connection to the embedded engine, or to another that means the same."""

    def execute(self, query: str, parameters: object = ..., /) -> Answered:
        """Run the statements of ``query``."""


_numbers = itertools.count(1)


def open_engine(settings: Settings, path: Path | None = None, *, read_only: bool = False) -> Connection:
    """A connection to the database file ``path``, or to an empty one in memory.

    Each connection spills into a folder of its own: two engines that share one would overwrite each other's files.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # Until `load_extensions` has loaded the files that it checks itself.
        "allow_unsigned_extensions": True,
        "temp_directory": str(_spill_folder(settings)),
        "memory_limit": settings.memory_limit or default_limit(),
    }
    if path and not read_only:
        # What only this release has to read takes less work to write: its compression of text is one method, not three
        # that are tried.
        config["storage_compatibility_version"] = "latest"
    if settings.threads:
        config["threads"] = settings.threads
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    # Where it takes its caller for interactive (`python -c`), the engine draws a bar on standard output.
    connection.execute("SET enable_progress_bar = false")
    return connection


def close_engine(connection: Connection) -> None:
    """Close a connection of `open_engine`, with what Ctrl-C may have left of its question.

    Ctrl-C ends the wait for an answer, not the threads that work on it: with `close` alone they would go on, hold the
    files and the connections to other servers, and crash the process that ends under them. Asking something else
    ends them.
    """
    with suppress(EngineError):
        connection.execute("SELECT 1")
    connection.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """One transaction: committed at the end, rolled back when anything is raised.

    A commit that fails has ended the transaction already; what is raised is its error, not the rollback's.
    """
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(EngineError):
            connection.execute("ROLLBACK")
        raise


def out_of_space(error: BaseException) -> bool:
    """Whether an error of the engine, the app store or the system says that no more can be written."""
    text = str(error).lower()
    said = ("no space left", "disk is full", "file too large", "disk full", "disk quota")
    # SQLite calls only ENOSPC a full disk; a quota or the largest size of a file is a write that failed.
    sqlite = getattr(getattr(error, "orig", error), "sqlite_errorname", None)
    return (
        any(words in text for words in said)
        or getattr(error, "errno", None) in (errno.ENOSPC, errno.EFBIG)
        or sqlite == "SQLITE_IOERR_WRITE"
    )


def out_of_memory(error: BaseException) -> bool:
    """Whether the engine may use no more memory, or the machine has none."""
    return isinstance(error, duckdb.OutOfMemoryException | MemoryError)


def interrupted(error: BaseException) -> bool:
    """Whether an error is Ctrl-C, which the engine reports in its own way when it arrives while a query runs."""
    return isinstance(error, KeyboardInterrupt) or (
        isinstance(error, RuntimeError) and str(error).strip() == "Query interrupted"
    )


def attached(connection: Connection, name: str) -> bool:
    """Whether a database called ``name`` is attached to the connection."""
    found = connection.execute("SELECT count(*) FROM duckdb_databases() WHERE database_name = ?", [name]).fetchone()
    return bool(found and found[0])


def tables_in(connection: Connection, database: str, schema: str) -> set[str]:
    """The tables and views of a schema of an attached database."""
    # Not duckdb_tables(): it asks every database for its tables' sizes, a third of a second where a lake is attached.
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ?",
        [database, schema],
    ).fetchall()
    return {name for (name,) in rows}


def attach_file(connection: Connection, path: Path, name: str, *, read_only: bool = True) -> None:
    """Attach the database file ``path`` under ``name``."""
    mode = " (READ_ONLY)" if read_only else ""
    connection.execute(f"ATTACH '{quoted(path)}' AS {name}{mode}")


def _spill_folder(settings: Settings) -> Path:
    root = settings.make_home() / "spill"
    root.mkdir(mode=0o700, exist_ok=True)
    _remove_abandoned(root)
    return root / f"{os.getpid()}-{next(_numbers)}"


def _remove_abandoned(root: Path) -> None:
    """Remove the spill folders of processes that were killed before they could."""
    for folder in root.iterdir():
        pid = folder.name.partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)
