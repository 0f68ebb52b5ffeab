"""Requests for access over HTTP, and who decides about what."""

from fastapi import APIRouter, Query

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.models import User
from asan.kit.store import transaction
from asan.modules.security.access import decisions, owners, parties, requests
from asan.modules.security.access.models import AccessRequest
from asan.modules.security.access.schemas import (
    Decision,
    NewRequest,
    ObjectDeclaration,
    Renewal,
    RequestView,
    request_view,
)

router = APIRouter(prefix="/api/security", tags=["security"])


@router.get("/requests")
def list_requests(
    principal: CurrentPrincipal, of: requests.Which = Query(default="mine", description="whose")
) -> list[RequestView]:
    """Requests for access, newest first: one's own, those to decide, or everyone's."""
    found = requests.requests(principal, of)
    return [request_view(each.request, each.requester, may_decide=each.may_decide, stuck=each.stuck) for each in found]


@router.post("/requests", status_code=201)
def ask(body: NewRequest, principal: CurrentPrincipal) -> RequestView:
    """Ask for a table, a column or what carries a tag, for a project of one's own."""
    asked = requests.ask(principal, body.object, body.project, body.reason, body.days, for_project=body.for_project)
    return _view(asked)


@router.post("/requests/{number}/renewal", status_code=201)
def renew(number: int, body: Renewal, principal: CurrentPrincipal) -> RequestView:
    """Ask anew for what a request of one's own has given."""
    return _view(requests.renew(principal, number, body.reason, body.days))


@router.post("/requests/{number}/decision")
def decide(number: int, body: Decision, principal: CurrentPrincipal) -> RequestView:
    """Approve or refuse a request of somebody else's."""
    decide_ = decisions.approve if body.approve else decisions.refuse
    return _view(decide_(principal, number, body.note))


@router.delete("/requests/{number}")
def end(number: int, principal: CurrentPrincipal, note: str = Query(default="", max_length=2000)) -> RequestView:
    """Withdraw a request, or end what it gave."""
    return _view(requests.end(principal, number, note))


@router.get("/owners")
def list_owners(principal: CurrentPrincipal) -> list[ObjectDeclaration]:
    """Who decides about which table, column or tag, and what is sensitive."""
    principal.require("owners", *owners.STEWARDS, "auditor")
    return [
        ObjectDeclaration(object=each.object, owner=each.owner, sensitive=each.sensitive) for each in owners.declared()
    ]


@router.put("/owners", status_code=204)
def declare(body: ObjectDeclaration, principal: CurrentPrincipal) -> None:
    """Say who decides about a table, column or tag, and whether it is sensitive."""
    owners.declare(principal, body.object, body.owner, sensitive=body.sensitive)


def _view(request: AccessRequest) -> RequestView:
    with transaction() as session:
        requester = session.get_one(User, request.requester_id)
        return request_view(request, requester, stuck=parties.is_stuck(session, request))
