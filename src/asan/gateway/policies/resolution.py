"""What roles and explicit policies come to: the one order in which they are settled, most restrictive first.

1. A table is there if a role or a ``grant`` gives it and no ``deny`` takes it; a table derived from a denied one goes
   with it. What a stored policy governs that cannot be read is not there either, for whom it concerns.
2. A column is absent if a ``hide`` means it. Else the strongest mask counts, of those that policies put on it and the
   one that the roles give; a ``plain`` replaces the roles' mask, never a policy's.
3. A row is there if every row rule keeps it, the roles' and each policy's.

So what takes away wins over what gives, whoever wrote it first; `asan.gateway.masks.strength` orders masks.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from asan.gateway.masks import Mask, Null, fitting, strength
from asan.gateway.policies.concepts import alone
from asan.gateway.policies.definition import Masked
from asan.gateway.policies.rows import DERIVED, Look, RowRules
from asan.gateway.policies.stated import Stated, Tags, touches_column, touches_table
from asan.gateway.policies.unreadable import Unreadable
from asan.gateway.policy import All, ColumnPolicy, Policy, RowRule, TablePolicy
from asan.gateway.roles import held, tables_for
from asan.gateway.statistics import statistic_tables
from asan.gateway.tags import NEARNESS, Nearness
from asan.warehouse.engines.base import Schema, TableName

_ORDER = ("cdm", "vocabulary", "results", "etl")


@dataclass(frozen=True, slots=True)
class Situation:
    """What explicit policies are settled with: those that apply, the tags, the day, and a way to look concepts up."""

    policies: tuple[Stated, ...]
    tags: Tags
    today: dt.date
    look: Look
    unreadable: tuple[Unreadable, ...] = ()

    def of_kind(self, *kinds: str) -> list[Stated]:
        """The policies with an effect of one of ``kinds``."""
        return [policy for policy in self.policies if policy.kind in kinds]


def resolve(
    roles: frozenset[str], lake: Schema, small_cell: int, situation: Situation | None = None, *, count_base: int = 1
) -> Policy:
    """What a holder of ``roles`` sees of the tables in ``lake``."""
    now = situation or Situation((), Tags(), dt.date.min, alone)
    granted = frozenset(table for table in lake if _means(now.of_kind("grant"), table, now.tags))
    given = tables_for(roles, lake, granted)
    blocked = _blocked(now, lake, frozenset(table.key for table in given))
    denied = _denied(now, lake) | frozenset(blocked)
    tables = [table for table in given if table.key not in denied]
    rows = RowRules(now.policies, now.tags, lake, now.look, denied)
    shaped = [_shaped(table, now, rows) for table in tables]
    with_statistics = [role for role in held(roles).values() if Nearness.STATISTIC in role.tables]
    statistics: list[TablePolicy] = []
    if with_statistics or any(NEARNESS.get(table) is Nearness.STATISTIC for table in granted):
        touched = frozenset(
            (table[1], column.name)
            for table, columns in lake.items()
            if table[0] == "cdm"
            for column in columns
            if _column_policies(table, column.name, now)
        )
        statistics = statistic_tables(
            lake,
            shaped,
            rows.restricted,
            touched,
            counts_only=all(role.aggregates for role in with_statistics),
            small_cell=small_cell,
            count_base=count_base,
        )
    shaped += [_shaped(table, now, rows) for table in statistics if table.key not in denied]
    # A table without a column left is none.
    shaped = [table for table in shaped if table.columns]
    shaped.sort(key=lambda table: (_ORDER.index(table.schema) if table.schema in _ORDER else len(_ORDER), table.name))
    return Policy(tuple(shaped), small_cell, count_base, blocked)


def _denied(now: Situation, lake: Schema) -> frozenset[TableName]:
    named = {table for table in lake if _means(now.of_kind("deny"), table, now.tags)}
    return _with_derived(named)


def _blocked(now: Situation, lake: Schema, given: frozenset[TableName]) -> dict[TableName, str]:
    """Of the tables that are ``given``, those that an unreadable policy governs, with its name."""
    found: dict[TableName, str] = {}
    for policy in now.unreadable:
        for table in _with_derived(policy.blocks(lake, now.tags)) & given:
            found.setdefault(table, policy.label)
    return found


def _with_derived(tables: Iterable[TableName]) -> frozenset[TableName]:
    """Tables and those that are made from them."""
    named = frozenset(tables)
    return named | {("cdm", name) for _, table in named for name in DERIVED.get(table, ())}


def _means(policies: Sequence[Stated], table: TableName, tags: Tags) -> bool:
    return any(touches_table(policy.definition.objects, table, tags) for policy in policies)


def _column_policies(table: TableName, column: str, now: Situation) -> list[Stated]:
    """The policies that mask or hide a column."""
    return [
        policy
        for policy in now.of_kind("mask", "hide")
        if touches_column(policy.definition.objects, table, column, now.tags)
    ]


def _shaped(table: TablePolicy, now: Situation, rows: RowRules) -> TablePolicy:
    """A table as explicit policies leave it."""
    if not now.policies:
        return table
    labels: list[str] = []
    columns = tuple(
        shaped for column in table.columns if (shaped := _column(table, column, now, rows, labels)) is not None
    )
    rule = rows.of(table.key)
    labels += rows.labels(table.key)
    both: tuple[RowRule, ...] = tuple(each for each in (table.rows, rule) if each is not None)
    return replace(
        table,
        columns=columns,
        rows=None if not both else both[0] if len(both) == 1 else All(both),
        group_columns=table.group_columns & {column.name for column in columns if column.mask is None},
        policies=tuple(dict.fromkeys(labels)),
    )


def _column(
    table: TablePolicy, column: ColumnPolicy, now: Situation, rows: RowRules, labels: list[str]
) -> ColumnPolicy | None:
    mask = column.mask
    if mask is not None:
        for policy in now.of_kind("plain"):
            if touches_column(policy.definition.objects, table.key, column.name, now.tags):
                labels.append(policy.label)
                mask = None
    masks: list[Mask] = [] if mask is None else [mask]
    for policy in _column_policies(table.key, column.name, now):
        labels.append(policy.label)
        effect = policy.definition.effect
        if not isinstance(effect, Masked):
            return None
        masks.append(fitting(effect.mask.mask(table.person_column, now.today), column.type))
    pointing = rows.pointer_labels(table.key, column.name)
    if pointing:
        labels.extend(pointing)
        masks.append(Null())
    return replace(column, mask=max(masks, key=strength) if masks else None)
