"""Access that ends soon: who has it is told in time to ask for more. Requests that nobody can decide any more, too."""

import datetime as dt

from sqlalchemy import select

from asan.gateway.audit import lock
from asan.kit.clock import today, utc_now
from asan.kit.store import transaction
from asan.modules.security.access import parties
from asan.modules.security.access.models import AccessRequest


def remind(days: int) -> int:
    """Tell who has access that ends within ``days`` days, once; returns how many were told."""
    day = today()
    ending = select(AccessRequest).where(
        AccessRequest.state == "granted",
        AccessRequest.ends >= day,
        AccessRequest.ends <= day + dt.timedelta(days=days),
        AccessRequest.reminded_at.is_(None),
    )
    with transaction() as session:
        lock(session)
        found = list(session.scalars(ending))
        for request in found:
            request.reminded_at = utc_now()
            parties.tell_requester(session, "access.ends_soon", request)
        return len(found)


def tell_stuck() -> int:
    """Tell the administrators of requests that wait though nobody may decide them any more, once; returns how many."""
    waiting = select(AccessRequest).where(AccessRequest.state == "pending", AccessRequest.reminded_at.is_(None))
    with transaction() as session:
        lock(session)
        found = [request for request in session.scalars(waiting) if parties.is_stuck(session, request)]
        for request in found:
            parties.tell_stuck(session, request)
        return len(found)
