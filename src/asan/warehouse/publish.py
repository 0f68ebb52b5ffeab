"""Publication: the tables of a finished work database become the lake's, in one transaction, or not at all."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asan.warehouse.connection import Connection, attach_file, open_engine, tables_in, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import PREFIX, Snapshot, current

PUBLISHED_SCHEMAS = ("cdm", "results", "staging")

COHORT_TABLES = frozenset({"cohort", "cohort_definition"})
"""What `asan.warehouse.cohorts` publishes and no load makes. A load of the same hospital leaves it in its place."""

# Writes what the database named by the second argument holds into the lake, within the open transaction.
Write = Callable[[Connection, str], None]


def publish(lake: Lake, work: Path | Connection, *, extra: dict[str, Any], write: Write | None = None) -> Snapshot:
    """Make ``work`` the lake's CDM and return the new published snapshot.

    ``write`` changes the lake's tables; by default ``cdm.*``, ``results.*`` and ``staging.*`` are replaced by those of
    ``work``.

    ``work`` is a database file, or an open connection to one whose lake is not attached. ``extra`` is what
    `Snapshot` tells of a publication (run, kind, source, vocabulary, vocabulary_version, synthetic). A table that
    an earlier publication had and this one lacks is dropped, but for the cohorts': an ETL run gives persons the ids
    that they had, and their cohorts stay; an imported CDM may number other persons so, and no cohort stays.
    Raises EngineError; the lake is then as it was.
    """
    connection = open_engine(lake.settings) if isinstance(work, Path) else work.cursor()
    try:
        if isinstance(work, Path):
            attach_file(connection, work, "work")
            source = "work"
        else:
            source = str(connection.execute("SELECT current_database()").fetchall()[0][0])
        lake.attach(connection, read_only=False)
        try:
            return _commit(connection, source, extra, write or _replace)
        finally:
            connection.execute("DETACH lake")
    finally:
        connection.close()


def commit_message(connection: Connection, message: str, extra: dict[str, Any]) -> None:
    """Name the open transaction's commit in the lake's history."""
    connection.execute(
        "CALL ducklake_set_commit_message('lake', 'asan', ?, extra_info => ?)",
        [message, json.dumps(extra, ensure_ascii=False)],
    )


def same_data(before: Snapshot, kind: str) -> dict[str, object]:
    """What a publication of ``kind`` tells whose data are those of ``before``: also their time, they are no newer."""
    return {
        "at": before.published_at.isoformat(timespec="milliseconds"),
        "run": before.run,
        "kind": kind,
        "source": before.source,
        "vocabulary": before.vocabulary,
        "vocabulary_version": before.vocabulary_version,
        "synthetic": before.synthetic,
    }


def replace_table(connection: Connection, work: str, schema: str, table: str) -> None:
    """Make the lake's ``schema.table`` equal to that of ``work``, structure and rows."""
    order = order_of(connection, work, schema, table)
    connection.execute(f"CREATE OR REPLACE TABLE lake.{schema}.{table} AS SELECT * FROM {work}.{schema}.{table}{order}")


def insert_ordered(
    connection: Connection, work: str, schema: str, table: str, where: str = "", *, into: str = ""
) -> None:
    """Add rows of the work database's ``schema.table`` to the lake's, or to the table of schema ``into``."""
    order = order_of(connection, work, schema, table)
    connection.execute(
        f"INSERT INTO lake.{into or schema}.{table} BY NAME SELECT * FROM {work}.{schema}.{table} {where}{order}"
    )


def _commit(connection: Connection, source: str, extra: dict[str, Any], write: Write) -> Snapshot:
    extra = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **extra}
    with transaction(connection):
        write(connection, source)
        if not COHORT_TABLES & tables_in(connection, source, "cdm"):
            _settle_cohorts(connection, same_persons=extra.get("kind") == "etl")
        what = f"run {extra['run']}" if extra.get("run") else extra["kind"]
        commit_message(connection, PREFIX + what, extra)
    snapshot = current(connection)
    if snapshot is None:  # pragma: no cover - the commit above is one
        raise RuntimeError("the lake does not show its own commit")
    return snapshot


def _replace(connection: Connection, work: str) -> None:
    for schema in PUBLISHED_SCHEMAS:
        fresh = tables_in(connection, work, schema)
        for table in sorted(tables_in(connection, "lake", schema) - fresh - COHORT_TABLES):
            connection.execute(f"DROP TABLE lake.{schema}.{table}")
        if fresh:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS lake.{schema}")
        for table in sorted(fresh):
            replace_table(connection, work, schema, table)


def _settle_cohorts(connection: Connection, *, same_persons: bool) -> None:
    """Cohorts of other persons go; of the same ones, the rows of those who are no longer in the CDM."""
    there = tables_in(connection, "lake", "cdm")
    if not same_persons:
        for table in sorted(COHORT_TABLES & there):
            connection.execute(f"DROP TABLE lake.cdm.{table}")
        return
    if {"cohort", "person"} <= there:
        connection.execute(
            "DELETE FROM lake.cdm.cohort WHERE subject_id NOT IN (SELECT person_id FROM lake.cdm.person)"
        )


def order_of(connection: Connection, database: str, schema: str, table: str) -> str:
    """In which order rows are written, as a clause: a person's together, so that reading one touches few row groups.

    Source rows stay in their files' order, which commonly is by patient; sorting text would cost more than it saves.
    """
    if schema == "staging":
        return ""
    columns = connection.execute(
        """SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?
           ORDER BY column_index""",
        [database, schema, table],
    ).fetchall()
    names = [name for (name,) in columns]
    if not names:
        return ""
    return f' ORDER BY person_id, "{names[0]}"' if "person_id" in names[1:] else f' ORDER BY "{names[0]}"'
