"""An analysis as a job: done by the worker, with the rights that its owner has when it runs."""

from typing import Any

from asan.gateway.accounts import principal_of_job
from asan.kit.errors import NotFound
from asan.kit.jobs.registry import JobContext, job
from asan.kit.store import transaction
from asan.modules.research.access import ROLES
from asan.modules.research.analysis.kept.models import AnalysisRun
from asan.modules.research.analysis.kept.service import KIND, carry_out


@job(KIND)
def run_analysis(context: JobContext, *, run: int) -> dict[str, Any]:
    """Compute; the result names the kept analysis and no figure."""
    with transaction() as session:
        kept = session.get(AnalysisRun, run)
    if kept is None or kept.owner != context.owner:
        raise NotFound(what=f"analysis {run}")
    owner = principal_of_job(context.owner, kept.project, KIND)
    owner.require(KIND, *ROLES)
    carry_out(context, owner, kept)
    return {"analysis": run}
