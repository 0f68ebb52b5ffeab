"""What a run makes the CDM from: its source alone (`Whole`), or its source and what an earlier run read.

The runner asks a scope at the few points where the two differ; `asan.modules.etl.incremental.change` is the other one.
"""

from typing import Any

from asan.modules.etl import staging
from asan.warehouse.connection import Connection
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from asan.warehouse.snapshots import Snapshot


class Entangled(Exception):
    """The run's rows share an id with rows of persons whom it left out; it must begin again with them."""


class Whole:
    """A run whose source is everything there is."""

    partial = False  # whether required files may be missing
    schema = "cdm"  # where the work database shows the CDM as it will be published
    changed: frozenset[str] = frozenset()  # tables of which the run knows what it changes
    key = ""  # part of the run's fingerprint

    def __init__(self, lake: Lake, facts: dict[str, str]) -> None:
        """``facts``: what a later incremental run must find equal (see `staging.keep`)."""
        self.lake = lake
        self.facts = facts

    def complete(self, connection: Connection) -> None:
        """Bring in what the steps need beside the files that step 1 has read. May be repeated."""

    def supply(self, connection: Connection, step: str) -> None:
        """Bring in what ``step`` needs beside what the steps before have made; within its transaction."""

    def settle(self, connection: Connection) -> None:
        """Make sure, before the last step, that the result fits what stays in the lake. Raises Entangled."""

    def publish(self, connection: Connection, extra: dict[str, Any]) -> Snapshot:
        """Publish the work database, from which the lake is detached. Raises EngineError."""
        if self.lake.settings.etl_keep_source:
            staging.keep(connection, self.facts)
        return publish(self.lake, connection, extra=extra)

    def told(self, connection: Connection) -> dict[str, Any]:
        """What the report says beside the rest."""
        return {}
