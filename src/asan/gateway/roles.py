"""The seven roles' defaults: from a principal and the lake's tables to the principal's `Policy`.

Several roles add up: who holds two of them sees each table and column as the less restrictive one shows it (plain
before masked before absent, rows before aggregates). A role grants; only later, explicit policies take away.

admin       everything plain
clinician   every patient, plain; no rejects
steward     rows, with direct identifiers as tokens or coarse; rejects without their values
researcher  rows without names, addresses, exact birth dates, source identifiers and notes
analyst     as researcher, and no free text
engineer    structure, rejects without their values, and aggregates over patients
auditor     vocabulary and small-cell statistics; no patient (the audit log is the security module's)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from asan.gateway.masks import Constant, FirstCharacter, Mask, Null, Rounded, Token, YearOnly
from asan.gateway.policy import All, AnyRule, ColumnPolicy, Compare, OneOf, Policy, RowRule, TablePolicy, TogetherOneOf
from asan.gateway.tags import NEARNESS, TAGS, Nearness, Tag, is_identifier, person_column
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import Column, Schema


@dataclass(frozen=True, slots=True)
class Role:
    """What a role sees: which tables, and what happens to tagged columns (a tag not named is plain)."""

    tables: frozenset[Nearness]
    masks: Mapping[Tag, Mask] = field(default_factory=dict)
    aggregates: bool = False


_PATIENTS: Final = frozenset({Nearness.PERSON, Nearness.LINKED})
_OPEN: Final = frozenset({Nearness.SHARED, Nearness.VOCABULARY, Nearness.STATISTIC})
_NO_IDENTITY: Final[dict[Tag, Mask]] = {
    tag: Null()
    for tag in (
        Tag.NAME,
        Tag.ADDRESS,
        Tag.REGION,
        Tag.BIRTH,
        Tag.STAFF_BIRTH,
        Tag.SOURCE_ID,
        Tag.DEVICE_ID,
        Tag.NOTE,
        Tag.REJECTED,
    )
}

DEFAULTS: Final[dict[str, Role]] = {
    "admin": Role(frozenset(Nearness)),
    "clinician": Role(_PATIENTS | _OPEN),
    "steward": Role(
        _PATIENTS | _OPEN | {Nearness.REJECT},
        {
            Tag.NAME: Token(),
            Tag.ADDRESS: FirstCharacter(),
            Tag.BIRTH: YearOnly(),
            Tag.STAFF_BIRTH: Rounded(),
            Tag.SOURCE_ID: Token(),
            Tag.DEVICE_ID: Token(),
            Tag.NOTE: Constant("[masked]"),
            Tag.REJECTED: Null(),
        },
    ),
    "researcher": Role(_PATIENTS | _OPEN, _NO_IDENTITY),
    "analyst": Role(_PATIENTS | _OPEN, {**_NO_IDENTITY, Tag.FREE_TEXT: Null()}),
    "engineer": Role(_PATIENTS | _OPEN | {Nearness.REJECT}, {**_NO_IDENTITY, Tag.FREE_TEXT: Null()}, aggregates=True),
    "auditor": Role(frozenset({Nearness.VOCABULARY, Nearness.STATISTIC}), aggregates=True),
}

_OF_WHOLE_TABLES: Final = ("mapping_by_domain", "vocabulary_rows")
_OF_PERSONS: Final = ("persons", "deaths", "persons_by_birth_year", "persons_by_age_band", "persons_by_year")
"""Statistics of ``results.cdm_statistic`` by what they count; the others count rows."""

# From least to most restrictive, to choose between two roles' masks of one column.
_STRENGTH: Final = ("rounded", "year", "first_character", "token", "constant", "null")


def policy_for(roles: Iterable[str], lake: Schema, small_cell: int) -> Policy:
    """What a holder of ``roles`` sees of the tables in ``lake``."""
    held = [DEFAULTS[role] for role in sorted(roles) if role in DEFAULTS]
    everything = "admin" in roles
    tables = []
    for (schema, name), columns in lake.items():
        near = NEARNESS.get((schema, name))
        granting = [role for role in held if everything or near in role.tables]
        if granting and near is not None and near is not Nearness.STATISTIC:
            tables.append(_table(schema, name, columns, granting, near, everything=everything))
        elif granting and near is None:
            tables.append(TablePolicy(schema, name, tuple(ColumnPolicy(c.name, c.type) for c in columns)))
    for (schema, name), columns in lake.items():
        granting = [role for role in held if Nearness.STATISTIC in role.tables]
        if NEARNESS.get((schema, name)) is Nearness.STATISTIC and granting:
            counts_only = all(role.aggregates for role in granting)
            tables.append(_statistic(schema, name, columns, tables, counts_only=counts_only, small_cell=small_cell))
    order = ("cdm", "vocabulary", "results", "etl")
    tables.sort(key=lambda table: (order.index(table.schema) if table.schema in order else len(order), table.name))
    return Policy(tuple(tables), small_cell)


def _table(
    schema: str, name: str, columns: tuple[Column, ...], roles: list[Role], near: Nearness, *, everything: bool
) -> TablePolicy:
    known = {column.name for column in _specified(schema, name, columns)}
    seen = tuple(
        ColumnPolicy(column.name, column.type, _mask(name, column, roles))
        for column in columns
        if everything or column.name in known
    )
    counted = near in _PATIENTS and all(role.aggregates for role in roles)
    free = frozenset(c.name for c in seen if (name, c.name) not in TAGS and not (counted and is_identifier(c.name)))
    person = person_column(name) if near is Nearness.PERSON else None
    return TablePolicy(schema, name, seen, aggregate_only=counted, person_column=person, group_columns=free)


def _specified(schema: str, name: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that OMOP defines: what a table has beyond them is known to nobody's policy."""
    if schema not in ("cdm", "vocabulary"):
        return columns
    specified = {column.name for column in CDM.tables[name].fields}
    return tuple(column for column in columns if column.name in specified)


def _mask(table: str, column: Column, roles: list[Role]) -> Mask | None:
    tag = TAGS.get((table, column.name))
    if tag is None:
        return None
    masks = [role.masks.get(tag) for role in roles]
    if None in masks:
        return None
    return min(cast(list[Mask], masks), key=lambda mask: _STRENGTH.index(mask.name))


def _statistic(
    schema: str,
    name: str,
    columns: tuple[Column, ...],
    others: list[TablePolicy],
    *,
    counts_only: bool,
    small_cell: int,
) -> TablePolicy:
    """Statistics say no more than the asker could compute: no profile of a masked column, no small cell."""
    rules: list[RowRule] = []
    hidden: set[str] = set()
    if name == "column_profile":
        plain = tuple(pair for table in others if table.schema == "cdm" for pair in _profiled(table))
        rules.append(TogetherOneOf(("table_name", "column_name"), plain))
        # Extremes and frequent values are single persons' values.
        hidden = {"minimum", "maximum", "mean", "top_values"} if counts_only else set()
    if name == "table_statistic" and counts_only:
        hidden = {"first_date", "last_date"}
    counted = {"cdm_statistic": "count_value", "table_statistic": "person_count", "column_profile": "row_count"}[name]
    if counts_only:
        large = Compare(counted, ">=", small_cell)
        empty = Compare(counted, "=", 0)
        # How many rows a table has says nothing where its rows do not name persons.
        uncounted = tuple(table for (_, table), near in NEARNESS.items() if near is not Nearness.PERSON)
        whole = OneOf("table_name", uncounted)
        rules.append(AnyRule((large, empty, whole) if name == "table_statistic" else (large, empty)))
        if name == "cdm_statistic":
            rules.append(_enough_persons(columns, empty, small_cell))
    seen = tuple(ColumnPolicy(c.name, c.type, Null() if c.name in hidden else None) for c in columns)
    return TablePolicy(schema, name, seen, rows=All(tuple(rules)) if rules else None)


def _enough_persons(columns: tuple[Column, ...], empty: RowRule, small_cell: int) -> RowRule:
    """Many rows may be one person's: what counts is how many persons stand behind a figure."""
    if any(column.name == "person_count" for column in columns):
        known: RowRule = Compare("person_count", ">=", small_cell)
        return AnyRule((known, empty, OneOf("statistic", _OF_WHOLE_TABLES)))
    # A snapshot from before the persons were noted: only figures that count persons themselves.
    return OneOf("statistic", (*_OF_WHOLE_TABLES, *_OF_PERSONS))


def _profiled(table: TablePolicy) -> Iterator[tuple[str, str]]:
    yield from ((table.name, column.name) for column in table.columns if column.mask is None)
