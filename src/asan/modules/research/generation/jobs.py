"""Generation as a job: done by the worker, with the rights that its owner has when it runs."""

from typing import Any

from asan.gateway.accounts import find_user, is_usable, principal_of
from asan.gateway.principal import Principal
from asan.kit.errors import Forbidden
from asan.kit.jobs.registry import JobContext, job
from asan.kit.store import transaction
from asan.modules.research.access import ROLES
from asan.modules.research.generation.service import KIND, carry_out


@job(KIND)
def run_generation(context: JobContext, *, cohort: int, version: int, snapshot: int) -> dict[str, Any]:
    """Generate; the result names the generation and no figure: figures are asked through the gateway."""
    made = carry_out(context, _owner(context.owner), cohort, version, snapshot)
    return {"cohort": cohort, "generation": made.id, "snapshot": made.published}


def _owner(name: str) -> Principal:
    with transaction() as session:
        user = find_user(session, name)
        if user is None or not is_usable(user):
            raise Forbidden(action=KIND)
        principal = principal_of(user)
    principal.require(KIND, *ROLES)
    return principal
