"""A definition with its asker's own rights: on the rows that they see of the CDM, for them alone.

Nothing is published. What is recorded is which version was computed on which snapshot; who looks at the result again
has it computed on that snapshot anew, as their policies are then. A CDM in place has none: it is computed on the CDM
as it is then.
"""

import time

from asan.gateway.brought import Brought
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.jobs.registry import JobContext
from asan.modules.research.brought import computed
from asan.modules.research.generation.service import SURFACE, recorded, reporting, state_of
from asan.modules.research.models import CohortGeneration
from asan.modules.research.saved.expressions import named
from asan.modules.research.saved.store import SHELF
from asan.warehouse.snapshots import Snapshot


def carry_out_own(
    context: JobContext, principal: Principal, cohort: int, version: int, snapshot: int | None
) -> CohortGeneration:
    """Compute and record: the job's work. Raises NotFound, NoSnapshot, LooksAtHidden, what `platform_reading` does."""
    stored = SHELF.find(principal, cohort, version)
    definition = named(stored.name, stored.expression, stored.digest)
    read, begun, started = state_of(snapshot), utc_now(), time.perf_counter()
    with cancelled_with(context) as cancellation:
        found = computed(
            principal,
            [definition],
            snapshot=snapshot,
            surface=SURFACE,
            progress=reporting(context),
            cancellation=cancellation,
        )
    return recorded(
        principal,
        stored,
        deed="cohort.generate_own",
        rights="own",
        read=read,
        published=read,
        data_at=read.published_at if isinstance(read, Snapshot) else begun,
        seconds=time.perf_counter() - started,
        missing=found.missing[definition.name],
        absent=found.absent,
    )


def rows_of(principal: Principal, made: CohortGeneration, *, surface: str) -> tuple[Brought, int]:
    """The rows of a generation of ``principal``'s, and the number that they have among them. Raises as above."""
    stored = SHELF.find(principal, made.definition_id, made.version)
    definition = named(stored.name, stored.expression, stored.digest)
    found = computed(principal, [definition], snapshot=made.snapshot, surface=surface)
    return found.brought, found.numbers[definition.name]
