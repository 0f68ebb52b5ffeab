"""An engine in memory with nothing clinical in it: small tables to be asked in SQL, without a way to anything else."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from asan.warehouse.connection import Connection
from asan.warehouse.engines import duckdb_run
from asan.warehouse.engines.base import Rows

MEMORY = "256MB"


class Scratch:
    """Tables made by ``script`` from the Arrow tables ``given``, which it sees by their names. Read only thereafter.

    Safe to share between threads; its sessions are not.
    """

    def __init__(self, script: str, given: Mapping[str, pa.Table]) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY,
                "threads": 1,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": "",
            },
        )
        for name, table in given.items():
            self._connection.register(name, table)
        self._connection.execute(script)
        for name in given:
            self._connection.unregister(name)
        self._connection.execute("SET enable_external_access = false; SET lock_configuration = true")

    def open(self) -> "ScratchSession":
        """A session of its own."""
        return ScratchSession(self._connection.cursor())


class ScratchSession:
    """Runs one statement at a time. ``cancel`` alone may be called from another thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, sql: str, parameters: Mapping[str, object]) -> Rows:
        """Run a SELECT. Raises the kinds of `asan.warehouse.engines.faults.Fault` but Missing."""
        return duckdb_run.run(self._connection, sql, parameters)

    def cancel(self) -> None:
        """Stop the statement that runs, if any."""
        self._connection.interrupt()

    def close(self) -> None:
        """Give up the session."""
        self._connection.interrupt()
        self._connection.close()
