"""SQL of DuckDB's meaning, run on Spark: what code that asks a connection needs of one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from asan.warehouse.spark.dialect import Parameters, Untranslatable, translate
from asan.warehouse.spark.errors import SparkError
from asan.warehouse.spark.running import be_patient, is_connect

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkConnection:
    """A catalog of its own in a Spark session: schemas with a prefix, whose tables are Parquet below one folder.

    The folder must be the same for the session's machines and for this one.
    """

    def __init__(self, session: "SparkSession", folder: Path, prefix: str, schemas: tuple[str, ...]) -> None:
        self._session = session
        self._folder = folder
        self._schemas: Mapping[str, str] = {name: f"{prefix}_{name}" for name in schemas}
        self._answer: DataFrame | None = None
        for name, ours in self._schemas.items():
            self._run(f"CREATE DATABASE {ours} LOCATION '{_escaped(str(folder / name))}'")

    def execute(self, sql: str, parameters: object = (), /) -> Self:
        """Run the statements of ``sql``, a query's rows to be fetched afterwards.

        ``parameters``: a mapping for ``$name``, a sequence for ``?`` and ``$1``. Raises SparkError.
        """
        values: Parameters = parameters if isinstance(parameters, Mapping | list | tuple) else ()
        try:
            statements = translate(sql, values, self._schemas)
        except Untranslatable as error:
            raise SparkError(f"cannot be said in Spark's SQL: {error}") from error
        for statement in statements:
            self._run(statement)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows of the last query. Raises SparkError."""
        if self._answer is None:
            return []
        with _told():
            return [tuple(row) for row in self._answer.collect()]

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row of the last query, None where there is none. Raises SparkError."""
        return next(iter(self.fetchall()), None)

    def take_in(self, schema: str, table: str) -> None:
        """Make a table of the Parquet files that lie in its folder. Raises SparkError."""
        where = _escaped(str(self._folder / schema / table))
        self._run(f"CREATE TABLE {self._schemas[schema]}.`{table}` USING PARQUET LOCATION '{where}'")

    def has(self, schema: str, table: str) -> bool:
        """Whether there is such a table. Raises SparkError."""
        with _told():
            return bool(self._session.catalog.tableExists(f"{self._schemas[schema]}.{table}"))

    def columns(self, schema: str, table: str) -> list[str]:
        """The names of a table's columns, in order. Raises SparkError."""
        with _told():
            return list(self._session.table(f"{self._schemas[schema]}.{table}").columns)

    def close(self) -> None:
        """Forget the schemas, and delete the files of the tables that were made here and are still in the folder."""
        for ours in self._schemas.values():
            self._run(f"DROP DATABASE IF EXISTS {ours} CASCADE")

    def abandon(self) -> None:
        """`close` as far as Spark still listens: it may be what failed."""
        with suppress(Exception):
            if is_connect(self._session):
                be_patient(self._session, tries=0)
            self.close()
            if is_connect(self._session):
                be_patient(self._session)

    def _run(self, statement: str) -> None:
        with _told():
            self._answer = self._session.sql(statement)


@contextmanager
def _told() -> Iterator[None]:
    """What Spark and its way here raise, as a SparkError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise SparkError(str(error)) from error


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
