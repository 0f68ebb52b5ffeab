"""Policy as values: what one principal sees of each table. Everything not named here is not there.

``masked(db, p)`` is defined by a `Policy`: its tables; of each, the rows that its rule keeps; of each row, every
column plain or masked, hidden columns being absent.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from asan.gateway.masks import Mask, strength
from asan.warehouse.engines.base import TableName

Value = str | int | dt.date


@dataclass(frozen=True, slots=True)
class Compare:
    """Rows whose ``column`` stands in relation to ``value``. A row without a value is never kept."""

    column: str
    relation: Literal["=", "<", "<=", ">", ">="]
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    """Rows that have a value in ``column``."""

    column: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Rows whose ``column`` is one of ``values``."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TogetherOneOf:
    """Rows whose text ``columns`` are, together, one of ``values``; one that lacks any of them is never kept.

    The same as many rules joined, but the engine looks each row up instead of planning hundreds of comparisons.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Among:
    """Rows whose ``column`` is a value of column ``of`` in the rows of ``table`` that pass ``where`` (None: all).

    Rules read the tables as they are, not as the asker sees them. A row without a value is never kept.
    """

    column: str
    table: TableName
    of: str
    where: "RowRule | None" = None


@dataclass(frozen=True, slots=True)
class Not:
    """Rows that ``rule`` does not keep, those without a value among them."""

    rule: "RowRule"


@dataclass(frozen=True, slots=True)
class All:
    """Rows that every rule keeps."""

    rules: tuple["RowRule", ...]


@dataclass(frozen=True, slots=True)
class AnyRule:
    """Rows that at least one rule keeps; without rules, none."""

    rules: tuple["RowRule", ...]


RowRule = Compare | Present | OneOf | TogetherOneOf | Among | Not | All | AnyRule

NOTHING: Final = AnyRule(())
"""Keeps no row."""


@dataclass(frozen=True, slots=True)
class ColumnPolicy:
    """A column that is seen: plain, or through ``mask``. A hidden column has no ColumnPolicy at all."""

    name: str
    type: str
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class TablePolicy:
    """A table that is seen: its columns in the table's order, and the rule that its rows must pass.

    ``aggregate_only``: only aggregates over at least ``small_cell`` persons may leave. ``person_column`` is the
    column that tells persons apart; None where the rows cannot be counted by person.
    """

    schema: str
    name: str
    columns: tuple[ColumnPolicy, ...]
    rows: RowRule | None = None
    aggregate_only: bool = False
    person_column: str | None = None
    group_columns: frozenset[str] = frozenset()
    """Columns by which aggregates may be filtered and grouped."""
    policies: tuple[str, ...] = ()
    """The explicit policies that shaped this table, as ``key@version``."""

    @property
    def key(self) -> TableName:
        """Schema and name."""
        return self.schema, self.name

    def column(self, name: str) -> ColumnPolicy | None:
        """The column called ``name``, in whatever case, if it is seen."""
        return next((column for column in self.columns if column.name.lower() == name.lower()), None)

    def limited_by(self, other: "TablePolicy") -> "TablePolicy":
        """What is seen of the table under both."""
        columns = []
        for column in self.columns:
            there = other.column(column.name)
            if there is not None:
                masks = [mask for mask in (column.mask, there.mask) if mask is not None]
                columns.append(replace(column, mask=max(masks, key=strength) if masks else None))
        rules = tuple(rule for rule in (self.rows, other.rows) if rule is not None)
        return replace(
            self,
            columns=tuple(columns),
            rows=All(rules) if rules else None,
            aggregate_only=self.aggregate_only or other.aggregate_only,
            group_columns=self.group_columns & other.group_columns,
            policies=tuple(dict.fromkeys((*self.policies, *other.policies))),
        )

    def masks(self) -> dict[str, str]:
        """The masked columns and the names of their masks."""
        return {column.name: column.mask.name for column in self.columns if column.mask is not None}


@dataclass(frozen=True, slots=True)
class Policy:
    """All that one principal sees."""

    tables: tuple[TablePolicy, ...]
    small_cell: int = 5
    count_base: int = 1
    """To a multiple of what counts are rounded where only aggregates are seen; 1: exact."""
    blocked: Mapping[TableName, str] = field(default_factory=dict)
    """Tables that are not there because of a policy that cannot be read, with its name."""

    def limited_by(self, other: "Policy") -> "Policy":
        """What is seen under both: no table, column, row or value that one of them does not show."""
        tables = [table.limited_by(seen) for table in self.tables if (seen := other.find(*table.key)) is not None]
        return Policy(
            tuple(table for table in tables if table.columns),
            max(self.small_cell, other.small_cell),
            max(self.count_base, other.count_base),
            {**other.blocked, **self.blocked},
        )

    def find(self, schema: str | None, name: str) -> TablePolicy | None:
        """The table that a question means by ``name``, alone or with its schema, in whatever case."""
        for table in self.tables:
            if table.name.lower() == name.lower() and (schema is None or table.schema.lower() == schema.lower()):
                return table
        return None

    def blocker(self, schema: str | None, name: str) -> str | None:
        """The unreadable policy for which the table that ``name`` means is not there."""
        for table, policy in self.blocked.items():
            if table[1] == name.lower() and (schema is None or table[0] == schema.lower()):
                return policy
        return None
