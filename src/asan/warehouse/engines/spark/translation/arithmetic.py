"""Sums, products, quotients, and days added to dates."""

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from asan.warehouse.engines.spark.translation.casts import cast, number, unified
from asan.warehouse.engines.spark.translation.scope import Scope
from asan.warehouse.engines.spark.translation.types import MOST_DIGITS, NULL, WHOLE, decimal, is_decimal
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, known_type

if TYPE_CHECKING:
    from asan.warehouse.engines.spark.translation.expression import Expressions

_SIGNS: Final[dict[type[exp.Expr], str]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_ZERO = "CAST('0' AS DOUBLE)"
_UNITS = {"DAY", "MONTH", "YEAR", "HOUR", "MINUTE", "SECOND", "WEEK"}


def arithmetic(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    """A sum, difference, product, quotient, remainder or negation. Raises Unsaid."""
    if isinstance(node, exp.Neg):
        return _negative(number(told.value(node.this, scope)))
    if isinstance(node, exp.Add | exp.Sub) and (interval := interval_of(node.expression)) is not None:
        amount, unit = interval
        moment = told.of_type(node.this, scope, "TIMESTAMP", "DATE")
        return moved(moment, told.value(amount, scope), unit, back=isinstance(node, exp.Sub))
    left, right = told.value(node.this, scope), told.value(node.expression, scope)
    if "DATE" in (left.type, right.type):
        return _of_days(node, left, right)
    number(left), number(right)
    match node:
        case exp.Div():
            return _quotient(cast(left, "DOUBLE").sql, cast(right, "DOUBLE").sql)
        case exp.IntDiv() | exp.Mod():
            (one, other), kind = unified(left, right)
            if kind not in ("INTEGER", "BIGINT"):
                raise Unsaid(f"a whole quotient or remainder of {kind}")
            # DuckDB answers NULL for a division by zero.
            word = "div" if isinstance(node, exp.IntDiv) else "%"
            zero = cast(Value("CAST('0' AS INT)", "INTEGER"), kind).sql
            return Value(f"CAST(({one.sql} {word} nullif({other.sql}, {zero})) AS {known_type(kind)})", kind)
    sign = _SIGNS[type(node)]
    if is_decimal(left.type) or is_decimal(right.type):
        return _of_decimals(sign, left, right)
    (one, other), kind = unified(left, right)
    if kind not in ("INTEGER", "BIGINT", "DOUBLE"):
        raise Unsaid(f"arithmetic with {kind}")
    return Value(f"({one.sql} {sign} {other.sql})", kind)


def interval_of(node: exp.Expr) -> tuple[exp.Expr, str] | None:
    """The amount and the unit, where the node is an interval of one unit; None where it is none. Raises Unsaid."""
    node = node.unnest()
    if isinstance(node, exp.Anonymous) and node.name.lower() == "to_days":
        return node.expressions[0], "DAY"
    if isinstance(node, exp.ToDays):
        return node.this, "DAY"
    if not isinstance(node, exp.Interval):
        return None
    unit = node.args.get("unit")
    amount = node.this
    if isinstance(amount, exp.Literal) and amount.is_string and amount.name.isdigit():
        amount = exp.Literal.number(amount.name)
    if not isinstance(unit, exp.Var) or unit.name.upper() not in _UNITS or amount is None:
        raise Unsaid("an interval of that form")
    return amount, unit.name.upper()


def moved(moment: Value, amount: Value, unit: str, *, back: bool = False) -> Value:
    """The moment later (or earlier) by a whole number of units; a date becomes a moment, as in DuckDB."""
    if amount.type not in ("INTEGER", NULL):
        raise Unsaid(f"an interval of {amount.type}")
    steps = cast(amount, "INTEGER").sql
    signed = f"(- {steps})" if back else steps
    return Value(f"dateadd({unit}, {signed}, {cast(moment, 'TIMESTAMP').sql})", "TIMESTAMP")


def _negative(value: Value) -> Value:
    if value.type not in ("INTEGER", "BIGINT", "DOUBLE") and not is_decimal(value.type):
        raise Unsaid(f"a negative {value.type}")
    return Value(f"(- {value.sql})", value.type)


def _quotient(left: str, right: str) -> Value:
    """DuckDB divides as the processor does: by zero it gives infinity with the signs of both, or no number."""
    no_number = f"{left} = {_ZERO} OR isnan({left})"
    opposite = f"({left} < {_ZERO}) <> (CAST({right} AS STRING) = '-0.0')"
    infinite = f"CASE WHEN {opposite} THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END"
    by_zero = (
        f"CASE WHEN {left} IS NULL THEN CAST(NULL AS DOUBLE) "
        f"WHEN {no_number} THEN CAST('NaN' AS DOUBLE) ELSE {infinite} END"
    )
    return Value(f"(CASE WHEN {right} = {_ZERO} THEN {by_zero} ELSE {left} / {right} END)", "DOUBLE")


def _of_days(node: exp.Expr, left: Value, right: Value) -> Value:
    match node, left.type, right.type:
        case exp.Add(), "DATE", "INTEGER":
            return Value(f"date_add({left.sql}, {right.sql})", "DATE")
        case exp.Add(), "INTEGER", "DATE":
            return Value(f"date_add({right.sql}, {left.sql})", "DATE")
        case exp.Sub(), "DATE", "INTEGER":
            return Value(f"date_sub({left.sql}, {right.sql})", "DATE")
        case exp.Sub(), "DATE", "DATE":
            return Value(f"CAST(datediff({left.sql}, {right.sql}) AS BIGINT)", "BIGINT")
    raise Unsaid(f"arithmetic with {left.type} and {right.type}")


def _of_decimals(sign: str, left: Value, right: Value) -> Value:
    """Sums and products of numbers with a point, exact in both engines as long as their digits fit."""
    if "DOUBLE" in (left.type, right.type):
        return Value(f"({cast(left, 'DOUBLE').sql} {sign} {cast(right, 'DOUBLE').sql})", "DOUBLE")
    one, other = decimal(left.type), decimal(right.type)
    if one is None or other is None or not {left.type, right.type} - set(WHOLE):
        raise Unsaid(f"arithmetic with {left.type} and {right.type}")
    if sign == "*":
        digits, places = one[0] + other[0], one[1] + other[1]
    else:
        places = max(one[1], other[1])
        digits = max(one[0] - one[1], other[0] - other[1]) + places + 1
    # Spark keeps one digit more for a product, and past its most digits gives up places.
    if digits >= MOST_DIGITS:
        raise Unsaid("arithmetic with numbers of too many digits")
    kind = f"DECIMAL({digits},{places})"
    sides = [cast(value, f"DECIMAL({size[0]},{size[1]})").sql for value, size in ((left, one), (right, other))]
    return Value(f"CAST(({sides[0]} {sign} {sides[1]}) AS {kind})", kind)
