"""Expressions: each kind that is known, under the types for which Spark gives what DuckDB gives."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from sqlglot import exp

from asan.warehouse.engines.spark.translation import functions
from asan.warehouse.engines.spark.translation.aggregates import AGGREGATES, aggregate
from asan.warehouse.engines.spark.translation.arithmetic import arithmetic
from asan.warehouse.engines.spark.translation.casts import cast, unified
from asan.warehouse.engines.spark.translation.constants import Constants, number, parameter
from asan.warehouse.engines.spark.translation.scope import Scope
from asan.warehouse.engines.spark.translation.types import NULL
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, literal, text_literal
from asan.warehouse.engines.spark.translation.windows import window

_COMPARISONS: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg)


class Answered(Protocol):
    """A query in Spark's SQL, and its columns."""

    @property
    def sql(self) -> str:
        """The text, beginning with SELECT."""

    @property
    def types(self) -> list[str]:
        """The columns' types; Spark knows the columns as ``o1``, ``o2`` …"""


class Queries(Protocol):
    """What turns the queries inside of expressions."""

    def inner(self, query: exp.Expr, scope: Scope) -> Answered:
        """A query that may refer to ``scope``. Raises Unsaid."""


class Expressions:
    """Turns expressions of one question."""

    def __init__(self, queries: Queries, constants: Constants, parameters: Mapping[str, object]) -> None:
        self.queries = queries
        self.constants = constants
        self.parameters = parameters

    def value(self, node: exp.Expr, scope: Scope) -> Value:
        """The expression in Spark's SQL. Raises Unsaid."""
        check_parts(node)
        match node:
            case exp.Paren():
                return self.value(node.this, scope)
            case exp.Column():
                return self._column(node, scope)
            case exp.Literal():
                return Value(text_literal(node.this), "VARCHAR") if node.is_string else number(node)
            case exp.Null():
                return literal(None, NULL)
            case exp.Boolean():
                return literal(bool(node.this), "BOOLEAN")
            case exp.Placeholder():
                # The masking key is known to nobody here; it is a text.
                return parameter(node.name, self.parameters.get(node.name, ""))
            case exp.CurrentDate() | exp.Localtimestamp():
                return self.constants.fold(node)
            case exp.DateStrToDate() | exp.TimeStrToTime() if isinstance(node.this, exp.Literal):
                return self.constants.fold(node)
            case exp.Cast():
                return self._cast(node, scope)
            case exp.And() | exp.Or():
                word = "AND" if isinstance(node, exp.And) else "OR"
                parts = [self._condition(part, scope) for part in node.flatten()]
                return Value(f"({f' {word} '.join(parts)})", "BOOLEAN")
            case exp.Not():
                return Value(f"(NOT {self._condition(node.this, scope)})", "BOOLEAN")
            case exp.Is():
                return self._is(node, scope)
            case exp.NullSafeEQ() | exp.NullSafeNEQ():
                left, right = self._pair(node.this, node.expression, scope)
                same = f"({left.sql} <=> {right.sql})"
                return Value(same if isinstance(node, exp.NullSafeEQ) else f"(NOT {same})", "BOOLEAN")
            case exp.In():
                return self._in(node, scope)
            case exp.Between():
                value, low, high = self._together([node.this, node.args["low"], node.args["high"]], scope)
                return Value(f"({value.sql} BETWEEN {low.sql} AND {high.sql})", "BOOLEAN")
            case exp.Exists():
                return Value(f"EXISTS ({self.queries.inner(node.this, scope).sql})", "BOOLEAN")
            case exp.Subquery():
                return self._scalar(node, scope)
            case exp.Case():
                return self._case(node, scope)
            case exp.If():
                return self._branches([(node.this, node.args["true"])], node.args.get("false"), scope)
            case exp.Coalesce() | exp.Greatest() | exp.Least():
                name = type(node).__name__.upper()
                values = self._together([node.this, *node.expressions], scope)
                listed = ", ".join(value.sql for value in values)
                return Value(f"{name}({listed})" if len(values) > 1 else listed, values[0].type)
            case exp.Nullif():
                return self._nullif(node, scope)
            case exp.Window():
                return window(node, scope, self)
            case exp.Filter():
                told = aggregate(node.this, scope, self)
                condition = self._condition(node.expression.this, scope)
                return told.value(f" FILTER (WHERE {condition})")
        if type(node) in _COMPARISONS:
            left, right = self._pair(node.this, node.expression, scope)
            return Value(f"({left.sql} {_COMPARISONS[type(node)]} {right.sql})", "BOOLEAN")
        if isinstance(node, _ARITHMETIC):
            return arithmetic(node, scope, self)
        if isinstance(node, AGGREGATES):
            return aggregate(node, scope, self).value()
        return functions.call(node, scope, self)

    def text(self, node: exp.Expr, scope: Scope) -> str:
        """An expression that has to be a text. Raises Unsaid."""
        return self.of_type(node, scope, "VARCHAR").sql

    def of_type(self, node: exp.Expr, scope: Scope, *types: str) -> Value:
        """An expression that has to be of one of the types; a bare NULL is of the first. Raises Unsaid."""
        value = self.value(node, scope)
        if value.type == NULL:
            return cast(value, types[0])
        if value.type not in types:
            raise Unsaid(f"{value.type} where {types[0]} is expected")
        return value

    def _condition(self, node: exp.Expr, scope: Scope) -> str:
        return self.of_type(node, scope, "BOOLEAN").sql

    def _column(self, node: exp.Column, scope: Scope) -> Value:
        if not isinstance(node.this, exp.Identifier):
            raise Unsaid("a star inside of an expression")
        meant = scope.meant(node)
        if isinstance(meant, Value):
            return meant
        # Inside of its own expression an output has no name yet.
        others = {name: output for name, output in scope.outputs.items() if output is not meant}
        return self.value(meant, Scope(scope.sources, scope.outer, others, scope.columns_first))

    def _cast(self, node: exp.Cast, scope: Scope) -> Value:
        target = type_name(node.args["to"])
        operand = node.this.unnest()
        if isinstance(operand, exp.Literal):
            return self.constants.fold(node)
        token = functions.hexadecimal(operand)
        if token is not None and target == "BIGINT":
            return Value(f"CAST(conv({self.text(token, scope)}, 16, 10) AS BIGINT)", "BIGINT")
        return cast(self.value(node.this, scope), target, attempt=isinstance(node, exp.TryCast))

    def _is(self, node: exp.Is, scope: Scope) -> Value:
        if isinstance(node.expression, exp.Null):
            return Value(f"({self.value(node.this, scope).sql} IS NULL)", "BOOLEAN")
        if isinstance(node.expression, exp.Boolean):
            truth = str(bool(node.expression.this)).upper()
            return Value(f"({self._condition(node.this, scope)} IS {truth})", "BOOLEAN")
        raise Unsaid("IS with something other than NULL, TRUE and FALSE")

    def _in(self, node: exp.In, scope: Scope) -> Value:
        query = node.args.get("query")
        if query is None:
            value, *others = self._together([node.this, *node.expressions], scope)
            return Value(f"({value.sql} IN ({', '.join(other.sql for other in others)}))", "BOOLEAN")
        found = self.queries.inner(query, scope)
        if len(found.types) != 1:
            raise Unsaid("IN with a query of several columns")
        left = self.value(node.this, scope)
        (value, listed), _ = unified(left, Value("`o1`", found.types[0]))
        return Value(f"({value.sql} IN (SELECT {listed.sql} FROM ({found.sql}) AS listed))", "BOOLEAN")

    def _scalar(self, node: exp.Subquery, scope: Scope) -> Value:
        found = self.queries.inner(node, scope)
        if len(found.types) != 1:
            raise Unsaid("a query of several columns as a value")
        return Value(f"({found.sql})", found.types[0])

    def _case(self, node: exp.Case, scope: Scope) -> Value:
        asked = node.this
        cases = [
            (exp.EQ(this=asked.copy(), expression=each.this) if asked is not None else each.this, each.args["true"])
            for each in node.args["ifs"]
        ]
        return self._branches(cases, node.args.get("default"), scope)

    def _branches(self, cases: list[tuple[exp.Expr, exp.Expr]], other: exp.Expr | None, scope: Scope) -> Value:
        results = [self.value(result, scope) for _, result in cases]
        results.append(self.value(other, scope) if other is not None else literal(None, NULL))
        *told, default = self._literals_as_others(results, [*(result for _, result in cases), other])
        whens = " ".join(
            f"WHEN {self._condition(condition, scope)} THEN {result.sql}"
            for (condition, _), result in zip(cases, told, strict=True)
        )
        return Value(f"(CASE {whens} ELSE {default.sql} END)", default.type)

    def _nullif(self, node: exp.Nullif, scope: Scope) -> Value:
        value = self.value(node.this, scope)
        left, right = self._pair(node.this, node.expression, scope)
        none = f"CAST(NULL AS {functions.known_type(value.type)})"
        return Value(f"(CASE WHEN {left.sql} = {right.sql} THEN {none} ELSE {value.sql} END)", value.type)

    def _pair(self, left: exp.Expr, right: exp.Expr, scope: Scope) -> tuple[Value, Value]:
        one, other = self._together([left, right], scope)
        return one, other

    def _together(self, nodes: Sequence[exp.Expr], scope: Scope) -> list[Value]:
        return self._literals_as_others([self.value(node, scope) for node in nodes], nodes)

    def _literals_as_others(self, values: list[Value], nodes: Sequence[exp.Expr | None]) -> list[Value]:
        """The values in one type. A text in quotes among others than texts is read as one of these, as by DuckDB."""
        texts = [place for place, node in enumerate(nodes) if node is not None and _is_text(node)]
        others = {value.type for place, value in enumerate(values) if place not in texts} - {NULL}
        if texts and others and "VARCHAR" not in others:
            _, target = unified(*(value for place, value in enumerate(values) if place not in texts))
            kind = exp.DataType.build(target, dialect="duckdb")
            for place in texts:
                node = nodes[place]
                assert node is not None  # it is a text
                values[place] = self.constants.fold(exp.Cast(this=node.copy(), to=kind.copy()))
        return unified(*values)[0]


def _is_text(node: exp.Expr) -> bool:
    inner = node.unnest()
    return isinstance(inner, exp.Literal) and bool(inner.is_string)


def type_name(kind: exp.DataType) -> str:
    """DuckDB's name of the type. Raises Unsaid."""
    name = kind.sql(dialect="duckdb").replace(" ", "").upper()
    names = {"INT": "INTEGER", "TEXT": "VARCHAR", "DECIMAL": "DECIMAL(18,3)"}
    return names.get(name, name)


# What a node may carry beside what its handler reads; sqlglot notes there how a text was written.
_PARTS: dict[type[exp.Expr], set[str]] = {
    exp.Column: {"this", "table"},
    exp.Cast: {"this", "to"},
    exp.TryCast: {"this", "to", "safe"},
    exp.In: {"this", "expressions", "query"},
    exp.Between: {"this", "low", "high"},
    exp.Subquery: {"this"},
    exp.Filter: {"this", "expression"},
}


def check_parts(node: exp.Expr) -> None:
    """Raise Unsaid where a node carries something that its handler would not see."""
    known = _PARTS.get(type(node))
    if known is not None and {name for name, part in node.args.items() if part} - known:
        raise Unsaid(f"a part of {node.key.upper()}")
