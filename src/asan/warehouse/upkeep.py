"""Keeps the lake small: versions that nobody needs, tables in many small files, files that no version knows.

What expires or is rewritten leaves its files behind, scheduled for removal: a question that has begun still reads
them. `compact` removes them once they have been scheduled for longer than the grace.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from asan.warehouse.connection import Connection, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.publish import commit_message
from asan.warehouse.snapshots import CATALOG, PREFIX

# A writer that does not hold the write lock may be at work on younger files.
_AGE = "INTERVAL '1 day'"

# A table of the newest version is written anew when it lies in more files than this, or has deleted rows.
_MOST_FILES = 8

# Whoever reads without naming a version is at the newest one for a moment; older ones that never were published have
# no reader. A moment is milliseconds; on a machine out of breath, seconds.
_MOMENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Expiry:
    """What expiry does. ``versions`` were published; ``others`` counts older lake versions that never were.

    ``files`` and ``bytes``: what only those versions know, and compaction will remove.
    """

    versions: tuple[int, ...]
    others: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """What compaction did: tables written anew; files removed that no version needs, or that a killed writer left."""

    rewritten: tuple[str, ...]
    removed: int
    orphans: int


def remove_orphans(lake: Lake) -> int:
    """Delete data files older than a day that belong to no lake version; returns how many."""
    connection = lake.connect_writer()
    try:
        return _remove_orphans(connection)
    finally:
        connection.close()


def foresee(connection: Connection, gone: Collection[int], grace: timedelta) -> Expiry:
    """What expiring the published snapshots ``gone`` would do; nothing is changed."""
    return _foresee(connection, gone, grace)[0]


def expire(lake: Lake, gone: Collection[int], grace: timedelta) -> Expiry:
    """Forget the published snapshots ``gone``, and versions that were never published, save the last hour's.

    The caller holds the write lock and answers for ``gone`` not to hold what anybody needs. One commit: a process
    killed before it has changed nothing. Raises EngineError.
    """
    connection = lake.connect_writer()
    try:
        told, versions = _foresee(connection, gone, grace)
        if versions:
            listed = ", ".join(map(str, versions))
            connection.execute(f"CALL ducklake_expire_snapshots('lake', versions => [{listed}])")
        return told
    finally:
        connection.close()


def compact(lake: Lake, grace: timedelta, progress: Callable[[float, str], None]) -> Compaction:
    """Write tables in many small files anew and remove files that were not needed for longer than ``grace``.

    Published tables are whole files already; what grows by small ones is ``etl``, which is read at its newest version.
    The caller holds the write lock. Each part is a commit of its own and may be broken off: what was done stays done,
    and the next compaction goes on from there. ``progress`` is told how far it is (0 to 1) and may raise to end it.
    Raises EngineError.
    """
    connection = lake.connect_writer()
    try:
        progress(0.0, "rewrite")
        tables = _scattered(connection)
        for table in tables:
            _rewrite(connection, table)
        progress(0.6, "remove")
        seconds = grace.total_seconds()
        removed = connection.execute(
            f"CALL ducklake_cleanup_old_files('lake', older_than => now() - to_seconds({seconds:f}))"
        ).fetchall()
        progress(0.9, "orphans")
        return Compaction(tables, len(removed), _remove_orphans(connection))
    finally:
        connection.close()


def _scattered(connection: Connection) -> tuple[str, ...]:
    rows = connection.execute(
        f"""SELECT s.schema_name || '.' || t.table_name
            FROM {CATALOG}.ducklake_schema s
            JOIN {CATALOG}.ducklake_table t USING (schema_id)
            JOIN {CATALOG}.ducklake_data_file f USING (table_id)
            LEFT JOIN {CATALOG}.ducklake_delete_file d
              ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL
            WHERE s.schema_name = 'etl' AND s.end_snapshot IS NULL AND t.end_snapshot IS NULL AND f.end_snapshot IS NULL
            GROUP BY ALL HAVING count(DISTINCT f.data_file_id) > {_MOST_FILES} OR count(d.data_file_id) > 0
            ORDER BY 1"""
    ).fetchall()
    return tuple(name for (name,) in rows)


def _rewrite(connection: Connection, table: str) -> None:
    """All rows of ``table`` into new files, as a new version of the lake.

    Not by ducklake_merge_adjacent_files: it changes what existing versions consist of, and a reader of a SQLite
    catalog that looks in that moment finds no file and answers that there is no row (docs/adr/0006).
    """
    with transaction(connection):
        connection.execute(f"CREATE TEMP TABLE kept AS FROM lake.{table}")
        connection.execute(f"DELETE FROM lake.{table}")
        connection.execute(f"INSERT INTO lake.{table} FROM kept")
        connection.execute("DROP TABLE kept")
        commit_message(connection, f"compaction of {table}", {})


def _foresee(connection: Connection, gone: Collection[int], grace: timedelta) -> tuple[Expiry, tuple[int, ...]]:
    """What expiry does, and every lake version that it takes."""
    rows = connection.execute(
        f"""SELECT snapshot_id, coalesce(commit_message LIKE '{PREFIX}%', false),
                   CAST(snapshot_time AS TIMESTAMPTZ) <= now() - to_seconds({min(grace, _MOMENT).total_seconds():f})
            FROM {CATALOG}.ducklake_snapshot JOIN {CATALOG}.ducklake_snapshot_changes USING (snapshot_id)
            ORDER BY snapshot_id"""
    ).fetchall()
    newest = rows[-1][0] if rows else None
    published = tuple(version for version, is_published, _ in rows if is_published and version in gone)
    others = tuple(version for version, is_published, old in rows if not is_published and old and version != newest)
    left = [version for version, _, _ in rows if version not in {*published, *others}]
    found = connection.execute(
        f"""SELECT count(*), coalesce(sum(file_size_bytes), 0) FROM {CATALOG}.ducklake_data_file
            WHERE NOT EXISTS (SELECT 1 FROM unnest($left) AS kept(version)
                              WHERE version >= begin_snapshot AND coalesce(version < end_snapshot, true))""",
        {"left": left},
    ).fetchone()
    files, size = found or (0, 0)
    return Expiry(published, len(others), int(files), int(size)), (*published, *others)


def _remove_orphans(connection: Connection) -> int:
    removed = connection.execute(
        f"CALL ducklake_delete_orphaned_files('lake', older_than => now() - {_AGE})"
    ).fetchall()
    return len(removed)
