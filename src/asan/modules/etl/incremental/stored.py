"""Brings stored rows into ``source.*``, beside the incoming ones: all of affected persons, what lasts of others."""

from dataclasses import dataclass

from asan.modules.etl.incremental.affected import note
from asan.modules.etl.incremental.identity import same
from asan.modules.etl.incremental.prolonged import OPEN
from asan.modules.etl.source.files import FILES
from asan.modules.etl.source.staged import row_key
from asan.modules.etl.staging import patient_column
from asan.warehouse.connection import Connection, transaction


def _taken_rows(stem: str, patient: str) -> str:
    """Which stored rows of a file are taken, as a condition; ``patient`` is the column that says whose a row is."""
    theirs = f"{patient} IN (SELECT patient FROM etl.affected)"
    if stem in OPEN:
        theirs += f" OR (({OPEN[stem]}) AND {patient} IN (SELECT patient FROM etl.prolonged))"
    return theirs


@dataclass(slots=True)
class Counts:
    """Rows: ``incoming`` read from the files, ``stored`` read again, ``replaced``, and ``unchanged``, not read."""

    incoming: int = 0
    stored: int = 0
    replaced: int = 0
    unchanged: int = 0


def take_stored(connection: Connection) -> None:
    """Fill up ``source.*`` and ``etl.file`` by ``etl.affected`` and ``etl.prolonged``; the rest becomes parameters.

    A stored row's number comes after the incoming ones'; it has no line, since its file is not here.
    """
    counts = Counts()
    with transaction(connection):
        for stem in FILES:
            _take(connection, stem, counts)
        note(
            connection,
            {
                "elsewhere_records": counts.unchanged,
                "incremental_incoming": counts.incoming,
                "incremental_stored": counts.stored,
                "incremental_replaced": counts.replaced,
            },
        )


def _take(connection: Connection, stem: str, counts: Counts) -> None:
    file = FILES[stem]
    column = patient_column(file)
    whose = f"WHERE {_taken_rows(stem, column)}" if column else ""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE stored AS SELECT * FROM lake.staging.{stem} {whose}")
    before = _one(connection, "SELECT count(*) FROM stored")
    connection.execute(
        f"""DELETE FROM stored WHERE rowid IN (
                SELECT s.rowid FROM stored AS s
                WHERE EXISTS (SELECT 1 FROM source.{stem} AS n WHERE {same(file, "n", "s")}))"""
    )
    taken = _one(connection, "SELECT count(*) FROM stored")
    records = _one(connection, f"SELECT coalesce(sum(records), 0) FROM etl.file WHERE file = '{stem}'")
    counts.incoming += records
    counts.stored += taken
    counts.replaced += before - taken
    counts.unchanged += _one(connection, f"SELECT count(*) FROM lake.staging.{stem}") - before
    if not taken:
        return
    equal = ", ".join(column.name for column in file.columns)
    key = row_key(file, lambda column: f"s.{column.name}", f"row_number() OVER (PARTITION BY {equal})")
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE together AS
            SELECT * FROM source.{stem}
            UNION ALL BY NAME
            SELECT *, {records} + row_number() OVER () AS source_row, {key} AS source_key FROM stored AS s"""
    )
    connection.execute(f"DROP {'VIEW' if _is_view(connection, stem) else 'TABLE'} source.{stem}")
    connection.execute(f"CREATE TABLE source.{stem} AS SELECT * FROM together")
    connection.execute("DROP TABLE together")
    connection.execute("INSERT INTO etl.line_shift VALUES (?, ?, NULL)", [stem, records + 1])
    connection.execute(
        "UPDATE etl.file SET records = records + ?, path = coalesce(path, 'staging') WHERE file = ?", [taken, stem]
    )


def _is_view(connection: Connection, stem: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_views() WHERE schema_name = 'source' AND view_name = ?", [stem]
    ).fetchall()
    return bool(found)


def _one(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
