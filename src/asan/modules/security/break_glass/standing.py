"""Whether an emergency still stands, and what it makes of who asks."""

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.modules.security.break_glass.models import BrokenGlass

ROLE: Final = "clinician"
"""Whose work it is to look after patients: nobody else breaks the glass."""


def is_open(broken: BrokenGlass) -> bool:
    """Whether an emergency has not ended, neither by hand nor by its time."""
    return broken.ended_at is None and broken.ends_at > utc_now()


def in_emergency(session: Session, principal: Principal, number: int) -> Principal | None:
    """``principal`` for the patient of an emergency of theirs; None where it is over."""
    broken = session.get(BrokenGlass, number)
    if broken is None or broken.user_id != principal.user_id or not principal.has(ROLE) or not is_open(broken):
        return None
    return replace(principal, emergency=broken.person_id, purpose=f"break-glass: {broken.reason}")
