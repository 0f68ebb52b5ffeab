"""Why is this masked, or not there? The rules of roles and policies that bear on it, and which of them decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asan.gateway.masks import Mask, Null, fitting
from asan.gateway.policies.definition import Masked
from asan.gateway.policies.resolution import Situation
from asan.gateway.policies.rows import POINTERS, derived_from
from asan.gateway.policies.stated import Stated, touches_column, touches_table
from asan.gateway.policy import Policy
from asan.gateway.roles import Role, held
from asan.gateway.tags import NEARNESS, TAGS
from asan.warehouse.engines.base import TableName


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule: of a role, or of a policy in this version. ``decides``: it is what takes away, or gives plain."""

    source: Literal["role", "policy"]
    name: str
    version: int | None
    effect: str
    """What it does: grant, deny, plain, mask, hide, rows, concepts, or aggregates; unreadable where nobody knows."""
    mask: str | None
    tag: str | None
    """The tag of the column for which a role masks it."""
    decides: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody sees of a table, or of one column, and why."""

    table: str
    column: str | None
    treatment: Literal["plain", "mask", "hidden"]
    mask: str | None
    rows_filtered: bool
    aggregate_only: bool
    reasons: tuple[Reason, ...]


def explain(
    roles: frozenset[str], policy: Policy, now: Situation, table: TableName, column: str | None = None
) -> Explanation:
    """What ``policy``, to which ``roles`` and ``now`` were settled, shows of ``table`` or its ``column``."""
    seen = policy.find(*table)
    shown = seen.column(column) if seen is not None and column is not None else None
    hidden = seen is None or (column is not None and shown is None)
    mask = shown.mask if shown is not None else None
    reasons = [*_of_table(roles, now, table, seen.policies if seen else ())]
    if table in policy.blocked:
        key, _, version = policy.blocked[table].rpartition("@")
        reasons.append(Reason("policy", key, int(version), "unreadable", None, None, decides=True))
    if column is not None:
        person = seen.person_column if seen is not None else None
        kind = shown.type if shown is not None else "VARCHAR"
        reasons += _of_column(roles, now, table, column, mask, person, kind, hidden=hidden)
    return Explanation(
        table=".".join(table),
        column=column,
        treatment="hidden" if hidden else "mask" if mask is not None else "plain",
        mask=mask.name if mask is not None else None,
        rows_filtered=seen is not None and seen.rows is not None,
        aggregate_only=seen is not None and seen.aggregate_only,
        reasons=tuple(reasons),
    )


def _of_table(roles: frozenset[str], now: Situation, table: TableName, labels: tuple[str, ...]) -> Iterator[Reason]:
    for name, role in _giving(roles, table):
        yield Reason("role", name, None, "aggregates" if role.aggregates else "grant", None, None, decides=False)
    for policy in now.policies:
        if policy.kind in ("grant", "deny"):
            sources = (table, *derived_from(table)) if policy.kind == "deny" else (table,)
            if any(touches_table(policy.definition.objects, source, now.tags) for source in sources):
                yield _by(policy, decides=policy.kind == "deny")
        elif policy.kind in ("rows", "concepts") and policy.label in labels:
            yield _by(policy, decides=True)


def _of_column(
    roles: frozenset[str],
    now: Situation,
    table: TableName,
    column: str,
    mask: Mask | None,
    person: str | None,
    kind: str,
    *,
    hidden: bool,
) -> Iterator[Reason]:
    tag = TAGS.get((table[1], column))
    for name, role in _giving(roles, table):
        own = role.masks.get(tag) if tag is not None else None
        if own is not None and tag is not None:
            yield Reason("role", name, None, "mask", own.name, str(tag), decides=not hidden and own == mask)
    for policy in now.of_kind("plain", "mask", "hide"):
        if touches_column(policy.definition.objects, table, column, now.tags):
            effect = policy.definition.effect
            given = fitting(effect.mask.mask(person, now.today), kind) if isinstance(effect, Masked) else None
            decides = policy.kind == "hide" or (not hidden and given is not None and given == mask)
            yield _by(policy, decides=decides or (policy.kind == "plain" and not hidden and mask is None), mask=given)
    if column in POINTERS and mask == Null():
        yield from (_by(policy, decides=True, mask=mask) for policy in now.of_kind("rows", "concepts"))


def _giving(roles: frozenset[str], table: TableName) -> Iterator[tuple[str, Role]]:
    near = NEARNESS.get(table)
    yield from ((name, role) for name, role in held(roles).items() if near in role.tables)


def _by(policy: Stated, *, decides: bool, mask: Mask | None = None) -> Reason:
    name = mask.name if mask is not None else None
    return Reason("policy", policy.key, policy.version, policy.kind, name, None, decides)
