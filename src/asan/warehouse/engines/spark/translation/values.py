"""A value of known type, and how literals stand in Spark's SQL."""

import datetime as dt
import math
from dataclasses import dataclass

from asan.warehouse.engines.spark.translation.types import spark_type


class Unsaid(Exception):
    """Something that Spark would do with another meaning, or not at all. ``what`` names it and holds no value."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Value:
    """An expression in Spark's SQL, complete in itself, and the DuckDB type of its values."""

    sql: str
    type: str


def known_type(name: str) -> str:
    """Spark's name of DuckDB's type. Raises Unsaid."""
    found = spark_type(name)
    if found is None:
        raise Unsaid(f"the type {name}")
    return found


def text_literal(text: str) -> str:
    """A text in quotes. Nothing in it can end it, and nothing is a variable to be replaced by Spark."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024").replace("\0", "\\u0000")
    return f"'{escaped}'"


def literal(value: object, type_name: str) -> Value:
    """A constant of DuckDB's type. A whole number is never bare: in GROUP BY it would mean a place."""
    kind = known_type(type_name)
    match value:
        case None:
            return Value(f"CAST(NULL AS {kind})", type_name)
        case bool():
            return Value(str(value).lower(), type_name)
        case str():
            return Value(text_literal(value), type_name)
        case float() if math.isfinite(value):
            return Value(f"CAST('{value!r}' AS DOUBLE)", type_name)
        case dt.datetime() if value.tzinfo is None and value.year >= 1:
            return Value(f"TIMESTAMP_NTZ '{value.isoformat(sep=' ')}'", type_name)
        case dt.date():
            return Value(f"DATE '{value.isoformat()}'", type_name)
        case int() | float():
            return Value(f"CAST('{value}' AS {kind})", type_name)
    raise Unsaid(f"a constant of type {type_name}")


def column(source: str, name: str) -> str:
    """A column of a source, by names that hold any character."""
    return f"`{source}`.`{name.replace('`', '``')}`"
