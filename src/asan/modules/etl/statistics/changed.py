"""The counts of a table of which some rows have changed: those before, less the rows that went, plus those that came.

The result is, to the row, what counting the whole table gives. Only where the least or greatest value of a column went,
and none came that takes its place, that column is read as a whole.
"""

from dataclasses import dataclass, field

from asan.modules.etl.statistics import cdm, counts
from asan.modules.etl.statistics.columns import Column, Table
from asan.modules.etl.statistics.counts import VALUES, ColumnCount, TableCount
from asan.warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Changed:
    """``tables``: those whose changed rows are in the schemas ``before`` and ``after``, all of each person's rows.

    ``kept`` has the counts before the change (see `counts`), ``results`` the figures.
    """

    tables: frozenset[str] = field(default_factory=frozenset)
    before: str = "before"
    after: str = "after"
    kept: str = "lake.staging"
    results: str = "lake.results"


NOTHING = Changed()
"""No table: each is counted as a whole."""


def count_table(connection: Connection, schema: str, table: Table, counted: str, since: Changed) -> TableCount:
    """Count ``schema``'s table and note its values in ``counted``, and its figures by time in ``results``."""
    went, came = f"{since.before}.{table.name}", f"{since.after}.{table.name}"
    old = f"SELECT * FROM {since.kept}.{VALUES} WHERE table_name = '{table.name}'"
    figures = cdm.kept_by_time(table, since.results)
    totals = connection.execute(
        f"SELECT row_count, person_count, mapped_rows FROM {since.results}.table_statistic WHERE table_name = ?",
        [table.name],
    ).fetchone()
    assert totals is not None  # every table of the CDM has a row
    count = counts.kept_count(connection, since.kept, table, totals)
    some = f"SELECT (SELECT count(*) FROM {went}) + (SELECT count(*) FROM {came})"
    if not connection.execute(some).fetchall()[0][0]:
        counts.keep_values(connection, counted, old)
        connection.execute(f"INSERT INTO results.cdm_statistic {figures}")
        return count
    less, more = counts.values(went, table), counts.values(came, table)
    counts.keep_values(
        connection,
        counted,
        f"""SELECT table_name, column_name, value, sum(n) AS row_count
            FROM (SELECT *, row_count AS n FROM ({old}) AS o UNION ALL SELECT *, -row_count FROM ({less}) AS l
                  UNION ALL SELECT *, row_count FROM ({more}) AS m) AS parts
            GROUP BY ALL HAVING sum(n) <> 0""",
    )
    by_year, less_by_year = cdm.by_time(came, table), cdm.by_time(went, table)
    if by_year and less_by_year:
        names = "statistic, stratum_1, stratum_2, stratum_3"
        connection.execute(
            f"""INSERT INTO results.cdm_statistic
                SELECT {names}, sum(sign * n), sum(sign * p)
                FROM (SELECT *, 1 FROM ({figures}) AS o UNION ALL SELECT *, 1 FROM ({by_year}) AS m
                      UNION ALL SELECT *, -1 FROM ({less_by_year}) AS l) AS parts({names}, n, p, sign)
                GROUP BY {names} HAVING sum(sign * n) <> 0"""
        )
    gone, come = counts.count_rows(connection, went, table), counts.count_rows(connection, came, table)
    ranges = _ranges(connection, f"{schema}.{table.name}", table, count, gone, come)
    return TableCount(
        count.rows - gone.rows + come.rows,
        _sum(count.persons, gone.persons, come.persons),
        _sum(count.mapped, gone.mapped, come.mapped),
        {
            name: _column(known, gone.columns[name], come.columns[name], ranges[name])
            for name, known in count.columns.items()
        },
    )


def _column(
    known: ColumnCount, gone: ColumnCount, come: ColumnCount, extremes: tuple[str | None, str | None]
) -> ColumnCount:
    totals = [part.total for part in (known, come) if part.total is not None]
    totals += [-gone.total] if gone.total is not None else []
    totalled = known.totalled - gone.totalled + come.totalled
    return ColumnCount(
        known.filled - gone.filled + come.filled,
        *extremes,
        # As the engine says it: no values have no sum.
        sum(totals[1:], totals[0]) if totalled else None,
        totalled,
    )


def _ranges(
    connection: Connection, whole: str, table: Table, known: TableCount, gone: TableCount, come: TableCount
) -> dict[str, tuple[str | None, str | None]]:
    """Least and greatest value of each column after the change."""
    found: dict[str, list[str | None]] = {column.name: [None, None] for column in table.columns}
    asked = [
        (column, place, end)
        for column in table.columns
        if column.has_range
        for place, end in enumerate(("minimum", "maximum"))
    ]
    again = []
    for (column, place, end), (reaches, stays) in zip(
        asked, _compared(connection, asked, known, gone, come), strict=True
    ):
        was, came = (getattr(part.columns[column.name], end) for part in (known, come))
        if was is None or reaches:
            found[column.name][place] = came
        elif stays:
            found[column.name][place] = was
        else:
            again.append((column.name, place))
    if again:
        ends = ", ".join(f'{("min", "max")[place]}("{name}")::VARCHAR' for name, place in again)
        for (name, place), value in zip(
            again, connection.execute(f"SELECT {ends} FROM {whole}").fetchall()[0], strict=True
        ):
            found[name][place] = value
    return {name: (least, greatest) for name, (least, greatest) in found.items()}


def _compared(
    connection: Connection, asked: list[tuple[Column, int, str]], known: TableCount, gone: TableCount, come: TableCount
) -> list[tuple[bool | None, bool | None]]:
    """Of each end: whether a value that came reaches as far as the old one, and whether the old one has stayed."""
    if not asked:
        return []
    sql: list[str] = []
    parameters: list[str | None] = []
    for column, place, end in asked:
        value, beyond = f"CAST(? AS {column.type})", "<>"[place]
        was, went, came = (getattr(part.columns[column.name], end) for part in (known, gone, come))
        sql += [f"{value} {beyond}= {value}", f"? IS NULL OR {value} {beyond} {value}"]
        parameters += [came, was, went, was, went]
    answer = connection.execute(f"SELECT {', '.join(sql)}", parameters).fetchall()[0]
    return list(zip(answer[::2], answer[1::2], strict=True))


def _sum(known: int | None, gone: int | None, come: int | None) -> int | None:
    return None if known is None else known - (gone or 0) + (come or 0)
