"""The first rows of a table in the order of its columns: the one question that the server answers with an index, and we
only after having fetched the whole table. Pages of rows ask it all the time.

The order is the same there and here for whole numbers, dates and times; NULLs come last where we say so. Nothing but
the order and the limit is handed over, and only where no filter stands between them and the table.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from asan.omop.ddl import quoted
from asan.warehouse.engines.base import Column
from asan.warehouse.engines.postgres.views import View
from asan.warehouse.extensions import quoted as quoted_text

_ORDERED_ALIKE: Final = frozenset({"SMALLINT", "INTEGER", "BIGINT", "DATE", "TIMESTAMP"})
_SERVER_COLUMN: Final = re.compile(r'"(?:[^"]|"")+"')
_MOST: Final = 100_000
_NAME: Final = re.compile(r'"([a-z]+\.[a-z_]+) first (\d+) by ([a-z0-9_]+(?: desc)?(?:, [a-z0-9_]+(?: desc)?)*)"')


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first ``rows`` of the view ``name``, by columns of it, each with whether it descends."""

    name: str
    rows: int
    order: tuple[tuple[str, bool], ...]

    @property
    def view(self) -> str:
        """What the view of these rows is called; `found_in` reads it back."""
        return f"{self.name} first {self.rows} by " + ", ".join(
            column + (" desc" if down else "") for column, down in self.order
        )

    def select(self, view: View, types: Mapping[str, str], catalog: str) -> str | None:
        """The query of that view; None where the server's order is not ours."""
        cells = dict(view.columns)
        by = []
        for column, down in self.order:
            cell = _plain(cells.get(column, ""))
            if cell is None or types.get(column) not in _ORDERED_ALIKE:
                return None
            by.append(f"{cell} {'DESC' if down else 'ASC'} NULLS LAST")
        relation = ".".join(map(quoted, view.relation))
        # Not every column: the account may read those of the view alone.
        read = dict.fromkeys(name for _, expression in view.columns for name in _SERVER_COLUMN.findall(expression))
        there = f"SELECT {', '.join(read)} FROM {relation} ORDER BY {', '.join(by)} LIMIT {self.rows}"
        chosen = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in view.columns)
        return f"SELECT {chosen} FROM postgres_query('{catalog}', '{quoted_text(there)}')"


def found_in(sql: str) -> list[FirstRows]:
    """What `hand_over` has put into a statement's text; at most what a text in quotes could pretend to be."""
    return [
        FirstRows(
            name,
            int(rows),
            tuple((each.removesuffix(" desc"), each.endswith(" desc")) for each in order.split(", ")),
        )
        for name, rows, order in _NAME.findall(sql)
    ]


def hand_over(statement: exp.Expr, schema: Mapping[str, tuple[Column, ...]]) -> exp.Expr:
    """A copy of the statement that reads its table's first rows, where it asks for these alone; else itself."""
    copy = statement.copy()
    table = _only_table(copy)
    if table is None or table.name not in schema:
        return statement
    inner = table.find_ancestor(exp.Select)
    rows, order = _rows(copy), _order(copy, inner) if isinstance(inner, exp.Select) else None
    if rows is None or not order:
        return statement
    types = {column.name: column.type for column in schema[table.name]}
    if any(types.get(column) not in _ORDERED_ALIKE for column, _ in order):
        return statement
    table.set("this", exp.to_identifier(FirstRows(table.name, rows, order).view, quoted=True))
    return copy


def _only_table(statement: exp.Expr) -> exp.Table | None:
    """The table below one subquery that neither filters nor counts nor joins; None in every other case."""
    if not isinstance(statement, exp.Select) or not _holds_only(
        statement, "expressions", "from_", "order", "limit", "offset"
    ):
        return None
    source = statement.args["from_"].this if statement.args.get("from_") else None
    if not isinstance(source, exp.Subquery) or not _holds_only(source, "this", "alias"):
        return None
    if source.args["alias"].args.get("columns"):
        return None
    inner = source.this
    if not isinstance(inner, exp.Select) or not _holds_only(inner, "expressions", "from_"):
        return None
    table = inner.args["from_"].this
    return table if isinstance(table, exp.Table) and _holds_only(table, "this", "db", "catalog", "alias") else None


def _holds_only(node: exp.Expr, *names: str) -> bool:
    return all(not value or name in names for name, value in node.args.items())


def _rows(statement: exp.Expr) -> int | None:
    total = 0
    for name in ("limit", "offset"):
        clause = statement.args.get(name)
        if clause is None and name == "offset":
            continue
        value = clause.expression if clause is not None else None
        if not isinstance(value, exp.Literal) or value.is_string or not value.this.isdigit():
            return None
        total += int(value.this)
    return total if total <= _MOST else None


def _order(statement: exp.Expr, inner: exp.Select) -> tuple[tuple[str, bool], ...] | None:
    """The order by the table's own columns; None where it goes by anything else, such as a masked value."""
    plain = {each.alias: each.this.name for each in inner.expressions if _is_column(each)}
    named = {each.alias_or_name.lower(): each.unalias().name for each in statement.expressions}
    if len(named) < len(statement.expressions) or not all(map(_is_output, statement.expressions)):
        return None
    found = []
    for each in statement.args["order"].expressions if statement.args.get("order") else ():
        if not isinstance(each.this, exp.Column) or each.args.get("nulls_first") or each.args.get("with_fill"):
            return None
        name = each.this.name.lower()
        # An output that is called like a column goes before it.
        column = plain.get(name if each.this.table else named.get(name, name).lower())
        if column is None:
            return None
        found.append((column, bool(each.args.get("desc"))))
    return tuple(found)


def _is_column(projection: exp.Expr) -> bool:
    return isinstance(projection, exp.Alias) and isinstance(projection.this, exp.Column)


def _is_output(projection: exp.Expr) -> bool:
    """Whether it is a column or all of them, as they are: a star may replace or rename."""
    star = projection if isinstance(projection, exp.Star) else None
    return _holds_only(star) if star is not None else isinstance(projection.unalias(), exp.Column)


def _plain(expression: str) -> str | None:
    """The server's column of a view's expression that keeps its order; None for others."""
    found = re.fullmatch(r'("(?:[^"]|"")+")|CAST\(("(?:[^"]|"")+") AS (?:BIGINT|INTEGER|TIMESTAMP)\)', expression)
    return found and (found.group(1) or found.group(2))
