"""DDL of CDM tables for each engine.

Identifiers are 64 bits wide, since the ETL derives them from hashes (below 2^53); concept ids and other whole numbers
32; OMOP's float is a double. Engines but PostgreSQL get no keys: DuckLake and Spark do not know them.
"""

import re
from collections.abc import Iterable
from typing import Literal

from asan.omop.cdm.indexes import INDEXES
from asan.omop.cdm.model import Field, Table

Dialect = Literal["duckdb", "postgres", "spark"]

_TYPES: dict[Dialect, dict[str, str]] = {
    "duckdb": {
        "id": "BIGINT",
        "integer": "INTEGER",
        "float": "DOUBLE",
        "date": "DATE",
        "datetime": "TIMESTAMP",
        "text": "VARCHAR",
    },
    "postgres": {
        "id": "bigint",
        "integer": "integer",
        "float": "double precision",
        "date": "date",
        "datetime": "timestamp",
        "text": "text",
    },
    "spark": {
        "id": "BIGINT",
        "integer": "INT",
        "float": "DOUBLE",
        "date": "DATE",
        "datetime": "TIMESTAMP_NTZ",
        "text": "STRING",
    },
}
_ID = re.compile(r"_id(_\d)?$")


def storage_kind(field: Field) -> str:
    """How a field is stored: ``id``, ``integer``, ``float``, ``date``, ``datetime`` or ``text``."""
    if field.type.startswith("varchar"):
        return "text"
    if field.type == "integer" and not field.is_concept and _ID.search(field.name):
        return "id"
    return field.type


def column_type(field: Field, dialect: Dialect) -> str:
    """The engine's type for a field. Texts are unbounded: real source values are longer than OMOP's 50 characters."""
    return _TYPES[dialect][storage_kind(field)]


def quoted(name: str, dialect: Dialect = "duckdb") -> str:
    """An identifier, quoted: ``offset`` of note_nlp is a key word."""
    mark = "`" if dialect == "spark" else '"'
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"


def create_table(table: Table, dialect: Dialect, schema: str, *, not_null: bool = True) -> str:
    """``CREATE TABLE`` in ``schema`` (may be ``catalog.schema``), with NOT NULL where OMOP requires a value."""
    columns = [
        f"  {quoted(field.name, dialect)} {column_type(field, dialect)}"
        + (" NOT NULL" if not_null and field.required else "")
        for field in table.fields
    ]
    return f"CREATE TABLE {schema}.{quoted(table.name, dialect)} (\n" + ",\n".join(columns) + "\n)"


def primary_keys(tables: Iterable[Table], schema: str) -> list[str]:
    """PostgreSQL statements that add the primary keys."""
    return [
        f"ALTER TABLE {schema}.{table.name} ADD CONSTRAINT pk_{table.name} PRIMARY KEY ({', '.join(table.primary_key)})"
        for table in tables
        if table.primary_key
    ]


def foreign_keys(tables: Iterable[Table], schemas: dict[str, str]) -> list[str]:
    """PostgreSQL statements that add the foreign keys among ``tables``.

    ``schemas`` gives the schema of each of OMOP's: ``cdm``, ``vocabulary``, ``results``. A reference to a table that is
    not among ``tables`` is left out.
    """
    known = {table.name: table for table in tables}
    statements = []
    for table in known.values():
        for field in table.fields:
            if field.foreign_key is None or field.foreign_key[0] not in known:
                continue
            target = known[field.foreign_key[0]]
            statements.append(
                f"ALTER TABLE {schemas[table.schema]}.{table.name} ADD CONSTRAINT fk_{table.name}_{field.name} "
                f"FOREIGN KEY ({field.name}) REFERENCES {schemas[target.schema]}.{target.name} ({field.foreign_key[1]})"
            )
    return statements


def indexes(tables: Iterable[Table], schema: str) -> list[str]:
    """PostgreSQL statements that make the prescribed indexes."""
    return [
        f"CREATE INDEX idx_{table.name}_{column} ON {schema}.{table.name} ({column})"
        for table in tables
        for column in INDEXES.get(table.name, ())
    ]
