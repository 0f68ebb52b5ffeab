"""What the last step adds to the CDM before it is published: statistics for the pages, and the invariants' verdict."""

from asan.modules.etl.invariants import check_invariants
from asan.warehouse.connection import Connection


def compute_statistics(connection: Connection, schema: str, changed: frozenset[str] = frozenset()) -> None:
    """Check the invariants of ``cdm``, then fill ``results.*`` from ``schema``. Raises InvariantBroken.

    ``changed``: tables of which only what has changed is counted (`asan.modules.etl.statistics.changed`).
    """
    check_invariants(connection)
    from asan.modules.etl.statistics import Changed, compute

    compute(connection, schema, counted="etl", since=Changed(changed))
