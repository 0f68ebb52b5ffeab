"""Hashes of a table's rows that do not depend on their order: equal content, equal hash, on any day and engine."""

from asan.warehouse.connection import Connection

# Stands for NULL inside a row's text; a control character that no clinical text holds.
NULL = "chr(29)"
SEPARATOR = "chr(31)"


def table_hash(connection: Connection, table: str) -> str:
    """``rows:sum`` of ``table`` (qualified name, may carry ``AT (VERSION => n)``).

    Each row's text (all columns in table order) is hashed with MD5; the sum of their first 15 hex digits does not
    depend on the order of rows and, unlike an XOR, sees that a row is there twice.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    cells = ", ".join(f'coalesce(CAST("{row[0]}" AS VARCHAR), {NULL})' for row in described)
    digits = f"substr(md5(concat_ws({SEPARATOR}, {cells})), 1, 15)"
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(CAST('0x' || {digits} AS BIGINT)), 0) FROM {table}"
    ).fetchone()
    if row is None:  # pragma: no cover - an aggregate without GROUP BY always answers
        raise RuntimeError(table)
    return f"{row[0]}:{int(row[1]):x}"


def schema_hashes(connection: Connection, schema: str) -> dict[str, str]:
    """`table_hash` of every table of ``schema`` (``database.schema``), by table name."""
    database, _, name = schema.partition(".")
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? ORDER BY 1",
        [database, name],
    ).fetchall()
    return {table: table_hash(connection, f"{schema}.{table}") for (table,) in rows}
