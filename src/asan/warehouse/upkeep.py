"""Keeps the lake small: versions that nobody needs, files that no version knows.

What expires leaves its files behind, scheduled for removal: a question that has begun still reads
them. `asan.warehouse.compaction` removes them once they have been scheduled for longer than the grace.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from asan.warehouse.connection import Connection
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import CATALOG, PREFIX

# A writer that does not hold the write lock may be at work on younger files.
_AGE = "INTERVAL '1 day'"

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


def remove_orphans(lake: Lake) -> int:
    """Delete data files older than a day that belong to no lake version; returns how many."""
    connection = lake.connect_writer()
    try:
        return orphans_removed(connection)
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


def orphans_removed(connection: Connection) -> int:
    """The same on an open connection that writes."""
    removed = connection.execute(
        f"CALL ducklake_delete_orphaned_files('lake', older_than => now() - {_AGE})"
    ).fetchall()
    return len(removed)
