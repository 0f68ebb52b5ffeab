"""PostgreSQL divides whole numbers to a whole number; DuckDB's ``/`` never does, its ``//`` always.

So whether both sides are whole numbers must be known before the question is asked. Dividing by zero gives NULL in both
cases: an error would be an answer about rows, and the engine does not stop for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from sqlglot import exp

from asan.gateway.service import VisibleTable
from asan.gateway.wire.errors import Unsupported

Kind = Literal["whole", "big", "date", "other", "any"]
"""``big`` is a whole number of 64 bits: its sum is no whole number in PostgreSQL. ``date`` minus ``date`` is one.
``any`` is what NULL is, and a recursive query's reference to itself: of the kind of what stands beside it."""

_COLUMN_KINDS: Final[dict[str, Kind]] = {
    "TINYINT": "whole",
    "SMALLINT": "whole",
    "INTEGER": "whole",
    "BIGINT": "big",
    "HUGEINT": "other",
    "DATE": "date",
}
_WHOLE_FUNCTIONS: Final = (
    exp.Count, exp.CountIf, exp.Length, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.StrPosition,
    exp.ArraySize, exp.DateDiff, exp.ByteLength, exp.BitLength,
)  # fmt: skip
_LIKE_ARGUMENTS: Final = (
    exp.Min, exp.Max, exp.Coalesce, exp.Nullif, exp.Abs, exp.Greatest, exp.Least, exp.Paren, exp.Neg, exp.Window,
    exp.Filter, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.AnyValue, exp.Mode, exp.Sign, exp.Mul,
    exp.Mod,
)  # fmt: skip


def divide(tree: exp.Expr, tables: Sequence[VisibleTable]) -> None:
    """Write each division as what it means. Raises Unsupported where that cannot be known."""
    divisions = list(tree.find_all(exp.Div))
    if not divisions:
        return
    kinds = _Kinds(tree, tables)
    # From the inside out: what a division is in turn depends on its sides as they were written.
    whole = {id(one): kinds.divides_whole(one) for one in divisions}
    for division in reversed(divisions):
        left, right = division.this, division.expression
        if whole[id(division)]:
            division.replace(exp.IntDiv(this=left, expression=right))
        else:
            by = exp.Nullif(this=right.copy(), expression=exp.Literal.number(0))
            division.replace(exp.Div(this=left, expression=by, typed=False, safe=False))


class _Kinds:
    """What kind of value an expression of one question has; None where that cannot be told."""

    def __init__(self, tree: exp.Expr, tables: Sequence[VisibleTable]) -> None:
        self._columns: dict[str, set[Kind]] = {}
        for table in tables:
            for column in table.columns:
                kind = _COLUMN_KINDS.get(column.type.upper(), "other")
                self._columns.setdefault(column.name.lower(), set()).add(kind)
        self._aliases: dict[str, list[exp.Expr]] = {}
        for alias in tree.find_all(exp.Alias):
            self._aliases.setdefault(alias.alias.lower(), []).append(alias.this)
        for renamed in tree.find_all(exp.TableAlias):
            for name, body in _renamed(renamed):
                self._aliases.setdefault(name, []).append(body)
        self._visiting: set[str] = set()

    def divides_whole(self, division: exp.Div) -> bool:
        kind = self._of_numbers((division.this, division.expression))
        if kind is None:
            raise Unsupported(
                what="a division whose sides are of unknown types; cast one, as in a::numeric / b or a::int / b::int"
            )
        return kind in ("whole", "big", "any")

    def of(self, node: exp.Expr | None) -> Kind | None:
        match node:
            case exp.Literal():
                return None if node.is_string else "whole" if str(node.this).isdigit() else "other"
            case exp.Cast() | exp.TryCast():
                return _of_type(node.args["to"])
            case exp.Column():
                return self._of_column(node.name.lower())
            case exp.Alias() | exp.Distinct():
                return self.of(node.this or (node.expressions or [None])[0])
            case exp.Sum():
                kind = self.of(node.this)
                # The sum of 64-bit numbers has as many digits as it needs.
                return "big" if kind == "whole" else "other" if kind in ("big", "other") else None
            case exp.Sub() | exp.Add():
                return self._of_sum(node)
            case exp.Div() | exp.IntDiv():
                return self._of_numbers((node.this, node.expression))
            case exp.Case():
                branches = [branch.args["true"] for branch in node.args["ifs"]]
                return self._together([*branches, *([node.args["default"]] if node.args.get("default") else [])])
            case exp.Subquery():
                inner = node.this
                return self.of(inner.selects[0]) if isinstance(inner, exp.Query) and inner.selects else None
            case exp.Null():
                return "any"
        if isinstance(node, _WHOLE_FUNCTIONS):
            return "big"
        if isinstance(node, _LIKE_ARGUMENTS):
            return self._together(
                [child for child in (node.this, *node.expressions, node.args.get("expression")) if _is_value(child)]
            )
        return "other" if isinstance(node, exp.Func | exp.Interval | exp.Boolean | exp.Extract) else None

    def _of_column(self, name: str) -> Kind | None:
        if name in self._visiting:
            return "any"
        kinds: set[Kind | None] = set(self._columns.get(name, ()))
        self._visiting.add(name)
        kinds.update(self.of(body) for body in self._aliases.get(name, ()) if not _is_itself(body, name))
        self._visiting.discard(name)
        return _agreed(kinds)

    def _of_sum(self, node: exp.Add | exp.Sub) -> Kind | None:
        left, right = self.of(node.this), self.of(node.expression)
        if "date" not in (left, right):
            return self._of_numbers((node.this, node.expression))
        if None in (left, right):
            return None
        if left == right:
            return "whole"
        return "other" if "other" in (left, right) else "date"

    def _of_numbers(self, sides: Iterable[exp.Expr]) -> Kind | None:
        kinds = [self.of(side) for side in sides]
        if "other" in kinds:
            return "other"
        if "date" in kinds:
            return None
        if set(kinds) == {"any"}:
            return "any"
        return None if None in kinds else "big" if "big" in kinds else "whole"

    def _together(self, nodes: Sequence[exp.Expr]) -> Kind | None:
        return _agreed({self.of(node) for node in nodes})


def _renamed(alias: exp.TableAlias) -> Iterator[tuple[str, exp.Expr]]:
    """The columns that ``AS t(a, b)`` names, each with what it stands for."""
    source = alias.parent
    rows: list[list[exp.Expr]] = []
    if isinstance(source, exp.Values):
        rows = [list(row.expressions) if isinstance(row, exp.Tuple) else [row] for row in source.expressions]
    elif isinstance(source, exp.Subquery | exp.CTE):
        rows = [list(select.selects) for select in _parts(source.this)]
    for row in rows:
        yield from zip([column.name.lower() for column in alias.columns], row, strict=False)


def _parts(query: exp.Expr) -> Iterator[exp.Query]:
    """The SELECTs that a set operation is made of."""
    if isinstance(query, exp.SetOperation):
        yield from _parts(query.this)
        yield from _parts(query.expression)
    elif isinstance(query, exp.Query):
        yield query


def _agreed(kinds: set[Kind | None]) -> Kind | None:
    if len(kinds) > 1:
        kinds = kinds - {"any"}
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {"whole", "big"}:
        return "big"
    # Among branches one fraction makes all fractions.
    return "other" if "other" in kinds and kinds <= {"whole", "big", "other"} and len(kinds) else None


def _is_itself(body: exp.Expr, name: str) -> bool:
    return isinstance(body, exp.Column) and body.name.lower() == name


def _is_value(child: object) -> bool:
    return isinstance(child, exp.Expr) and not isinstance(child, exp.Order | exp.WindowSpec | exp.Where)


def _of_type(to: exp.Expr) -> Kind | None:
    if not isinstance(to, exp.DataType):
        return None
    if to.this in (exp.DType.BIGINT, exp.DType.UBIGINT):
        return "big"
    if to.this in exp.DataType.INTEGER_TYPES:
        return "whole"
    return "date" if to.this == exp.DType.DATE else "other"
