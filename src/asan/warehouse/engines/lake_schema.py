"""Which tables and columns the lake has at a version, read from its own catalog."""

from typing import Final

from asan.warehouse.connection import Connection
from asan.warehouse.engines.base import Column, Schema, TableName

# DuckLake's names of types that a CDM uses; every other type is treated as one that no mask fits.
_TYPES: Final = {
    "boolean": "BOOLEAN",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float32": "FLOAT",
    "float64": "DOUBLE",
    "varchar": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}

UNVERSIONED: Final = "etl"
"""This schema tells of runs, published or not: it is read as it is now, at no snapshot."""

HIDDEN: Final = "staging"
"""This schema keeps source rows for the ETL; no question reaches it, whoever asks."""


def read_schema(connection: Connection, version: int | None) -> Schema:
    """The lake's tables at ``version``, and those of the unversioned schema as they are now.

    ``version`` None gives the unversioned schema alone. The hidden schema is never among them.
    """
    present = "{0}.end_snapshot IS NULL"
    at = "{0}.begin_snapshot <= $version AND ({0}.end_snapshot IS NULL OR {0}.end_snapshot > $version)"
    rows = _read(connection, present, f"s.schema_name = '{UNVERSIONED}'", None)
    if version is not None:
        rows += _read(connection, at, f"s.schema_name NOT IN ('{UNVERSIONED}', '{HIDDEN}')", version)
    found: dict[TableName, list[Column]] = {}
    for schema, table, column, type_name in rows:
        found.setdefault((schema, table), []).append(Column(column, _TYPES.get(type_name, type_name.upper())))
    return {name: tuple(columns) for name, columns in found.items()}


def _read(connection: Connection, alive: str, which: str, version: int | None) -> list[tuple[str, str, str, str]]:
    sql = f"""SELECT s.schema_name, t.table_name, c.column_name, c.column_type
        FROM __ducklake_metadata_lake.ducklake_schema s
        JOIN __ducklake_metadata_lake.ducklake_table t USING (schema_id)
        JOIN __ducklake_metadata_lake.ducklake_column c USING (table_id)
        WHERE {which} AND c.parent_column IS NULL
          AND {" AND ".join(alive.format(table) for table in ("s", "t", "c"))}
        ORDER BY s.schema_name, t.table_name, c.column_order"""
    result: list[tuple[str, str, str, str]] = connection.execute(
        sql, {} if version is None else {"version": version}
    ).fetchall()
    return result
