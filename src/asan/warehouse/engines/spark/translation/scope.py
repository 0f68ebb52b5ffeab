"""What names mean inside one SELECT. Each source has an invented alias, so Spark has no names to choose."""

import string
from dataclasses import dataclass, field

from sqlglot import exp

from asan.warehouse.engines.spark.translation.values import Unsaid, Value

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def lower(name: str) -> str:
    """The name as DuckDB compares names: without regard to the case of ASCII letters alone."""
    return name.translate(_LOWER)


@dataclass(frozen=True, slots=True)
class Source:
    """Something to select from: its name as the asker knows it, and its columns in order."""

    name: str
    columns: tuple[tuple[str, Value], ...]
    merged: frozenset[str] = frozenset()
    """Columns that USING made one with those of an earlier source: only that one answers to the bare name."""


@dataclass(slots=True)
class Scope:
    """The sources of a SELECT, what it calls its outputs, and the SELECT around it where that may be referred to."""

    sources: list[Source] = field(default_factory=list)
    outer: "Scope | None" = None
    outputs: dict[str, exp.Expr] = field(default_factory=dict)
    """An output's name to its expression, for the clauses in which DuckDB knows these."""
    columns_first: bool = True
    """Whether a column goes before an output of its name; otherwise such a name is refused."""

    def find(self, name: str, source: str = "") -> Value | None:
        """The column that the name means here; None for none. Raises Unsaid where there are several."""
        found = [
            value
            for one in self.sources
            if not source or lower(one.name) == lower(source)
            for column, value in one.columns
            if lower(column) == lower(name) and (source or lower(name) not in one.merged)
        ]
        if len(found) > 1:
            raise Unsaid("a name that stands for several columns")
        return found[0] if found else None

    def find_outward(self, name: str, source: str = "") -> Value | None:
        """As `find`, here or in the SELECTs around this one."""
        found = self.find(name, source)
        return found if found is not None or self.outer is None else self.outer.find_outward(name, source)

    def meant(self, node: exp.Column) -> Value | exp.Expr:
        """The column that the node names, or the expression of the output. Raises Unsaid."""
        own = self.find(node.name, node.table)
        output = self.outputs.get(lower(node.name)) if is_bare(node) else None
        if own is not None and (output is None or output == node or self.columns_first):
            return own
        around = self.outer.find_outward(node.name, node.table) if self.outer is not None else None
        found = [one for one in (own, output, around) if one is not None]
        if len(found) != 1:
            raise Unsaid("a name that stands for a row, or for a column and an output")
        return found[0]

    def star(self, source: str = "") -> list[tuple[str, Value]]:
        """What a star stands for. Raises Unsaid."""
        chosen = [one for one in self.sources if not source or lower(one.name) == lower(source)]
        if not chosen or (source and len(chosen) > 1):
            raise Unsaid("a star of several sources of one name")
        return [
            (name, value) for one in chosen for name, value in one.columns if source or lower(name) not in one.merged
        ]


def is_bare(node: exp.Expr) -> bool:
    """Whether the node is a name without a source."""
    return isinstance(node, exp.Column) and not node.table and isinstance(node.this, exp.Identifier)
