"""What may be told of figures that were computed with the platform's rights, to somebody who sees less.

Such figures count rows as they are. They are told where the asker could have counted the same: where they see every
row, and in plain words every column, that went into them. Who may only see aggregates is told no small cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from asan.gateway.principal import Principal
from asan.gateway.service import Gateway

Read = Mapping[str, frozenset[str]]
"""Columns of the CDM that figures are made of, by table."""


@dataclass(frozen=True, slots=True)
class Sight:
    """``hidden``: tables, and columns as ``table.column``, of which the asker does not see what went into figures.

    ``partly``: tables of which they do not see every row. ``small_cell``: counts from 1 to below it are not told, the
    others in whole multiples of it; 0: as they are.
    """

    hidden: tuple[str, ...]
    partly: tuple[str, ...]
    small_cell: int

    @property
    def whole(self) -> bool:
        """Whether the figures may be told, small cells aside."""
        return not self.hidden and not self.partly

    def told(self, count: int) -> int | None:
        """A count as it may be told; None: a small cell."""
        if not self.small_cell:
            return count
        return None if 0 < count < self.small_cell else count - count % self.small_cell


def sight(gateway: Gateway, principal: Principal, read: Read, *, snapshot: int | None) -> Sight:
    """How ``principal`` sees what figures at ``snapshot`` (default: the newest) are made of. Raises NoSnapshot."""
    session = gateway.reader.open()
    try:
        state = gateway.reader.snapshot(session, snapshot)
        policy = gateway.policy(principal, session, state)
        there = session.schema(state)
    finally:
        session.close()
    hidden: list[str] = []
    partly: list[str] = []
    aggregates = False
    for table, columns in sorted(read.items()):
        # What the CDM does not have hides nothing.
        known = {column.name.lower() for column in there.get(("cdm", table), ())}
        seen = policy.find("cdm", table)
        if not known:
            continue
        if seen is None:
            hidden.append(table)
            continue
        plain = {column.name.lower() for column in seen.columns if column.mask is None}
        hidden += [f"{table}.{column}" for column in sorted(columns & known - plain)]
        if seen.rows is not None:
            partly.append(table)
        aggregates = aggregates or seen.aggregate_only
    return Sight(tuple(hidden), tuple(partly), policy.small_cell if aggregates else 0)
