"""What the last step adds to the CDM before it is published: statistics for the pages, and the invariants' verdict."""

from asan.modules.etl.invariants import check_invariants
from asan.warehouse.connection import Connection


def compute_statistics(connection: Connection, schema: str) -> None:
    """Check the invariants of ``cdm``, then fill ``results.*`` from ``schema``. Raises InvariantBroken."""
    check_invariants(connection)
    from asan.modules.etl.statistics import compute

    compute(connection, schema)
