"""Which tables SQL reads and writes, from its syntax tree."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Access:
    """Qualified names (``schema.table``) that SQL reads and writes."""

    reads: frozenset[str]
    writes: frozenset[str]


def access(sql: str) -> Access:
    """The tables that the statements of ``sql`` (DuckDB's dialect) read and write."""
    reads: set[str] = set()
    writes: set[str] = set()
    for statement in sqlglot.parse(sql, dialect="duckdb"):
        if statement is None:
            continue
        target = _target(statement)
        if target is not None:
            writes.add(_name(target))
        if isinstance(statement, exp.Drop):
            continue
        named = {_name(table) for table in _tables(statement) if table is not target}
        reads |= named
    return Access(frozenset(reads), frozenset(writes))


def _target(statement: exp.Expr) -> exp.Table | None:
    if not isinstance(statement, exp.Create | exp.Insert | exp.Update | exp.Delete | exp.Drop):
        return None
    found = statement.this
    if isinstance(found, exp.Schema):
        found = found.this
    return found if isinstance(found, exp.Table) and found.db else None


def _tables(statement: exp.Expr) -> Iterator[exp.Table]:
    """Tables with a schema: one without is a common table expression."""
    return (table for table in statement.find_all(exp.Table) if table.db)


def _name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}".lower()
