"""A run whose source is what is new or has changed since the published load."""

from datetime import date
from typing import Any

from asan.modules.etl import staging
from asan.modules.etl.incremental import merge, prolonged
from asan.modules.etl.incremental.affected import find_affected
from asan.modules.etl.incremental.base import Base
from asan.modules.etl.incremental.entangled import entangled
from asan.modules.etl.incremental.stored import take_stored
from asan.modules.etl.scope import Entangled, Whole
from asan.warehouse.connection import Connection
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from asan.warehouse.snapshots import Snapshot


class Change(Whole):
    """The steps run on the affected persons' rows, incoming and stored; the rest of the CDM stays as it lies."""

    partial = True
    schema = "whole"
    changed = merge.CHANGED

    def __init__(self, lake: Lake, facts: dict[str, str], base: Base) -> None:
        """``base``: what `find_base` found for ``facts``."""
        super().__init__(lake, facts)
        self.base = base
        self.key = f".incremental.{base.version}"
        self._forced: set[str] = set()

    def complete(self, connection: Connection) -> None:
        """Find whom the change affects and take their stored rows."""
        today = connection.execute("SELECT value FROM etl.parameter WHERE name = 'as_of'").fetchall()[0][0]
        find_affected(connection, self.base, date.fromisoformat(today), self._forced)
        take_stored(connection)

    def supply(self, connection: Connection, step: str) -> None:
        """What ``step`` must know of persons of whom it sees a few rows."""
        prolonged.supply(connection, step)

    def settle(self, connection: Connection) -> None:
        """Show the whole CDM to the last step. Raises Entangled, once for each circle of colliding ids."""
        merge.prepare(connection)
        prolonged.forget_costs(connection)
        found = entangled(connection)
        if found:
            self._forced |= found
            raise Entangled
        prolonged.set_apart(connection)
        merge.show(connection)

    def publish(self, connection: Connection, extra: dict[str, Any]) -> Snapshot:
        """Replace the affected persons' rows, and what is no person's, in one commit."""
        staging.keep(connection, self.facts)
        return publish(self.lake, connection, extra=extra, write=merge.write)

    def told(self, connection: Connection) -> dict[str, Any]:
        """``incremental``: the base's snapshot, persons made anew, others with rows that last, what became of rows."""
        values = dict(connection.execute("SELECT name, value FROM etl.parameter").fetchall())
        persons, others = connection.execute(
            "SELECT (SELECT count(*) FROM etl.affected), (SELECT count(*) FROM etl.prolonged)"
        ).fetchall()[0]
        counts = {name: int(values[f"incremental_{name}"]) for name in ("incoming", "stored", "replaced")}
        unchanged = int(values["elsewhere_records"])
        told = {"base": self.base.version, "persons": int(persons), "prolonged": int(others)}
        return {"incremental": {**told, **counts, "unchanged": unchanged}}
