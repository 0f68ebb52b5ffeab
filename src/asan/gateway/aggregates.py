"""For those who may only see aggregates over patients: proves that a question is one, and suppresses small cells.

Every SELECT that reads a patients' table itself must be provable; what is built upon its result is free. Provable is:
tables joined one row to one person (or to vocabulary), filtered and grouped by columns that identify nobody, in
expressions that cannot fail on a value, answering group keys, count, sum and avg of bare columns. Groups of fewer
than k persons leave the result, and so does a group where fewer than k persons have the summed value, or some but
fewer than k lack the one that is counted; with them go others, so that no total tells of them
(`asan.gateway.complement`). Counts may be rounded. What cannot be proved is refused. Differences between two answers
are noticed by their populations (`asan.gateway.differencing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from asan.gateway.aggregate_grammar import Sources, check_key, check_predicate, refuse, resolve, same_person
from asan.gateway.complement import MOST_KEYS, Cells, suppress
from asan.gateway.policy import Policy, TablePolicy
from asan.gateway.populations import Population, population

Seen = TablePolicy | exp.Select

_ONE_ROW_A_PERSON = frozenset({("cdm", "person"), ("cdm", "death")})
_PARTS = {"with_", "expressions", "from_", "joins", "where", "group", "having", "order", "limit", "offset"}
# A filter cannot be pushed below a LIMIT: no expression of an outer query meets a group that was suppressed.
_BARRIER = 1_000_000_000_000


def protect(
    statement: exp.Expr, references: Sequence[tuple[exp.Table, Seen]], policy: Policy
) -> tuple[Population, ...]:
    """Add suppression to every SELECT over an aggregate-only table; returns whom they count.

    Raises AggregatesOnly where nothing is proved.
    """
    blocks: dict[int, exp.Select] = {}
    for reference, table in references:
        if isinstance(table, TablePolicy) and table.aggregate_only:
            block = _block_of(reference)
            blocks[id(block)] = block
    seen = {id(reference): table for reference, table in references}
    found: list[Population] = []
    for block in blocks.values():
        found.extend(_protect_block(block, _sources(block, seen), policy))
        if block is not statement and block.args.get("limit") is None:
            block.limit(_BARRIER, copy=False)
    return tuple(found)


def _block_of(reference: exp.Table) -> exp.Select:
    clause = reference.parent
    block = clause.parent if isinstance(clause, exp.From | exp.Join) else None
    if not isinstance(block, exp.Select):
        raise refuse(reference)
    return block


def _sources(block: exp.Select, seen: dict[int, Seen]) -> Sources:
    found: Sources = {}
    for clause in (block.args["from_"], *(block.args.get("joins") or [])):
        table = seen.get(id(clause.this))
        name = clause.this.alias_or_name.lower()
        alias = clause.this.args.get("alias")
        if not isinstance(table, TablePolicy) or name in found or clause.this.args.get("joins"):
            raise refuse(clause.this)
        if alias is not None and alias.columns:
            raise refuse(alias)
        found[name] = table
    return found


def _protect_block(block: exp.Select, sources: Sources, policy: Policy) -> Iterator[Population]:
    k = policy.small_cell
    surplus = {name for name, value in block.args.items() if value} - _PARTS
    if surplus:
        raise refuse(", ".join(sorted(surplus)))
    persons = [name for name, table in sources.items() if table.aggregate_only and table.person_column]
    if _is_row_count(block):
        enough = _enough_persons(sources, persons, k) if persons else exp.GTE(this=_rows(), expression=_number(k))
        if persons:
            yield population(block, sources, [], _persons(sources, persons))
        _round(block, policy.count_base)
        block.having(exp.or_(enough, exp.EQ(this=_rows(), expression=_number(0))), copy=False)
        return
    if not persons:
        raise refuse(block.args["from_"])
    _check_joins(block, sources, persons)
    where = block.args.get("where")
    if where is not None:
        check_predicate(where.this, sources)
    keys, total = _keys(block, sources)
    person = _person(sources, persons)
    conditions = [_enough_persons(sources, persons, k)]
    for item in block.expressions:
        if not _is_key(item.unalias(), keys):
            conditions.extend(_aggregate(item.unalias(), sources, person, k))
    having = block.args.get("having")
    if having is not None:
        conditions.extend(_check_having(having.this, sources, keys, person, k))
    _check_order(block, sources, keys, person, k)
    counted = population(block, sources, keys, _persons(sources, persons))
    _round(block, policy.count_base)
    if not keys:
        yield counted
        block.having(exp.and_(*conditions), copy=False)
        return
    cells = Cells(keys, _persons(sources, persons), exp.and_(*conditions), total, _is_disjoint(sources))
    if counted.groups is not None:
        suppress(counted.groups, replace(cells, total=False), k)
    yield counted
    suppress(block, cells, k)


def _is_disjoint(sources: Sources) -> bool:
    """Whether nobody can be in two groups: one table alone, with one row a person."""
    return len(sources) == 1 and all(table.key in _ONE_ROW_A_PERSON for table in sources.values())


def _is_row_count(block: exp.Select) -> bool:
    """``SELECT count(*) FROM table``, constants beside it: how large one whole table is, 0 if it is empty."""
    only = {name for name, value in block.args.items() if value} <= {"with_", "expressions", "from_", "limit"}
    items = [item.unalias() for item in block.expressions]
    counts = [item for item in items if isinstance(item, exp.Count) and isinstance(item.this, exp.Star)]
    return only and len(counts) == 1 and all(item in counts or isinstance(item, exp.Literal) for item in items)


def _person(sources: Sources, persons: list[str]) -> exp.Column:
    return exp.column(sources[persons[0]].person_column or "", table=persons[0], quoted=True)


def _persons(sources: Sources, persons: list[str]) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[_person(sources, persons)]))


def _enough_persons(sources: Sources, persons: list[str], k: int) -> exp.Expr:
    return exp.GTE(this=_persons(sources, persons), expression=_number(k))


def _round(block: exp.Select, base: int) -> None:
    """Round all counts that are answered, compared or ordered by; a sum is the average times the rounded count.

    A sum of equal values, divided by one of them, would be the exact count.
    """
    if base == 1:
        return
    clauses = [*block.expressions, *(block.args[name] for name in ("having", "order") if block.args.get(name))]
    for clause in clauses:
        for found in list(clause.find_all(exp.Count, exp.Sum)):
            count = found.copy() if isinstance(found, exp.Count) else exp.Count(this=found.this.copy())
            shifted = exp.paren(exp.Add(this=count, expression=_number(base // 2)))
            steps = exp.IntDiv(this=shifted, expression=_number(base))
            rounded: exp.Expr = exp.Mul(this=steps, expression=_number(base))
            if isinstance(found, exp.Sum):
                rounded = exp.Mul(this=exp.Avg(this=found.this.copy()), expression=exp.paren(rounded))
            found.replace(exp.paren(rounded))


def _check_joins(block: exp.Select, sources: Sources, persons: list[str]) -> None:
    """Inner and left joins on provable conditions, all patients' tables of one row being the same person's."""
    terms: list[exp.Expr] = []
    where = block.args.get("where")
    if where is not None:
        terms.extend(where.this.flatten() if isinstance(where.this, exp.And) else [where.this])
    shared: set[str] = set()
    for join in block.args.get("joins") or []:
        if join.args.get("method") or join.side not in ("", "LEFT") or join.kind not in ("", "INNER", "OUTER", "CROSS"):
            raise refuse(join)
        on = join.args.get("on")
        if on is not None:
            check_predicate(on, sources)
            terms.extend(on.flatten() if isinstance(on, exp.And) else [on])
        names = {column.name.lower() for column in join.args.get("using") or []}
        shared |= names if all(_joins_by_name(name, sources) for name in names) else set()
        if names - shared:
            raise refuse(join)
    linked = {persons[0]}
    for name in persons[1:]:
        column = (sources[name].person_column or "").lower()
        if column in shared or any(same_person(term, name, linked, sources) for term in terms):
            linked.add(name)
        else:
            raise refuse(f"{name} without {column} = {persons[0]}.{sources[persons[0]].person_column}")


def _joins_by_name(name: str, sources: Sources) -> bool:
    return all(column.mask is None for table in sources.values() if (column := table.column(name)) is not None)


def _keys(block: exp.Select, sources: Sources) -> tuple[list[exp.Expr], bool]:
    """The expressions that the block groups by, places and aliases followed; whether it asks for their total too."""
    group = block.args.get("group")
    if group is None:
        return [], False
    if any(value for name, value in group.args.items() if name not in ("expressions", "all")):
        raise refuse(group)
    given, total = _with_total(group)
    if group.args.get("all"):
        given = [item.unalias() for item in block.expressions if not item.find(exp.AggFunc)]
    keys = []
    for expression in given:
        key = _followed(expression, block, sources)
        check_key(key, sources)
        keys.append(key.copy())
    if total and any(isinstance(key, exp.Literal) for key in keys):
        raise refuse(group)
    if len(keys) > MOST_KEYS:
        raise refuse(f"more than {MOST_KEYS} group keys")
    return keys, total


def _with_total(group: exp.Group) -> tuple[list[exp.Expr], bool]:
    """Groups, or groups and the total over all of them: ROLLUP (a), CUBE (a), GROUPING SETS ((a, b), ()).

    Totals in between are asked for by themselves: each then has a suppression that fits it.
    """
    match group.expressions:
        case [exp.Rollup(expressions=[key]) | exp.Cube(expressions=[key])] if not isinstance(key, exp.Tuple):
            return [key], True
        case [exp.GroupingSets(expressions=[exp.Tuple(expressions=[]), whole])]:
            sets = whole
        case [exp.GroupingSets(expressions=[whole, exp.Tuple(expressions=[])])]:
            sets = whole
        case found:
            if any(isinstance(each, exp.Rollup | exp.Cube | exp.GroupingSets) for each in found):
                raise refuse(group)
            return list(found), False
    keys = sets.expressions if isinstance(sets, exp.Tuple) else [sets.unnest()]
    if not keys:
        raise refuse(group)
    return list(keys), True


def _followed(expression: exp.Expr, block: exp.Select, sources: Sources) -> exp.Expr:
    if isinstance(expression, exp.Literal) and not expression.is_string:
        place = int(expression.this) if str(expression.this).isdigit() else 0
        if not 1 <= place <= len(block.expressions):
            raise refuse(expression)
        found: exp.Expr = block.expressions[place - 1].unalias()
        return found
    if isinstance(expression, exp.Column) and not expression.table:
        name = expression.name.lower()
        if all(table.column(name) is None for table in sources.values()):
            for item in block.expressions:
                if isinstance(item, exp.Alias) and item.alias.lower() == name:
                    named: exp.Expr = item.this
                    return named
    return expression


def _is_key(expression: exp.Expr, keys: Sequence[exp.Expr]) -> bool:
    return isinstance(expression, exp.Literal) or expression in keys


def _aggregate(expression: exp.Expr, sources: Sources, person: exp.Column, k: int) -> list[exp.Expr]:
    """What must hold so that an aggregate may leave. Raises AggregatesOnly for anything but the allowed ones."""
    if isinstance(expression, exp.Round) and expression.this is not None:
        if not isinstance(expression.args.get("decimals"), exp.Literal | None):
            raise refuse(expression)
        return _aggregate(expression.this, sources, person, k)
    if not isinstance(expression, exp.Count | exp.Sum | exp.Avg):
        raise refuse(expression)
    argument = expression.this
    if isinstance(expression, exp.Count) and isinstance(argument, exp.Star):
        return []
    distinct = isinstance(argument, exp.Distinct) and isinstance(expression, exp.Count)
    if distinct and len(argument.expressions) == 1:
        argument = argument.expressions[0]
    if not isinstance(argument, exp.Column) or isinstance(argument.this, exp.Star) or expression.expressions:
        raise refuse(expression)
    table, column = resolve(argument, sources)
    countable = isinstance(expression, exp.Count) or column.name in table.group_columns
    if not table.aggregate_only or column.mask is not None or not countable:
        raise refuse(expression)
    lacks = exp.Is(this=argument.copy(), expression=exp.null())
    enough = _at_least(_persons_where(exp.Not(this=lacks.copy()), person), k)
    if not isinstance(expression, exp.Count) or distinct:
        return [enough]
    # All rows less those with a value are those without one: whose they are must not be few either.
    lacking = exp.Count(this=_persons_where(lacks, person))
    nobody = exp.EQ(this=lacking, expression=_number(0))
    return [enough, exp.paren(exp.or_(nobody, exp.GTE(this=lacking.copy(), expression=_number(k))), copy=False)]


def _persons_where(condition: exp.Expr, person: exp.Column) -> exp.Distinct:
    return exp.Distinct(expressions=[exp.Case(ifs=[exp.If(this=condition, true=person.copy())])])


def _check_having(
    expression: exp.Expr, sources: Sources, keys: Sequence[exp.Expr], person: exp.Column, k: int
) -> list[exp.Expr]:
    """HAVING may compare allowed aggregates with numbers, joined by AND and OR."""
    if isinstance(expression, exp.And | exp.Or | exp.Paren | exp.Not):
        return [
            condition
            for child in expression.iter_expressions()
            for condition in _check_having(child, sources, keys, person, k)
        ]
    if not isinstance(expression, exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        raise refuse(expression)
    if not isinstance(expression.expression, exp.Literal) or expression.expression.is_string:
        raise refuse(expression)
    return _aggregate(expression.this, sources, person, k)


def _check_order(block: exp.Select, sources: Sources, keys: Sequence[exp.Expr], person: exp.Column, k: int) -> None:
    """The order may follow outputs, keys and the aggregates that are answered: it must not tell anything more."""
    order = block.args.get("order")
    outputs = [item.unalias() for item in block.expressions]
    names = {item.alias_or_name.lower() for item in block.expressions}
    for ordered in order.expressions if order is not None else []:
        what = ordered.this
        by_name = isinstance(what, exp.Column) and not what.table and what.name.lower() in names
        by_place = isinstance(what, exp.Literal) and not what.is_string
        if not (by_name or by_place or what in outputs or _is_key(what, keys)):
            raise refuse(ordered)


def _at_least(counted: exp.Expr, k: int) -> exp.Expr:
    return exp.GTE(this=exp.Count(this=counted), expression=_number(k))


def _rows() -> exp.Expr:
    return exp.Count(this=exp.Star())


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)
