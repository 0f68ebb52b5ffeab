"""What the routes about emergencies take and give."""

from pydantic import BaseModel, Field

from asan.gateway.models import User
from asan.kit.clock import UtcTime
from asan.modules.security.break_glass.models import BrokenGlass


class NewEmergency(BaseModel):
    """The patient whose records are needed at once, and why."""

    person_id: int = Field(ge=0, lt=2**63)
    reason: str = Field(min_length=1, max_length=1000)


class Emergency(BaseModel):
    """An emergency that stands in this session."""

    person_id: int
    reason: str
    ends_at: UtcTime


class EmergencyView(Emergency):
    """An emergency of anybody's: whose, when, and whether it stands."""

    user: str
    display_name: str
    started_at: UtcTime
    ended_at: UtcTime | None
    open: bool


def emergency(broken: BrokenGlass) -> Emergency:
    """An emergency as its own session sees it."""
    return Emergency(person_id=broken.person_id, reason=broken.reason, ends_at=broken.ends_at)


def emergency_view(broken: BrokenGlass, user: User, *, is_open: bool) -> EmergencyView:
    """An emergency as who looks after them sees it."""
    return EmergencyView(
        person_id=broken.person_id,
        reason=broken.reason,
        ends_at=broken.ends_at,
        user=user.name,
        display_name=user.display_name,
        started_at=broken.started_at,
        ended_at=broken.ended_at,
        open=is_open,
    )
