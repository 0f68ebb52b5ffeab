"""Expiry, compaction and comparison as jobs: started from the page, done by the worker with the rights of who asked."""

from dataclasses import asdict
from typing import Any

from asan.gateway.accounts import principal_of_job
from asan.kit.jobs.registry import JobContext, job
from asan.modules.etl.snapshots import comparison, upkeep
from asan.modules.etl.snapshots.schemas import RuleIn

EXPIRE = "snapshot.expire"
COMPACT = "snapshot.compact"
DIFF = "snapshot.diff"


@job(EXPIRE)
def run_expiry(context: JobContext, **asked: Any) -> dict[str, Any]:
    """Expire what the rule chooses when the job runs."""
    rule = RuleIn.model_validate(asked).rule()
    return asdict(upkeep.expire(principal_of_job(context.owner, None, EXPIRE), rule, surface="job:" + EXPIRE))


@job(COMPACT)
def run_compaction(context: JobContext) -> dict[str, Any]:
    """Write scattered tables anew, remove unneeded files; cancelled between two parts."""
    by = principal_of_job(context.owner, None, COMPACT)
    return asdict(upkeep.compact(by, surface="job:" + COMPACT, progress=context.progress))


@job(DIFF)
def run_comparison(context: JobContext, *, old: int, new: int, project: str | None = None) -> dict[str, Any]:
    """Compare two snapshots; cancelled between two tables."""
    by = principal_of_job(context.owner, project, DIFF)
    return asdict(comparison.compare(by, str(old), str(new), surface="job:" + DIFF, progress=context.progress))
