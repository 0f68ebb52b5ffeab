"""Keeps the lake's folder free of files that no version of it knows: what a killed writer has left behind."""

from asan.warehouse.lake import Lake

# A writer that does not hold the write lock may be at work on younger files.
_AGE = "INTERVAL '1 day'"


def remove_orphans(lake: Lake) -> int:
    """Delete data files older than a day that belong to no lake version; returns how many."""
    connection = lake.connect_writer()
    try:
        removed = connection.execute(
            f"CALL ducklake_delete_orphaned_files('lake', older_than => now() - {_AGE})"
        ).fetchall()
        return len(removed)
    finally:
        connection.close()
