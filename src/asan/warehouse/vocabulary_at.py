"""The vocabulary as it was at one version of the lake."""

import re
from collections.abc import Mapping
from typing import Any

from asan.warehouse.connection import Connection

_TABLE = re.compile(r"\blake\.vocabulary\.\w+")


class VocabularyAt:
    """Answers SQL on ``lake.vocabulary`` from the lake's version ``version``."""

    def __init__(self, connection: Connection, version: int) -> None:
        self._connection = connection
        self._version = version

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None, /) -> "VocabularyAt":
        """Ask; tables are ``lake.vocabulary``'s, parameters ``$name``."""
        pinned = _TABLE.sub(lambda table: f"(FROM {table[0]} AT (VERSION => {self._version}))", sql)
        self._connection.execute(pinned, parameters or {})
        return self

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return self._connection.fetchall()

    def fetchmany(self, size: int) -> list[Any]:
        """The next ``size`` rows."""
        return self._connection.fetchmany(size)
