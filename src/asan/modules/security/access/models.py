"""The tables of requests for access, and of who decides what."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base


class ObjectOwner(Base):
    """What stewards say of a table, column or tag (`asan.gateway.objects`): who decides about it, alone or not.

    Without an owner a steward decides. ``sensitive``: a second person must approve as well.
    """

    __tablename__ = "object_owner"

    object: Mapped[str] = mapped_column(String(200), primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    sensitive: Mapped[bool] = mapped_column(default=False)


class AccessRequest(Base):
    """A wish to see one object for a project, by one person or all its members, for some days.

    ``state``: ``pending`` (``first_by`` says whether a second approval is awaited), ``granted`` from ``starts`` to
    ``ends``, ``refused``, ``withdrawn`` before a decision, ``ended`` before its last day, ``renewed`` by another one.
    ``policy`` is the explicit policy that it came to; a renewal prolongs that of the request that it ``renews``.
    """

    __tablename__ = "access_request"
    __table_args__ = (Index("ix_access_request_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requester_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    project: Mapped[str] = mapped_column(ForeignKey("project.key", ondelete="CASCADE"))
    object: Mapped[str] = mapped_column(String(200))
    for_project: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    renews: Mapped[int | None] = mapped_column(ForeignKey("access_request.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    first_by: Mapped[str | None] = mapped_column(String(120))
    second_by: Mapped[str | None] = mapped_column(String(120))
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[str | None] = mapped_column(String(60))
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    reminded_at: Mapped[datetime | None]
