"""Who has to do with a request: who asked, who would have the use of it, who may decide it, who is told."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from asan.gateway.models import Project, ProjectMember, User
from asan.gateway.objects import lies_in
from asan.gateway.policies.stated import Tags
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.notices import notify
from asan.modules.security.access import owners
from asan.modules.security.access.errors import NotInDatasets
from asan.modules.security.access.models import AccessRequest

READERS: Final = ("admin", "steward", "auditor")
"""Roles whose holders see every request."""

_PAGE: Final = "/security?tab=requests"


def interested(session: Session, request: AccessRequest) -> set[str]:
    """Who would have the use of what is asked: who asked, or all of the project."""
    of = select(User.name).outerjoin(ProjectMember, ProjectMember.user_id == User.id)
    members = ProjectMember.project == request.project
    whose = User.id == request.requester_id
    return set(session.scalars(of.where(or_(whose, members) if request.for_project else whose)))


def deciders(session: Session, request: AccessRequest) -> set[str]:
    """Who may decide a pending request now: first its object's owner, then another person among the stewards."""
    without = interested(session, request)
    if request.first_by is not None:
        return owners.stewards(session) - without - {request.first_by}
    return owners.first_deciders(session, request.object, without)


def may_decide(session: Session, by: Principal, request: AccessRequest) -> bool:
    """Whether ``by`` may approve or refuse a request now."""
    return request.state == "pending" and by.name in deciders(session, request)


def is_stuck(session: Session, request: AccessRequest) -> bool:
    """Whether a request waits though nobody may decide it: everyone who could would have the use of it, or has left."""
    return request.state == "pending" and not deciders(session, request)


def tell_deciders(session: Session, kind: str, request: AccessRequest) -> None:
    """A notice to who may decide a request now; where that is nobody, to the administrators, once."""
    deciding = deciders(session, request)
    tell(session, deciding, kind, request)
    if not deciding:
        tell_stuck(session, request)


def tell_stuck(session: Session, request: AccessRequest) -> None:
    """Tell the administrators that nobody may decide a request, and note that they know."""
    tell(session, owners.administrators(session), "access.stuck", request)
    request.reminded_at = utc_now()


def visible(session: Session, by: Principal, number: int) -> AccessRequest:
    """A request that ``by`` has to do with. Raises NotFound."""
    request = session.get(AccessRequest, number) if 0 < number < 2**31 else None
    if request is not None:
        owning = owners.first_deciders(session, request.object, ())
        if request.requester_id == by.user_id or by.name in owning or by.has(*READERS):
            return request
    raise NotFound(what=f"request {number}")


def refuse_outside(session: Session, request: AccessRequest, tags: Tags) -> None:
    """Raise NotInDatasets where the project is not to be granted the object, as ``tags`` are now."""
    datasets = session.get_one(Project, request.project).datasets
    if not any(lies_in(request.object, wider, tags) for wider in datasets):
        raise NotInDatasets(object=request.object, project=request.project)


def tell(session: Session, recipients: Iterable[str], kind: str, request: AccessRequest) -> None:
    """A notice about a request, within the caller's transaction."""
    values = {
        "request": request.id,
        "object": request.object,
        "project": session.get_one(Project, request.project).title,
        "who": session.get_one(User, request.requester_id).display_name,
        "note": request.note,
        "ends": request.ends.isoformat() if request.ends else None,
    }
    notify(session, recipients, kind, values, _PAGE)


def tell_requester(session: Session, kind: str, request: AccessRequest) -> None:
    """The same to who asked."""
    tell(session, [session.get_one(User, request.requester_id).name], kind, request)
