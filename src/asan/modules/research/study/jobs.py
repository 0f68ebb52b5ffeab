"""Studies as jobs: done by the worker, with the rights that their owner has when they run."""

from typing import Any

from asan.gateway.accounts import principal_of_job
from asan.gateway.principal import Principal
from asan.kit.jobs.registry import JobContext, job
from asan.modules.research.access import ROLES
from asan.modules.research.study.service import MAKE, RUN, Wanted, carry_out_making, carry_out_running, reading


@job(MAKE)
def make_study(
    context: JobContext,
    *,
    project: str | None,
    snapshot: int | None,
    name: str,
    description: str,
    site: str,
    cohorts: list[int],
    analyses: list[int],
    results: bool,
) -> dict[str, Any]:
    """Make a package; the result names its file."""
    wanted = Wanted(name, description, site, tuple(cohorts), tuple(analyses), results)
    return carry_out_making(context, _owner(context, project, snapshot, MAKE), wanted)


@job(RUN)
def run_study(
    context: JobContext,
    *,
    project: str | None,
    snapshot: int | None,
    name: str,
    site: str,
    upload: str,
    allow_missing: bool,
) -> dict[str, Any]:
    """Run the package ``name`` that was brought; the result names the file with its results."""
    owner = _owner(context, project, snapshot, RUN)
    return carry_out_running(context, owner, upload, site, allow_missing=allow_missing)


def _owner(context: JobContext, project: str | None, snapshot: int | None, kind: str) -> Principal:
    owner = principal_of_job(context.owner, project, kind)
    owner.require(kind, *ROLES)
    return reading(owner, snapshot)
