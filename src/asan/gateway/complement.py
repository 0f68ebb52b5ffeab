"""Complementary suppression: what is left out of a grouped answer cannot be had from a total.

Totals are known: one can ask for them, over all groups and over each of the keys alone. So of the groups in a *line*
(those that differ in one key only), a single one that is left out is the line's total less the others. Therefore every
line that lacks a group lacks at least two, and together at least k persons: the smallest of the others goes as well,
then the lines that it has opened are closed in the same way. Where no such choice is found, nothing is answered.

It is written into the question itself, as windows over its groups, so that whatever is built upon the answer meets
only what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

MOST_KEYS: Final = 4
_CELLS: Final = "asan cells"
_PERSONS, _LARGE, _TOTAL, _HIDDEN, _NEAR, _WANTED = (
    f"asan {name}" for name in ("persons", "large", "total", "hidden", "near", "wanted")
)


@dataclass(frozen=True, slots=True)
class Cells:
    """The groups of a SELECT: ``persons`` counts whom each holds, ``large`` is whether it may be answered alone.

    ``total``: beside the groups stands the total over all of them, as GROUPING SETS gives it. ``disjoint``: nobody is
    in two groups, so that persons of groups add up.
    """

    keys: Sequence[exp.Expr]
    persons: exp.Expr
    large: exp.Expr
    total: bool
    disjoint: bool


def suppress(block: exp.Select, cells: Cells, k: int) -> None:
    """Turn ``block`` into a question over its groups that leaves out what must not be told.

    HAVING and ORDER BY are computed with the groups, and applied to what is left.
    """
    inner, order = _grouped(block, cells)
    source: exp.Select = inner
    for direction in _directions(cells):
        source = _near(source, cells, direction)
        source = _closed(source, cells, direction, k)
    settled = _settled(source, cells, k)
    names = [_output_name(item) for item in block.expressions]
    for clause in ("joins", "where", "group", "having"):
        block.set(clause, None)
    block.set(
        "expressions", [exp.alias_(_own(f"asan c{place}"), name, quoted=True) for place, name in enumerate(names)]
    )
    block.set("from_", exp.From(this=_named(settled)))
    for ordered, column in order:
        ordered.set("this", column)
    shown = exp.and_(exp.Not(this=_own(_HIDDEN)), _own(_WANTED), exp.Not(this=_own("asan open")))
    block.where(shown, copy=False)


def _grouped(block: exp.Select, cells: Cells) -> tuple[exp.Select, list[tuple[exp.Ordered, exp.Expr]]]:
    """The groups with all that is asked of them, and what stands in the place of the block's order."""
    having = block.args.get("having")
    columns = [exp.alias_(key.copy(), f"asan k{place}", quoted=True) for place, key in enumerate(cells.keys)]
    outputs = (item.unalias().copy() for item in block.expressions)
    columns += [exp.alias_(output, f"asan c{place}", quoted=True) for place, output in enumerate(outputs)]
    names = {item.alias_or_name.lower() for item in block.expressions}
    order: list[tuple[exp.Ordered, exp.Expr]] = []
    for ordered in block.args["order"].expressions if block.args.get("order") else []:
        what = ordered.this
        by_name = isinstance(what, exp.Column) and not what.table and what.name.lower() in names
        if by_name or isinstance(what, exp.Literal):
            continue
        name = f"asan o{len(order)}"
        columns.append(exp.alias_(what.copy(), name, quoted=True))
        order.append((ordered, _own(name)))
    wanted = exp.Coalesce(this=having.this.copy(), expressions=[exp.false()]) if having is not None else exp.true()
    total: exp.Expr = exp.false()
    if cells.total:
        total = exp.EQ(this=exp.Grouping(expressions=[cells.keys[0].copy()]), expression=_number(1))
    columns += [
        exp.alias_(cells.persons.copy(), _PERSONS, quoted=True),
        exp.alias_(cells.large.copy(), _LARGE, quoted=True),
        exp.alias_(exp.Not(this=exp.paren(cells.large.copy())), _HIDDEN, quoted=True),
        exp.alias_(wanted, _WANTED, quoted=True),
        exp.alias_(total, _TOTAL, quoted=True),
    ]
    inner = exp.Select(expressions=columns)
    # The references to tables move: they are to be replaced by what policy makes of them.
    for clause in ("from_", "joins", "where"):
        inner.set(clause, block.args.get(clause))
    keys = [key.copy() for key in cells.keys]
    if cells.total:
        both = exp.GroupingSets(expressions=[exp.Tuple(expressions=keys), exp.Tuple()])
        inner.set("group", exp.Group(grouping_sets=[both]))
    else:
        inner.set("group", exp.Group(expressions=[_number(place) for place in range(1, len(keys) + 1)]))
    return inner, order


def _directions(cells: Cells) -> list[int]:
    """The keys along which lines are closed, in turn: closing one line may open another."""
    count = len(cells.keys)
    return [0] if count == 1 else [*range(count), *range(count)]


def _line(cells: Cells, direction: int) -> list[exp.Expr]:
    """What groups of one line have in common."""
    others = (place for place in range(len(cells.keys)) if place != direction)
    return [_own(_TOTAL), *(_own(f"asan k{place}") for place in others)]


def _near(source: exp.Select, cells: Cells, direction: int) -> exp.Select:
    """With whether another line of each group lacks one already: it is the better choice then."""
    near: exp.Expr = exp.false()
    for other in range(len(cells.keys)):
        if other != direction:
            near = exp.or_(near, exp.GT(this=_hidden_in(_line(cells, other)), expression=_number(0)))
    return _over(source, {_NEAR: near})


def _closed(source: exp.Select, cells: Cells, direction: int, k: int) -> exp.Select:
    """With one more group hidden in every line of the direction that must not stay as it is."""
    line = _line(cells, direction)
    smallest = exp.Order(
        expressions=[
            exp.Ordered(this=_own(_NEAR), desc=True),
            *(exp.Ordered(this=_own(name)) for name in (_PERSONS, *(f"asan k{p}" for p in range(len(cells.keys))))),
        ]
    )
    place = exp.Window(this=exp.RowNumber(), partition_by=[*line, _own(_HIDDEN)], order=smallest)
    chosen = exp.and_(_is_open(line, cells, k), exp.EQ(this=place, expression=_number(1)))
    return _over(source, {_HIDDEN: exp.or_(_own(_HIDDEN), chosen)})


def _settled(source: exp.Select, cells: Cells, k: int) -> exp.Select:
    """With whether a line anywhere could not be closed."""
    still: exp.Expr = exp.false()
    for direction in range(len(cells.keys)):
        still = exp.or_(still, _is_open(_line(cells, direction), cells, k, finally_=True))
    marked = _over(source, {"asan open here": still})
    anywhere = exp.Window(this=exp.Max(this=_flag(_own("asan open here"))))
    return _over(marked, {"asan open": exp.EQ(this=anywhere, expression=_number(1))})


def _is_open(line: list[exp.Expr], cells: Cells, k: int, *, finally_: bool = False) -> exp.Expr:
    """Whether a line lacks groups that its total would tell.

    ``finally_``: whether it is so although nothing can be done. A line of which nothing is left tells no more than its
    own total, which is suppressed where it is small; but a large group that was hidden for another line's sake must
    not be had from a total.
    """
    hidden = _hidden_in(line)
    large = _summed(exp.and_(_own(_HIDDEN), _own(_LARGE)), line)
    enough: exp.Expr = exp.GTE(this=large, expression=_number(1))
    if cells.disjoint:
        persons = exp.Case(ifs=[exp.If(this=_own(_HIDDEN), true=_own(_PERSONS))], default=_number(0))
        together = exp.Window(this=exp.Sum(this=persons), partition_by=[each.copy() for each in line])
        enough = exp.or_(enough, exp.GTE(this=together, expression=_number(k)))
    alone = exp.LT(this=hidden.copy(), expression=_number(2))
    some = exp.GT(this=hidden, expression=_number(0))
    if not finally_:
        return exp.and_(some, exp.or_(alone, exp.Not(this=exp.paren(enough))))
    left = exp.GT(this=_summed(exp.Not(this=_own(_HIDDEN)), line), expression=_number(0))
    unclosed = exp.and_(left, exp.or_(alone, exp.Not(this=exp.paren(enough))))
    told = exp.and_(alone.copy(), exp.GTE(this=large.copy(), expression=_number(1)))
    if len(cells.keys) == 1:
        told = exp.false()
    return exp.and_(some, exp.or_(unclosed, told))


def _hidden_in(line: list[exp.Expr]) -> exp.Expr:
    return _summed(_own(_HIDDEN), line)


def _summed(condition: exp.Expr, line: list[exp.Expr]) -> exp.Expr:
    return exp.Window(this=exp.Sum(this=_flag(condition)), partition_by=[each.copy() for each in line])


def _flag(condition: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=_number(1))], default=_number(0))


def _over(source: exp.Select, columns: dict[str, exp.Expr]) -> exp.Select:
    """``source`` as a subquery, all of its columns, and these beside or in the place of theirs."""
    known = [item.alias for item in source.expressions if item.alias not in columns]
    kept = [exp.alias_(_own(name), name, quoted=True) for name in known]
    new = [exp.alias_(value, name, quoted=True) for name, value in columns.items()]
    return exp.Select(expressions=[*kept, *new]).from_(_named(source), copy=False)


def _named(source: exp.Select) -> exp.Subquery:
    return exp.Subquery(this=source, alias=exp.TableAlias(this=exp.to_identifier(_CELLS, quoted=True)))


def _own(name: str) -> exp.Column:
    return exp.column(name, table=_CELLS, quoted=True)


def _output_name(item: exp.Expr) -> str:
    return item.alias_or_name or item.sql(dialect="duckdb", comments=False, normalize_functions="lower")


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)
