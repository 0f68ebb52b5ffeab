"""One file into one table of CDM 5.4, and an account of what did not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from asan.modules.etl.cdm_import.errors import ColumnsMissing
from asan.modules.etl.cdm_import.files import IMPORTED, TableFile, unreadable
from asan.modules.etl.cdm_import.typed import typed
from asan.omop.cdm.model import Field, Table
from asan.omop.ddl import quoted
from asan.omop.versions import END_IS_START, NEW_REQUIRED, source_column, unknown_columns
from asan.warehouse.connection import Connection, EngineError

# Tables whose ids other tables hold: two rows of one id would make those references ambiguous.
_REFERRED = {
    *(one.foreign_key[0] for table in IMPORTED.values() for one in table.fields if one.foreign_key),
    "note",
    "payer_plan_period",
}


@dataclass(slots=True)
class Account:
    """A table's import. Rows ``read`` are ``loaded`` or ``rejected`` (by reason and column).

    ``renumbered``: loaded rows that shared their id with a different row and got one of their own.
    ``emptied``: values of the wrong type in columns that may be empty, by column; their rows are loaded.
    ``filled``: required values that were missing and that OMOP says how to fill, by column.
    ``dangling``: loaded rows that point at a row which the CDM does not have, by column and table.
    """

    table: str
    file: str
    read: int = 0
    loaded: int = 0
    renumbered: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    absent_columns: list[str] = field(default_factory=list)
    dangling: dict[str, int] = field(default_factory=dict)


def convert(connection: Connection, file: TableFile) -> Account:
    """Fill the empty ``<schema>.<table>`` of the work database from ``file``.

    A row is rejected, once, for the first required column without a usable value, else when it is a copy of another.
    Different rows that share an id: where other tables refer to the id, the first by content stays and the rest are
    rejected; else nothing need be lost, and the rest get ids of their own, the same in every import.
    Raises ColumnsMissing and TableUnreadable.
    """
    table = IMPORTED[file.table]
    account = Account(table.name, file.path.name)
    _stage(connection, file, table, account)
    _judge(connection, table)
    account.read = _one(connection, "SELECT count(*) FROM staged")
    reasons = connection.execute("SELECT reason, count(*) FROM judged WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1")
    account.rejected = dict(reasons.fetchall())
    connection.execute(
        f"""INSERT INTO etl.reject SELECT 'import', '{table.name}', _row, split_part(reason, ':', 2), NULL,
            split_part(reason, ':', 1) FROM judged WHERE reason IS NOT NULL"""
    )
    # Record n of a CSV stands on line n + 1, if no cell has a line break; Parquet has records only.
    connection.execute("INSERT INTO etl.line_shift VALUES (?, 1, ?)", [table.name, int(file.is_text)])
    names = ", ".join(map(quoted, table.columns))
    cells = ", ".join(f"{_final(table, one)} AS {quoted(one.name)}" for one in table.fields)
    connection.execute(
        f"""INSERT INTO {table.schema}.{table.name} ({names})
            SELECT {cells} FROM judged WHERE reason IS NULL ORDER BY _row"""
    )
    account.renumbered = _one(connection, "SELECT count(*) FROM judged WHERE reason IS NULL AND _place > 1")
    account.loaded = _one(connection, f"SELECT count(*) FROM {table.schema}.{table.name}")
    _count_values(connection, table, account)
    connection.execute("DROP TABLE staged; DROP TABLE judged")
    return account


def _stage(connection: Connection, file: TableFile, table: Table, account: Account) -> None:
    """``staged``: the file's rows with 5.4's columns, typed, and ``bad_n`` where the n-th had an unusable value."""
    found = file.columns(connection)
    present = set(found)
    account.unknown_columns = unknown_columns(table.name, table.columns, present)
    cells, lacking = ["row_number() OVER () AS _row"], []
    for position, one in enumerate(table.fields):
        column = source_column(table.name, one.name, present)
        if column is None:
            account.absent_columns.append(one.name)
            cells.append(f"{typed('NULL', 'VARCHAR', one)} AS {quoted(one.name)}")
            if one.required and _default(table, one) is None:
                lacking.append(one.name)
            continue
        theirs, kind = found[column]
        cell = quoted(theirs)
        cells.append(f"{typed(cell, kind, one)} AS {quoted(one.name)}")
        cells.append(f"({cell} IS NOT NULL AND {typed(cell, kind, one)} IS NULL) AS bad_{position}")
    if lacking:
        raise ColumnsMissing(file=file.path.name, columns=", ".join(lacking))
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS SELECT {', '.join(cells)} FROM {file.relation}")
    except EngineError as error:
        raise unreadable(file, error) from error


def _judge(connection: Connection, table: Table) -> None:
    """``judged``: the staged rows, each with the reason for which it is rejected, or NULL."""
    flags = {name for name, *_ in connection.execute("DESCRIBE staged").fetchall() if name.startswith("bad_")}
    cases = []
    for position, one in enumerate(table.fields):
        if not one.required:
            continue
        if f"bad_{position}" in flags:
            cases.append(f"WHEN bad_{position} THEN 'wrong_type:{one.name}'")
        cases.append(f"WHEN {_filled(table, one)} IS NULL THEN 'missing_value:{one.name}'")
    verdict = f"CASE {' '.join(cases)} END" if cases else "NULL"
    key = table.primary_key[0] if table.primary_key else ""
    if not key or key not in _given(table, flags):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE judged AS SELECT *, 1 AS _place, {verdict} AS reason FROM staged"
        )
        return
    # Only rows that share a key are compared by content, so that the order of the file decides nothing.
    content = ", ".join(quoted(name) for name in table.columns)
    again = "_copy > 1" if table.name not in _REFERRED else "_place > 1 OR _copy > 1"
    reason = "duplicate_row" if table.name not in _REFERRED else "duplicate_id"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE judged AS
            WITH checked AS (SELECT *, {verdict} AS verdict FROM staged),
            shared AS (SELECT {key} FROM checked WHERE verdict IS NULL GROUP BY {key} HAVING count(*) > 1),
            placed AS (SELECT _row, dense_rank() OVER (PARTITION BY {key} ORDER BY {content}) AS _place,
                              row_number() OVER (PARTITION BY {content} ORDER BY _row) AS _copy
                       FROM checked SEMI JOIN shared USING ({key}) WHERE verdict IS NULL)
            SELECT checked.* EXCLUDE (verdict), coalesce(_place, 1) AS _place,
                   coalesce(verdict, CASE WHEN {again} THEN '{reason}:{key}' END) AS reason
            FROM checked LEFT JOIN placed ON placed._row = checked._row"""
    )


def _count_values(connection: Connection, table: Table, account: Account) -> None:
    flags = {name for name, *_ in connection.execute("DESCRIBE judged").fetchall() if name.startswith("bad_")}
    emptied = {
        one.name: f"bad_{position}"
        for position, one in enumerate(table.fields)
        if not one.required and f"bad_{position}" in flags
    }
    filled = {
        one.name: f"{quoted(one.name)} IS NULL"
        for one in table.fields
        if one.required and _default(table, one) is not None and one.name not in account.absent_columns
    }
    account.emptied = dict(_counts(connection, emptied))
    account.filled = dict(_counts(connection, filled))


def _counts(connection: Connection, conditions: dict[str, str]) -> Iterator[tuple[str, int]]:
    if not conditions:
        return
    columns = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    row = connection.execute(f"SELECT {columns} FROM judged WHERE reason IS NULL").fetchall()[0]
    yield from ((name, count) for name, count in zip(conditions, row, strict=True) if count)


def _given(table: Table, flags: set[str]) -> set[str]:
    """The columns that the file itself has."""
    return {one.name for position, one in enumerate(table.fields) if f"bad_{position}" in flags}


def _default(table: Table, one: Field) -> str | None:
    """What stands for a missing required value: OMOP's 0 for concepts, a start for an end; None where nothing can."""
    place = (table.name, one.name)
    if place in NEW_REQUIRED:
        return NEW_REQUIRED[place]
    if place in END_IS_START:
        return quoted(END_IS_START[place])
    return "0" if one.is_concept and one.required and not one.primary_key and table.schema == "cdm" else None


def _filled(table: Table, one: Field) -> str:
    default = _default(table, one) if one.required else None
    return quoted(one.name) if default is None else f"coalesce({quoted(one.name)}, {default})"


def _final(table: Table, one: Field) -> str:
    value = _filled(table, one)
    if not one.primary_key or one.type != "integer":
        return value
    digits = f"substr(md5('{table.name}#' || _place || chr(31) || {value}), 1, 13)"
    return f"CASE WHEN _place > 1 THEN CAST('0x' || {digits} AS BIGINT) ELSE {value} END"


def _one(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
