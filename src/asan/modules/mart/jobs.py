"""An export as a job: done by the worker, with the rights that its owner has when it runs."""

from typing import Any

from asan.gateway.accounts import find_user, principal_of
from asan.gateway.principal import Principal
from asan.kit.errors import Forbidden
from asan.kit.jobs.registry import JobContext, job
from asan.kit.store import transaction
from asan.modules.mart.exports import KIND, carry_out
from asan.modules.mart.schemas import ExportIn


@job(KIND)
def run_export(context: JobContext, **asked: Any) -> dict[str, Any]:
    """Write the file. Raises Forbidden where the owner's account was closed in the meantime."""
    return carry_out(context, _owner(context.owner), ExportIn.model_validate(asked))


def _owner(name: str) -> Principal:
    with transaction() as session:
        user = find_user(session, name)
        if user is None or user.disabled:
            raise Forbidden(action=KIND)
        return principal_of(user)
