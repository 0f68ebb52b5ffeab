"""Tagged columns that somebody reads as they are: nothing that a role or a policy says masks or hides them."""

from collections.abc import Mapping
from dataclasses import dataclass

from asan.gateway.policies.stated import Tags
from asan.gateway.policy import Policy
from asan.warehouse.engines.base import TableName


@dataclass(frozen=True, slots=True)
class Exposed:
    """Columns of one table that carry the same tags and that the same roles read plain, row by row."""

    table: str
    columns: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[str, ...]


def exposed(seen_by: Mapping[str, Policy], tags: Tags) -> tuple[Exposed, ...]:
    """What each role reads plain of what carries a tag, by table; ``seen_by`` holds the roles' policies by name."""
    readers: dict[tuple[TableName, str], list[str]] = {}
    for role, policy in sorted(seen_by.items()):
        for table in policy.tables:
            for column in table.columns:
                if not table.aggregate_only and column.mask is None and tags.of_column(table.key, column.name):
                    readers.setdefault((table.key, column.name), []).append(role)
    alike: dict[tuple[TableName, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (name, column_name), roles in readers.items():
        carried = tuple(sorted(tags.of_column(name, column_name)))
        alike.setdefault((name, carried, tuple(roles)), []).append(column_name)
    return tuple(
        Exposed(".".join(name), tuple(columns), carried, roles)
        for (name, carried, roles), columns in sorted(alike.items())
    )
