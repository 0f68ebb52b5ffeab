"""Quartiles in SQL that means the same on every engine, where functions for them differ in how they interpolate.

Between two values of a group they lie on the line from the one to the other, as those of DuckDB's ``quantile_cont`` do.
"""


def placed(value: str, by: str) -> str:
    """Columns of a query over rows: of each its ``place`` from 0 in its group ``by``, and ``n`` known values there."""
    return (
        f"row_number() OVER (PARTITION BY {by} ORDER BY {value} NULLS LAST) - 1 AS place, "
        f"count({value}) OVER (PARTITION BY {by}) AS n"
    )


def quartiles(value: str) -> str:
    """Columns ``q1``, ``median`` and ``q3`` of groups of rows that have `placed`. DOUBLE; NULL where none is known."""
    return ", ".join(f"{_quartile(value, at)} AS {name}" for at, name in enumerate(("q1", "median", "q3"), 1))


def _quartile(value: str, at: int) -> str:
    low = f"max(CASE WHEN place = (n - 1) * {at} // 4 THEN {value} END)"
    high = f"max(CASE WHEN place = ((n - 1) * {at} + 3) // 4 THEN {value} END)"
    return f"{low} + ({high} - {low}) * ((max(n) - 1) * {at} % 4) / 4"
