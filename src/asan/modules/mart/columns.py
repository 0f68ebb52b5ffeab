"""Kinds of columns, and the values that people compare them with."""

import math
import re
from datetime import UTC, date, datetime
from typing import Any

from sqlglot import exp

from asan.modules.mart.errors import BadFilter
from asan.modules.mart.schemas import Kind

_INTEGERS = frozenset({"integer", "bigint", "smallint", "tinyint", "hugeint", "int", "int32", "int64"})
_NUMBERS = frozenset({"float", "double", "real", "numeric", "decimal"})
_EXPECTED: dict[Kind, tuple[str, str]] = {
    "integer": ("정수로", "a whole number"),
    "number": ("숫자로", "a number"),
    "date": ("2026-11-22 같은 날짜로", "a date such as 2026-11-22"),
    "datetime": ("2026-11-22 13:30 같은 일시로", "a time such as 2026-11-22 13:30"),
    "text": ("글자로", "text"),
}
_BIGINT = 2**63


def kind_of(type_name: str) -> Kind:
    """The kind of a column's type, in the specification's spelling or an engine's."""
    base = re.split(r"[(\s]", type_name.strip().lower())[0]
    if base in _INTEGERS:
        return "integer"
    if base in _NUMBERS:
        return "number"
    if base == "date":
        return "date"
    return "datetime" if base.startswith(("timestamp", "datetime")) else "text"


def literal(column: str, kind: Kind, value: object) -> exp.Expr:
    """``value`` as an SQL literal of the column's kind. Raises BadFilter where it is not one."""
    try:
        return _literal(kind, value)
    except (ValueError, OverflowError, TypeError) as error:
        ko, en = _EXPECTED[kind]
        raise BadFilter(column=column, value=str(value)[:100], expected_ko=ko, expected_en=en) from error


def _literal(kind: Kind, value: object) -> exp.Expr:
    if kind == "integer":
        number = int(str(value).strip())
        if not -_BIGINT <= number < _BIGINT:
            raise ValueError("outside 64 bits")
        return _number(str(number))
    if kind == "number":
        real = float(str(value).strip())
        if not math.isfinite(real):
            raise ValueError("not finite")
        return exp.cast(exp.Literal.string(repr(real)), "DOUBLE")
    text = str(value)
    if "\x00" in text:
        raise ValueError("a null character")
    if kind == "date":
        return exp.cast(exp.Literal.string(date.fromisoformat(text.strip()).isoformat()), "DATE")
    if kind == "datetime":
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMP")
    return exp.Literal.string(text)


def _number(digits: str) -> exp.Expr:
    return exp.Neg(this=exp.Literal.number(digits[1:])) if digits.startswith("-") else exp.Literal.number(digits)


def as_cell(value: Any) -> Any:
    """A value of an answer as JSON has it: times in ISO 8601 without zone, no number that JSON cannot say."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | float | str | bool) else str(value)
