"""A run as a job: started from the page, done by the worker."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from asan.gateway.owner import owner
from asan.kit.jobs.models import Job
from asan.kit.jobs.registry import Cancelled, JobContext, job
from asan.kit.store import transaction
from asan.modules.etl.cdm_export import service as cdm_export
from asan.modules.etl.errors import RunStopped
from asan.modules.etl.service import load_source

KIND = "etl.run"


@job(KIND)
def run_etl(
    context: JobContext, *, source: str, label: str, incremental: bool = False, synthetic: bool = False
) -> dict[str, Any]:
    """Run the steps on ``source`` for the job's owner, and write the snapshot to the settings' target, if any.

    The run's own record tells the rest. A copy that fails fails the job; the run has succeeded then, and its page tells
    of the copy.
    """
    to = cdm_export.destination("")
    try:
        report = load_source(
            Path(source),
            label=label,
            incremental=incremental,
            synthetic=synthetic,
            started_by=context.owner,
            progress=lambda fraction, step, message: _report(context, fraction, f"{step} {message}".strip()),
            cancelled=lambda: _cancelled(context),
            began=lambda run: _link(context, run),
        )
    except RunStopped as stopped:
        raise Cancelled from stopped
    if to is not None:
        # The settings are the installation's owner's, who thereby lets every run be copied.
        by = replace(owner(), acting_for=context.owner)
        cdm_export.export(by, to, snapshot=str(report["snapshot"]), surface="job:" + KIND, progress=context.progress)
    return {"run": report["run"], "snapshot": report["snapshot"]}


def _report(context: JobContext, fraction: float, message: str) -> None:
    # A step in the middle of its transaction is not broken off; the run asks before the next one.
    try:
        context.progress(fraction, message)
    except Cancelled:
        return


def _cancelled(context: JobContext) -> bool:
    try:
        context.check_cancelled()
    except Cancelled:
        return True
    return False


def _link(context: JobContext, run: int) -> None:
    """Note the run on its job, so that each leads to the other while both are under way."""
    with transaction() as session:
        found = session.get_one(Job, context.job_id)
        found.parameters = {**found.parameters, "run": run}
