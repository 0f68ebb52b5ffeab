"""From text to types: ``raw.<stem>`` becomes ``source.<stem>``; rows with a wrong or missing value become rejects.

The typed rows are written once, as one Parquet file a source file, and ``source.<stem>`` is a view of it
(`asan.modules.etl.source.staged`). What is found out about single rows afterwards stands beside it.
"""

from pathlib import Path

from asan.modules.etl.source.cells import Cells
from asan.modules.etl.source.files import SQL_TYPE, Column, SourceFile
from asan.modules.etl.source.staged import row_key, show, staged_rows
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import quoted

STEP = "source"


def create_empty(connection: Connection, file: SourceFile) -> None:
    """An empty ``source.<stem>``, for an optional file that the source lacks."""
    columns = ", ".join(f"{column.name} {SQL_TYPE[column.kind]}" for column in file.columns)
    connection.execute(f"CREATE OR REPLACE TABLE source.{file.stem} ({columns}, source_row BIGINT, source_key VARCHAR)")


def type_rows(connection: Connection, file: SourceFile, cells: Cells, path: Path, shown: str) -> None:
    """Write ``path`` from ``raw.<stem>`` and show it as ``source.<stem>``.

    Rows that cannot be used go to ``etl.reject`` (wrong_type, missing_value, duplicate_id) under the name ``shown``.
    """
    problems = _problems(file, cells)
    columns = ", ".join(f"{cells.value(column)} AS {column.name}" for column in file.columns)
    if not file.key:
        columns += f", {row_key(file, cells.value)} AS source_key"
    # In one projection with the values, each cast is made once; a filter on the problem would make it again.
    connection.execute(
        f"""COPY (SELECT {columns}, {_problem_column(problems)} AS problem FROM raw.{file.stem} AS r)
            TO '{quoted(path)}' (FORMAT parquet)"""
    )
    if connection.execute(f"SELECT 1 FROM {staged_rows(path)} WHERE problem IS NOT NULL LIMIT 1").fetchall():
        _reject(connection, file, problems, path, shown)
    show(connection, file, path)
    if file.key:
        _reject_duplicates(connection, file, shown)
    else:
        _number_twins(connection, file)
    show(connection, file, path)


def _problems(file: SourceFile, cells: Cells) -> list[tuple[Column, str, str]]:
    """Column, SQL condition and reason of all that can be wrong with a row, in the order in which they are told."""
    found = []
    for column in file.columns:
        if column.name not in cells.present:
            continue
        if column.kind != "text":
            found.append((column, cells.wrong(column), "wrong_type"))
        if column.filled:
            found.append((column, f"{cells.text(column)} IS NULL", "missing_value"))
    return found


def _problem_column(problems: list[tuple[Column, str, str]]) -> str:
    """SQL of the first problem's place in the list, NULL where a row has none."""
    cases = " ".join(f"WHEN {wrong} THEN {place}" for place, (_, wrong, _) in enumerate(problems))
    return f"CASE {cases} END" if cases else "CAST(NULL AS INTEGER)"


def _reject(
    connection: Connection, file: SourceFile, problems: list[tuple[Column, str, str]], path: Path, shown: str
) -> None:
    def by_place(told: list[str]) -> str:
        return "CASE s.problem " + " ".join(f"WHEN {place} THEN {text}" for place, text in enumerate(told)) + " END"

    connection.execute(
        f"""INSERT INTO etl.reject
            SELECT '{STEP}', ?, s.source_row, {by_place([f"'{column.name.upper()}'" for column, _, _ in problems])},
                   {by_place([f"CAST(r.{column.name} AS VARCHAR)" for column, _, _ in problems])},
                   {by_place([f"'{reason}'" for _, _, reason in problems])}
            FROM {staged_rows(path)} AS s JOIN raw.{file.stem} AS r ON r.rowid + 1 = s.source_row
            WHERE s.problem IS NOT NULL""",
        [shown],
    )


def _reject_duplicates(connection: Connection, file: SourceFile, shown: str) -> None:
    """Of rows with the same key keep the first by content, whatever the order of lines."""
    content = ", ".join(f"coalesce(CAST({column.name} AS VARCHAR), '')" for column in file.columns)
    connection.execute(
        f"""INSERT INTO etl.reject
            SELECT '{STEP}', ?, source_row, ?, source_key, 'duplicate_id'
            FROM (SELECT source_row, source_key, row_number() OVER (
                             PARTITION BY source_key ORDER BY concat_ws(chr(31), {content}), source_row) AS place
                  FROM source.{file.stem} WHERE {_is_shared(file)}) AS shared
            WHERE place > 1""",
        [shown, "/".join(file.key).upper()],
    )


def _number_twins(connection: Connection, file: SourceFile) -> None:
    """Rows that are equal in every cell get an ordinal each: the file names them only by their content."""
    connection.execute(
        f"""INSERT INTO etl.twin
            SELECT '{file.stem}', source_row, place
            FROM (SELECT source_row, row_number() OVER (PARTITION BY source_key ORDER BY source_row) AS place
                  FROM source.{file.stem} WHERE {_is_shared(file)}) AS shared
            WHERE place > 1"""
    )


def _is_shared(file: SourceFile) -> str:
    """SQL: another row may have this row's key. Hashes are quick to count, and rows that only share one do no harm."""
    return f"""hash(source_key) IN (
        SELECT hash(source_key) FROM source.{file.stem} GROUP BY hash(source_key) HAVING count(*) > 1)"""
