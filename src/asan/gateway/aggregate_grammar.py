"""The expressions that an aggregate-only question may filter, join and group by: none can fail on a value.

An expression that fails for some rows only would tell, by failing, whether such a row exists.
"""

from typing import Literal

from sqlglot import exp

from asan.gateway.errors import AggregatesOnly
from asan.gateway.masks import family
from asan.gateway.policy import ColumnPolicy, TablePolicy
from asan.gateway.tags import is_identifier

Sources = dict[str, TablePolicy]
"""The tables of one SELECT by alias, in lower case, in the order of the text."""

Kind = Literal["text", "number", "time", "truth", "literal"]
"""What an expression's values can be compared with; ``literal`` is a text literal, which the engine reads once."""

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_PARTS_OF_DATES = (exp.Year, exp.Month, exp.Quarter, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.Week, exp.WeekOfYear)
_KINDS: dict[str, Kind] = {
    "text": "text",
    "integer": "number",
    "number": "number",
    "date": "time",
    "timestamp": "time",
}


def refuse(part: exp.Expr | str) -> AggregatesOnly:
    """The refusal that names what could not be proved, in the asker's own words."""
    return AggregatesOnly(part=part if isinstance(part, str) else part.sql(dialect="duckdb", comments=False)[:120])


def resolve(column: exp.Column, sources: Sources) -> tuple[TablePolicy, ColumnPolicy]:
    """The table and column that a name means within one SELECT. Raises AggregatesOnly for names from elsewhere."""
    if column.args.get("db") is not None:
        raise refuse(column)
    if column.table:
        candidates = [table for name, table in sources.items() if name == column.table.lower()]
    else:
        candidates = list(sources.values())
    for table in candidates:
        found = table.column(column.name)
        if found is not None:
            return table, found
    raise refuse(column)


def check_key(expression: exp.Expr, sources: Sources) -> None:
    """A group key: a value of columns that identify nobody."""
    if _kind(expression, sources) == "literal":
        raise refuse(expression)


def check_predicate(expression: exp.Expr, sources: Sources) -> None:
    """A filter or join condition. Raises AggregatesOnly unless it is provably harmless."""
    match expression:
        case exp.And() | exp.Or() | exp.Not() | exp.Paren():
            for child in expression.iter_expressions():
                check_predicate(child, sources)
        case exp.EQ(this=exp.Column() as left, expression=exp.Column() as right) if _identifies(left) or _identifies(
            right
        ):
            _check_identity(expression, left, right, sources)
        case _ if isinstance(expression, _COMPARISONS):
            _check_comparable(expression, [expression.this, expression.expression], sources)
        case exp.Between():
            _check_comparable(expression, [expression.this, expression.args["low"], expression.args["high"]], sources)
        case exp.In() if expression.expressions and not any(
            expression.args.get(p) for p in ("query", "unnest", "field")
        ):
            _check_comparable(expression, [expression.this, *expression.expressions], sources)
        case exp.Is(expression=exp.Null()):
            _kind(expression.this, sources)
        case exp.Like() | exp.ILike():
            if _kind(expression.this, sources) != "text" or not expression.expression.is_string:
                raise refuse(expression)
        case exp.Boolean():
            pass
        case _:
            raise refuse(expression)


def same_person(term: exp.Expr, name: str, linked: set[str], sources: Sources) -> bool:
    """Whether ``term`` says that the row of source ``name`` is of the same person as one of ``linked``."""
    if not isinstance(term, exp.EQ):
        return False
    sides = {}
    for side in (term.this, term.expression):
        if not isinstance(side, exp.Column) or not side.table:
            return False
        source = side.table.lower()
        if source not in sources or side.name.lower() != (sources[source].person_column or "").lower():
            return False
        sides[source] = side
    return len(sides) == 2 and name in sides and bool(linked & (sides.keys() - {name}))


def _identifies(column: exp.Column) -> bool:
    return is_identifier(column.name.lower())


def _check_identity(term: exp.Expr, left: exp.Column, right: exp.Column, sources: Sources) -> None:
    """Identifiers may only meet the same identifier of another table of the same nearness to persons."""
    (table, one), (other, two) = resolve(left, sources), resolve(right, sources)
    persons = one.name == table.person_column and two.name == other.person_column
    alike = table.aggregate_only == other.aggregate_only
    if not alike or one.mask is not None or two.mask is not None or not (persons or one.name == two.name):
        raise refuse(term)


def _check_comparable(whole: exp.Expr, parts: list[exp.Expr], sources: Sources) -> None:
    kinds = {_kind(part, sources) for part in parts}
    # A text literal beside numbers would be read as a number, or numbers as text: both can fail on values.
    if "literal" in kinds and kinds - {"literal"} <= {"text", "time"}:
        kinds.discard("literal")
    if len(kinds) > 1 or kinds == {"truth"}:
        raise refuse(whole)


def _kind(expression: exp.Expr, sources: Sources) -> Kind:
    match expression:
        case exp.Paren():
            return _kind(expression.this, sources)
        case exp.Literal():
            return "literal" if expression.is_string else "number"
        case exp.Neg(this=exp.Literal()):
            return "number"
        case exp.Cast(this=exp.Literal()) if expression.to.is_type("date", "timestamp"):
            return "time"
        case exp.Column():
            table, column = resolve(expression, sources)
            kind = _KINDS.get(family(column.type))
            if column.name not in table.group_columns or column.mask is not None or kind is None:
                raise refuse(expression)
            return kind
        case exp.Lower() | exp.Upper() if _kind(expression.this, sources) == "text":
            return "text"
        case exp.Extract() if _kind(expression.expression, sources) == "time":
            return "number"
        case exp.TimestampTrunc() | exp.DateTrunc() if _kind(expression.this, sources) == "time":
            return "time"
        case exp.IntDiv(this=exp.Column(), expression=exp.Literal() as step) if _positive(step):
            return _number(expression.this, sources)
        case exp.Mul(this=exp.Paren() | exp.IntDiv() as band, expression=exp.Literal() as step):
            # A band such as year_of_birth // 10 * 10: the same step twice cannot overflow.
            inner = band.unnest()
            if isinstance(inner, exp.IntDiv) and inner.expression == step:
                return _kind(inner, sources)
        case _ if isinstance(expression, _PARTS_OF_DATES):
            if _kind(_date_in(expression), sources) == "time":
                return "number"
    raise refuse(expression)


def _number(expression: exp.Expr, sources: Sources) -> Kind:
    if _kind(expression, sources) != "number":
        raise refuse(expression)
    return "number"


def _positive(step: exp.Literal) -> bool:
    return not step.is_string and str(step.this).isdigit() and int(step.this) > 0


def _date_in(expression: exp.Expr) -> exp.Expr:
    inner: exp.Expr = expression.this
    return inner.this if isinstance(inner, exp.TsOrDsToDate) else inner
