"""Masks: functions of one value (and, for shifts, of its row's person) that keep a column's type.

A mask that does not fit a column's type gives NULL. Each is built as SQL here and, independently, computed in
plain Python in `asan.gateway.reference`; tests compare the two.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from sqlglot import exp

Family = Literal["text", "integer", "number", "date", "timestamp", "other"]

KEY_PARAMETER: Final = "asan_key"
"""Name of the bound parameter that carries the secret key: the key itself never stands in a query's text."""

_FAMILIES: Final[dict[str, Family]] = {
    "VARCHAR": "text",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_TOKEN_DIGITS: Final = {"SMALLINT": 3, "INTEGER": 7, "BIGINT": 13}
"""Hexadecimal digits of a token that a column's type holds; 13 stay below 2^53."""


def family(type_name: str) -> Family:
    """What kind of values a column of DuckDB type ``type_name`` holds."""
    return _FAMILIES.get(type_name.upper(), "other")


@dataclass(frozen=True, slots=True)
class Null:
    """Nothing is left."""

    name: str = "null"


@dataclass(frozen=True, slots=True)
class Constant:
    """Every value becomes the same text; columns of other types become NULL."""

    value: str
    name: str = "constant"


@dataclass(frozen=True, slots=True)
class Token:
    """A keyed hash: equal values have equal tokens in every column, so joins work; nobody without the key can guess."""

    name: str = "token"


@dataclass(frozen=True, slots=True)
class YearOnly:
    """A date or time becomes the first of January of its year."""

    name: str = "year"


@dataclass(frozen=True, slots=True)
class AgeBand:
    """A year of birth becomes the youngest year of its band of ``width`` ages in ``year``; 90 and older are one."""

    year: int
    width: int = 5
    name: str = "age_band"


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number is rounded to a multiple of ``step``, halves upwards."""

    step: int = 10
    name: str = "rounded"


@dataclass(frozen=True, slots=True)
class FirstCharacter:
    """Of a text only its first character is left."""

    name: str = "first_character"


@dataclass(frozen=True, slots=True)
class DateShift:
    """A date or time moves by one secret offset a person, at most ``days`` either way: intervals are kept."""

    days: int = 180
    person_column: str = "person_id"
    name: str = "date_shift"


Mask = Null | Constant | Token | YearOnly | AgeBand | Rounded | FirstCharacter | DateShift


_STRENGTH: Final = ("rounded", "age_band", "date_shift", "year", "first_character", "token", "constant", "null")
"""From the mask that leaves most to the one that leaves nothing."""

_FITS: Final[dict[str, tuple[Family, ...]]] = {
    "rounded": ("integer", "number"),
    "age_band": ("integer",),
    "date_shift": ("date", "timestamp"),
    "year": ("date", "timestamp"),
    "first_character": ("text",),
    "constant": ("text",),
}


def strength(mask: Mask) -> tuple[int, int, str]:
    """What to compare masks by: of two of one kind, the one that tells less is stronger."""
    match mask:
        case Rounded(step=figure) | AgeBand(width=figure) | DateShift(days=figure):
            return _STRENGTH.index(mask.name), figure, repr(mask)
    return _STRENGTH.index(mask.name), 0, repr(mask)


def fitting(mask: Mask, type_name: str) -> Mask:
    """``mask``, or `Null` where it does not fit a column of DuckDB type ``type_name``."""
    if isinstance(mask, Token):
        fits = family(type_name) == "text" or type_name.upper() in _TOKEN_DIGITS
    else:
        fits = isinstance(mask, Null) or family(type_name) in _FITS[mask.name]
    return mask if fits else Null()


def masked(mask: Mask, column: exp.Column, type_name: str) -> exp.Expr:
    """The SQL expression that masks ``column``, a column of DuckDB type ``type_name``."""
    expression = _expression(mask, column, family(type_name), type_name.upper())
    return _cast(expression if expression is not None else exp.null(), type_name)


def _expression(mask: Mask, column: exp.Column, kind: Family, type_name: str) -> exp.Expr | None:
    match mask:
        case Constant(value=value) if kind == "text":
            return _unless_null(column, exp.Literal.string(value))
        case Token() if kind == "text":
            return _unless_null(column, _function("substr", _keyed_hash(column), _number(1), _number(16)))
        case Token() if type_name in _TOKEN_DIGITS:
            digits = _function("substr", _keyed_hash(column), _number(1), _number(_TOKEN_DIGITS[type_name]))
            return _unless_null(column, _cast(_concat(exp.Literal.string("0x"), digits), "BIGINT"))
        case YearOnly() if kind in ("date", "timestamp"):
            return _function("make_date", _year(column), _number(1), _number(1))
        case AgeBand(year=year, width=width) if kind == "integer":
            age = exp.Greatest(this=exp.Sub(this=_number(year), expression=column.copy()), expressions=[_number(0)])
            band = exp.Mul(
                this=exp.paren(exp.IntDiv(this=age, expression=_number(width)), copy=False), expression=_number(width)
            )
            oldest = exp.Least(this=band, expressions=[_number(90)])
            return _unless_null(column, exp.Sub(this=_number(year), expression=oldest))
        case Rounded(step=step) if kind in ("integer", "number"):
            share = exp.Add(
                this=exp.Div(this=_cast(column.copy(), "DOUBLE"), expression=_number(step)),
                expression=exp.Literal.number("0.5"),
            )
            return exp.Mul(this=_function("floor", share), expression=_number(step))
        case FirstCharacter() if kind == "text":
            return _function("substr", column.copy(), _number(1), _number(1))
        case DateShift(days=days, person_column=person) if kind in ("date", "timestamp"):
            owner = exp.column(person, table=column.table, quoted=True)
            digits = _function("substr", _keyed_hash(owner), _number(1), _number(8))
            number = _cast(_concat(exp.Literal.string("0x"), digits), "BIGINT")
            offset = exp.Sub(
                this=exp.paren(exp.Mod(this=number, expression=_number(2 * days + 1)), copy=False),
                expression=_number(days),
            )
            days_off = _function("to_days", _cast(offset, "INTEGER"))
            return _unless_null(owner, exp.Add(this=column.copy(), expression=days_off))
    return None


# sqlglot's own builders parse names and types and copy their arguments each time: too slow for every question.
def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _cast(expression: exp.Expr, type_name: str) -> exp.Expr:
    return exp.Cast(this=expression, to=_type(type_name).copy())


@cache
def _type(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="duckdb")


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _year(column: exp.Column) -> exp.Expr:
    return _function("year", column.copy())


def _concat(*parts: exp.Expr) -> exp.Expr:
    return _function("concat", *parts)


def _keyed_hash(column: exp.Column) -> exp.Expr:
    text = _cast(column.copy(), "VARCHAR")
    separated = _concat(exp.Placeholder(this=KEY_PARAMETER), exp.Literal.string("|"), text)
    return _function("sha256", separated)


def _unless_null(column: exp.Column, value: exp.Expr) -> exp.Expr:
    return exp.Case(
        ifs=[exp.If(this=exp.Is(this=column.copy(), expression=exp.null()), true=exp.null())], default=value
    )
