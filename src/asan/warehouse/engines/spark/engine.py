"""The engine over a CDM of Parquet files: DuckDB judges a question, Spark answers it.

What a question means, its names and its types are DuckDB's to say, on tables of the same columns that are empty. What
it asks of patients or of the vocabulary is then turned into Spark's SQL, or refused. Statistics are kept here, and a
question on them alone is answered here.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection
from asan.warehouse.engines import duckdb_run, kept
from asan.warehouse.engines.base import NO_PARAMETERS, Column, Schema, Session, State, TableName
from asan.warehouse.engines.faults import Unsupported
from asan.warehouse.engines.spark.address import address_of
from asan.warehouse.engines.spark.binder import CATALOG, bind, empty_tables
from asan.warehouse.engines.spark.files import ParquetPlace, look
from asan.warehouse.engines.spark.session import HERE, SparkAsker
from asan.warehouse.engines.spark.statement import Statement
from asan.warehouse.engines.spark.tables import RESULTS, Tables
from asan.warehouse.engines.spark.translation import Unsaid
from asan.warehouse.engines.spark.translation.constants import Constants
from asan.warehouse.engines.spark.translation.query import NOTHING_KEPT, Known, Translation
from asan.warehouse.engines.spark.translation.scope import lower
from asan.warehouse.engines.spark.translation.types import NULL
from asan.warehouse.snapshots import InPlace
from asan.warehouse.spark.file_server import FileServer
from asan.warehouse.spark.running import stopped
from asan.warehouse.spark.session import end_session, is_local, open_session
from asan.warehouse.storage.s3_files import SCHEME, S3Files

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOOK_AGAIN_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the CDM: what there is, the empty tables beside the statistics, and Spark's names."""

    place: ParquetPlace
    schema: Schema
    tables: Tables
    binder: Connection
    state: InPlace


class SparkEngine:
    """Sessions on one Spark session, and the look at the files that they share while these stay as they are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._look: Look | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked = 0.0
        self._spark: SparkSession | None = None
        self._served: FileServer | None = None

    def open(self) -> Session:
        """A session; Spark itself starts with its first question. Raises CdmUnreachable, NotACdm, CdmAddressWrong."""
        return SparkAsker(self, self.look())

    def look(self) -> Look:
        """The CDM, after a look at the folder where the last one was a minute ago."""
        with self._lock:
            stamp = kept.stamp(self._settings)
            if self._look is None or self._stamp != stamp or time.monotonic() - self._looked > _LOOK_AGAIN_SECONDS:
                place = look(self._settings)
                if self._look is None or (self._look.place.tables, self._stamp) != (place.tables, stamp):
                    before = self._look
                    self._look = self._opened(place)
                    if before is not None:
                        with suppress(Exception):  # a Spark that is gone has no views
                            before.tables.drop()
                    self._stamp = stamp
                self._looked = time.monotonic()
            return self._look

    def look_again(self) -> None:
        """Let the next session look: the files are no longer what they were."""
        self._looked = 0.0
        self._look = None

    def spark(self) -> "SparkSession":
        """Spark. Raises the kinds of `asan.warehouse.spark.errors`."""
        with self._lock:
            if self._spark is None:
                self._spark = open_session(self._settings.spark, s3=self._settings)
            return self._spark

    def let_go(self) -> None:
        """Give the connection to Spark up, for it is lost: the next question makes another."""
        with self._lock:
            self._end()

    def stop(self, tag: str) -> None:
        """Have Spark stop what has the ``tag``. A Spark of this machine that does not obey is ended.

        Its tasks look up between rows of a file, not between those of a product of two tables. Whoever asks meanwhile
        waits, and whoever is answered meanwhile loses the answer.
        """
        with self._lock:
            if self._spark is not None and not stopped(self._spark, tag):
                self._end()

    def _end(self) -> None:
        if self._spark is not None:
            end_session(self._spark)
            self._spark = None

    def locate(self, table: TableName, snapshot: State | None) -> exp.Table:
        """The table of that name among the empty ones, or the statistics that are kept here."""
        catalog = "memory" if table[0] == RESULTS else CATALOG
        return exp.table_(table[1], db=table[0], catalog=catalog, quoted=True)

    def translate(
        self,
        statement: exp.Expr,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        session: Session | None = None,
    ) -> str:
        """The statement for Spark; for this machine, where it asks of nothing but statistics and constants.

        Raises Unreadable, Failed, and Unsupported for what Spark would answer otherwise than DuckDB.
        """
        kept = session.relations if isinstance(session, SparkAsker) else None
        known = kept.known if kept is not None else NOTHING_KEPT
        of_spark = any(
            table.catalog == CATALOG or (not table.db and lower(table.name) in known)
            for table in statement.find_all(exp.Table)
        )
        if not isinstance(statement, exp.Query | exp.Values) or not of_spark:
            return f"{HERE}{duckdb_run.text_of(statement)}"
        if kept is not None:
            return self.turned(statement, parameters, kept.binder, known).text
        connection = self.look().binder.cursor()
        try:
            return self.turned(statement, parameters, connection).text
        finally:
            connection.close()

    def turned(
        self, statement: exp.Expr, parameters: Mapping[str, object], binder: Connection, kept: Known = NOTHING_KEPT
    ) -> Statement:
        """The statement for Spark, as DuckDB's ``binder`` judges it. ``kept``: relations that a session keeps.

        Raises what `translate` raises.
        """
        # It may have to start, which is not to count as the question's time.
        self.spark()
        found = self.look()
        try:
            bound = bind(binder, statement, parameters)
            turned = Translation(found.schema, found.tables.name, Constants(binder), parameters, kept)
            query = turned.statement(statement.copy())
        except Unsaid as error:
            raise Unsupported(error.what) from None
        types = tuple("INTEGER" if kind == NULL else kind for kind in query.types)
        if types != bound.types:
            raise Unsupported("values whose type the two engines see differently")
        columns = tuple(zip(bound.schema.names, bound.types, strict=True))
        return Statement(query.sql, columns, found.place.found.source)

    def _opened(self, place: ParquetPlace) -> Look:
        told = kept.read_kept(self._settings, place.found.source)
        binder = empty_tables(self._settings, place.schema, with_statistics=told is not None)
        schema = dict(place.schema)
        for table in kept.TABLES:
            rows = binder.execute(f"DESCRIBE memory.{RESULTS}.{table}").fetchall()
            schema[RESULTS, table] = tuple(Column(row[0], row[1]) for row in rows)
        version = told.vocabulary.version if told and told.vocabulary else ""
        state = InPlace(place.found.source, version, told.computed_at if told else None)
        return Look(place, schema, Tables(place, binder, self._sparks_address()), binder, state)

    def _sparks_address(self) -> Callable[[str], str]:
        """What Spark calls a folder: on S3 a Spark of this machine is served, a cluster has Hadoop's own client."""
        address = address_of(self._settings.cdm.get_secret_value())
        if not address.is_s3:
            return str
        if not is_local(self._settings.spark):
            return lambda place: f"s3a://{place.removeprefix(SCHEME)}"
        if self._served is None:
            self._served = FileServer(S3Files(self._settings, address.folder))
        return self._served.address

    @property
    def troubles(self) -> int:
        """How often the store of the files failed Spark so far, as far as this machine knows."""
        return self._served.troubles if self._served else 0


def source_of(settings: Settings) -> str:
    """The CDM's place as people may see it. Raises CdmAddressWrong."""
    return address_of(settings.cdm.get_secret_value()).shown
