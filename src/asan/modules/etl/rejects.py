"""Rejected rows go to the lake's ``etl.reject``, with their line, whether the run is published or not."""

from asan.warehouse.connection import Connection, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.publish import commit_message

# The line of a record is its number plus the last shift at or before it.
_SELECT = """
SELECT CAST($run AS BIGINT), step, file, source_row + shift, column_name, value, reason
FROM (
    SELECT r.*, s.shift,
           row_number() OVER (PARTITION BY r.step, r.file, r.source_row, r.reason ORDER BY s.source_row DESC) AS place
    FROM {work}.etl.reject AS r
    LEFT JOIN {work}.etl.line_shift AS s ON s.file = r.file AND s.source_row <= r.source_row
) AS placed
WHERE place = 1
UNION ALL
SELECT CAST($run AS BIGINT), 'source', file, line, NULL, value, reason FROM {work}.etl.malformed
ORDER BY 2, 3, 4
"""


def rejected_rows(connection: Connection) -> int:
    """How many source rows the steps so far have rejected."""
    return int(
        connection.execute(
            "SELECT (SELECT count(*) FROM etl.reject) + (SELECT count(*) FROM etl.malformed)"
        ).fetchall()[0][0]
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
            connection.execute(f"INSERT INTO lake.etl.reject {_SELECT.format(work=work)}", {"run": run})
            commit_message(connection, f"rejects of run {run}", {"run": run})
        counted = connection.execute("SELECT count(*) FROM lake.etl.reject WHERE run_id = ?", [run]).fetchall()
        return int(counted[0][0])
    finally:
        connection.execute("DETACH lake")
