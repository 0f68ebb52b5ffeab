"""Aggregates. Left out are those whose value depends on the order of rows, or is an estimate of the engine's own.

Sums, means and deviations of DOUBLE are let through: their last digit depends on the order in which an engine adds,
in DuckDB from run to run too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from asan.warehouse.engines.spark.translation.casts import cast
from asan.warehouse.engines.spark.translation.scope import Scope
from asan.warehouse.engines.spark.translation.types import WHOLE, decimal
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, known_type

if TYPE_CHECKING:
    from asan.warehouse.engines.spark.translation.expression import Expressions


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One call or two, the type, and what is made of the calls' values (``{0}`` and ``{1}`` stand for them)."""

    call: str
    type: str
    then: str = "{0}"
    second: str = ""

    def value(self, clause: str = "") -> Value:
        """The value, with FILTER or OVER behind the calls."""
        return Value(self.then.format(self.call + clause, self.second + clause), self.type)


Handler = Callable[[exp.Expr, Scope, "Expressions"], Aggregate]

_DEVIATIONS: Final = {
    exp.Stddev: "stddev_samp",
    exp.StddevSamp: "stddev_samp",
    exp.StddevPop: "stddev_pop",
    exp.Variance: "var_samp",
    exp.VariancePop: "var_pop",
}
AGGREGATES: Final = (
    exp.Count,
    exp.CountIf,
    exp.Sum,
    exp.Avg,
    exp.Min,
    exp.Max,
    exp.LogicalAnd,
    exp.LogicalOr,
    *_DEVIATIONS,
)


def aggregate(node: exp.Expr, scope: Scope, told: "Expressions") -> Aggregate:
    """The aggregate. Raises Unsaid."""
    if not isinstance(node, AGGREGATES) or node.expressions:
        raise Unsaid(f"{node.key}() as an aggregate")
    if isinstance(node, exp.Count):
        return _count(node, scope, told)
    value = told.value(node.this, scope)
    match node:
        case exp.CountIf():
            condition = told.of_type(node.this, scope, "BOOLEAN").sql
            return Aggregate(f"count_if({condition})", "HUGEINT", "CAST({0} AS DECIMAL(38,0))")
        case exp.LogicalAnd() | exp.LogicalOr():
            name = "bool_and" if isinstance(node, exp.LogicalAnd) else "bool_or"
            return Aggregate(f"{name}({told.of_type(node.this, scope, 'BOOLEAN').sql})", "BOOLEAN")
        case exp.Min() | exp.Max():
            known_type(value.type)
            return Aggregate(f"{node.key}({value.sql})", value.type)
        case exp.Sum():
            return _sum(value)
    if value.type not in ("DOUBLE", *WHOLE):
        raise Unsaid(f"{node.key}() of {value.type}")
    name = "avg" if isinstance(node, exp.Avg) else _DEVIATIONS[type(node)]
    return Aggregate(f"{name}({cast(value, 'DOUBLE').sql})", "DOUBLE")


def _count(node: exp.Count, scope: Scope, told: "Expressions") -> Aggregate:
    counted = node.this
    if counted is None or isinstance(counted, exp.Star):
        return Aggregate("count(*)", "BIGINT")
    if isinstance(counted, exp.Distinct):
        if len(counted.expressions) != 1 or counted.args.get("on"):
            raise Unsaid("count(DISTINCT) of several values")
        return Aggregate(f"count(DISTINCT {told.value(counted.expressions[0], scope).sql})", "BIGINT")
    return Aggregate(f"count({told.value(counted, scope).sql})", "BIGINT")


def _sum(value: Value) -> Aggregate:
    match value.type:
        case "DOUBLE":
            return Aggregate(f"sum({value.sql})", "DOUBLE")
        case "INTEGER":
            return Aggregate(f"sum(CAST({value.sql} AS BIGINT))", "HUGEINT", "CAST({0} AS DECIMAL(38,0))")
        case "BIGINT":
            # In two halves, which overflow no sooner than after 2^31 rows. A decimal sum would be as exact, and
            # fails in Spark after as many.
            halves = "(CAST({0} AS DECIMAL(38,0)) * CAST('4294967296' AS DECIMAL(10,0)) + {1})"
            high, low = f"sum(shiftright({value.sql}, 32))", f"sum({value.sql} & 4294967295L)"
            return Aggregate(high, "HUGEINT", f"CAST({halves} AS DECIMAL(38,0))", low)
    digits = decimal(value.type)
    if digits is None or value.type == "SMALLINT":
        raise Unsaid(f"sum() of {value.type}")
    return Aggregate(f"sum({value.sql})", f"DECIMAL(38,{digits[1]})", f"CAST({{0}} AS DECIMAL(38,{digits[1]}))")
