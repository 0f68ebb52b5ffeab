"""The CDM's tables as a Spark session knows them: temporary views on the files, made when a question needs them."""

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from asan.warehouse.connection import Connection
from asan.warehouse.engines.base import TableName
from asan.warehouse.engines.kept import TABLES as STATISTICS
from asan.warehouse.engines.spark.files import FileColumn, ParquetPlace
from asan.warehouse.engines.spark.translation.values import known_type

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

RESULTS: Final = "results"


class Tables:
    """Views of one look at the CDM. Their names tell one look from the next, so that none reads the other's files."""

    def __init__(self, place: ParquetPlace, statistics: Connection, address: Callable[[str], str]) -> None:
        """``address``: what Spark calls a folder."""
        self._place = place
        self._address = address
        self._statistics = statistics
        self._prefix = f"asan_{uuid4().hex[:8]}"
        self._pattern = re.compile(rf"\b{self._prefix}_([a-z]+)__(\w+)\b")
        self._made: set[TableName] = set()
        self._session: SparkSession | None = None
        self._lock = threading.Lock()

    def name(self, table: TableName) -> str:
        """Spark's name of the table."""
        return f"{self._prefix}_{table[0]}__{table[1]}"

    def make(self, session: "SparkSession", sql: str) -> None:
        """Make the views that ``sql`` names and that ``session`` does not have yet. Raises Spark's errors."""
        with self._lock:
            if self._session is not session:
                self._session, self._made = session, set()
            for table in dict.fromkeys(self._pattern.findall(sql)):
                if table not in self._made:
                    self._frame(session, table).createOrReplaceTempView(self.name(table))
                    self._made.add(table)

    def drop(self) -> None:
        """Forget the views. Raises Spark's errors."""
        with self._lock:
            if self._session is not None:
                for table in self._made:
                    self._session.catalog.dropTempView(self.name(table))
            self._made = set()

    def _frame(self, session: "SparkSession", table: TableName) -> Any:
        if table[0] == RESULTS and table[1] in STATISTICS:
            return session.createDataFrame(
                self._statistics.cursor().execute(f"SELECT * FROM results.{table[1]}").to_arrow_table()
            )
        found = self._place.tables[table]
        schema = ", ".join(
            f"{_quoted(column.source)} {known_type(column.source_type)}" for column in found.columns if column.source
        )
        frame = session.range(0)
        if found.files and schema:
            frame = session.read.schema(schema).parquet(self._address(found.place))
        return frame.selectExpr(*map(_expression, found.columns))


def _expression(column: FileColumn) -> str:
    value = _quoted(column.source) if column.source else "NULL"
    return f"CAST({value} AS {known_type(column.type)}) AS {_quoted(column.name)}"


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
