"""A page of a table as SQL: built as a syntax tree from names that were checked and values that are literals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from asan.modules.mart.columns import kind_of, literal
from asan.modules.mart.errors import BadFilter, UnknownColumn
from asan.modules.mart.schemas import Filter, Kind, Selection, Sort

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "eq": exp.EQ,
    "ne": exp.NEQ,
    "lt": exp.LT,
    "le": exp.LTE,
    "gt": exp.GT,
    "ge": exp.GTE,
}
_LIST_EXPECTED = {"expected_ko": "값의 목록을", "expected_en": "a list of values"}
_VALUE_EXPECTED = {"expected_ko": "값 하나를", "expected_en": "one value"}
_TEXT_EXPECTED = {"expected_ko": "글자 열에만 '포함' 조건을", "expected_en": "'contains' on text columns only"}


@dataclass(frozen=True)
class Askable:
    """A table as the asker may ask it: types by column in the table's order, and the primary key among them."""

    schema: str
    name: str
    types: dict[str, str]
    key: tuple[str, ...]

    def kind(self, column: str) -> Kind:
        """The kind of a column. Raises UnknownColumn."""
        if column not in self.types:
            raise UnknownColumn(table=self.name, column=column[:100])
        return kind_of(self.types[column])


def page(table: Askable, selection: Selection, *, limit: int | None = None, offset: int = 0) -> str:
    """The SELECT of a selection. The order is total: equal keys are told apart by the primary key, so pages fit.

    Raises UnknownColumn and BadFilter.
    """
    columns = selection.columns or list(table.types)
    for column in columns:
        table.kind(column)
    query = exp.select(*(_column(name) for name in dict.fromkeys(columns))).from_(_table(table))
    query = _where(query, table, selection.filters)
    query = query.order_by(*_order(table, selection.sort))
    if limit is not None:
        query = query.limit(limit)
    if offset:
        query = query.offset(offset)
    return query.sql(dialect=DuckDB)


def count(table: Askable, filters: Sequence[Filter]) -> str:
    """The SELECT that counts a selection's rows."""
    query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "rows")).from_(_table(table))
    return _where(query, table, filters).sql(dialect=DuckDB)


def _identifier(name: str) -> exp.Identifier:
    # Quoted only where a name is a word of SQL (note_nlp.offset), so that the shown question stays readable.
    return exp.to_identifier(name, quoted=name.upper() in DuckDB.Tokenizer.KEYWORDS or None)


def _column(name: str) -> exp.Column:
    return exp.column(_identifier(name))


def _table(table: Askable) -> exp.Table:
    return exp.table_(_identifier(table.name), db=_identifier(table.schema))


def _where(query: exp.Select, table: Askable, filters: Sequence[Filter]) -> exp.Select:
    for each in filters:
        query = query.where(_condition(each, table.kind(each.column)))
    return query


def _condition(condition: Filter, kind: Kind) -> exp.Expr:
    column, value = _column(condition.column), condition.value
    if condition.op == "is_null":
        return exp.Is(this=column, expression=exp.Null())
    if condition.op == "not_null":
        return exp.Not(this=exp.Is(this=column, expression=exp.Null()))
    shown = {"column": condition.column, "value": str(value)[:100]}
    if condition.op == "in":
        if not isinstance(value, list):
            raise BadFilter(**shown, **_LIST_EXPECTED)
        return exp.In(this=column, expressions=[literal(condition.column, kind, each) for each in value])
    if value is None or isinstance(value, list):
        raise BadFilter(**shown, **_VALUE_EXPECTED)
    if condition.op == "contains":
        if kind != "text":
            raise BadFilter(**shown, **_TEXT_EXPECTED)
        wanted = literal(condition.column, kind, str(value).lower())
        return exp.Contains(this=exp.Lower(this=column), expression=wanted)
    return _COMPARISONS[condition.op](this=column, expression=literal(condition.column, kind, value))


def _order(table: Askable, sort: Sequence[Sort]) -> list[exp.Expr]:
    ordered: dict[str, bool] = {}
    for each in sort:
        table.kind(each.column)
        ordered.setdefault(each.column, each.desc)
    # Without a primary key, every column together tells two rows apart; rows equal in all are interchangeable.
    for column in table.key or tuple(table.types):
        ordered.setdefault(column, False)
    return [exp.Ordered(this=_column(name), desc=desc, nulls_first=False) for name, desc in ordered.items()]
