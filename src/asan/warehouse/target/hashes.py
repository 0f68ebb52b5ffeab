"""`asan.warehouse.hashes` on PostgreSQL: the same rows give the same hash.

The text of each cell is DuckDB's. PostgreSQL's differs in doubles (``1`` for ``1.0``, ``Infinity`` for ``inf``, an
exponent from 10^15 where DuckDB has one from 10^16) and in years before Christ; all else is written alike, given a UTF8
database, ISO dates and the shortest digits that tell a double.
"""

from typing import Any

import psycopg
from psycopg import sql

from asan.omop.cdm.model import Field, Table
from asan.omop.ddl import storage_kind

_SETTINGS = "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1"

# The first 15 hexadecimal digits of an MD5 as a number, as `table_hash` takes them.
_SUM = """SELECT count(*), coalesce(sum(
    ('x0' || substr(md5(concat_ws(chr(31), {cells})), 1, 15))::bit(64)::bigint), 0) FROM {table}"""


def table_hash(schema: str, table: Table, session: psycopg.Connection[Any]) -> str:
    """``rows:sum`` of ``schema.table``, all of the table's columns in OMOP's order. Opens a transaction of its own."""
    cells = sql.SQL(", ").join(
        sql.SQL("coalesce({}, chr(29))").format(_text(field, sql.Identifier(field.name))) for field in table.fields
    )
    with session.transaction():
        session.execute(_SETTINGS)
        found = session.execute(sql.SQL(_SUM).format(cells=cells, table=sql.Identifier(schema, table.name))).fetchone()
    if found is None:  # pragma: no cover - an aggregate without GROUP BY always answers
        raise RuntimeError(table.name)
    return f"{found[0]}:{int(found[1]):x}"


def _text(field: Field, column: sql.Identifier) -> sql.Composable:
    kind = storage_kind(field)
    if kind == "text":
        return column
    if kind in ("date", "datetime"):
        return sql.SQL(r"regexp_replace({}::text, '^(\S+)(.*) BC$', '\1 (BC)\2')").format(column)
    if kind == "float":
        return double_text(column)
    return sql.SQL("{}::text").format(column)


def double_text(value: sql.Composable) -> sql.Composable:
    """SQL for DuckDB's text of the double ``value``.

    From 10^16 to 10^40, a decimal half-way between two doubles may have few enough digits to be the shortest text of
    one: DuckDB takes it, as its reading gives that double again; PostgreSQL does not, and writes a digit more. (Such a
    decimal, d * 10^q with d < 10^17, is a whole number of 54 bits times a power of two, so 5^q < 2^54 and q <= 23.)
    """
    template = """CASE
        WHEN {v} IN ('Infinity', '-Infinity', 'NaN') THEN replace(lower({v}::text), 'infinity', 'inf')
        WHEN abs({v}) >= 1e40 THEN {v}::text
        WHEN abs({v}) >= 1e16 THEN regexp_replace(CASE
            WHEN {fifteen}::float8 = {v} THEN {fifteen} WHEN {sixteen}::float8 = {v} THEN {sixteen}
            ELSE {v}::text END, '[.]?0*e', 'e')
        WHEN abs({v}) >= 1e15 THEN
            {v}::text::numeric::text || CASE WHEN {v}::text::numeric % 1 = 0 THEN '.0' ELSE '' END
        WHEN {v}::text ~ '[.e]' THEN {v}::text
        ELSE {v}::text || '.0' END"""
    rounded = "ltrim(to_char({v}::text::numeric, '9.%sEEEE'))"
    template = template.replace("{fifteen}", rounded % ("9" * 14)).replace("{sixteen}", rounded % ("9" * 15))
    return sql.SQL(template).format(v=value)
