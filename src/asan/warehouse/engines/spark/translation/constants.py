"""Constants that DuckDB itself computes: so they mean what they mean there, and Spark gets the value."""

import datetime as dt

from sqlglot import exp

from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.engines.duckdb_run import text_of
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, literal


class Constants:
    """Computes constants on an engine that holds nothing, each once a question: its clock stands still."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Value] = {}

    def fold(self, node: exp.Expr) -> Value:
        """The value of an expression without columns. Raises Unsaid where there is none."""
        text = text_of(node)
        if text not in self._known:
            try:
                row = self._connection.execute(f"SELECT typeof(x), x FROM (SELECT {text} AS x)").fetchone()
            except (EngineError, OverflowError, ValueError):
                raise Unsaid("a constant that has no value of its type") from None
            assert row is not None  # a SELECT of one row
            self._known[text] = literal(row[1], str(row[0]).strip('"'))
        return self._known[text]


def number(node: exp.Expr) -> Value:
    """A number as it stands in the text. Raises Unsaid."""
    text = str(node.this)
    if text.isdigit():
        value = int(text)
        if value >= 2**63:
            raise Unsaid("a whole number beyond BIGINT")
        return literal(value, "INTEGER" if value < 2**31 else "BIGINT")
    whole, point, places = text.partition(".")
    if point and (whole + places).isdigit():
        digits = len(whole.lstrip("0")) + len(places)
        if digits > 15:
            raise Unsaid("a number of more than 15 digits with a point")
        return Value(
            f"CAST('{text}' AS DECIMAL({max(digits, 1)},{len(places)}))", f"DECIMAL({max(digits, 1)},{len(places)})"
        )
    return literal(float(text), "DOUBLE")


def parameter(name: str, value: object) -> Value:
    """A value that stands beside the text: ``:name``, of the type that DuckDB gives it. Raises Unsaid."""
    match value:
        case None:
            return literal(None, "NULL")
        case bool():
            return Value(f"CAST(:{name} AS BOOLEAN)", "BOOLEAN")
        case int() if -(2**31) <= value < 2**31:
            return Value(f"CAST(:{name} AS INT)", "INTEGER")
        case int() if -(2**63) <= value < 2**63:
            return Value(f"CAST(:{name} AS BIGINT)", "BIGINT")
        case float():
            return Value(f"CAST(:{name} AS DOUBLE)", "DOUBLE")
        case str():
            return Value(f":{name}", "VARCHAR")
        case dt.datetime() if value.tzinfo is None:
            return Value(f"CAST(:{name} AS TIMESTAMP_NTZ)", "TIMESTAMP")
        case dt.date():
            return Value(f"CAST(:{name} AS DATE)", "DATE")
    raise Unsaid("a parameter of that kind")
