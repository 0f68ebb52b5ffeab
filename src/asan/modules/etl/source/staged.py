"""The typed rows of each source file as one Parquet file, shown as the view ``source.<stem>``.

A Parquet file takes half the work of a table to write, and later steps read the few columns that they need. It holds
every record, in the file's order: a row's number is its place. Left out of the view are the rows that step 1 rejected.
"""

from collections.abc import Callable
from pathlib import Path

from asan.modules.etl.source.files import FILES, Column, SourceFile
from asan.warehouse.connection import Connection
from asan.warehouse.extensions import quoted

FOLDER = "source"
"""Where in a run's folder the files lie."""


def staged_path(folder: Path, stem: str) -> Path:
    """The Parquet file of ``stem`` in a run's ``folder``."""
    return folder / FOLDER / f"{stem}.parquet"


def staged_rows(path: Path) -> str:
    """SQL of all rows of the Parquet file, with their number ``source_row``."""
    return f"(SELECT *, file_row_number + 1 AS source_row FROM read_parquet('{quoted(path)}', file_row_number = true))"


def show_all(connection: Connection, folder: Path) -> None:
    """Show the files below ``folder`` where views of such files are: they have come from another run's folder."""
    views = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'source'"
    ).fetchall()
    for (stem,) in views:
        show(connection, FILES[stem], staged_path(folder, stem))


def show(connection: Connection, file: SourceFile, path: Path) -> None:
    """Make ``source.<stem>`` the view of ``path``: its columns, ``source_row`` and ``source_key``.

    The file holds the key of a row that has no Id, as if the row had no twins.
    """
    columns = ", ".join(f"s.{column.name}" for column in file.columns)
    key = row_key(file, lambda column: f"s.{column.name}") if file.key else "s.source_key"
    twins = accepted = ""
    if _any(connection, "etl.twin", file.stem):
        key = "CASE WHEN t.place IS NULL THEN s.source_key ELSE replace(s.source_key, '#1', '#' || t.place) END"
        twins = f"LEFT JOIN etl.twin AS t ON t.file = '{file.stem}' AND t.source_row = s.source_row"
    if _any(connection, "etl.reject", file.stem):
        accepted = f"""WHERE NOT EXISTS (SELECT 1 FROM etl.reject AS r
            WHERE r.step = 'source' AND r.file = '{file.stem}' AND r.source_row = s.source_row)"""
    connection.execute(
        f"""CREATE OR REPLACE VIEW source.{file.stem} AS
            SELECT {columns}, s.source_row, {key} AS source_key FROM {staged_rows(path)} AS s {twins} {accepted}"""
    )


def row_key(file: SourceFile, value: Callable[[Column], str], place: str = "1") -> str:
    """SQL of a row's name: its Id, or the hash of its content and its ``place`` among rows of equal content.

    ``value`` tells the SQL of a column's value. Values, not cells: a file's format and its way of writing a number or a
    moment do not change which row it is.
    """
    if file.key:
        return " || '/' || ".join(f"coalesce({value(file.by_name[name])}, '')" for name in file.key)
    values = ", ".join(f"coalesce(CAST({value(column)} AS VARCHAR), '')" for column in file.columns)
    return f"md5(concat_ws(chr(31), {values})) || '#' || {place}"


def _any(connection: Connection, table: str, stem: str) -> bool:
    return bool(connection.execute(f"SELECT 1 FROM {table} WHERE file = ? LIMIT 1", [stem]).fetchall())
