"""Writes tables anew that lie in many small files or have many deleted rows, and removes what no version needs.

No existing version changes: a table's rows are written again as a new version (docs/adr/0006). What readers have pinned
stays as it lies, and its files go once those versions have expired and the grace is over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from asan.warehouse.connection import Connection, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.publish import PUBLISHED_SCHEMAS, commit_message, order_of, same_data
from asan.warehouse.snapshots import CATALOG, PREFIX, Snapshot, current
from asan.warehouse.upkeep import orphans_removed
from asan.warehouse.vocabulary import loaded

KIND: Final = "compaction"
"""What a publication of rows written anew is called among the snapshots."""

# A table is written anew when it lies in so many files more than its size asks for, or lacks too many of their rows.
_MOST_FILES = 8
_FILE_BYTES = 64_000_000
_DELETED = {"etl": 0.0}
_PUBLISHED_DELETED = 0.1


@dataclass(frozen=True, slots=True)
class Compaction:
    """What compaction did: tables written anew; files removed that no version needs, or that a killed writer left.

    ``snapshot``: the published version with the tables that people read; None where none of them was scattered.
    """

    rewritten: tuple[str, ...]
    snapshot: int | None
    removed: int
    orphans: int


def compact(lake: Lake, grace: timedelta, progress: Callable[[float, str], None]) -> Compaction:
    """Write scattered tables anew and remove files that were not needed for longer than ``grace``.

    Published tables are written anew as a snapshot with the same rows, so that readers come to the new files; not while
    a vocabulary is loaded that they were not made with, for that would be published too. ``etl`` is read at its newest
    version. The caller holds the write lock. Each part is a commit of its own and may be broken off: what was done
    stays done, and the next compaction goes on from there. ``progress`` is told how far it is (0 to 1) and may raise to
    end it. Raises EngineError.
    """
    connection = lake.connect_writer()
    try:
        progress(0.0, "rewrite")
        kept = _scattered(connection, ("etl",))
        for table in kept:
            with transaction(connection):
                _rewrite(connection, table)
                commit_message(connection, f"compaction of {table}", {})
        published, snapshot = _publish_anew(connection, progress)
        progress(0.6, "remove")
        removed = connection.execute(
            f"CALL ducklake_cleanup_old_files('lake', older_than => now() - to_seconds({grace.total_seconds():f}))"
        ).fetchall()
        progress(0.9, "orphans")
        return Compaction((*kept, *published), snapshot, len(removed), orphans_removed(connection))
    finally:
        connection.close()


def _publish_anew(connection: Connection, progress: Callable[[float, str], None]) -> tuple[tuple[str, ...], int | None]:
    """The scattered tables that were published, and the version that has them whole."""
    before = current(connection)
    tables = _scattered(connection, PUBLISHED_SCHEMAS)
    if before is None or not tables or _vocabulary_ahead(connection, before):
        return (), None
    with transaction(connection):
        for done, table in enumerate(tables):
            progress(0.6 * done / len(tables), "rewrite")
            _rewrite(connection, table)
        commit_message(connection, f"{PREFIX}{KIND}", same_data(before, KIND))
    after = current(connection)
    return tables, after.version if after else None


def _vocabulary_ahead(connection: Connection, before: Snapshot) -> bool:
    vocabulary = loaded(connection)
    return vocabulary is not None and before.vocabulary not in ("", vocabulary.fingerprint)


def _scattered(connection: Connection, schemas: tuple[str, ...]) -> tuple[str, ...]:
    rows = connection.execute(
        f"""SELECT s.schema_name, t.table_name, count(DISTINCT f.data_file_id), sum(f.file_size_bytes),
                   sum(f.record_count), coalesce(sum(d.delete_count), 0)
            FROM {CATALOG}.ducklake_schema s
            JOIN {CATALOG}.ducklake_table t USING (schema_id)
            JOIN {CATALOG}.ducklake_data_file f USING (table_id)
            LEFT JOIN {CATALOG}.ducklake_delete_file d
              ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL
            WHERE list_contains($schemas, s.schema_name)
              AND s.end_snapshot IS NULL AND t.end_snapshot IS NULL AND f.end_snapshot IS NULL
            GROUP BY ALL ORDER BY ALL""",
        {"schemas": list(schemas)},
    ).fetchall()
    return tuple(
        f"{schema}.{table}"
        for schema, table, files, size, rows, deleted in rows
        if files > _MOST_FILES + size / _FILE_BYTES or deleted > rows * _DELETED.get(schema, _PUBLISHED_DELETED)
    )


def _rewrite(connection: Connection, table: str) -> None:
    """All rows of ``table`` into new files, within the open transaction.

    Not by ducklake_merge_adjacent_files: it changes what existing versions consist of, and a reader of a SQLite
    catalog that looks in that moment finds no file and answers that there is no row (docs/adr/0006).
    """
    order = order_of(connection, "lake", *table.split("."))
    # Not from the version before: what the transaction has deleted is missing there too.
    connection.execute(f"CREATE TEMP TABLE kept AS FROM lake.{table}")
    connection.execute(f"DELETE FROM lake.{table}")
    connection.execute(f"INSERT INTO lake.{table} FROM kept{order}")
    connection.execute("DROP TABLE kept")
