"""Requests for access: asked for, listed, renewed, withdrawn, and what they gave, ended."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import ProjectMember, User
from asan.gateway.objects import object_named
from asan.gateway.policies import store
from asan.gateway.principal import Principal
from asan.gateway.projects import acting_for
from asan.kit.clock import today
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.store import transaction
from asan.modules.security.access import owners, parties
from asan.modules.security.access.decisions import close
from asan.modules.security.access.errors import AskedAlready, RequestClosed
from asan.modules.security.access.models import AccessRequest

MOST_DAYS: Final = 366
_MOST_LISTED: Final = 500

Which = Literal["mine", "decide", "all"]
"""Whose requests: the asker's own, those that wait for their decision, or everyone's."""


def ask(
    by: Principal,
    name: str,
    project: str,
    reason: str,
    days: int,
    *,
    for_project: bool = False,
    renews: int | None = None,
) -> AccessRequest:
    """Ask for an object for a project of the asker's, for themselves or, as its lead, for all its members.

    Raises NotInProject, ProjectNotOpen, NotInDatasets, AskedAlready, Forbidden and BadInput.
    """
    known = object_named(name)
    if not reason.strip():
        raise BadInput(detail="reason")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(detail=f"days: 1–{MOST_DAYS}")
    tags = store.in_force().tags
    with transaction() as session:
        lock(session)
        acting_for(session, by, project)
        member = session.get_one(ProjectMember, (project, by.user_id))
        if for_project and not member.lead:
            raise Forbidden(action=f"project {project}: lead")
        request = AccessRequest(
            requester_id=member.user_id,
            project=project,
            object=known,
            for_project=for_project,
            reason=reason.strip(),
            days=days,
            renews=renews,
        )
        parties.refuse_outside(session, request, tags)
        _refuse_twice(session, request)
        session.add(request)
        session.flush()
        told = f"{request.id}: {known} for {project}, {days} days: {request.reason}"
        append(session, by, Entry("access.ask", "done", "http", question=told))
        parties.tell_deciders(session, "access.asked", request)
        return request


def renew(by: Principal, number: int, reason: str, days: int) -> AccessRequest:
    """Ask anew for what a request of the asker's has given. Raises NotFound, RequestClosed, and what `ask` raises."""
    with transaction() as session:
        old = session.get(AccessRequest, number) if 0 < number < 2**31 else None
        if old is None or old.requester_id != by.user_id:
            raise NotFound(what=f"request {number}")
        if old.state != "granted":
            raise RequestClosed(id=number, state=old.state)
    return ask(by, old.object, old.project, reason, days, for_project=old.for_project, renews=number)


def end(by: Principal, number: int, note: str = "") -> AccessRequest:
    """Withdraw a request of one's own before it is decided; or end what it gave, as who asked, the owner or a steward.

    Raises NotFound, Forbidden and RequestClosed.
    """
    with transaction() as session:
        lock(session)
        request = parties.visible(session, by, number)
        own = request.requester_id == by.user_id
        if request.state == "pending" and own:
            close(request, "withdrawn", by)
            append(session, by, Entry("access.withdraw", "done", "http", question=str(number)))
            return request
        ending = owners.first_deciders(session, request.object, ()) | owners.stewards(session)
        if not own and by.name not in ending:
            raise Forbidden(action=f"request {number}")
        if request.state != "granted" or request.policy is None:
            raise RequestClosed(id=number, state=request.state)
        close(request, "ended", by)
        request.note = note.strip() or request.note
        store.remove_asked(session, by, request.policy, f"request {number} ended: {note.strip()}")
        append(session, by, Entry("access.end", "done", "http", question=f"{number}: {note.strip()}"))
        if not own:
            parties.tell_requester(session, "access.ended", request)
        return request


@dataclass(frozen=True, slots=True)
class Listed:
    """A request, who asked, whether the reader may decide it now, and whether it waits though nobody may."""

    request: AccessRequest
    requester: User
    may_decide: bool
    stuck: bool


def requests(by: Principal, which: Which) -> list[Listed]:
    """Requests, newest first.

    Everyone's are for administrators, stewards and auditors. Raises Forbidden.
    """
    query = select(AccessRequest, User).join(User, User.id == AccessRequest.requester_id)
    if which == "mine":
        query = query.where(AccessRequest.requester_id == by.user_id)
    elif which == "decide":
        query = query.where(AccessRequest.state == "pending")
    else:
        by.require("requests", *parties.READERS)
    with transaction() as session:
        found = session.execute(query.order_by(AccessRequest.id.desc()).limit(_MOST_LISTED))
        told = [
            Listed(request, user, parties.may_decide(session, by, request), parties.is_stuck(session, request))
            for request, user in found
        ]
    return [each for each in told if which != "decide" or each.may_decide]


def has_expired(request: AccessRequest) -> bool:
    """Whether what was granted is over by its last day."""
    return request.state == "granted" and request.ends is not None and request.ends < today()


def _refuse_twice(session: Session, asked: AccessRequest) -> None:
    """Raise AskedAlready where the same is asked for, or given and not what is to be renewed."""
    same = select(AccessRequest).where(
        AccessRequest.project == asked.project,
        AccessRequest.object == asked.object,
        AccessRequest.for_project == asked.for_project,
        or_(AccessRequest.requester_id == asked.requester_id, AccessRequest.for_project),
        AccessRequest.state.in_(("pending", "granted")),
    )
    for other in session.scalars(same):
        if other.id != asked.renews and not has_expired(other):
            raise AskedAlready(id=other.id)
