"""Conditions in one wording: what means the same gets the same terms, however it was written.

Only as far as the grammar of aggregate questions goes (`asan.gateway.aggregate_grammar`): NOT moves inward, BETWEEN
becomes two comparisons, IN and OR of equalities one set, sides and terms are ordered, constants computed, bounds of
whole numbers and days taken as inclusive, what all sides of an OR share stands beside it. Two wordings that this does
not bring together are merely not recognised; nothing is decided by terms alone.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from sqlglot import exp

Terms = frozenset[str]
"""What must all hold; none: everything does."""

_NEGATED: Final[dict[str, str]] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_FLIPPED: Final[dict[str, str]] = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SIGNS: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_NEVER: Final = "false"
_DAY: Final = dt.timedelta(days=1)

FamilyOf = Callable[[exp.Expr], str | None]
"""The family of a column's type ("integer", "date", …); None where an expression is no column."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Equality with one of some values: kept apart, so that several join."""

    of: str
    values: frozenset[str]

    def text(self) -> str:
        if len(self.values) == 1:
            return f"{self.of} = {next(iter(self.values))}"
        return f"{self.of} IN ({', '.join(sorted(self.values))})"


_Term = str | _Choice
_All = frozenset[_Term]
_ALWAYS: Final[_All] = frozenset()


def terms_of(condition: exp.Expr, family_of: FamilyOf) -> Terms:
    """The terms of a condition whose columns have one spelling already."""
    return frozenset(_text(term) for term in _bounded(_read(condition, False, family_of)))


def equality(of: str, value: exp.Expr) -> str:
    """The term that says that ``of`` has a value."""
    return f"{of} = {_value(value)}"


def _text(term: _Term) -> str:
    return term.text() if isinstance(term, _Choice) else term


def _read(node: exp.Expr, negated: bool, family_of: FamilyOf) -> _All:
    match node:
        case exp.Paren():
            return _read(node.this, negated, family_of)
        case exp.Not():
            return _read(node.this, not negated, family_of)
        case exp.And() | exp.Or():
            sides = [_read(side, negated, family_of) for side in _sides(node)]
            return _every(sides) if isinstance(node, exp.And) != negated else _either(sides)
        case exp.Between():
            bounds = ("<", ">") if negated else (">=", "<=")
            sides = [
                _compared(sign, node.this, node.args[name], family_of)
                for sign, name in zip(bounds, ("low", "high"), strict=True)
            ]
            return _either(sides) if negated else _every(sides)
        case exp.In() if node.expressions:
            sign = "<>" if negated else "="
            sides = [_compared(sign, node.this, value, family_of) for value in node.expressions]
            return _every(sides) if negated else _either(sides)
        case exp.Boolean():
            return _ALWAYS if bool(node.this) != negated else frozenset({_NEVER})
        case exp.Is(expression=exp.Null()):
            return frozenset({f"{_sql(node.this)} IS {'NOT ' if negated else ''}NULL"})
        case exp.Like() if not set("%_\\") & set(str(node.expression.this)):
            return _compared("<>" if negated else "=", node.this, node.expression, family_of)
    sign = _SIGNS.get(type(node), "")
    if sign:
        return _compared(_NEGATED[sign] if negated else sign, node.this, node.expression, family_of)
    return frozenset({f"NOT {_sql(node)}" if negated else _sql(node)})


def _sides(node: exp.Expr) -> Iterable[exp.Expr]:
    """The sides of a chain of the same connector, without recursion: chains are long."""
    kind = type(node)
    waiting = [node]
    while waiting:
        each = waiting.pop()
        while isinstance(each, exp.Paren):
            each = each.this
        if type(each) is kind:
            waiting += [each.args["expression"], each.this]
        else:
            yield each


def _every(sides: Sequence[_All]) -> _All:
    return frozenset().union(*sides)


def _either(sides: Sequence[_All]) -> _All:
    """One of the sides holds; what all of them say stands beside."""
    possible = [side for side in sides if _NEVER not in side]
    if not possible:
        return frozenset({_NEVER})
    common = frozenset.intersection(*possible)
    rests = [side - common for side in possible]
    if not all(rests):
        return common
    choices: dict[str, frozenset[str]] = {}
    others: set[str] = set()
    for rest in rests:
        (first, *more) = rest
        if not more and isinstance(first, _Choice):
            choices[first.of] = choices.get(first.of, frozenset()) | first.values
        else:
            others.add(" AND ".join(sorted(map(_text, rest))))
    merged: list[_Term] = [_Choice(of, values) for of, values in choices.items()]
    if not others and len(merged) == 1:
        return common | {merged[0]}
    return common | {f"({' OR '.join(sorted({*others, *map(_text, merged)}))})"}


def _bounded(terms: _All) -> _All:
    """A value at least and at most something is that value."""
    texts = {term for term in terms if isinstance(term, str)}
    found: set[_Term] = set(terms)
    for text in texts:
        of, sign, value = text.rpartition(" >= ")
        other = f"{of} <= {value}"
        if sign and other in texts:
            found -= {text, other}
            found.add(_Choice(of, frozenset({value})))
    return frozenset(found)


def _compared(sign: str, left: exp.Expr, right: exp.Expr, family_of: FamilyOf) -> _All:
    one, two = _constant(left), _constant(right)
    if one is not None and two is not None:
        return _computed(sign, one, two)
    if one is not None or (two is None and _sql(left) > _sql(right)):
        sign, left, right, one, two = _FLIPPED[sign], right, left, two, one
    if two is None:
        return frozenset({f"{_sql(left)} {sign} {_sql(right)}"})
    sign, value = _inclusive(sign, two, family_of(left))
    of = _sql(left)
    return frozenset({_Choice(of, frozenset({value}))}) if sign == "=" else frozenset({f"{of} {sign} {value}"})


_Constant = Decimal | str


def _constant(node: exp.Expr) -> _Constant | None:
    """A number or text that is written out; None where it depends on anything."""
    match node:
        case exp.Paren():
            return _constant(node.this)
        case exp.Neg():
            value = _constant(node.this)
            return -value if isinstance(value, Decimal) else None
        case exp.Literal():
            if node.is_string:
                return str(node.this)
            try:
                return Decimal(str(node.this))
            except InvalidOperation:
                return None
        case exp.Cast() | exp.TryCast():
            value = _constant(node.this)
            return value if isinstance(value, str) and node.to.this in (exp.DType.DATE, exp.DType.TIMESTAMP) else None
        case exp.Add() | exp.Sub() | exp.Mul():
            one, two = _constant(node.this), _constant(node.expression)
            if not isinstance(one, Decimal) or not isinstance(two, Decimal):
                return None
            return one + two if isinstance(node, exp.Add) else one - two if isinstance(node, exp.Sub) else one * two
    return None


def _order(one: _Constant, two: _Constant) -> int | None:
    if isinstance(one, Decimal) and isinstance(two, Decimal):
        return int(one.compare(two))
    if isinstance(one, str) and isinstance(two, str):
        return (one > two) - (one < two)
    return None


def _computed(sign: str, one: _Constant, two: _Constant) -> _All:
    order = _order(one, two)
    if order is None:
        return frozenset({f"{_shown(one)} {sign} {_shown(two)}"})
    holds = {"=": order == 0, "<>": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}
    return _ALWAYS if holds[sign] else frozenset({_NEVER})


def _inclusive(sign: str, value: _Constant, family: str | None) -> tuple[str, str]:
    """A bound that is part of what it bounds, where the values between are known to be none."""
    step = {"<": -1, ">": 1}.get(sign)
    if step is None or (isinstance(value, Decimal) and value != value.to_integral_value()):
        return sign, _shown(value)
    if isinstance(value, Decimal) and family == "integer":
        return f"{sign}=", _shown(value + step)
    if isinstance(value, str) and family == "date":
        try:
            return f"{sign}=", _shown((dt.date.fromisoformat(value.strip()) + step * _DAY).isoformat())
        except (ValueError, OverflowError):
            pass
    return sign, _shown(value)


def _shown(value: _Constant) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return exp.Literal.string(value.strip().removesuffix(" 00:00:00")).sql(dialect="duckdb")


def _value(node: exp.Expr) -> str:
    constant = _constant(node)
    return _sql(node) if constant is None else _shown(constant)


def _sql(node: exp.Expr) -> str:
    while isinstance(node, exp.Paren):
        node = node.this
    return node.sql(dialect="duckdb", comments=False)
