"""Emergencies over HTTP: begun and ended by the clinician's own browser, looked at by administrators and auditors."""

from fastapi import APIRouter

from asan.gateway.current_principal import CurrentPrincipal
from asan.modules.security.break_glass import emergencies
from asan.modules.security.break_glass.schemas import (
    Emergency,
    EmergencyView,
    NewEmergency,
    emergency,
    emergency_view,
)

router = APIRouter(prefix="/api", tags=["security"])


@router.post("/auth/break-glass", status_code=201)
def begin(body: NewEmergency, principal: CurrentPrincipal) -> Emergency:
    """See one patient whom policies hide, for a short time; administrators and auditors are told."""
    return emergency(emergencies.begin(principal, body.person_id, body.reason))


@router.delete("/auth/break-glass", status_code=204)
def end(principal: CurrentPrincipal) -> None:
    """End the emergency of this session."""
    emergencies.end(principal)


@router.get("/security/break-glass")
def list_emergencies(principal: CurrentPrincipal) -> list[EmergencyView]:
    """Emergencies, newest first: one's own; to administrators and auditors everybody's."""
    found = emergencies.emergencies(principal)
    return [emergency_view(broken, user, is_open=is_open) for broken, user, is_open in found]
