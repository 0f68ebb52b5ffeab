"""Whom an aggregate question counts: a question of its own, and a description by which two of them are compared."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from asan.gateway.aggregate_grammar import Sources, resolve
from asan.gateway.conditions import Terms, equality, terms_of
from asan.gateway.errors import AggregatesOnly
from asan.gateway.masks import family


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
            _hash(f"{key} IS NULL" if value is None else equality(key, exp.convert(value)))
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
    """The conditions that hold together, each by its text in one wording."""
    where = block.args.get("where")
    if where is not None:
        yield from _in_one_wording(where.this, sources)
    for join in block.args.get("joins") or []:
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
    if len(owners) != 2:
        return f"using {name.lower()}"
    sides = (exp.column(name.lower(), table=table.name, db=table.schema, quoted=True) for table in owners)
    return " = ".join(sorted(side.sql(dialect="duckdb") for side in sides))


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


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
