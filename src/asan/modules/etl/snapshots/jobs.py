"""Expiry, compaction and comparison as jobs: started from the page, done by the worker with the rights of who asked."""

from dataclasses import asdict
from typing import Any

from asan.gateway.accounts import find_user, principal_of
from asan.gateway.principal import Principal
from asan.kit.errors import Forbidden
from asan.kit.jobs.registry import JobContext, job
from asan.kit.store import transaction
from asan.modules.etl.snapshots import comparison, upkeep
from asan.modules.etl.snapshots.schemas import RuleIn

EXPIRE = "snapshot.expire"
COMPACT = "snapshot.compact"
DIFF = "snapshot.diff"


@job(EXPIRE)
def run_expiry(context: JobContext, **asked: Any) -> dict[str, Any]:
    """Expire what the rule chooses when the job runs."""
    rule = RuleIn.model_validate(asked).rule()
    return asdict(upkeep.expire(_owner(context), rule, surface="job:" + EXPIRE))


@job(COMPACT)
def run_compaction(context: JobContext) -> dict[str, Any]:
    """Write scattered tables anew, remove unneeded files; cancelled between two parts."""
    return asdict(upkeep.compact(_owner(context), surface="job:" + COMPACT, progress=context.progress))


@job(DIFF)
def run_comparison(context: JobContext, *, old: int, new: int) -> dict[str, Any]:
    """Compare two snapshots; cancelled between two tables."""
    by = _owner(context)
    return asdict(comparison.compare(by, str(old), str(new), surface="job:" + DIFF, progress=context.progress))


def _owner(context: JobContext) -> Principal:
    with transaction() as session:
        user = find_user(session, context.owner)
        if user is None or user.disabled:
            raise Forbidden(action="snapshot")
        return principal_of(user)
