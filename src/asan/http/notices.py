"""The notices of the one who asks: what is new, and that it was read."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from asan.gateway.current_principal import CurrentPrincipal
from asan.kit import notices
from asan.kit.clock import UtcTime

router = APIRouter(prefix="/api/notices", tags=["notices"])


class NoticeView(BaseModel):
    """A notice: ``kind`` names its text, ``values`` fill it, ``address`` is the page that it is about."""

    id: int
    kind: str
    values: dict[str, Any]
    address: str
    created_at: UtcTime
    read: bool


class Notices(BaseModel):
    """How many are unread, and the newest hundred, newest first."""

    unread: int
    notices: list[NoticeView]


class ReadUpTo(BaseModel):
    """The newest notice that was shown: it and all before it are read."""

    id: int = Field(ge=0, lt=2**31)


@router.get("")
def list_notices(principal: CurrentPrincipal) -> Notices:
    """The asker's notices."""
    unread, found = notices.newest(principal.name)
    views = [
        NoticeView(
            id=each.id,
            kind=each.kind,
            values=each.values,
            address=each.address,
            created_at=each.created_at,
            read=each.read_at is not None,
        )
        for each in found
    ]
    return Notices(unread=unread, notices=views)


@router.post("/read", status_code=204)
def read_notices(body: ReadUpTo, principal: CurrentPrincipal) -> None:
    """Say that notices were read."""
    notices.mark_read(principal.name, body.id)
