"""The dashboard over HTTP."""

from fastapi import APIRouter, Request

from asan.gateway.current_principal import CurrentPrincipal
from asan.kit.language import language_of
from asan.modules.dashboard import service
from asan.modules.dashboard.schemas import Dashboard, SnapshotInUse

router = APIRouter(prefix="/api/dashboard", tags=["dashboard"])


@router.get("")
def get_dashboard(principal: CurrentPrincipal, request: Request) -> Dashboard:
    """All figures of the dashboard, from one snapshot's statistics."""
    return service.dashboard(principal, language_of(request))


@router.get("/snapshot")
def get_snapshot(principal: CurrentPrincipal) -> SnapshotInUse | None:
    """The snapshot that is read; null where nothing was published yet."""
    return service.snapshot(principal)
