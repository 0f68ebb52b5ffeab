"""From text to types: ``raw.<stem>`` becomes ``source.<stem>``; rows with a wrong or missing value become rejects."""

from asan.modules.etl.source.cells import Cells
from asan.modules.etl.source.files import SQL_TYPE, Column, SourceFile
from asan.warehouse.connection import Connection

STEP = "source"
_NO_VALUE = "''"


def create_empty(connection: Connection, file: SourceFile) -> None:
    """An empty ``source.<stem>``, for an optional file that the source lacks."""
    columns = ", ".join(f"{column.name} {SQL_TYPE[column.kind]}" for column in file.columns)
    connection.execute(f"CREATE OR REPLACE TABLE source.{file.stem} ({columns}, source_row BIGINT, source_key VARCHAR)")


def type_rows(connection: Connection, file: SourceFile, cells: Cells, shown: str) -> None:
    """Fill ``source.<stem>`` from ``raw.<stem>``; the others go to ``etl.reject`` (wrong_type, missing_value)."""
    problems = _problems(file, cells)
    columns = ", ".join(f"{cells.value(column)} AS {column.name}" for column in file.columns)
    # In one projection with the values, each cast is made once; a filter on the problem would make it again.
    connection.execute(
        f"""CREATE OR REPLACE TABLE source.{file.stem} AS
            SELECT {columns}, r.rowid + 1 AS source_row, {_key(file, cells)} AS source_key,
                   {_problem_column(problems)} AS problem
            FROM raw.{file.stem} AS r"""
    )
    if connection.execute(f"SELECT 1 FROM source.{file.stem} WHERE problem IS NOT NULL LIMIT 1").fetchall():
        _reject(connection, file, problems, shown)
        connection.execute(f"DELETE FROM source.{file.stem} WHERE problem IS NOT NULL")
    connection.execute(f"ALTER TABLE source.{file.stem} DROP COLUMN problem")
    if file.key:
        _reject_duplicates(connection, file, shown)
    else:
        _number_twins(connection, file)


def _key(file: SourceFile, cells: Cells) -> str:
    """SQL of a row's name: its Id, its key columns joined, or the hash of all its values.

    Values, not cells: a file's format and its way of writing a number or a moment do not change which row it is.
    """
    if file.key:
        return " || '/' || ".join(f"coalesce({cells.text(file.by_name[name])}, '')" for name in file.key)
    values = ", ".join(f"coalesce(CAST({cells.value(column)} AS VARCHAR), '')" for column in file.columns)
    return f"md5(concat_ws(chr(31), {values})) || '#1'"


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


def _reject(connection: Connection, file: SourceFile, problems: list[tuple[Column, str, str]], shown: str) -> None:
    def by_place(told: list[str]) -> str:
        return "CASE s.problem " + " ".join(f"WHEN {place} THEN {text}" for place, text in enumerate(told)) + " END"

    connection.execute(
        f"""INSERT INTO etl.reject
            SELECT '{STEP}', ?, s.source_row, {by_place([f"'{column.name.upper()}'" for column, _, _ in problems])},
                   {by_place([f"CAST(r.{column.name} AS VARCHAR)" for column, _, _ in problems])},
                   {by_place([f"'{reason}'" for _, _, reason in problems])}
            FROM source.{file.stem} AS s JOIN raw.{file.stem} AS r ON r.rowid + 1 = s.source_row
            WHERE s.problem IS NOT NULL""",
        [shown],
    )


def _reject_duplicates(connection: Connection, file: SourceFile, shown: str) -> None:
    """Of rows with the same key keep the first by content, whatever the order of lines."""
    content = ", ".join(f"coalesce(CAST({column.name} AS VARCHAR), '')" for column in file.columns)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE duplicate AS
            SELECT source_row, source_key, row_number() OVER (
                       PARTITION BY source_key ORDER BY concat_ws(chr(31), {content}), source_row) AS place
            FROM source.{file.stem}
            WHERE source_key IN (SELECT source_key FROM source.{file.stem} GROUP BY source_key HAVING count(*) > 1)"""
    )
    connection.execute("DELETE FROM duplicate WHERE place = 1")
    connection.execute(
        f"INSERT INTO etl.reject SELECT '{STEP}', ?, source_row, ?, source_key, 'duplicate_id' FROM duplicate",
        [shown, "/".join(file.key).upper()],
    )
    connection.execute(f"DELETE FROM source.{file.stem} WHERE source_row IN (SELECT source_row FROM duplicate)")
    connection.execute("DROP TABLE duplicate")


def _number_twins(connection: Connection, file: SourceFile) -> None:
    """Rows that are equal in every cell get an ordinal each: the file names them only by their content."""
    table = f"source.{file.stem}"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE twin AS
            SELECT source_row, row_number() OVER (PARTITION BY source_key ORDER BY source_row) AS place
            FROM {table}
            WHERE source_key IN (SELECT source_key FROM {table} GROUP BY source_key HAVING count(*) > 1)"""
    )
    connection.execute(
        f"""UPDATE {table} SET source_key = replace({table}.source_key, '#1', '#' || twin.place)
            FROM twin WHERE twin.source_row = {table}.source_row AND twin.place > 1"""
    )
    connection.execute("DROP TABLE twin")
