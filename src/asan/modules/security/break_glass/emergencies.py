"""Opening one patient's records in an emergency, and ending that; administrators and auditors are told at once."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway.accounts import is_usable
from asan.gateway.audit import Entry, append
from asan.gateway.models import User, UserRole
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput, Forbidden
from asan.kit.notices import notify
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.break_glass.models import BrokenGlass
from asan.modules.security.break_glass.standing import ROLE, is_open
from asan.modules.security.models import LoginSession
from asan.modules.security.sessions import SESSION

SHORTEST_REASON = 5
"""Characters that a reason has at least."""
READERS = ("admin", "auditor")
"""Who is told, and sees everybody's emergencies."""
_MOST_LISTED = 200


def begin(by: Principal, person_id: int, reason: str) -> BrokenGlass:
    """Let the asker's session see ``person_id`` for ``ASAN_BREAK_GLASS_MINUTES``; an emergency before it ends.

    Raises Forbidden for who is no clinician, or came with a token, and BadInput without a reason.
    """
    by.require("break-glass", ROLE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise BadInput(detail=f"reason: ≥ {SHORTEST_REASON} characters · {SHORTEST_REASON}자 이상")
    minutes = settings().break_glass_minutes
    with transaction() as session:
        login = _login(session, by)
        _end(session, login)
        user = session.get_one(User, login.user_id)
        now = utc_now()
        broken = BrokenGlass(
            user_id=user.id, person_id=person_id, reason=reason.strip(), ends_at=now + timedelta(minutes=minutes)
        )
        session.add(broken)
        session.flush()
        login.break_glass = broken.id
        told = f"person {person_id}, {minutes} minutes: {broken.reason}"
        append(session, by, Entry("break_glass.begin", "done", "http", question=told))
        values = {"who": user.display_name, "person": person_id, "reason": broken.reason, "minutes": minutes}
        page = f"/security?tab=audit&user={user.name}&purpose=break-glass"
        notify(session, _told(session) - {user.name}, "break_glass.began", values, page)
        return broken


def end(by: Principal) -> None:
    """End the emergency of the asker's session; nothing where there is none."""
    with transaction() as session:
        person = _end(session, _login(session, by))
        if person is not None:
            append(session, by, Entry("break_glass.end", "done", "http", question=f"person {person}"))


def of_session(by: Principal) -> BrokenGlass | None:
    """The emergency that stands in the asker's session."""
    if by.emergency is None:
        return None
    with transaction() as session:
        login = _login(session, by)
        return session.get(BrokenGlass, login.break_glass) if login.break_glass is not None else None


def emergencies(by: Principal) -> list[tuple[BrokenGlass, User, bool]]:
    """Emergencies, newest first, each with who opened it and whether it stands: one's own, or everybody's."""
    query = select(BrokenGlass, User).join(User, User.id == BrokenGlass.user_id)
    if not by.has(*READERS):
        query = query.where(BrokenGlass.user_id == by.user_id)
    with transaction() as session:
        held = set(session.scalars(select(LoginSession.break_glass).where(LoginSession.break_glass.is_not(None))))
        found = session.execute(query.order_by(BrokenGlass.id.desc()).limit(_MOST_LISTED))
        return [(broken, user, is_open(broken) and broken.id in held) for broken, user in found]


def _login(session: Session, by: Principal) -> LoginSession:
    """The browser's session that asks: what was opened in one is not open to a program or elsewhere."""
    if by.session is None or not by.session.startswith(SESSION):
        raise Forbidden(action="break-glass: token")
    return session.get_one(LoginSession, int(by.session.removeprefix(SESSION)))


def _end(session: Session, login: LoginSession) -> int | None:
    broken = session.get(BrokenGlass, login.break_glass) if login.break_glass is not None else None
    login.break_glass = None
    if broken is None or not is_open(broken):
        return None
    broken.ended_at = utc_now()
    return broken.person_id


def _told(session: Session) -> set[str]:
    of = select(User).join(UserRole).where(UserRole.role.in_(READERS))
    return {user.name for user in session.scalars(of) if is_usable(user)}
