"""What the routes about requests for access take and give."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from asan.gateway.models import User
from asan.kit.clock import UtcTime
from asan.modules.security.access.models import AccessRequest
from asan.modules.security.access.requests import MOST_DAYS, has_expired

Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class NewRequest(BaseModel):
    """What is asked for (a table, ``table.column`` or ``tag:…``), for which project, why, and for how many days."""

    object: str = Field(min_length=1, max_length=200)
    project: str = Field(min_length=1, max_length=60)
    reason: Reason
    days: Days = 90
    for_project: bool = Field(default=False, description="for all its members; for its leads to ask")


class Renewal(BaseModel):
    """Why and for how many more days, from the approval on."""

    reason: Reason
    days: Days = 90


class Decision(BaseModel):
    """Whether a request is approved, and a word to who asked; a refusal needs one."""

    approve: bool
    note: str = Field(default="", max_length=2000)


class RequestView(BaseModel):
    """A request as the pages show it.

    ``state``: pending, second (approved once, awaiting another person), granted, expired, refused, withdrawn, ended or
    renewed. ``may_decide``: the asker may approve or refuse it now. ``stuck``: it waits though nobody may decide it.
    """

    id: int
    requester: str
    requester_name: str
    project: str
    object: str
    for_project: bool
    reason: str
    days: int
    renews: int | None
    created_at: UtcTime
    state: str
    approved_by: list[str]
    decided_by: str | None
    decided_at: UtcTime | None
    note: str
    starts: dt.date | None
    ends: dt.date | None
    may_decide: bool
    stuck: bool


class ObjectDeclaration(BaseModel):
    """Who decides about a table, column or tag (None: any steward), and whether a second person must approve."""

    object: str = Field(min_length=1, max_length=200)
    owner: str | None = Field(default=None, max_length=120)
    sensitive: bool = False


def request_view(
    request: AccessRequest, requester: User, *, may_decide: bool = False, stuck: bool = False
) -> RequestView:
    """A request as the pages show it."""
    state = request.state
    if state == "pending" and request.first_by is not None:
        state = "second"
    if has_expired(request):
        state = "expired"
    return RequestView(
        id=request.id,
        requester=requester.name,
        requester_name=requester.display_name,
        project=request.project,
        object=request.object,
        for_project=request.for_project,
        reason=request.reason,
        days=request.days,
        renews=request.renews,
        created_at=request.created_at,
        state=state,
        approved_by=[name for name in (request.first_by, request.second_by) if name],
        decided_by=request.decided_by,
        decided_at=request.decided_at,
        note=request.note,
        starts=request.starts,
        ends=request.ends,
        may_decide=may_decide,
        stuck=stuck,
    )
