"""Whom an aggregate question counts: a question of its own, and a description by which two of them are compared."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from asan.gateway.aggregate_grammar import Sources, resolve
from asan.gateway.conjuncts import conjuncts
from asan.gateway.errors import AggregatesOnly


@dataclass(frozen=True, slots=True)
class Population:
    """The persons behind one SELECT. Texts of conditions are kept as hashes: they may hold what the asker typed.

    ``total`` counts all of them; ``groups`` those of each group that is answered (keys first, the count last; None
    without groups).
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
            _hash(f"{key} IS NULL" if value is None else f"{key} = {exp.convert(value).sql(dialect='duckdb')}")
            for key, value in zip(self.keys, values, strict=True)
        )


def population(
    block: exp.Select,
    sources: Sources,
    keys: Sequence[exp.Expr],
    persons: exp.Expr,
) -> Population:
    """The population of ``block``, which is left as it is; nothing of its groups is suppressed yet."""
    total = exp.Select(expressions=[exp.alias_(persons.copy(), "n", quoted=True)])
    _copy_sources(block, total)
    groups = None
    if keys:
        columns = [exp.alias_(key.copy(), f"k{place}", quoted=True) for place, key in enumerate(keys)]
        groups = exp.Select(expressions=[*columns, exp.alias_(persons.copy(), "n", quoted=True)])
        _copy_sources(block, groups)
        places = [exp.Literal.number(place) for place in range(1, len(keys) + 1)]
        groups.set("group", exp.Group(expressions=places))
    terms = frozenset(_hash(text) for text in _terms(block, sources))
    tables = " ".join(sorted(f"{table.schema}.{table.name}" for table in sources.values()))
    return Population(_hash(tables), terms, tuple(_text(key, sources) for key in keys), total, groups)


def _copy_sources(block: exp.Select, probe: exp.Select) -> None:
    for clause in ("from_", "where"):
        found = block.args.get(clause)
        probe.set(clause, found.copy() if found is not None else None)
    probe.set("joins", [join.copy() for join in block.args.get("joins") or []])


def _terms(block: exp.Select, sources: Sources) -> Iterator[str]:
    """The conditions that hold together, each by its text; one without a column says nothing and is none."""
    where = block.args.get("where")
    for term in conjuncts(where.this) if where is not None else ():
        if term.find(exp.Column):
            yield _text(term, sources)
    for join in block.args.get("joins") or []:
        left = "left " if join.side else ""
        on = join.args.get("on")
        for term in conjuncts(on) if on is not None else ():
            if term.find(exp.Column):
                yield left + _text(term, sources)
        yield from (f"{left}using {name.name.lower()}" for name in join.args.get("using") or [])


def _text(expression: exp.Expr, sources: Sources) -> str:
    """A text that is the same however names are spelled and tables are called. No parameter can stand in it."""
    copy = expression.copy()
    for column in list(copy.find_all(exp.Column)):
        try:
            table, found = resolve(column, sources)
        except AggregatesOnly:
            continue
        plain = exp.column(found.name, table=table.name, db=table.schema, quoted=True)
        if column is copy:
            copy = plain
        else:
            column.replace(plain)
    return copy.sql(dialect="duckdb", comments=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
