"""PostgreSQL's types by their numbers, and which of them an Arrow column is told as."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class PgType:
    """A type as clients know it. ``width`` is in bytes, -1 where it varies; ``array`` is the number of its arrays."""

    name: str
    oid: int
    width: int
    array: int = 0
    element: "PgType | None" = None


def _scalar(name: str, oid: int, width: int, array: int) -> PgType:
    return PgType(name, oid, width, array)


BOOL: Final = _scalar("bool", 16, 1, 1000)
BYTEA: Final = _scalar("bytea", 17, -1, 1001)
INT8: Final = _scalar("int8", 20, 8, 1016)
INT2: Final = _scalar("int2", 21, 2, 1005)
INT4: Final = _scalar("int4", 23, 4, 1007)
TEXT: Final = _scalar("text", 25, -1, 1009)
OID: Final = _scalar("oid", 26, 4, 1028)
JSON: Final = _scalar("json", 114, -1, 199)
FLOAT4: Final = _scalar("float4", 700, 4, 1021)
FLOAT8: Final = _scalar("float8", 701, 8, 1022)
UNKNOWN: Final = _scalar("unknown", 705, -2, 0)
BPCHAR: Final = _scalar("bpchar", 1042, -1, 1014)
VARCHAR: Final = _scalar("varchar", 1043, -1, 1015)
NAME: Final = _scalar("name", 19, 64, 1003)
DATE: Final = _scalar("date", 1082, 4, 1182)
TIME: Final = _scalar("time", 1083, 8, 1183)
TIMESTAMP: Final = _scalar("timestamp", 1114, 8, 1115)
TIMESTAMPTZ: Final = _scalar("timestamptz", 1184, 8, 1185)
INTERVAL: Final = _scalar("interval", 1186, 16, 1187)
NUMERIC: Final = _scalar("numeric", 1700, -1, 1231)
UUID: Final = _scalar("uuid", 2950, 16, 2951)
JSONB: Final = _scalar("jsonb", 3802, -1, 3807)

SCALARS: Final = (
    BOOL, BYTEA, NAME, INT8, INT2, INT4, TEXT, OID, JSON, FLOAT4, FLOAT8, UNKNOWN, BPCHAR, VARCHAR, DATE, TIME,
    TIMESTAMP, TIMESTAMPTZ, INTERVAL, NUMERIC, UUID, JSONB,
)  # fmt: skip


def array_of(element: PgType) -> PgType:
    """The type of one-dimensional arrays of ``element``."""
    return PgType(f"_{element.name}", element.array, -1, 0, element)


BY_OID: Final = {one.oid: one for one in SCALARS} | {one.array: array_of(one) for one in SCALARS if one.array}

_SIMPLE: Final = {
    pa.bool_(): BOOL,
    pa.int8(): INT2,
    pa.int16(): INT2,
    pa.int32(): INT4,
    pa.int64(): INT8,
    pa.uint8(): INT2,
    pa.uint16(): INT4,
    # No clinical column is of this type: the catalog's numbers of tables and types are.
    pa.uint32(): OID,
    pa.uint64(): NUMERIC,
    pa.float32(): FLOAT4,
    pa.float64(): FLOAT8,
    pa.string(): TEXT,
    pa.large_string(): TEXT,
    pa.binary(): BYTEA,
    pa.large_binary(): BYTEA,
    pa.date32(): DATE,
    pa.month_day_nano_interval(): INTERVAL,
    pa.null(): TEXT,
}

_BY_DUCKDB: Final = {
    "BOOLEAN": BOOL,
    "TINYINT": INT2,
    "SMALLINT": INT2,
    "INTEGER": INT4,
    "BIGINT": INT8,
    "HUGEINT": NUMERIC,
    "FLOAT": FLOAT4,
    "DOUBLE": FLOAT8,
    "VARCHAR": TEXT,
    "BLOB": BYTEA,
    "DATE": DATE,
    "TIME": TIME,
    "TIMESTAMP": TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": TIMESTAMPTZ,
    "INTERVAL": INTERVAL,
}


def type_of(arrow: pa.DataType) -> PgType:
    """What an Arrow column is told as; structs, maps and lists of such are JSON."""
    simple = _SIMPLE.get(arrow)
    if simple is not None:
        return simple
    if pa.types.is_decimal(arrow):
        return NUMERIC
    if pa.types.is_timestamp(arrow):
        return TIMESTAMPTZ if arrow.tz else TIMESTAMP
    if pa.types.is_time(arrow):
        return TIME
    if pa.types.is_dictionary(arrow):
        return type_of(arrow.value_type)
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        element = type_of(arrow.value_type)
        return array_of(element) if element.array and element is not JSON else JSON
    return JSON


def type_of_column(duckdb: str) -> PgType:
    """What a table's column is told as, by DuckDB's name of its type."""
    name = duckdb.upper()
    return NUMERIC if name.startswith("DECIMAL") else _BY_DUCKDB.get(name, TEXT)


def modifier_of(arrow: pa.DataType) -> int:
    """PostgreSQL's type modifier: precision and scale of a decimal number, -1 for all else."""
    if pa.types.is_decimal(arrow) and arrow.precision < 38:
        return int((arrow.precision << 16 | arrow.scale) + 4)
    return -1
