"""What is counted of a table's rows, in a form that can be added and taken away again: the figures are made of it.

``value_count`` (table_name, column_name, value, row_count): of a category each value, of another column each cell of
`distinct`. ``column_count``: a `ColumnCount` each. Both name rare values, and stay where nobody reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from asan.modules.etl.statistics import distinct
from asan.modules.etl.statistics.columns import Column, Table
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.connection import Connection

VALUES, COLUMNS = "value_count", "column_count"

DOMAIN_OF = {table.name: domain for domain, table in EVENT_TABLES.items()}


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """``filled``: rows with a value. ``total`` is the sum of ``totalled`` values, those that a decimal can hold."""

    filled: int
    minimum: str | None
    maximum: str | None
    total: Decimal | None
    totalled: int

    @property
    def mean(self) -> float | None:
        """The mean, to six places."""
        return float(round(self.total / self.totalled, 6)) if self.total is not None and self.totalled else None


@dataclass(frozen=True, slots=True)
class TableCount:
    """``persons`` and ``mapped`` (rows with a concept) are None where the table has no such column."""

    rows: int
    persons: int | None
    mapped: int | None
    columns: dict[str, ColumnCount]


def make_tables(connection: Connection, schema: str) -> None:
    """Make the two tables, empty, in ``schema``; ``temp`` is the connection's own."""
    make = "CREATE OR REPLACE TEMP TABLE" if schema == "temp" else "CREATE OR REPLACE TABLE"
    connection.execute(
        f"{make} {schema}.{VALUES} (table_name VARCHAR, column_name VARCHAR, value VARCHAR, row_count BIGINT)"
    )
    connection.execute(
        f"{make} {schema}.{COLUMNS} (table_name VARCHAR, column_name VARCHAR, filled BIGINT,"
        " minimum VARCHAR, maximum VARCHAR, total DECIMAL(38, 6), totalled BIGINT)"
    )


def count_rows(connection: Connection, relation: str, table: Table) -> TableCount:
    """Count the rows of ``relation``, which has ``table``'s columns, in one scan."""
    domain = DOMAIN_OF.get(table.name)
    concept = EVENT_TABLES[domain].concept if domain else None
    mapped = f"count(*) FILTER (WHERE {concept} <> 0)" if concept and table.has(concept) else "NULL"
    persons = "count(DISTINCT person_id)" if table.has("person_id") else "NULL"
    aggregates = ", ".join(map(_aggregates, table.columns))
    row = connection.execute(f"SELECT count(*), {persons}, {mapped}, {aggregates} FROM {relation}").fetchone()
    assert row is not None  # an aggregate without groups always has a row
    columns = {
        column.name: ColumnCount(*row[3 + index * 5 : 8 + index * 5]) for index, column in enumerate(table.columns)
    }
    return TableCount(row[0], row[1], row[2], columns)


def _aggregates(column: Column) -> str:
    name = f'"{column.name}"'
    # Sums of doubles differ in their last digits from run to run, and cannot be taken away again; decimals are exact.
    number = f"TRY_CAST({name} AS DECIMAL(26, 6))"
    mean = f"sum({number}), count({number})" if column.is_measure else "NULL, 0"
    low, high = (f"min({name})::VARCHAR", f"max({name})::VARCHAR") if column.has_range else ("NULL", "NULL")
    return f"count({name}), {low}, {high}, {mean}"


def values(relation: str, table: Table) -> str:
    """SQL of ``value_count``'s rows for ``relation``: one scan over a grouping set for each column."""
    keys = [f'"{column.name}"' if column.is_category else distinct.cell(f'"{column.name}"') for column in table.columns]
    inner = ", ".join(f"{key} AS k{index}" for index, key in enumerate(keys))
    sets = ", ".join(f"(k{index})" for index in range(len(keys)))
    # grouping() has a 0 bit for the one column that a row is grouped by.
    which = " ".join(f"WHEN grouping(k{index}) = 0 THEN '{c.name}'" for index, c in enumerate(table.columns))
    value = ", ".join(f"k{index}::VARCHAR" for index in range(len(keys)))
    return (
        f"SELECT '{table.name}' AS table_name, CASE {which} END AS column_name, coalesce({value}) AS value, "
        f"count(*) AS row_count FROM (SELECT {inner} FROM {relation}) AS k GROUP BY GROUPING SETS ({sets})"
    )


def keep_values(connection: Connection, schema: str, counted: str) -> None:
    """Add rows of ``counted`` (SQL with value_count's columns) to ``schema``, but for those of no value."""
    connection.execute(f"INSERT INTO {schema}.{VALUES} SELECT * FROM ({counted}) AS c WHERE value IS NOT NULL")


def keep_columns(connection: Connection, schema: str, table: Table, count: TableCount) -> None:
    """Note what was counted of each column."""
    connection.execute(
        f"INSERT INTO {schema}.{COLUMNS} SELECT unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), "
        "unnest($6)::DECIMAL(38, 6), unnest($7)",
        _transposed((table.name, name, c.filled, c.minimum, c.maximum, _text(c.total), c.totalled)
                    for name, c in count.columns.items()),
    )  # fmt: skip


def kept_count(
    connection: Connection, schema: str, table: Table, totals: tuple[int, int | None, int | None]
) -> TableCount:
    """What `keep_columns` has noted in ``schema``; ``totals`` are the rows, persons and mapped rows."""
    rows = connection.execute(
        f"SELECT column_name, filled, minimum, maximum, total, totalled FROM {schema}.{COLUMNS} WHERE table_name = ?",
        [table.name],
    ).fetchall()
    return TableCount(*totals, {name: ColumnCount(*cells) for name, *cells in rows})


def _text(total: Decimal | None) -> str | None:
    return None if total is None else str(total)


def _transposed(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
