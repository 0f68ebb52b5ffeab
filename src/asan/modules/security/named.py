"""What policies speak of stays: a denial to a group would end with the group, and nobody would have decided so."""

from typing import Literal

from sqlalchemy.orm import Session

from asan.gateway.audit import lock
from asan.gateway.policies.store import naming
from asan.modules.security.errors import NamedByPolicies


def refuse_if_named(session: Session, kind: Literal["roles", "groups"], name: str) -> None:
    """Raise NamedByPolicies where a policy names ``name``; until ``session`` ends, none can begin to."""
    lock(session)
    if policies := naming(session, kind, name):
        raise NamedByPolicies(name=name, policies=", ".join(policies))
