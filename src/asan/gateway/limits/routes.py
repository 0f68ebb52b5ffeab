"""Limits over HTTP: what administrators set, and how the asker stands."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.limits.definition import Limits
from asan.gateway.limits.store import set_limits, standing
from asan.gateway.policies import store
from asan.gateway.service import gateway

router = APIRouter(prefix="/api", tags=["limits"])


class LimitsView(BaseModel):
    """What a holder (``everyone``, ``role:…``, ``group:…``, ``user:…``) may use up at most, and who said so."""

    holder: str
    limits: Limits
    version: int
    reason: str
    changed_by: str
    changed_at: str


class LimitsText(BaseModel):
    """What a holder may use up at most, in place of what was written before; without any limit it is taken off."""

    holder: str = Field(min_length=1, max_length=130)
    limits: Limits
    reason: str = Field(default="", max_length=2000)


class Standing(BaseModel):
    """What counts for the asker, how many questions run now, and the bytes of today; both are counted under a limit."""

    limits: Limits
    questions: int
    exported_bytes: int


@router.get("/security/limits")
def list_limits(principal: CurrentPrincipal) -> list[LimitsView]:
    """All limits that were set."""
    return [
        LimitsView(
            holder=change.key,
            limits=Limits.model_validate(change.body),
            version=change.version,
            reason=change.reason,
            changed_by=change.changed_by,
            changed_at=change.changed_at,
        )
        for change in store.limits(principal)
    ]


@router.put("/security/limits", status_code=204)
def put_limits(body: LimitsText, principal: CurrentPrincipal) -> None:
    """Set the limits of a role, a group, a user or everyone."""
    set_limits(principal, body.holder, body.limits, body.reason)


@router.get("/limits")
def own_limits(principal: CurrentPrincipal) -> Standing:
    """What counts for the asker."""
    found = standing(principal, gateway().policies.explicit())
    return Standing(limits=found.limits, questions=found.questions, exported_bytes=found.given)
