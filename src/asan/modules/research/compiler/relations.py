"""The statements of a program: each a named relation, made from the CDM's tables and from relations before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Relation:
    """A name and the SELECT that it stands for, in DuckDB's SQL; ``parameters`` by name, lists of values."""

    name: str
    sql: str
    parameters: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def rows_of(name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Relation:
    """A relation of given rows. ``columns`` are names with types; the values are bound, never written."""
    values = {f"{name}_{column}": [row[at] for row in rows] for at, column in enumerate(columns)}
    selected = ", ".join(
        f"unnest(CAST(${name}_{column} AS {type_}[])) AS {column}" for column, type_ in columns.items()
    )
    return Relation(name, f"SELECT {selected}", values)


def union(parts: Sequence[str]) -> str:
    """All rows of several SELECTs."""
    return "\nUNION ALL\n".join(parts)
