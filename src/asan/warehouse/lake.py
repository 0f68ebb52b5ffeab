"""The lake: Parquet files and their catalog, opened by one writer and many readers.

Schemas: ``cdm`` (clinical and derived tables), ``vocabulary``, ``results`` (statistics for pages), ``etl`` (rejects),
``staging`` (source rows for incremental runs; nobody reads them through the gateway).
A reader sees what was committed; which commits are published snapshots is told by `asan.warehouse.snapshots`.
"""

from asan.kit.errors import AsanError
from asan.kit.settings import Settings, settings
from asan.kit.translation import Text
from asan.warehouse.catalog import catalog_of
from asan.warehouse.connection import Connection, open_engine, tables_in, transaction
from asan.warehouse.extensions import quoted
from asan.warehouse.in_place import refuse_in_place
from asan.warehouse.storage import storage_of

SCHEMAS = ("cdm", "vocabulary", "results", "etl", "staging")

REJECT_TABLE = """CREATE TABLE IF NOT EXISTS lake.etl.reject (
    run_id BIGINT, step VARCHAR, file VARCHAR, line BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"""


class LakeMissing(AsanError):
    """No data was loaded yet: there is nothing to read."""

    code = "lake_missing"
    status = 404
    text = Text("아직 적재된 데이터가 없습니다.", "No data has been loaded yet.")
    next = Text(
        "`asan etl run --source 폴더` 또는 `asan cdm import 폴더`를 실행해 주세요.",
        "Run `asan etl run --source FOLDER` or `asan cdm import FOLDER`.",
    )


class Lake:
    """The lake of one data folder. Cheap to make: it opens nothing until asked for a connection.

    Raises CdmInPlace where the settings name another CDM.
    """

    def __init__(self, settings: Settings) -> None:
        refuse_in_place(settings)
        self.settings = settings
        self.catalog = catalog_of(settings)
        self.storage = storage_of(settings)

    def exists(self) -> bool:
        """Whether the lake was ever written."""
        return self.catalog.exists()

    def connect_writer(self) -> Connection:
        """An engine in memory with the lake attached as ``lake`` for writing; the lake is made when absent."""
        connection = open_engine(self.settings)
        self.attach(connection, read_only=False)
        return connection

    def connect_reader(self) -> Connection:
        """A read-only engine that reaches the lake's own files and nothing else, for as long as it lives.

        Raises LakeMissing. Neither files, network nor settings can be opened up again from SQL.
        """
        connection = open_engine(self.settings)
        self.attach(connection, read_only=True)
        paths = ", ".join(f"'{quoted(path)}'" for path in self.catalog.paths)
        connection.execute(f"SET allowed_directories=['{quoted(self.storage.location)}/']")
        connection.execute(f"SET allowed_paths=[{paths}]")
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
        return connection

    def attach(self, connection: Connection, *, read_only: bool) -> None:
        """Attach the lake as ``lake`` to an open engine. Raises LakeMissing when reading one that is not there."""
        if read_only:
            if not self.exists():
                raise LakeMissing
            options = ", ".join(("READ_ONLY", *(self._place if self.catalog.moves else ())))
            connection.execute(f"ATTACH 'ducklake:{self._prepare(connection)}' AS lake ({options})")
            return
        self.storage.make()
        with self.catalog.creating():
            # No rows inside the catalog: every table stays a set of Parquet files that other tools can read.
            options = ", ".join((*self._place, "DATA_INLINING_ROW_LIMIT 0", *self.catalog.write_options))
            connection.execute(f"ATTACH 'ducklake:{self._prepare(connection)}' AS lake ({options})")
            self._make_schemas(connection)

    @property
    def _place(self) -> tuple[str, ...]:
        """Where the files are: the catalog remembers where they were when it was made."""
        told = f"DATA_PATH '{quoted(self.storage.location)}'"
        return (told, "OVERRIDE_DATA_PATH true") if self.catalog.moves else (told,)

    def _prepare(self, connection: Connection) -> str:
        """Bring the engine the extensions and keys that the lake needs; returns where its catalog is."""
        self.storage.prepare(connection)
        return self.catalog.prepare(connection)

    def _make_schemas(self, connection: Connection) -> None:
        if tables_in(connection, "lake", "etl"):
            return
        with transaction(connection):
            for schema in SCHEMAS:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS lake.{schema}")
            connection.execute(REJECT_TABLE)
        # Source rows are read by incremental runs only: a third smaller for the same work to write.
        connection.execute("CALL lake.set_option('parquet_compression', 'zstd', schema => 'staging')")


def lake() -> Lake:
    """The lake of this process's settings."""
    return Lake(settings())
