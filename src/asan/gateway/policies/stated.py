"""The policies and tags in force, as values: read from the app store once a version, matched against a principal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from asan.gateway.limits.definition import Limits
from asan.gateway.policies.definition import Concept, Definition, Objects
from asan.gateway.principal import Principal
from asan.gateway.tags import NEARNESS, default_tags
from asan.warehouse.engines.base import TableName

if TYPE_CHECKING:
    from asan.gateway.policies.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Stated:
    """One version of an explicit policy."""

    key: str
    version: int
    definition: Definition

    @property
    def label(self) -> str:
        """``key@version``, as the audit names it."""
        return f"{self.key}@{self.version}"

    @property
    def kind(self) -> str:
        """The kind of its effect."""
        return self.definition.effect.kind


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that stewards have put, by what carries them; the CDM's own come from `asan.gateway.tags`."""

    tables: Mapping[TableName, frozenset[str]] = field(default_factory=dict)
    columns: Mapping[tuple[TableName, str], frozenset[str]] = field(default_factory=dict)
    concepts: Mapping[Concept, frozenset[str]] = field(default_factory=dict)

    def of_table(self, table: TableName) -> frozenset[str]:
        """The tags of a table."""
        return self.tables.get(table, _NONE)

    def of_column(self, table: TableName, column: str) -> frozenset[str]:
        """The tags of a column: its own, the CDM's, and its table's."""
        return default_tags(table[1], column) | self.columns.get((table, column), _NONE) | self.of_table(table)

    def concepts_with(self, names: frozenset[str]) -> frozenset[Concept]:
        """The concepts that carry one of ``names``."""
        return frozenset(concept for concept, tags in self.concepts.items() if not tags.isdisjoint(names))


_NONE: Final[frozenset[str]] = frozenset()
Version = tuple[int, int]
"""Number of the newest change and number of approvals: differs whenever what is in force may differ."""


@dataclass(frozen=True, slots=True)
class Explicit:
    """All that is in force at one version of the app store's policies: the policies, tags and limits."""

    version: Version = (0, 0)
    policies: tuple[Stated, ...] = ()
    tags: Tags = Tags()
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """What may be used up at most, by holder."""
    unreadable: "tuple[Unreadable, ...]" = ()
    """Stored policies that this version cannot read."""

    def with_drafts(self, drafts: Mapping[str, Definition | None]) -> "Explicit":
        """These with ``drafts`` in place of those of the same key; None takes one away. A draft is version 0."""
        kept = [policy for policy in self.policies if policy.key not in drafts]
        unreadable = tuple(policy for policy in self.unreadable if policy.key not in drafts)
        tried = [Stated(key, 0, definition) for key, definition in drafts.items() if definition is not None]
        stated = tuple(sorted((*kept, *tried), key=lambda policy: policy.key))
        return replace(self, policies=stated, unreadable=unreadable)

    def for_(self, principal: Principal, today: dt.date) -> tuple[Stated, ...]:
        """Those that apply to ``principal`` on the day ``today``, by key."""
        return tuple(policy for policy in self.policies if policy.definition.applies(principal, today))

    def unreadable_for(self, principal: Principal, today: dt.date) -> "tuple[Unreadable, ...]":
        """Those that apply, as far as that can be read, and cannot be followed."""
        return tuple(policy for policy in self.unreadable if policy.whom.applies(principal, today))


def touches_table(objects: Objects, table: TableName, tags: Tags) -> bool:
    """Whether ``objects`` mean a table as a whole."""
    return table in _tables(objects) or not tags.of_table(table).isdisjoint(objects.tags)


def touches_column(objects: Objects, table: TableName, column: str, tags: Tags) -> bool:
    """Whether ``objects`` mean a column: by its name, its table or a tag of either."""
    return (
        (table, column) in _columns(objects)
        or table in _tables(objects)
        or not tags.of_column(table, column).isdisjoint(objects.tags)
    )


def concepts_of(objects: Objects, tags: Tags) -> frozenset[Concept]:
    """The concepts that ``objects`` mean, by id and by tag."""
    return frozenset(objects.concepts) | tags.concepts_with(frozenset(objects.tags))


def table_named(name: str) -> TableName | None:
    """The table that ``person`` or ``cdm.person`` means; None where policies know none of that name."""
    schema, _, bare = name.strip().lower().rpartition(".")
    for table in NEARNESS:
        if table[1] == bare and schema in ("", table[0]):
            return table
    return None


def column_named(name: str) -> tuple[TableName, str] | None:
    """Table and column that ``person.gender_concept_id`` or ``cdm.person.gender_concept_id`` means."""
    table, _, column = name.strip().lower().rpartition(".")
    found = table_named(table)
    return (found, column) if found is not None and column else None


@lru_cache(maxsize=1000)
def _tables(objects: Objects) -> frozenset[TableName]:
    return frozenset(table for name in objects.tables if (table := table_named(name)) is not None)


@lru_cache(maxsize=1000)
def _columns(objects: Objects) -> frozenset[tuple[TableName, str]]:
    return frozenset(column for name in objects.columns if (column := column_named(name)) is not None)
