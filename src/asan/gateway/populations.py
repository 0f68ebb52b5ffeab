"""Whom an aggregate question counts: a question of its own, and a description by which two of them are compared."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from asan.gateway.aggregate_grammar import Sources, refuse, resolve
from asan.gateway.conditions import Terms, equality, terms_of
from asan.gateway.errors import AggregatesOnly
from asan.gateway.masks import family

MOST_OTHERS: Final = 7
"""Tables that are not of patients, in one SELECT: the store has room for the names of so many."""
_IN_TEXT: Final = re.compile(r'"([^"]+)"\."([^"]+)"\."')


@dataclass(frozen=True, slots=True)
class Population:
    """The persons behind one SELECT. Texts of conditions are kept as hashes: they may hold what the asker typed.

    ``total`` counts all of them; ``groups`` those of each group that is answered (keys first, the count last; None
    without groups). ``tables`` is a hash of the tables of patients, then one of each other table (vocabulary); a term
    is the hash of its text, ``@``, and those of the tables that it speaks of. What decides nothing is in neither.
    """

    tables: str
    terms: frozenset[str]
    keys: tuple[str, ...]
    total: exp.Select
    groups: exp.Select | None

    @property
    def key(self) -> str:
        """The keys together, as a hash."""
        return _hash("|".join(self.keys))

    def group_terms(self, values: Sequence[object]) -> frozenset[str]:
        """What holds for a group beside the terms: each key is its value."""
        return frozenset(
            _term(f"{key} IS NULL" if value is None else equality(key, exp.convert(value)))
            for key, value in zip(self.keys, values, strict=True)
        )


def population(
    block: exp.Select,
    sources: Sources,
    keys: Sequence[exp.Expr],
    persons: exp.Expr,
) -> Population:
    """The population of ``block``, which is left as it is; nothing of its groups is suppressed yet.

    Raises AggregatesOnly for more than MOST_OTHERS tables that are not of patients.
    """
    total = exp.Select(expressions=[exp.alias_(persons.copy(), "n", quoted=True)])
    _copy_sources(block, total)
    groups = None
    if keys:
        columns = [exp.alias_(key.copy(), f"k{place}", quoted=True) for place, key in enumerate(keys)]
        groups = exp.Select(expressions=[*columns, exp.alias_(persons.copy(), "n", quoted=True)])
        _copy_sources(block, groups)
        places = [exp.Literal.number(place) for place in range(1, len(keys) + 1)]
        groups.set("group", exp.Group(expressions=places))
    deciding = _deciding(block, sources, keys)
    terms = frozenset(_term(text) for text in _terms(block, sources, deciding) if not _says_nothing(text))
    read = [table for name, table in sources.items() if name in deciding]
    of_patients = sorted({f"{table.schema}.{table.name}" for table in read if table.aggregate_only})
    others = {_short(table.schema, table.name) for table in read if not table.aggregate_only}
    if len(others) > MOST_OTHERS:
        raise refuse(f"more than {MOST_OTHERS} tables beside those of patients")
    tables = " ".join([_hash(" ".join(of_patients)), *sorted(others)])
    return Population(tables, terms, tuple(_text(key, sources) for key in keys), total, groups)


def _copy_sources(block: exp.Select, probe: exp.Select) -> None:
    for clause in ("from_", "where"):
        found = block.args.get(clause)
        probe.set(clause, found.copy() if found is not None else None)
    probe.set("joins", [join.copy() for join in block.args.get("joins") or []])


def _deciding(block: exp.Select, sources: Sources, keys: Sequence[exp.Expr]) -> set[str]:
    """The sources that decide who is counted: all but those that are joined from the left and looked at no further."""
    joins = block.args.get("joins") or []
    left = {join.this.alias_or_name.lower(): join for join in joins if join.side}
    found = set(sources) - set(left)
    where = block.args.get("where")
    looked_at = [*keys, *([where.this] if where is not None else [])]
    looked_at += [join.args["on"] for join in joins if not join.side and join.args.get("on") is not None]
    counted = next((name for name, table in sources.items() if table.aggregate_only), None)
    reached = [counted] if counted is not None else []
    while reached or looked_at:
        if looked_at:
            reached += [_owner(column, sources) for column in looked_at.pop().find_all(exp.Column)]
        for name in reached:
            on = left[name].args.get("on") if name in left and name not in found else None
            looked_at += [on] if on is not None else []
            found.add(name)
        reached = []
    return found & set(sources)


def _owner(column: exp.Column, sources: Sources) -> str:
    """The source that a column is of; by its name alone the first that has it, which USING means as well."""
    if column.table:
        return column.table.lower()
    return next((name for name, table in sources.items() if table.column(column.name) is not None), "")


def _says_nothing(term: str) -> bool:
    """Whether it is a table's join to itself."""
    one, _, other = term.partition(" = ")
    return one == other


def _terms(block: exp.Select, sources: Sources, deciding: set[str]) -> Iterator[str]:
    """The conditions that hold together, each by its text in one wording."""
    where = block.args.get("where")
    if where is not None:
        yield from _in_one_wording(where.this, sources)
    for join in block.args.get("joins") or []:
        if join.this.alias_or_name.lower() not in deciding:
            continue
        left = "left " if join.side else ""
        on = join.args.get("on")
        if on is not None:
            yield from (left + term for term in _in_one_wording(on, sources))
        yield from (left + _using(name.name, sources) for name in join.args.get("using") or [])


def _in_one_wording(condition: exp.Expr, sources: Sources) -> Terms:
    families: dict[str, str] = {}

    def family_of(node: exp.Expr) -> str | None:
        return families.get(node.sql(dialect="duckdb")) if isinstance(node, exp.Column) else None

    return terms_of(_spelled(condition, sources, families), family_of)


def _using(name: str, sources: Sources) -> str:
    """``USING (name)`` as the equality that it is, where it can be but one."""
    owners = [table for table in sources.values() if table.column(name) is not None]
    sides = (exp.column(name.lower(), table=table.name, db=table.schema, quoted=True) for table in owners)
    text = " = ".join(sorted(side.sql(dialect="duckdb") for side in sides))
    return text if len(owners) == 2 else f"using {text}"


def _text(expression: exp.Expr, sources: Sources) -> str:
    return _spelled(expression, sources, {}).sql(dialect="duckdb", comments=False)


def _spelled(expression: exp.Expr, sources: Sources, families: dict[str, str]) -> exp.Expr:
    """The same however names are spelled and tables are called. No parameter can stand in it.

    The families of its columns' types are noted in ``families``, by their new spelling.
    """
    copy = expression.copy()
    for column in list(copy.find_all(exp.Column)):
        try:
            table, found = resolve(column, sources)
        except AggregatesOnly:
            continue
        plain = exp.column(found.name, table=table.name, db=table.schema, quoted=True)
        families[plain.sql(dialect="duckdb")] = family(found.type)
        if column is copy:
            copy = plain
        else:
            column.replace(plain)
    return copy


def _term(text: str) -> str:
    spoken_of = {_short(schema, table) for schema, table in _IN_TEXT.findall(text)}
    return f"{_hash(text)}@{'.'.join(sorted(spoken_of))}"


def _short(schema: str, table: str) -> str:
    return _hash(f"{schema}.{table}")[:8]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
