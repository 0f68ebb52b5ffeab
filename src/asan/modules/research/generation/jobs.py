"""Generation as a job: done by the worker, with the rights that its owner has when it runs."""

from typing import Any

from asan.gateway.accounts import principal_of_job
from asan.kit.jobs.registry import JobContext, job
from asan.modules.research.access import ROLES
from asan.modules.research.generation.own import carry_out_own
from asan.modules.research.generation.service import KIND, carry_out


@job(KIND)
def run_generation(
    context: JobContext,
    *,
    cohort: int,
    version: int,
    snapshot: int | None,
    project: str | None = None,
    own: bool = False,
) -> dict[str, Any]:
    """Generate; the result names the generation and no figure: figures are asked through the gateway."""
    owner = principal_of_job(context.owner, project, KIND)
    owner.require(KIND, *ROLES)
    if own or snapshot is None:
        made = carry_out_own(context, owner, cohort, version, snapshot)
    else:
        made = carry_out(context, owner, cohort, version, snapshot)
    return {"cohort": cohort, "generation": made.id, "snapshot": made.published}
