"""A profile of every column: rows, nulls, distinct values, range, mean, and the frequent values of categories.

Two scans a table: one for all the plain aggregates, one over grouping sets for the frequent values.
"""

import json

from asan.kit.settings import settings
from asan.modules.etl.statistics.columns import Column, Table
from asan.warehouse.connection import Connection

TOP = 10


def profile_table(connection: Connection, schema: str, table: Table) -> None:
    """Insert one row a column of ``schema.table`` into ``results.column_profile``.

    Distinct values are counted exactly for categories and estimated (HyperLogLog) for the others.
    A value that fewer than ``small_cell`` rows have is not kept: it could name a person.
    """
    whole = f"{schema}.{table.name}"
    row = connection.execute(f"SELECT count(*), {', '.join(map(_aggregates, table.columns))} FROM {whole}").fetchone()
    assert row is not None  # an aggregate without groups always has a row
    frequent = _frequent(connection, whole, [column for column in table.columns if column.is_category])
    profiles = []
    for index, column in enumerate(table.columns):
        filled, distinct, minimum, maximum, mean = row[1 + index * 5 : 6 + index * 5]
        values = frequent.get(column.name)
        profiles.append(
            (
                table.name, column.name, row[0], row[0] - filled,
                values[0] if values else distinct, values is not None,
                minimum, maximum, mean, json.dumps(values[1], ensure_ascii=False) if values else None,
            )
        )  # fmt: skip
    connection.executemany("INSERT INTO results.column_profile VALUES (?,?,?,?,?,?,?,?,?,?)", profiles)


def _aggregates(column: Column) -> str:
    name = f'"{column.name}"'
    # Sums of parallel parts differ in their last digits from run to run; a published figure must not.
    mean = f"round(avg({name}), 6)" if column.is_measure else "NULL"
    # The range of identifiers and texts is a pair of single patients' values and says nothing of the column.
    has_range = column.type != "VARCHAR" and not column.is_identifier
    low, high = (f"min({name})::VARCHAR", f"max({name})::VARCHAR") if has_range else ("NULL", "NULL")
    return f"count({name}), approx_count_distinct({name}), {low}, {high}, {mean}"


def _frequent(
    connection: Connection, whole: str, categories: list[Column]
) -> dict[str, tuple[int, list[dict[str, object]]]]:
    """Column → (exact distinct count, its most frequent values, most frequent first)."""
    if not categories:
        return {}
    names = [f'"{column.name}"' for column in categories]
    sets = ", ".join(f"({name})" for name in names)
    value = "coalesce(" + ", ".join(f"{name}::VARCHAR" for name in names) + ")"
    # grouping() has a 0 bit for the one column that a row is grouped by.
    which = "CASE " + " ".join(
        f"WHEN grouping({n}) = 0 THEN '{c.name}'" for n, c in zip(names, categories, strict=True)
    )
    rows = connection.execute(
        f"WITH counted AS (SELECT {which} END AS column_name, {value} AS value, count(*) AS n "
        f"FROM {whole} GROUP BY GROUPING SETS ({sets})), "
        "ranked AS (SELECT *, row_number() OVER (PARTITION BY column_name ORDER BY n DESC, value) AS place, "
        "count(*) OVER (PARTITION BY column_name) AS distinct_values FROM counted WHERE value IS NOT NULL) "
        f"SELECT column_name, distinct_values, value, n FROM ranked WHERE place <= {TOP} ORDER BY column_name, place"
    ).fetchall()
    found: dict[str, tuple[int, list[dict[str, object]]]] = {column.name: (0, []) for column in categories}
    for name, distinct, text, count in rows:
        values = found[name][1]
        found[name] = (distinct, values)
        if count >= settings().small_cell:
            values.append({"value": text, "count": count})
    return found
