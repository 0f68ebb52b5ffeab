"""Which columns of a table a question can mean: those that its text names, or all where it may mean more.

A policy subquery with fewer columns is the same to a question that cannot name the others: only a star, COLUMNS, a
NATURAL join, new names by position, or a table's name for its whole row reach a column without its name.
"""

from dataclasses import dataclass

from sqlglot import exp

from asan.gateway.policy import ColumnPolicy, TablePolicy


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What a question names, in lower case: ``names`` of anything, ``columns`` where an expression stands."""

    names: frozenset[str]
    columns: frozenset[str]
    every: bool
    """Whether it may mean columns that it does not name."""

    def of(self, reference: exp.Table, table: TablePolicy) -> tuple[ColumnPolicy, ...]:
        """The columns of ``table`` that ``reference`` must have; one at least."""
        alias = reference.args.get("alias")
        renamed = alias is not None and bool(alias.columns)
        if self.every or renamed or reference.alias_or_name.lower() in self.columns:
            return table.columns
        return tuple(column for column in table.columns if column.name.lower() in self.names) or table.columns[:1]


def mentioned(statement: exp.Expr) -> Mentioned:
    """What ``statement`` names."""
    names: set[str] = set()
    columns: set[str] = set()
    every = False
    for node in statement.walk():
        match node:
            case exp.Identifier():
                names.add(node.name.lower())
            case exp.Column():
                columns.add(node.name.lower())
            case exp.Star():
                every = every or not isinstance(node.parent, exp.Count)
            case exp.Join():
                every = every or str(node.args.get("method") or "").upper() == "NATURAL"
            case exp.Columns():
                every = True
    return Mentioned(frozenset(names), frozenset(columns), every)
