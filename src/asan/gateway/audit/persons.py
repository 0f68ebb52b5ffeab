"""Whose data a question could show: what of that can be known, and what has to be assumed.

`Reach.NAMED`: wherever the question reads a table of patients, it holds the rows to persons that it names, so nobody
else was shown. `Reach.EVERYBODY`: it read at least one through, so it may have shown anybody; persons are then those
whose ids stand in the answer, as far as they were counted. `Reach.AGGREGATE`: policy let only aggregates over enough
persons out. No reach: it read no table of patients. Where the grammar leaves a doubt, everybody is assumed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from asan.gateway.conjuncts import conjuncts
from asan.gateway.policy import TablePolicy
from asan.gateway.tags import NEARNESS, PATIENTS, Nearness

MOST: Final = 1000
"""Persons that a record names; of an answer with more, it only says that it may have shown anybody."""

_NOBODYS: Final = (Nearness.SHARED, Nearness.VOCABULARY, Nearness.STATISTIC)


class Reach(StrEnum):
    """How far a question reached."""

    NAMED = "named"
    AGGREGATE = "aggregate"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Touched:
    """Whose data a question could show; ``persons`` are those known, in order."""

    reach: Reach | None = None
    persons: tuple[int, ...] = ()


@dataclass(slots=True)
class _Use:
    """One reference to a table of patients: persons that it is held to, and references that hold it to theirs."""

    table: TablePolicy
    held: frozenset[int] | None = None
    follows: set[int] = field(default_factory=set)


def touched(references: Sequence[tuple[exp.Table, object]], parameters: Mapping[str, object]) -> Touched:
    """What a question touches, by its ``references`` as the gateway resolved them, before they are replaced."""
    uses = {
        id(reference): _Use(table)
        for reference, table in references
        if isinstance(table, TablePolicy) and NEARNESS.get(table.key) not in _NOBODYS
    }
    if not uses:
        return Touched()
    if all(use.table.aggregate_only for use in uses.values()):
        return Touched(Reach.AGGREGATE)
    places = [reference for reference, _ in references if id(reference) in uses]
    for reference in places:
        _learn(reference, places, uses, parameters)
    _spread(uses)
    persons: set[int] = set()
    for use in uses.values():
        if use.held is None:
            return Touched(Reach.EVERYBODY)
        persons |= use.held
    if len(persons) > MOST:
        return Touched(Reach.EVERYBODY)
    return Touched(Reach.NAMED, tuple(sorted(persons)))


def of_one(found: Touched, tables: Iterable[TablePolicy], person: int) -> Touched:
    """What a question touches whose asker sees ``person`` alone of every table of patients."""
    limited = all(NEARNESS.get(table.key) in (*PATIENTS, *_NOBODYS) for table in tables)
    return Touched(Reach.NAMED, (person,)) if found.reach is Reach.EVERYBODY and limited else found


def shown(found: Touched, batches: Sequence[pa.RecordBatch], masked: Mapping[str, str]) -> Touched:
    """With the persons whose ids stand in the answer, where the question itself names none."""
    if found.reach is not Reach.EVERYBODY or not batches:
        return found
    persons: set[int] = set()
    for place, column in enumerate(batches[0].schema):
        if column.name.lower() != "person_id" or column.name in masked or not pa.types.is_integer(column.type):
            continue
        for batch in batches:
            persons.update(each for each in pc.unique(batch.column(place)).to_pylist() if each is not None)
            if len(persons) > MOST:
                return found
    return Touched(found.reach, tuple(sorted(persons)))


def _learn(
    reference: exp.Table, places: list[exp.Table], uses: dict[int, _Use], parameters: Mapping[str, object]
) -> None:
    """What the query in which ``reference`` stands says of its person."""
    query = _query_of(reference)
    use = uses[id(reference)]
    person = use.table.column(use.table.person_column or "")
    if query is None or person is None or person.mask is not None:
        return
    for condition in _conditions(query, reference):
        held = _persons(condition, reference, places, uses, parameters)
        if held is not None:
            use.held = held if use.held is None else use.held & held
        use.follows |= _equals(condition, reference, places, uses)
    shared = _sharing(query, person.name)
    if reference in shared:
        # Those joined by USING have one person; what a LEFT JOIN adds holds nothing of what was there.
        lasting = [each for each in shared if not isinstance(each.parent, exp.Join) or not each.parent.args.get("side")]
        use.follows |= {id(other) for other in lasting if other is not reference and id(other) in uses}


def _spread(uses: dict[int, _Use]) -> None:
    """Hold each reference to the persons of those that it equals."""
    changed = True
    while changed:
        changed = False
        for use in uses.values():
            if use.held is None:
                known = [uses[each].held for each in use.follows if uses[each].held is not None]
                if known:
                    use.held = known[0]
                    changed = True


def _query_of(reference: exp.Table) -> exp.Select | None:
    """The SELECT in whose FROM or JOIN a reference itself stands, where all joins of it keep to their conditions."""
    above = reference.parent
    if not isinstance(above, exp.From | exp.Join) or not isinstance(above.parent, exp.Select):
        return None
    query = above.parent
    for join in query.args.get("joins") or []:
        if (join.args.get("side") or "").upper() not in ("", "LEFT") or join.args.get("method"):
            return None
    return query


def _conditions(query: exp.Select, reference: exp.Table) -> Iterator[exp.Expr]:
    """What must hold wherever a row of ``reference`` is shown: the parts of WHERE and ON that stand under AND.

    ON of a LEFT JOIN says something of the table that is joined, and nothing of those before it.
    """
    where = query.args.get("where")
    if where is not None:
        yield from conjuncts(where.this)
    for join in query.args.get("joins") or []:
        on = join.args.get("on")
        if on is not None and (not join.args.get("side") or join.this is reference):
            yield from conjuncts(on)


def _sharing(query: exp.Select, person: str) -> list[exp.Expr]:
    """The sources at the beginning of FROM that are joined by USING the person; none where that is one alone."""
    first = query.args.get("from_")
    if first is None:
        return []
    sources = [first.this]
    for join in query.args.get("joins") or []:
        if person.lower() not in (name.name.lower() for name in join.args.get("using") or []):
            break
        sources.append(join.this)
    return sources if len(sources) > 1 else []


def _persons(
    condition: exp.Expr,
    reference: exp.Table,
    places: list[exp.Table],
    uses: dict[int, _Use],
    parameters: Mapping[str, object],
) -> frozenset[int] | None:
    """The persons that ``condition`` holds ``reference`` to; None where it does not."""
    match condition:
        case exp.Paren():
            return _persons(condition.this, reference, places, uses, parameters)
        case exp.Or():
            left = _persons(condition.left, reference, places, uses, parameters)
            right = _persons(condition.right, reference, places, uses, parameters)
            return None if left is None or right is None else left | right
        case exp.EQ():
            for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
                value = _number(other, parameters)
                if value is not None and _meant(side, reference, places, uses):
                    return frozenset({value})
        case exp.In() if not condition.args.get("query") and not condition.args.get("unnest"):
            values = [_number(each, parameters) for each in condition.expressions]
            if values and None not in values and _meant(condition.this, reference, places, uses):
                return frozenset(value for value in values if value is not None)
    return None


def _equals(condition: exp.Expr, reference: exp.Table, places: list[exp.Table], uses: dict[int, _Use]) -> set[int]:
    """The other references whose person ``condition`` says is this one's: beside it, or in a query around it."""
    if not isinstance(condition, exp.EQ):
        return set()
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if _meant(side, reference, places, uses):
            around = [each for each in places if each is not reference and _is_around(each, reference)]
            return {id(each) for each in around if _names(other, each, uses)}
    return set()


def _is_around(other: exp.Table, reference: exp.Table) -> bool:
    """Whether ``other`` stands in the query of ``reference``, or in one that holds it."""
    query, inner = _query_of(other), _query_of(reference)
    above: exp.Expr | None = inner
    while above is not None:
        if above is query:
            return True
        above = above.parent
    return False


def _meant(node: exp.Expr, reference: exp.Table, places: list[exp.Table], uses: dict[int, _Use]) -> bool:
    """Whether ``node`` is the person of ``reference``: by its name, or without one where no other can be meant."""
    node = node.unnest()
    if not isinstance(node, exp.Column) or node.name.lower() != (uses[id(reference)].table.person_column or "").lower():
        return False
    if node.table:
        return _names(node, reference, uses)
    query = _query_of(reference)
    if query is None or node.find_ancestor(exp.Select) is not query:
        return False
    count = 1 + len(query.args.get("joins") or [])
    # The column that USING makes is its first source's.
    return count == 1 or (query.args["from_"].this is reference and len(_sharing(query, node.name)) == count)


def _names(node: exp.Expr, reference: exp.Table, uses: dict[int, _Use]) -> bool:
    """Whether ``node`` is, by table and name, the person of ``reference``."""
    person = (uses[id(reference)].table.person_column or "").lower()
    return (
        isinstance(node, exp.Column)
        and node.name.lower() == person
        and node.table.lower() == reference.alias_or_name.lower()
        # An alias that names columns anew, t(a, b), may call another one so.
        and not (reference.args.get("alias") and reference.args["alias"].columns)
    )


def _number(node: exp.Expr, parameters: Mapping[str, object]) -> int | None:
    """A whole number as it stands there, or as it is bound."""
    match node:
        case exp.Literal() if not node.is_string and node.name.isascii() and node.name.isdecimal():
            return int(node.name)
        case exp.Neg():
            value = _number(node.this, parameters)
            return -value if value is not None else None
        case exp.Paren():
            return _number(node.this, parameters)
        case exp.Placeholder():
            bound = parameters.get(node.name)
            return bound if isinstance(bound, int) and not isinstance(bound, bool) else None
    return None
