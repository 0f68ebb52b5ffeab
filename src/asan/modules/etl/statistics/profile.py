"""A profile of every column: rows, nulls, distinct values, range, mean, and the frequent values of categories."""

import json

from asan.kit.settings import settings
from asan.modules.etl.statistics.columns import Table
from asan.modules.etl.statistics.counts import VALUES, TableCount
from asan.modules.etl.statistics.distinct import estimate
from asan.warehouse.connection import Connection

TOP = 10


def profile_table(connection: Connection, counted: str, table: Table, count: TableCount) -> None:
    """Insert one row a column of ``table`` into ``results.column_profile``, from what was counted of its rows.

    Distinct values are counted exactly for categories and estimated for the others; ``counted`` is the schema of the
    counts of values. A value that fewer than ``small_cell`` rows have is not kept: it could name a person.
    """
    frequent, cells = _frequent(connection, counted, table), _cells(connection, counted, table)
    profiles = []
    for column in table.columns:
        known = count.columns[column.name]
        values: str | None = None
        if column.is_category:
            number, top = frequent.get(column.name, (0, []))
            values = json.dumps(top, ensure_ascii=False)
        else:
            number = estimate(cells.get(column.name, []), known.filled)
        profiles.append(
            (
                table.name, column.name, count.rows, count.rows - known.filled, number, column.is_category,
                known.minimum, known.maximum, known.mean, values,
            )
        )  # fmt: skip
    connection.executemany("INSERT INTO results.column_profile VALUES (?,?,?,?,?,?,?,?,?,?)", profiles)


def _cells(connection: Connection, counted: str, table: Table) -> dict[str, list[int]]:
    names = [column.name for column in table.columns if not column.is_category]
    rows = connection.execute(
        f"SELECT column_name, list(value::INTEGER) FROM {counted}.{VALUES} "
        "WHERE table_name = $1 AND column_name IN (SELECT unnest($2)) GROUP BY column_name",
        [table.name, names],
    ).fetchall()
    return dict(rows)


def _frequent(connection: Connection, counted: str, table: Table) -> dict[str, tuple[int, list[dict[str, object]]]]:
    """Column → (exact distinct count, its most frequent values, most frequent first)."""
    categories = [column.name for column in table.columns if column.is_category]
    rows = connection.execute(
        "WITH ranked AS (SELECT column_name, value, row_count, "
        "row_number() OVER (PARTITION BY column_name ORDER BY row_count DESC, value) AS place, "
        "count(*) OVER (PARTITION BY column_name) AS distinct_values "
        f"FROM {counted}.{VALUES} WHERE table_name = $1 AND column_name IN (SELECT unnest($2))) "
        f"SELECT column_name, distinct_values, value, row_count FROM ranked WHERE place <= {TOP} "
        "ORDER BY column_name, place",
        [table.name, categories],
    ).fetchall()
    found: dict[str, tuple[int, list[dict[str, object]]]] = {}
    for name, number, text, rows_of in rows:
        values = found.setdefault(name, (number, []))[1]
        if rows_of >= settings().small_cell:
            values.append({"value": text, "count": rows_of})
    return found
