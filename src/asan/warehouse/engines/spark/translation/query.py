"""Queries: a SELECT, or several put together, as one SELECT of Spark's whose names are all invented here.

An output is ``o1``, ``o2`` …, a source ``s1``, ``s2`` …, a WITH query ``w1`` …, unique in the whole statement: so
Spark's own rules for names, which are not DuckDB's, never come into play.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from asan.warehouse.engines.base import Schema
from asan.warehouse.engines.spark.translation.aggregates import AGGREGATES
from asan.warehouse.engines.spark.translation.casts import cast, unified
from asan.warehouse.engines.spark.translation.constants import Constants
from asan.warehouse.engines.spark.translation.expression import Expressions
from asan.warehouse.engines.spark.translation.scope import Scope, Source, is_bare, lower
from asan.warehouse.engines.spark.translation.types import NULL, common
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, column, known_type
from asan.warehouse.engines.spark.translation.windows import ordered

BARRIER: Final = 1_000_000_000_000
"""The gateway's limit that is none: it keeps filters from being moved past groups that are suppressed."""

_MOST_ROWS: Final = 2**31 - 1
_SELECT_PARTS: Final = {
    "with_", "expressions", "from_", "joins", "where", "group", "having", "qualify", "distinct", "order", "limit",
    "offset", "kind",
}  # fmt: skip
_JOINS: Final = {("", ""): "JOIN", ("", "INNER"): "JOIN", ("LEFT", ""): "LEFT JOIN", ("LEFT", "OUTER"): "LEFT JOIN",
                 ("RIGHT", ""): "RIGHT JOIN", ("RIGHT", "OUTER"): "RIGHT JOIN", ("FULL", ""): "FULL JOIN",
                 ("FULL", "OUTER"): "FULL JOIN", ("", "CROSS"): "CROSS JOIN"}  # fmt: skip
_SETS: Final = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}

Output = tuple[str, str]
"""Name as the asker knows it ("" for none) and type of a column."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query in Spark's SQL, beginning with SELECT."""

    sql: str
    outputs: tuple[Output, ...]

    @property
    def types(self) -> list[str]:
        """The columns' types."""
        return [kind for _, kind in self.outputs]


@dataclass(frozen=True, slots=True)
class Common:
    """A WITH query, or a relation that a session keeps: Spark's name of it, and its columns as ``o1`` …"""

    name: str
    outputs: tuple[Output, ...]


Known = Mapping[str, Common]
NOTHING_KEPT: Final[Known] = MappingProxyType({})


Item = tuple[str, exp.Expr | Value]
"""An output: its name, and its expression or the column that a star stood for."""


class Translation:
    """Turns one statement. ``schema`` says which columns a located table has, ``place`` how Spark names it.

    ``kept``: relations that the session keeps, by their names in lower case.
    """

    def __init__(
        self,
        schema: Schema,
        place: Callable[[tuple[str, str]], str],
        constants: Constants,
        parameters: Mapping[str, object],
        kept: Known = NOTHING_KEPT,
    ) -> None:
        self._schema = schema
        self._place = place
        self._numbers = count(1)
        self._commons: list[str] = []
        self._known: list[Known] = [kept]
        self._parameters = parameters
        self._values = Expressions(self, constants, parameters)

    def statement(self, node: exp.Expr) -> Query:
        """The whole statement. Raises Unsaid."""
        query = self.query(node, self._known[0], None)
        for _, kind in query.outputs:
            if kind != NULL:
                known_type(kind)
        before = f"WITH {', '.join(self._commons)} " if self._commons else ""
        return Query(before + query.sql, query.outputs)

    def inner(self, query: exp.Expr, scope: Scope) -> Query:
        """A query inside of an expression, which may refer to ``scope``. Raises Unsaid."""
        return self.query(query, self._known[-1], scope)

    def query(self, node: exp.Expr, known: Known, outer: Scope | None) -> Query:
        """Any query. ``known``: the WITH queries that it may name. Raises Unsaid."""
        match node:
            case exp.Select() if (name := _list_parameter(node, self._parameters)) is not None:
                # A list of whole numbers comes as one text.
                each = f"SELECT explode(split(:{name}, ',')) AS one"
                sql = f"SELECT CAST(one AS BIGINT) AS o1 FROM ({each}) AS s{next(self._numbers)}"
                return Query(sql, (("", "BIGINT"),))
            case exp.Select():
                return self._select(node, known, outer)
            case exp.SetOperation():
                return self._set(node, known, outer)
            case exp.Subquery() if not node.args.get("joins") and not node.args.get("laterals"):
                return self._parenthesised(node, known, outer)
            case exp.Values():
                return self._select(exp.Select(expressions=[exp.Star()]).from_(node.copy()), known, outer)
        raise Unsaid(node.key.upper())

    # WITH

    def _with(self, node: exp.Expr, known: Known) -> Known:
        clause = node.args.get("with_")
        if clause is None:
            return known
        if clause.args.get("recursive") and any(_names_itself(one) for one in clause.expressions):
            raise Unsaid("WITH RECURSIVE")
        for one in clause.expressions:
            query = self.query(one.this, known, None)
            names = [identifier.name for identifier in one.args["alias"].columns]
            name = f"w{next(self._numbers)}"
            self._commons.append(f"{name} AS ({query.sql})")
            known = {**known, lower(one.alias): Common(name, _renamed(query.outputs, names))}
        return known

    # SELECT

    def _select(self, node: exp.Select, known: Known, outer: Scope | None) -> Query:
        surplus = {name for name, part in node.args.items() if part} - _SELECT_PARTS
        if surplus or (node.args.get("kind") or "") != "":
            raise Unsaid(f"{', '.join(sorted(surplus)).upper() or 'that kind'} in a SELECT")
        known = self._with(node, known)
        self._known.append(known)
        try:
            return self._shaped(node, known, outer)
        finally:
            self._known.pop()

    def _shaped(self, node: exp.Select, known: Known, outer: Scope | None) -> Query:
        scope = Scope(outer=outer)
        source = self._from(node, scope, known)
        items = list(self._items(node, scope))
        scope.outputs = _named(items)
        values = [item if isinstance(item, Value) else self._values.value(item, scope) for _, item in items]
        if not values:
            raise Unsaid("a SELECT of nothing")
        selected = ", ".join(f"{value.sql} AS o{place}" for place, value in enumerate(values, start=1))
        clauses = source
        if (where := node.args.get("where")) is not None:
            clauses += f" WHERE {self._condition(where.this, scope)}"
        clauses += self._group(node, items, values, scope)
        later = Scope(scope.sources, scope.outer, scope.outputs, columns_first=False)
        if (having := node.args.get("having")) is not None:
            clauses += f" HAVING {self._condition(having.this, later)}"
        text = f"SELECT {_distinct(node)}{selected}{clauses}"
        if (qualify := node.args.get("qualify")) is not None:
            if any(node.args.get(part) for part in ("group", "having", "order")):
                raise Unsaid("QUALIFY beside GROUP BY, HAVING or ORDER BY")
            # What it keeps is known once the windows are: the filter stands around the SELECT.
            inside = f"SELECT {selected}, {self._condition(qualify.this, later)} AS kept{clauses}"
            listed = ", ".join(f"o{place}" for place in range(1, len(values) + 1))
            text = f"SELECT {_distinct(node)}{listed} FROM ({inside}) AS s{next(self._numbers)} WHERE kept"
        names = [name if not isinstance(item, Value) else "" for name, item in items]
        text += self._order(node, names, values, later)
        outputs = tuple((name, value.type) for (name, _), value in zip(items, values, strict=True))
        return Query(text + self._limit(node), outputs)

    def _items(self, node: exp.Select, scope: Scope) -> Iterator[Item]:
        for item in node.expressions:
            match item:
                case exp.Star():
                    yield from _starred(item, scope.star())
                case exp.Column() if isinstance(item.this, exp.Star):
                    yield from _starred(item.this, scope.star(item.table))
                case exp.Alias():
                    yield item.alias, item.this
                case exp.Column():
                    yield item.name, item
                case _:
                    yield "", item

    def _condition(self, node: exp.Expr, scope: Scope) -> str:
        return self._values.of_type(node, scope, "BOOLEAN").sql

    # FROM

    def _from(self, node: exp.Select, scope: Scope, known: Known) -> str:
        clause = node.args.get("from_")
        if clause is None:
            if node.args.get("joins"):
                raise Unsaid("a JOIN of nothing")
            return ""
        # A comma binds less than JOIN: what is joined before it and behind it is one side each.
        groups = [self._source(clause.this, scope, known)]
        for join in node.args.get("joins") or []:
            if {name for name, part in join.args.items() if part} - {"this", "on", "using", "side", "kind"}:
                raise Unsaid("a join of that form")
            word = _JOINS.get(((join.side or "").upper(), (join.kind or "").upper()))
            if word is None:
                raise Unsaid(f"{join.kind} JOIN")
            right = self._source(join.this, scope, known, beside=Scope(list(scope.sources), scope.outer))
            if word == "JOIN" and join.args.get("on") is None and not join.args.get("using"):
                groups.append(right)
            elif len(groups) > 1 and groups[-1].startswith("LATERAL"):
                raise Unsaid("a JOIN behind LATERAL")
            else:
                groups[-1] = f"({groups[-1]} {word} {right}{self._on(join, scope)})"
        return f" FROM {' CROSS JOIN '.join(groups)}"

    def _on(self, join: exp.Join, scope: Scope) -> str:
        on, using = join.args.get("on"), join.args.get("using")
        if on is not None:
            return f" ON {self._condition(on, Scope(scope.sources, scope.outer))}"
        if not using:
            return ""
        if (join.side or "").upper() not in ("", "LEFT"):
            raise Unsaid("USING in a RIGHT or FULL JOIN")
        *before, right = scope.sources
        conditions = []
        for name in using:
            left_value, right_value = Scope(before).find(name.name), Scope([right]).find(name.name)
            if left_value is None or right_value is None:
                raise Unsaid("USING of a name that is not on both sides")
            (one, other), _ = unified(left_value, right_value)
            if common(left_value.type, right_value.type) != left_value.type:
                raise Unsaid("USING of columns of two types")
            conditions.append(f"{one.sql} = {other.sql}")
        scope.sources[-1] = Source(right.name, right.columns, frozenset(lower(name.name) for name in using))
        return f" ON {' AND '.join(conditions)}"

    def _source(self, node: exp.Expr, scope: Scope, known: Known, *, beside: Scope | None = None) -> str:
        """Something to select from; adds it to ``scope``. ``beside``: what a LATERAL query may refer to."""
        alias = node.args.get("alias")
        given = alias.name if alias is not None else ""
        names = [identifier.name for identifier in alias.columns] if alias is not None else []
        own = f"s{next(self._numbers)}"
        if {name for name, part in node.args.items() if part} & {"joins", "laterals", "sample", "pivots", "when"}:
            raise Unsaid("a part of a table's reference")
        match node:
            case exp.Table() if isinstance(node.this, exp.Identifier):
                text, columns, named = self._table(node, known, own)
            case exp.Table() if isinstance(node.this, exp.GenerateSeries):
                text, name = _series(node.this)
                columns, named = [(name, Value(f"`{own}`.`id`", "BIGINT"))], name
            case exp.Subquery():
                query = self.query(_without_alias(node), known, None)
                text, columns, named = f"({query.sql})", _columns(query.outputs, own), ""
            case exp.Lateral() if isinstance(node.this, exp.Subquery) and beside is not None:
                query = self.query(node.this, known, beside)
                text, columns, named = f"LATERAL ({query.sql})", _columns(query.outputs, own), ""
            case exp.Values():
                text, columns, named = self._constants(node, scope, own)
            case _:
                raise Unsaid(f"{node.key.upper()} to select from")
        renamed = [(name, value) for name, (_, value) in zip(names, columns, strict=False)] + columns[len(names) :]
        scope.sources.append(Source(given or named, tuple(renamed)))
        return f"{text} AS {own}"

    def _table(self, node: exp.Table, known: Known, own: str) -> tuple[str, list[tuple[str, Value]], str]:
        if not node.db:
            common_table = known.get(lower(node.name))
            if common_table is None:
                raise Unsaid("a name that is no table's")
            return common_table.name, _columns(common_table.outputs, own), node.name
        key = (node.db, node.name)
        if key not in self._schema:
            raise Unsaid("a name that is no table's")
        columns = [(one.name, Value(column(own, one.name), one.type)) for one in self._schema[key]]
        return self._place(key), columns, node.name

    def _constants(self, node: exp.Values, scope: Scope, own: str) -> tuple[str, list[tuple[str, Value]], str]:
        rows = [[self._values.value(cell, Scope()) for cell in row.expressions] for row in node.expressions]
        width = len(rows[0])
        if any(len(row) != width for row in rows):
            raise Unsaid("VALUES of rows of several lengths")
        by_column = [unified(*cells) for cells in zip(*rows, strict=True)]
        kinds = ["INTEGER" if kind == NULL else kind for _, kind in by_column]
        cells = [
            [cast(value, kind).sql for value in values] for (values, _), kind in zip(by_column, kinds, strict=True)
        ]
        listed = ", ".join(f"({', '.join(row)})" for row in zip(*cells, strict=True))
        outputs = tuple((f"col{place}", kind) for place, kind in enumerate(kinds))
        inside = ", ".join(f"col{place + 1} AS o{place + 1}" for place in range(width))
        return f"(SELECT {inside} FROM VALUES {listed})", _columns(outputs, own), "valueslist"

    # GROUP BY, ORDER BY, LIMIT

    def _group(self, node: exp.Select, items: Sequence[Item], values: Sequence[Value], scope: Scope) -> str:
        group = node.args.get("group")
        if group is None:
            return ""
        if {name for name, part in group.args.items() if part} - {"expressions", "all"}:
            raise Unsaid("GROUPING SETS, ROLLUP or CUBE")
        if group.args.get("all"):
            keys = [
                value.sql
                for (_, item), value in zip(items, values, strict=True)
                if isinstance(item, Value) or not _aggregates(item)
            ]
        else:
            keys = [self._key(key, values, scope) for key in group.expressions]
        return f" GROUP BY {', '.join(dict.fromkeys(keys))}" if keys else ""

    def _key(self, node: exp.Expr, values: Sequence[Value], scope: Scope) -> str:
        """What a group is made by: a place among the outputs, a column, or else an output of that name."""
        if isinstance(node, exp.Rollup | exp.Cube | exp.GroupingSets):
            raise Unsaid("GROUPING SETS, ROLLUP or CUBE")
        place = _place(node, len(values))
        return values[place].sql if place is not None else self._values.value(node, scope).sql

    def _order(self, node: exp.Expr, names: Sequence[str], values: Sequence[Value], scope: Scope) -> str:
        """``names`` are those of outputs that have one of their own; these go before columns."""
        order = node.args.get("order")
        if order is None:
            return ""
        if node.parent is not None and node.args.get("limit") is None and node.args.get("offset") is None:
            raise Unsaid("an order inside of a query, without LIMIT")
        told = []
        texts = [value.sql for value in values]
        for one in order.expressions:
            by = one.this
            place = _place(by, len(values))
            if place is None and is_bare(by):
                named = {place for place, name in enumerate(names) if name and lower(name) == lower(by.name)}
                if len({texts[place] for place in named}) > 1:
                    raise Unsaid("an order by a name of several columns")
                place = min(named, default=None)
            if place is None:
                value = self._values.value(by, scope)
                place = texts.index(value.sql) if value.sql in texts else None
                if place is None and (node.args.get("distinct") or not isinstance(node, exp.Select)):
                    raise Unsaid("an order by something that is not among the columns")
            told.append(ordered(one, Value(f"o{place + 1}", values[place].type) if place is not None else value))
        return f" ORDER BY {', '.join(told)}"

    def _limit(self, node: exp.Expr) -> str:
        text = ""
        for part in ("limit", "offset"):
            clause = node.args.get(part)
            if clause is None:
                continue
            rows = clause.expression
            plain = isinstance(rows, exp.Literal) and rows.name.isdigit() and not clause.args.get("limit_options")
            if not plain or (int(rows.name) > _MOST_ROWS and int(rows.name) != BARRIER):
                raise Unsaid(f"{part.upper()} that is no plain number below 2^31")
            # More groups of persons than that there are not.
            text += f" {part.upper()} {min(int(rows.name), _MOST_ROWS)}"
        return text

    # Several queries

    def _set(self, node: exp.SetOperation, known: Known, outer: Scope | None) -> Query:
        allowed = {"with_", "this", "expression", "distinct", "order", "limit", "offset"}
        if {name for name, part in node.args.items() if part} - allowed or type(node) not in _SETS:
            raise Unsaid("UNION BY NAME or of another form")
        known = self._with(node, known)
        left, right = self.query(node.this, known, outer), self.query(node.expression, known, outer)
        if len(left.outputs) != len(right.outputs):
            raise Unsaid("queries of several widths put together")
        sides: list[list[str]] = [[], []]
        outputs = []
        for place, ((name, one), (_, other)) in enumerate(zip(left.outputs, right.outputs, strict=True), start=1):
            values, kind = unified(Value(f"o{place}", one), Value(f"o{place}", other))
            for side, value in zip(sides, values, strict=True):
                side.append(f"{value.sql} AS o{place}")
            outputs.append((name, kind))
        word = _SETS[type(node)] + ("" if node.args.get("distinct") else " ALL")
        halves = [
            f"SELECT {', '.join(side)} FROM ({query.sql}) AS s{next(self._numbers)}"
            for side, query in zip(sides, (left, right), strict=True)
        ]
        together = f" FROM ({halves[0]} {word} {halves[1]}) AS s{next(self._numbers)}"
        return self._around(node, together, outputs)

    def _parenthesised(self, node: exp.Subquery, known: Known, outer: Scope | None) -> Query:
        if {name for name, part in node.args.items() if part} - {"this", "with_", "order", "limit", "offset", "alias"}:
            raise Unsaid("a part of a query in parentheses")
        query = self.query(node.this, self._with(node, known), outer)
        if not any(node.args.get(part) for part in ("order", "limit", "offset")):
            return query
        return self._around(node, f" FROM ({query.sql}) AS s{next(self._numbers)}", list(query.outputs))

    def _around(self, node: exp.Expr, source: str, outputs: list[Output]) -> Query:
        """A SELECT of all of a query's outputs, ordered and limited by these."""
        listed = ", ".join(f"o{place}" for place in range(1, len(outputs) + 1))
        text = f"SELECT {listed}{source}"
        order = node.args.get("order")
        if order is not None:
            columns = [(name, Value(f"o{place}", kind)) for place, (name, kind) in enumerate(outputs, start=1)]
            scope = Scope([Source("", tuple(columns))])
            text += self._order(node, [name for name, _ in columns], [value for _, value in columns], scope)
        return Query(text + self._limit(node), tuple(outputs))


def _list_parameter(node: exp.Select, parameters: Mapping[str, object]) -> str | None:
    """The name of the parameter, where the query is ``SELECT unnest($list)`` of whole numbers, one at least.

    The gateway's own lists, which it writes as a function without a meaning to the parser, are always such.
    """
    one = node.expressions[0] if len(node.expressions) == 1 else None
    alone = not {name for name, part in node.args.items() if part} - {"expressions"}
    if not alone:
        return None
    match one:
        case exp.Explode(this=exp.Placeholder() as given):
            values = parameters.get(given.name)
            whole = isinstance(values, list | tuple) and values and all(type(value) is int for value in values)
            return given.name if whole else None
        case exp.Anonymous(expressions=[exp.Placeholder() as given]) if one.name.lower() == "unnest":
            return given.name
    return None


def _names_itself(query: exp.CTE) -> bool:
    name = lower(query.alias)
    return any(lower(table.name) == name and not table.db for table in query.this.find_all(exp.Table))


def _renamed(outputs: tuple[Output, ...], names: Sequence[str]) -> tuple[Output, ...]:
    return tuple((names[place] if place < len(names) else name, kind) for place, (name, kind) in enumerate(outputs))


def _columns(outputs: Sequence[Output], own: str) -> list[tuple[str, Value]]:
    return [(name, Value(f"`{own}`.`o{place}`", kind)) for place, (name, kind) in enumerate(outputs, start=1)]


def _named(items: Sequence[Item]) -> dict[str, exp.Expr]:
    """Outputs by their names, the first of each; a column under its own name is no news."""
    found: dict[str, exp.Expr] = {}
    for name, item in items:
        if name and not isinstance(item, Value):
            found.setdefault(lower(name), item)
    return found


def _starred(star: exp.Expr, columns: list[tuple[str, Value]]) -> Iterator[Item]:
    if {name for name, part in star.args.items() if part} - {"except_", "replace"}:
        raise Unsaid("a star with RENAME")
    left_out = {lower(one.name) for one in star.args.get("except_") or []}
    put = {lower(one.alias): one.this for one in star.args.get("replace") or []}
    if left_out & set(put):
        raise Unsaid("a star with REPLACE of what it leaves out")
    yield from ((name, put.get(lower(name), value)) for name, value in columns if lower(name) not in left_out)


def _distinct(node: exp.Select) -> str:
    distinct = node.args.get("distinct")
    if distinct is None:
        return ""
    if distinct.args.get("on") or distinct.expressions:
        raise Unsaid("DISTINCT ON")
    return "DISTINCT "


def _place(node: exp.Expr, width: int) -> int | None:
    if isinstance(node, exp.Literal) and not node.is_string:
        if not node.name.isdigit() or not 1 <= int(node.name) <= width:
            raise Unsaid("a place that is none")
        return int(node.name) - 1
    return None


def _aggregates(node: exp.Expr) -> bool:
    """Whether the expression has an aggregate of its own SELECT."""
    walked = node.walk(prune=lambda one: isinstance(one, exp.Query | exp.Window))
    return any(isinstance(one, AGGREGATES) for one in walked)


def _series(node: exp.GenerateSeries) -> tuple[str, str]:
    ends = [node.args["start"], node.args["end"]]
    if node.args.get("step") or not all(isinstance(one, exp.Literal) and one.name.isdigit() for one in ends):
        raise Unsaid("range() of other than plain numbers")
    start, end = (int(one.name) for one in ends)
    inclusive = not node.args.get("is_end_exclusive")
    return f"range({start}, {end + inclusive})", "generate_series" if inclusive else "range"


def _without_alias(node: exp.Subquery) -> exp.Subquery:
    if node.args.get("alias") is None:
        return node
    bare = exp.Subquery(**{name: part for name, part in node.args.items() if name != "alias"})
    return bare
