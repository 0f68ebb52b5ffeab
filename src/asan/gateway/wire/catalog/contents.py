"""What the catalogs hold: a principal's tables, columns and keys as Arrow tables, for the script to go on with."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from asan.gateway.service import VisibleColumn, VisibleTable
from asan.gateway.wire.types import BY_OID, NAME, TEXT, PgType, type_of_column
from asan.kit.translation import Language, Text
from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field

FIRST_OID: Final = 16384
"""As in PostgreSQL: what is below belongs to the system."""

_SCHEMAS: Final = {"pg_catalog": 11, "information_schema": 13000}
_MASKED: Final = Text("가림: {mask}", "masked: {mask}")
_AGGREGATES: Final = Text("집계만", "aggregates only")

_SQL_NAMES: Final = {
    "bool": "boolean", "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real",
    "float8": "double precision", "bpchar": "character", "varchar": "character varying",
    "time": "time without time zone", "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}  # fmt: skip
_CATEGORIES: Final = {
    "bool": "B", "bytea": "U", "name": "S", "int8": "N", "int2": "N", "int4": "N", "text": "S", "oid": "N", "json": "U",
    "float4": "N", "float8": "N", "unknown": "X", "bpchar": "S", "varchar": "S", "date": "D", "time": "D",
    "timestamp": "D", "timestamptz": "D", "interval": "T", "numeric": "N", "uuid": "U", "jsonb": "U",
}  # fmt: skip
_UNDERSCORED: Final = frozenset(
    {"json", "jsonb", "date", "time", "timestamp", "timestamptz", "interval", "numeric", "uuid"}
)


def contents(tables: Sequence[VisibleTable], language: Language) -> dict[str, pa.Table]:
    """The script's tables, by the names it has for them."""
    numbers = _Numbers()
    schemas = dict(_SCHEMAS)
    for table in tables:
        schemas.setdefault(table.schema, numbers.of(table.schema))
    oids = {(table.schema, table.name): numbers.of(f"{table.schema}.{table.name}") for table in tables}
    told = [_told(table, oids, schemas, language) for table in tables]
    columns = [
        _column(table, column, place, oids, language)
        for table in tables
        for place, column in enumerate(table.columns, start=1)
    ]
    keys = [key for table in tables for key in _keys(table, tables, oids, numbers)]
    return {
        "given_schema": _table([{"oid": oid, "name": name} for name, oid in schemas.items()], _SCHEMA),
        "given_table": _table(told, _TABLE),
        "given_column": _table(columns, _COLUMN),
        "given_key": _table(keys, _KEY),
        "given_type": _table([_type(one) for one in BY_OID.values()], _TYPE),
    }


class _Numbers:
    """Numbers that stay the same from session to session: made of names, moved where two are equal."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def of(self, name: str) -> int:
        # Keys take two numbers, their own and their index's.
        number = FIRST_OID + zlib.crc32(name.encode()) % (1 << 29) * 2
        while number in self._taken:
            number += 2
        self._taken.add(number)
        return number


def _told(
    table: VisibleTable, oids: dict[tuple[str, str], int], schemas: dict[str, int], language: Language
) -> dict[str, Any]:
    known = CDM.tables.get(table.name)
    parts = [known.description.in_language(language)] if known is not None else []
    if table.aggregate_only:
        parts.append(f"({_AGGREGATES.in_language(language)})")
    return {
        "oid": oids[table.schema, table.name],
        "name": table.name,
        "schema_oid": schemas[table.schema],
        "columns": len(table.columns),
        "description": " ".join(parts),
    }


def _column(
    table: VisibleTable, column: VisibleColumn, place: int, oids: dict[tuple[str, str], int], language: Language
) -> dict[str, Any]:
    field = _field(table, column)
    parts = [field.description.in_language(language)] if field is not None else []
    if column.mask:
        parts.append(f"({_MASKED.fill(mask=column.mask).in_language(language)})")
    return {
        "table_oid": oids[table.schema, table.name],
        "name": column.name,
        "type_oid": type_of_column(column.type).oid,
        "position": place,
        # A mask may leave nothing where OMOP asks for something.
        "required": field is not None and field.required and column.treatment == "plain",
        "description": " ".join(parts),
    }


def _field(table: VisibleTable, column: VisibleColumn) -> Field | None:
    known = CDM.tables.get(table.name)
    if known is None or column.name not in known.columns:
        return None
    return known.field(column.name)


def _keys(
    table: VisibleTable, tables: Sequence[VisibleTable], oids: dict[tuple[str, str], int], numbers: _Numbers
) -> Iterator[dict[str, Any]]:
    """OMOP's keys, as far as both ends can be seen."""
    known = CDM.tables.get(table.name)
    if known is None:
        return
    places = {column.name: place for place, column in enumerate(table.columns, start=1)}
    own = oids[table.schema, table.name]
    key = known.primary_key
    if key and all(name in places for name in key):
        listed = ", ".join(key)
        name = f"{table.name}_pkey"
        yield {
            "oid": numbers.of(f"{table.schema}.{name}"), "name": name, "table_oid": own, "kind": "p",
            "positions": [places[name] for name in key], "other_oid": None, "other_positions": None,
            "columns": list(key), "definition": f"PRIMARY KEY ({listed})",
            "index_definition": f"CREATE UNIQUE INDEX {name} ON {table.schema}.{table.name} USING btree ({listed})",
        }  # fmt: skip
    for field in known.fields:
        other = next((one for one in tables if field.foreign_key and one.name == field.foreign_key[0]), None)
        if field.name not in places or other is None or field.foreign_key is None:
            continue
        target = field.foreign_key[1]
        seen = [column.name for column in other.columns]
        if target not in seen:
            continue
        name = f"{table.name}_{field.name}_fkey"
        definition = f"FOREIGN KEY ({field.name}) REFERENCES {other.schema}.{other.name}({target})"
        yield {
            "oid": numbers.of(f"{table.schema}.{name}"), "name": name, "table_oid": own, "kind": "f",
            "positions": [places[field.name]], "other_oid": oids[other.schema, other.name],
            "other_positions": [seen.index(target) + 1], "columns": [field.name], "definition": definition,
            "index_definition": None,
        }  # fmt: skip


def _type(one: PgType) -> dict[str, Any]:
    base = one.element or one
    recv = "array_recv" if one.element else f"{one.name}{'_' if one.name in _UNDERSCORED else ''}recv"
    sql_name = _SQL_NAMES.get(base.name, base.name) + ("[]" if one.element else "")
    varies = one.width < 0
    return {
        "oid": one.oid, "typname": one.name, "typnamespace": 11, "typowner": 10, "typlen": one.width,
        "typbyval": 0 < one.width <= 8, "typtype": "p" if one.name == "unknown" else "b",
        "typcategory": "A" if one.element else _CATEGORIES[one.name],
        "typispreferred": one.name in ("bool", "text", "float8", "timestamptz", "interval", "oid"),
        "typisdefined": True, "typdelim": ",", "typrelid": 0, "typelem": one.element.oid if one.element else 0,
        "typarray": one.array, "typinput": recv.replace("recv", "in"), "typoutput": recv.replace("recv", "out"),
        "typreceive": recv, "typsend": recv.replace("recv", "send"), "typmodin": "-", "typmodout": "-",
        "typanalyze": "-", "typalign": "d" if one.width == 8 else "c" if one.width == 1 else "i",
        "typstorage": "x" if varies else "p", "typnotnull": False, "typbasetype": 0, "typtypmod": -1, "typndims": 0,
        "typcollation": 100 if base in (TEXT,) else 950 if base is NAME else 0, "typdefaultbin": None,
        "typdefault": None, "typacl": None, "sql_name": sql_name,
    }  # fmt: skip


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema)


_OID: Final = pa.uint32()
_SCHEMA: Final = pa.schema([("oid", _OID), ("name", pa.string())])
_TABLE: Final = pa.schema(
    [
        ("oid", _OID), ("name", pa.string()), ("schema_oid", _OID), ("columns", pa.int32()),
        ("description", pa.string()),
    ]
)  # fmt: skip
_COLUMN: Final = pa.schema(
    [
        ("table_oid", _OID), ("name", pa.string()), ("type_oid", _OID), ("position", pa.int32()),
        ("required", pa.bool_()), ("description", pa.string()),
    ]
)  # fmt: skip
_KEY: Final = pa.schema(
    [
        ("oid", _OID), ("name", pa.string()), ("table_oid", _OID), ("kind", pa.string()),
        ("positions", pa.list_(pa.int32())), ("other_oid", _OID), ("other_positions", pa.list_(pa.int32())),
        ("columns", pa.list_(pa.string())), ("definition", pa.string()), ("index_definition", pa.string()),
    ]
)  # fmt: skip
_TYPE: Final = pa.schema(
    [
        ("oid", _OID), ("typname", pa.string()), ("typnamespace", _OID), ("typowner", _OID), ("typlen", pa.int16()),
        ("typbyval", pa.bool_()), ("typtype", pa.string()), ("typcategory", pa.string()),
        ("typispreferred", pa.bool_()), ("typisdefined", pa.bool_()), ("typdelim", pa.string()), ("typrelid", _OID),
        ("typelem", _OID), ("typarray", _OID), ("typinput", pa.string()), ("typoutput", pa.string()),
        ("typreceive", pa.string()), ("typsend", pa.string()), ("typmodin", pa.string()), ("typmodout", pa.string()),
        ("typanalyze", pa.string()), ("typalign", pa.string()), ("typstorage", pa.string()), ("typnotnull", pa.bool_()),
        ("typbasetype", _OID), ("typtypmod", pa.int32()), ("typndims", pa.int32()), ("typcollation", _OID),
        ("typdefaultbin", pa.string()), ("typdefault", pa.string()), ("typacl", pa.list_(pa.string())),
        ("sql_name", pa.string()),
    ]
)  # fmt: skip
