"""The vocabulary of a CDM in place, asked one concept at a time: the server finds that by its own indexes.

A vocabulary holds no patient, and millions of concepts: to join a handful of them here, all would have to be fetched.
"""

import re
from collections.abc import Mapping
from typing import Any

import psycopg

from asan.warehouse.engines.errors import CdmUnreachable
from asan.warehouse.engines.postgres.address import Address
from asan.warehouse.engines.postgres.catalog import connected
from asan.warehouse.engines.postgres.views import Presented, vocabulary_selects

_TABLE = re.compile(r"\blake\.vocabulary\.(\w+)")
_PARAMETER = re.compile(r"\$(\w+)")


class ServerVocabulary:
    """Answers the SQL of `asan.warehouse.concepts`, which both engines read, from the server's own tables."""

    def __init__(self, address: Address, presented: Presented) -> None:
        self._address = address
        self._selects = vocabulary_selects(presented)
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, sql: str, parameters: Mapping[str, object], /) -> "ServerVocabulary":
        """Ask; tables are those of ``lake.vocabulary``, parameters ``$name``. Raises CdmUnreachable."""
        names = sorted(set(_TABLE.findall(sql)))
        # Not materialized: the server would write a whole table down before it looks for one row of it.
        tables = ", ".join(f"asan_{name} AS NOT MATERIALIZED ({self._selects[name]})" for name in names)
        text = _PARAMETER.sub(r"%(\1)s", _TABLE.sub(r"asan_\1", sql.replace("%", "%%")))
        try:
            with connected(self._address) as session:
                self._rows = session.execute(f"WITH {tables.replace('%', '%%')} {text}", parameters).fetchall()
        except psycopg.Error:
            raise CdmUnreachable(detail="its vocabulary is not what it was: asan cdm refresh") from None
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows of the last question."""
        return self._rows
