"""Window functions and the order of rows: NULLs last unless said otherwise, as in DuckDB."""

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from asan.warehouse.engines.spark.translation.aggregates import AGGREGATES, Aggregate, aggregate
from asan.warehouse.engines.spark.translation.casts import cast, unified
from asan.warehouse.engines.spark.translation.scope import Scope
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, known_type

if TYPE_CHECKING:
    from asan.warehouse.engines.spark.translation.expression import Expressions

_RANKS: Final[dict[type[exp.Expr], str]] = {exp.RowNumber: "row_number", exp.Rank: "rank", exp.DenseRank: "dense_rank"}
_SHARES: Final[dict[type[exp.Expr], str]] = {exp.PercentRank: "percent_rank", exp.CumeDist: "cume_dist"}
_PARTS = {"this", "partition_by", "order", "spec", "over"}


def window(node: exp.Window, scope: Scope, told: "Expressions") -> Value:
    """A function over a window. Raises Unsaid."""
    if {name for name, part in node.args.items() if part} - _PARTS:
        raise Unsaid("a window by its name")
    inner, condition = node.this, ""
    if isinstance(inner, exp.Filter):
        condition = f" FILTER (WHERE {told.of_type(inner.expression.this, scope, 'BOOLEAN').sql})"
        inner = inner.this
    parts = [told.value(part, scope).sql for part in node.args.get("partition_by") or []]
    order = node.args.get("order")
    clauses = [f"PARTITION BY {', '.join(parts)}"] if parts else []
    if order is not None:
        clauses.append(f"ORDER BY {', '.join(ordered(one, told.value(one.this, scope)) for one in order.expressions)}")
    elif not isinstance(inner, AGGREGATES):
        # Spark knows no rank without an order; where all rows are equal, any will do.
        clauses.append("ORDER BY CAST(NULL AS INT)")
    frame = _frame(node.args.get("spec"))
    if frame and isinstance(inner, (*AGGREGATES, exp.FirstValue, exp.LastValue)):
        clauses.append(frame)
    return _called(inner, scope, told).value(f"{condition} OVER ({' '.join(clauses)})")


def ordered(node: exp.Expr, value: Value) -> str:
    """An item of ORDER BY. Raises Unsaid."""
    if not isinstance(node, exp.Ordered) or node.args.get("with_fill"):
        raise Unsaid("an order of that form")
    known_type(value.type)
    direction = "DESC" if node.args.get("desc") else "ASC"
    return f"{value.sql} {direction} NULLS {'FIRST' if node.args.get('nulls_first') else 'LAST'}"


def _called(node: exp.Expr, scope: Scope, told: "Expressions") -> Aggregate:
    if type(node) in _RANKS and not node.expressions:
        return Aggregate(f"{_RANKS[type(node)]}()", "BIGINT", "CAST({0} AS BIGINT)")
    if type(node) in _SHARES and not node.expressions:
        return Aggregate(f"{_SHARES[type(node)]}()", "DOUBLE")
    match node:
        case exp.Ntile():
            return Aggregate(f"ntile({_whole(node.this)})", "BIGINT", "CAST({0} AS BIGINT)")
        case exp.Lag() | exp.Lead():
            value = told.value(node.this, scope)
            offset = _whole(node.args["offset"]) if node.args.get("offset") else 1
            default = node.args.get("default")
            if default is None:
                return Aggregate(f"{node.key}({value.sql}, {offset})", value.type)
            (one, other), kind = unified(value, told.value(default, scope))
            if kind != value.type:
                other = cast(told.value(default, scope), value.type)
                one = value
            return Aggregate(f"{node.key}({one.sql}, {offset}, {other.sql})", value.type)
        case exp.FirstValue() | exp.LastValue():
            name = "first_value" if isinstance(node, exp.FirstValue) else "last_value"
            value = told.value(node.this, scope)
            return Aggregate(f"{name}({value.sql})", value.type)
    return aggregate(node, scope, told)


def _whole(node: exp.Expr) -> int:
    if not isinstance(node, exp.Literal) or not node.name.isdigit() or not 0 < int(node.name) < 2**31:
        raise Unsaid("a distance between rows that is no plain number")
    return int(node.name)


def _frame(spec: exp.Expr | None) -> str:
    if spec is None:
        return ""
    if spec.args.get("exclude") or spec.args.get("kind") not in ("ROWS", "RANGE"):
        raise Unsaid("a frame with GROUPS or EXCLUDE")
    ends = [_bound(spec, "start"), _bound(spec, "end") if spec.args.get("end") else "CURRENT ROW"]
    return f"{spec.args['kind']} BETWEEN {ends[0]} AND {ends[1]}"


def _bound(spec: exp.Expr, which: str) -> str:
    place, side = spec.args.get(which), spec.args.get(f"{which}_side")
    if place == "CURRENT ROW":
        return "CURRENT ROW"
    if place == "UNBOUNDED" and side in ("PRECEDING", "FOLLOWING"):
        return f"UNBOUNDED {side}"
    if spec.args["kind"] == "ROWS" and isinstance(place, exp.Expr) and side in ("PRECEDING", "FOLLOWING"):
        return f"{_whole(place)} {side}"
    raise Unsaid("a frame of that form")
