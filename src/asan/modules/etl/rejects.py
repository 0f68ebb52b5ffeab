"""Rejected rows go to the lake's ``etl.reject``, with their line, whether the run is published or not."""

from asan.modules.etl.errors import TooManyRejects
from asan.warehouse.connection import Asks, Connection, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.publish import commit_message

# The line of a record is its number plus the last shift at or before it.
_SELECT = """
SELECT CAST($run AS BIGINT) AS run_id, step, file, source_row + shift AS line, column_name, value, reason
FROM (
    SELECT r.*, s.shift,
           row_number() OVER (PARTITION BY r.step, r.file, r.source_row, r.reason ORDER BY s.source_row DESC) AS place
    FROM {work}etl.reject AS r
    LEFT JOIN {work}etl.line_shift AS s ON s.file = r.file AND s.source_row <= r.source_row
) AS placed
WHERE place = 1
UNION ALL
SELECT CAST($run AS BIGINT), 'source', file, line, NULL, value, reason FROM {work}etl.malformed
ORDER BY 2, 3, 4
"""


def lined_rejects(work: str = "") -> str:
    """The query for all rejects with their line, parameter ``$run``; ``work`` is the database of the steps' tables."""
    return _SELECT.format(work=f"{work}." if work else "")


def refuse_too_many(connection: Asks, limit: float, run: int) -> None:
    """Raise TooManyRejects where more than the share ``limit`` of all read rows was rejected so far."""
    read = int(connection.execute("SELECT coalesce(sum(records), 0) FROM etl.file").fetchall()[0][0])
    rejected = int(
        connection.execute(
            "SELECT (SELECT count(*) FROM etl.reject) + (SELECT count(*) FROM etl.malformed)"
        ).fetchall()[0][0]
    )
    if not read or rejected / read <= limit:
        return
    file, reason, count = connection.execute(
        """SELECT file, reason, count(*) AS rows FROM (
               SELECT file, reason FROM etl.reject UNION ALL SELECT file, reason FROM etl.malformed) AS r
           GROUP BY file, reason ORDER BY rows DESC, file, reason LIMIT 1"""
    ).fetchall()[0]
    raise TooManyRejects(
        read=read, rejected=rejected, share=rejected / read, limit=limit, reason=f"{file} {reason} {count}", run=run
    )


def keep_rejects(lake: Lake, connection: Connection, run: int) -> int:
    """Commit the run's rejects to the lake, as a version that no reader of clinical data sees; returns how many.

    ``connection`` is the work database, with no lake attached.
    """
    work = str(connection.execute("SELECT current_database()").fetchall()[0][0])
    lake.attach(connection, read_only=False)
    try:
        with transaction(connection):
            connection.execute("DELETE FROM lake.etl.reject WHERE run_id = ?", [run])
            connection.execute(f"INSERT INTO lake.etl.reject {lined_rejects(work)}", {"run": run})
            commit_message(connection, f"rejects of run {run}", {"run": run})
        counted = connection.execute("SELECT count(*) FROM lake.etl.reject WHERE run_id = ?", [run]).fetchall()
        return int(counted[0][0])
    finally:
        connection.execute("DETACH lake")
