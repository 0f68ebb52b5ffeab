"""An export as a job: done by the worker, with the rights that its owner has when it runs."""

from typing import Any

from asan.gateway.accounts import principal_of_job
from asan.kit.jobs.registry import JobContext, job
from asan.modules.mart.exports import KIND, carry_out
from asan.modules.mart.schemas import ExportIn


@job(KIND)
def run_export(context: JobContext, *, project: str | None = None, **asked: Any) -> dict[str, Any]:
    """Write the file, for the project for which it was asked. Raises what `principal_of_job` does."""
    owner = principal_of_job(context.owner, project, KIND)
    return carry_out(context, owner, ExportIn.model_validate(asked))
