"""Tagged columns that somebody reads as they are: nothing that a role or a policy says masks or hides them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asan.gateway.policies.stated import Tags
from asan.gateway.policy import Policy
from asan.warehouse.engines.base import TableName

_Column = tuple[TableName, str]


@dataclass(frozen=True, slots=True)
class Exposed:
    """Columns of one table that carry the same tags and that the same people read plain, row by row.

    ``roles`` by themselves; ``others`` (``group:NAME``, ``project:KEY``, ``user:NAME``) by what a policy gives them
    beyond their roles.
    """

    table: str
    columns: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    others: tuple[str, ...]


def exposed(
    roles: Mapping[str, Policy], others: Iterable[tuple[str, Iterable[str], Policy]], tags: Tags
) -> tuple[Exposed, ...]:
    """What is read plain of what carries a tag, by table.

    ``roles`` holds the roles' policies by name; ``others`` whom something is given, as `Exposed` names them, with the
    roles and the policy of one of them.
    """
    by_role = {role: _plain(policy, tags) for role, policy in roles.items()}
    readers: dict[_Column, set[str]] = {}
    given: dict[_Column, set[str]] = {}
    for role, columns in by_role.items():
        for column in columns:
            readers.setdefault(column, set()).add(role)
    for label, held, policy in others:
        for column in _plain(policy, tags).difference(*(by_role.get(role, ()) for role in held)):
            given.setdefault(column, set()).add(label)
    alike: dict[tuple[TableName, tuple[str, ...], tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name, column_name in [*readers, *(column for column in given if column not in readers)]:
        carried = tuple(sorted(tags.of_column(name, column_name)))
        own, gifts = (tuple(sorted(each.get((name, column_name), ()))) for each in (readers, given))
        alike.setdefault((name, carried, own, gifts), []).append(column_name)
    return tuple(
        Exposed(".".join(name), tuple(columns), carried, by_themselves, by_gift)
        for (name, carried, by_themselves, by_gift), columns in sorted(alike.items())
    )


def _plain(policy: Policy, tags: Tags) -> frozenset[_Column]:
    return frozenset(
        (table.key, column.name)
        for table in policy.tables
        for column in table.columns
        if not table.aggregate_only and column.mask is None and tags.of_column(table.key, column.name)
    )
