"""The eight roles' defaults: from roles and the lake's tables to what their holder sees of each table.

Several roles add up: who holds two of them sees each table and column as the less restrictive one shows it (plain
before masked before absent, rows before aggregates). A role grants; explicit policies take away
(`asan.gateway.policies.resolution`).

admin       everything plain
clinician   every patient, plain; no rejects
steward     rows, with direct identifiers as tokens or coarse; rejects without their values
researcher  rows without names, addresses, exact birth dates, source identifiers and notes
analyst     as researcher, and no free text
feasibility structure and aggregates over patients: who plans a study, and has no data yet
engineer    structure, rejects without their values, and aggregates over patients
auditor     vocabulary and small-cell statistics; no patient (the audit log is the security module's)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from asan.gateway.masks import Constant, FirstCharacter, Mask, Null, Rounded, Token, YearOnly, strength
from asan.gateway.policy import ColumnPolicy, TablePolicy
from asan.gateway.tags import NEARNESS, PATIENTS, TAGS, Nearness, Tag, is_identifier, person_column
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import Column, Schema, TableName


@dataclass(frozen=True, slots=True)
class Role:
    """What a role sees: which tables, and what happens to tagged columns (a tag not named is plain)."""

    tables: frozenset[Nearness]
    masks: Mapping[Tag, Mask] = field(default_factory=dict)
    aggregates: bool = False


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
    "clinician": Role(PATIENTS | _OPEN),
    "steward": Role(
        PATIENTS | _OPEN | {Nearness.REJECT},
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
    "researcher": Role(PATIENTS | _OPEN, _NO_IDENTITY),
    "analyst": Role(PATIENTS | _OPEN, {**_NO_IDENTITY, Tag.FREE_TEXT: Null()}),
    "engineer": Role(PATIENTS | _OPEN | {Nearness.REJECT}, {**_NO_IDENTITY, Tag.FREE_TEXT: Null()}, aggregates=True),
    "feasibility": Role(PATIENTS | _OPEN, {**_NO_IDENTITY, Tag.FREE_TEXT: Null()}, aggregates=True),
    "auditor": Role(frozenset({Nearness.VOCABULARY, Nearness.STATISTIC}), aggregates=True),
}

GRANTED: Final = Role(frozenset(), {**_NO_IDENTITY, Tag.FREE_TEXT: Null()})
"""How a table is seen that no role but an explicit grant gives: rows, without what identifies or is free text."""


def held(roles: Iterable[str]) -> dict[str, Role]:
    """The roles among ``roles`` that the platform knows, by name."""
    return {role: DEFAULTS[role] for role in sorted(roles) if role in DEFAULTS}


def tables_for(roles: Iterable[str], lake: Schema, granted: frozenset[TableName] = frozenset()) -> list[TablePolicy]:
    """What a holder of ``roles`` sees of the tables in ``lake``, ``granted`` besides; statistics are left out."""
    own = list(held(roles).values())
    everything = "admin" in roles
    tables = []
    for (schema, name), columns in lake.items():
        near = NEARNESS.get((schema, name))
        giving = [role for role in own if everything or near in role.tables]
        if (schema, name) in granted:
            giving.append(GRANTED)
        if giving and near is not None and near is not Nearness.STATISTIC:
            tables.append(_table(schema, name, columns, giving, near, everything=everything))
        elif giving and near is None:
            tables.append(TablePolicy(schema, name, tuple(ColumnPolicy(c.name, c.type) for c in columns)))
    return tables


def _table(
    schema: str, name: str, columns: tuple[Column, ...], roles: list[Role], near: Nearness, *, everything: bool
) -> TablePolicy:
    known = {column.name for column in _specified(schema, name, columns)}
    seen = tuple(
        ColumnPolicy(column.name, column.type, default_mask(name, column.name, roles))
        for column in columns
        if everything or column.name in known
    )
    counted = near in PATIENTS and all(role.aggregates for role in roles)
    free = frozenset(c.name for c in seen if (name, c.name) not in TAGS and not (counted and is_identifier(c.name)))
    person = person_column(name) if near is Nearness.PERSON else None
    return TablePolicy(schema, name, seen, aggregate_only=counted, person_column=person, group_columns=free)


def _specified(schema: str, name: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that OMOP defines: what a table has beyond them is known to nobody's policy."""
    if schema not in ("cdm", "vocabulary"):
        return columns
    specified = {column.name for column in CDM.tables[name].fields}
    return tuple(column for column in columns if column.name in specified)


def default_mask(table: str, column: str, roles: Iterable[Role]) -> Mask | None:
    """The weakest of the roles' masks of a column; None where one of them shows it plain."""
    tag = TAGS.get((table, column))
    if tag is None:
        return None
    masks = [role.masks.get(tag) for role in roles]
    if None in masks:
        return None
    return min(cast(list[Mask], masks), key=strength)
