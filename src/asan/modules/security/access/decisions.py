"""A request decided: approved by the owner, and by a second person where it is sensitive; or refused.

The last approval writes an explicit policy for the project, with its last day: access ends by itself.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from asan.gateway.audit import Entry, append, lock
from asan.gateway.models import Project, User
from asan.gateway.objects import as_objects
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition, Grant, Plain, Subjects
from asan.gateway.principal import Principal
from asan.gateway.projects import acting_for
from asan.kit.clock import today, utc_now
from asan.kit.errors import BadInput, Forbidden
from asan.kit.store import transaction
from asan.modules.security.access import owners, parties
from asan.modules.security.access.errors import OwnRequest, RequestClosed, SecondPersonNeeded
from asan.modules.security.access.models import AccessRequest


def approve(by: Principal, number: int, note: str = "") -> AccessRequest:
    """Approve a request, first or second.

    Raises NotFound, RequestClosed, OwnRequest, SecondPersonNeeded, Forbidden, ProjectNotOpen or NotInProject where the
    requester could not use it any more, and NotInDatasets where the project may not have it any more.
    """
    tags = store.in_force().tags

    def decide(session: Session, request: AccessRequest) -> None:
        requester = session.get_one(User, request.requester_id)
        acting_for(session, Principal(requester.name, frozenset(), requester.id), request.project)
        parties.refuse_outside(session, request, tags)
        if request.first_by is not None:
            request.second_by = by.name
        else:
            request.first_by = by.name
            if owners.is_sensitive(session, request.object, tags):
                append(session, by, Entry("access.approve", "done", "http", question=f"{number}: first"))
                parties.tell_deciders(session, "access.second", request)
                return
        _grant(session, by, request, requester)

    return _decided(by, number, note, decide)


def refuse(by: Principal, number: int, note: str) -> AccessRequest:
    """Refuse a request, with the reason. Raises as `approve`, and BadInput without a reason."""
    if not note.strip():
        raise BadInput(detail="note")

    def decide(session: Session, request: AccessRequest) -> None:
        close(request, "refused", by)
        append(session, by, Entry("access.refuse", "done", "http", question=f"{number}: {note.strip()}"))
        parties.tell_requester(session, "access.refused", request)

    return _decided(by, number, note, decide)


def close(request: AccessRequest, state: str, by: Principal) -> None:
    """Note how a request ended, by whom and when."""
    request.state, request.decided_by, request.decided_at = state, by.name, utc_now()


def _decided(
    by: Principal, number: int, note: str, decision: Callable[[Session, AccessRequest], None]
) -> AccessRequest:
    with transaction() as session:
        lock(session)
        request = parties.visible(session, by, number)
        if request.state != "pending":
            raise RequestClosed(id=number, state=request.state)
        if by.name in parties.interested(session, request):
            raise OwnRequest()
        if request.first_by == by.name:
            raise SecondPersonNeeded()
        if not parties.may_decide(session, by, request):
            raise Forbidden(action=f"request {number}")
        request.note = note.strip() or request.note
        decision(session, request)
        return request


def _grant(session: Session, by: Principal, request: AccessRequest, requester: User) -> None:
    renewed = session.get(AccessRequest, request.renews) if request.renews is not None else None
    request.policy = renewed.policy if renewed is not None and renewed.policy else f"request-{request.id}"
    request.starts = today()
    last = request.starts + dt.timedelta(days=request.days - 1)
    request.ends = min(last, session.get_one(Project, request.project).ends)
    close(request, "granted", by)
    request.reminded_at = None
    if renewed is not None:
        renewed.state = "renewed"
    approvers = " + ".join(name for name in (request.first_by, request.second_by) if name)
    reason = f"request {request.id}, approved by {approvers}: {request.reason}"
    definition = _definition(request, requester.name)
    version = store.set_asked(session, by, request.policy, definition, requester.name, reason)
    told = f"{request.id}: {request.policy}@{version} until {request.ends}"
    append(session, by, Entry("access.grant", "done", "http", question=told))
    parties.tell_requester(session, "access.granted", request)


def _definition(request: AccessRequest, requester: str) -> Definition:
    """A table is given without what identifies; a column, or what carries a tag, is given plain."""
    objects = as_objects(request.object)
    return Definition(
        subjects=Subjects(projects=(request.project,), users=() if request.for_project else (requester,)),
        objects=objects,
        effect=Grant(kind="grant") if objects.tables else Plain(kind="plain"),
        starts=request.starts,
        ends=request.ends,
    )
