"""A definition with its asker's own rights: on the rows that they see of the CDM, for them alone.

Nothing is published. What is recorded is which version was computed on which snapshot; who looks at the result again
has it computed on that snapshot anew, as their policies are then.
"""

import time

from asan.gateway import audit
from asan.gateway.brought import Brought
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.clock import utc_now
from asan.kit.jobs.registry import JobContext
from asan.kit.store import transaction
from asan.modules.research.brought import computed
from asan.modules.research.generation.service import KIND, data_of, reporting
from asan.modules.research.models import CohortGeneration
from asan.modules.research.saved.expressions import named
from asan.modules.research.saved.store import SHELF
from asan.warehouse.snapshots import Snapshot

_SURFACE = f"job:{KIND}"


def carry_out_own(
    context: JobContext, principal: Principal, cohort: int, version: int, snapshot: int
) -> CohortGeneration:
    """Compute and record: the job's work. Raises NotFound, LooksAtHidden, and what `platform_reading` raises."""
    stored = SHELF.find(principal, cohort, version)
    definition = named(stored.name, stored.expression, stored.digest)
    data_at, started = data_of(snapshot), time.perf_counter()
    with cancelled_with(context) as cancellation:
        found = computed(
            principal,
            [definition],
            snapshot=snapshot,
            surface=_SURFACE,
            progress=reporting(context),
            cancellation=cancellation,
        )
    read = gateway().snapshot(snapshot)
    with transaction() as session:
        entry = audit.Entry("cohort.generate_own", "done", _SURFACE, question=f"{cohort} version {version}")
        audit.append(session, principal, entry)
        made = CohortGeneration(
            definition_id=cohort,
            version=version,
            digest=stored.digest,
            rights="own",
            snapshot=snapshot,
            published=snapshot,
            data_at=data_at,
            vocabulary=read.vocabulary_version if isinstance(read, Snapshot) else "",
            author=principal.name,
            created_at=utc_now(),
            seconds=time.perf_counter() - started,
            missing=found.missing[definition.name],
            absent=list(found.absent),
        )
        session.add(made)
    return made


def rows_of(principal: Principal, made: CohortGeneration, *, surface: str) -> tuple[Brought, int]:
    """The rows of a generation of ``principal``'s, and the number that they have among them. Raises as above."""
    stored = SHELF.find(principal, made.definition_id, made.version)
    definition = named(stored.name, stored.expression, stored.digest)
    found = computed(principal, [definition], snapshot=made.snapshot, surface=surface)
    return found.brought, found.numbers[definition.name]
