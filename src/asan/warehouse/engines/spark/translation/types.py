"""DuckDB's types as far as questions on Spark may use them, and the type that two values are brought to."""

import re
from typing import Final

NULL: Final = "NULL"
"""The type of a bare NULL, which fits every other."""

WHOLE: Final = ("SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
"""Whole numbers, narrow to wide."""

_SPARK: Final = {
    "BOOLEAN": "BOOLEAN",
    "SMALLINT": "SMALLINT",
    "INTEGER": "INT",
    "BIGINT": "BIGINT",
    # Narrower at its ends by a digit: a sum that does not fit fails, as one does in DuckDB a little later.
    "HUGEINT": "DECIMAL(38,0)",
    "DOUBLE": "DOUBLE",
    "VARCHAR": "STRING",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    # As at the end of a question, where DuckDB makes a whole number of it.
    NULL: "INT",
}
_DIGITS: Final = {"SMALLINT": 5, "INTEGER": 10, "BIGINT": 19}
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),(\d+)\)")
MOST_DIGITS: Final = 38


def spark_type(name: str) -> str | None:
    """Spark's name of the type, None where it has none of the same values."""
    return name if _DECIMAL.fullmatch(name) else _SPARK.get(name)


def decimal(name: str) -> tuple[int, int] | None:
    """Digits and decimal places of DuckDB's DECIMAL that holds values of the type exactly; None for no such type."""
    if name in _DIGITS:
        return _DIGITS[name], 0
    found = _DECIMAL.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def is_decimal(name: str) -> bool:
    """Whether the type is a DECIMAL."""
    return _DECIMAL.fullmatch(name) is not None


def is_number(name: str) -> bool:
    """Whether the type is a number's."""
    return name in WHOLE or name == "DOUBLE" or is_decimal(name)


def common(left: str, right: str) -> str | None:
    """The type to which DuckDB brings values of two types; None where it does not, or where that is not certain."""
    if left == right or right == NULL:
        return left
    if left == NULL:
        return right
    if left in WHOLE and right in WHOLE:
        return WHOLE[max(WHOLE.index(left), WHOLE.index(right))]
    if is_number(left) and is_number(right):
        if "DOUBLE" in (left, right):
            return "DOUBLE"
        one, other = decimal(left), decimal(right)
        if one is None or other is None:
            return None
        places = max(one[1], other[1])
        digits = max(one[0] - one[1], other[0] - other[1]) + places
        return f"DECIMAL({digits},{places})" if digits <= MOST_DIGITS else None
    return "TIMESTAMP" if {left, right} == {"DATE", "TIMESTAMP"} else None
