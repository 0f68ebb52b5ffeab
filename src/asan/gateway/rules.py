"""Row rules as SQL conditions on the base table of a policy subquery."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Final

from sqlglot import exp

from asan.gateway.policy import All, Among, AnyRule, Compare, Not, OneOf, Present, RowRule, TogetherOneOf
from asan.warehouse.engines.base import TableName

BASE: Final = "base"
SEPARATOR: Final = "\x1f"
SET_PARAMETER: Final = "asan_set_"
"""What the names of bound parameters start with that carry a rule's long list of numbers."""

_LONG: Final = 32
"""Lists longer than this are bound: tens of thousands of concepts in a text cost more to read than to look up."""

Locate = Callable[[TableName], exp.Table]
"""Where a table really lies: the reference that stands inside its policy subquery."""

_RELATIONS: Final = {"=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


class RuleWriter:
    """Writes the rules of one statement; ``parameters`` are the lists that its conditions refer to.

    ``base`` says where the tables of the question itself lie, where that is elsewhere than those that rules look into.
    """

    def __init__(self, locate: Locate, base: Locate | None = None) -> None:
        self.locate = locate
        self.base = base or locate
        self.parameters: dict[str, object] = {}
        self._bound: dict[int, str] = {}

    def condition(self, rule: RowRule, base: str = BASE) -> exp.Expr:
        """``rule`` as a condition on the columns of ``base``; it may be NULL, which keeps nothing."""
        match rule:
            case Compare(column=column, relation=relation, value=value):
                return _RELATIONS[relation](this=_column(base, column), expression=exp.convert(value))
            case Present(column=column):
                return exp.Not(this=exp.Is(this=_column(base, column), expression=exp.null()))
            case OneOf(column=column, values=values):
                if len(values) > _LONG and all(isinstance(value, int) for value in values):
                    return exp.In(this=_column(base, column), query=self._list(values))
                return exp.In(
                    this=_column(base, column), expressions=[exp.convert(value) for value in values or (None,)]
                )
            case TogetherOneOf(columns=columns, values=combinations):
                # No text holds the separator, so that ("a", "bc") and ("ab", "c") stay apart.
                together = reduce(lambda left, right: exp.DPipe(this=left, expression=right), _separated(base, columns))
                told = [exp.convert(SEPARATOR.join(each)) for each in combinations] or [exp.null()]
                return exp.In(this=exp.paren(together, copy=False), expressions=told)
            case Among(column=column, table=table, of=of, where=where):
                return exp.In(this=_column(base, column), query=self._values(table, of, where, base))
            case Not(rule=denied):
                known = exp.Coalesce(
                    this=exp.paren(self.condition(denied, base), copy=False), expressions=[exp.false()]
                )
                return exp.Not(this=known)
            case All(rules=rules):
                return exp.and_(exp.true(), *(self.condition(each, base) for each in rules), copy=False)
            case AnyRule(rules=rules):
                return exp.or_(exp.false(), *(self.condition(each, base) for each in rules), copy=False)

    def _values(self, table: TableName, of: str, where: RowRule | None, base: str) -> exp.Subquery:
        """``(SELECT of FROM table WHERE where)``."""
        # Each level has a name of its own, so that no column is taken for one of the level around it.
        inner = f"{base} in"
        source = self.locate(table)
        source.set("alias", exp.TableAlias(this=exp.to_identifier(inner, quoted=True)))
        select = exp.Select(expressions=[_column(inner, of)]).from_(source, copy=False)
        if where is not None:
            select = select.where(self.condition(where, inner), copy=False)
        return exp.Subquery(this=select)

    def _list(self, values: Sequence[object]) -> exp.Subquery:
        """``(SELECT unnest($list))``, the same parameter for the same list."""
        name = self._bound.get(id(values))
        if name is None:
            name = f"{SET_PARAMETER}{len(self._bound) + 1}"
            self._bound[id(values)] = name
            self.parameters[name] = list(values)
        unnested = exp.Anonymous(this="unnest", expressions=[exp.Placeholder(this=name)])
        return exp.Subquery(this=exp.Select(expressions=[unnested]))


def _separated(base: str, columns: Sequence[str]) -> Iterator[exp.Expr]:
    for place, column in enumerate(columns):
        if place:
            yield exp.convert(SEPARATOR)
        yield _column(base, column)


def _column(base: str, name: str) -> exp.Column:
    return exp.column(name, table=base, quoted=True)
