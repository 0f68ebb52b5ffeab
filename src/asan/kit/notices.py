"""Notices: what somebody should know of, kept in the app store until they have read it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base, transaction


class Notice(Base):
    """One notice to one account. ``kind`` says what happened, ``values`` fill its text, ``address`` is its page."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_recipient_id", "recipient", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    read_at: Mapped[datetime | None]


def notify(session: Session, recipients: Iterable[str], kind: str, values: Mapping[str, Any], address: str) -> None:
    """Tell each account once, within the caller's transaction."""
    for name in sorted(set(recipients)):
        session.add(Notice(recipient=name, kind=kind, values=dict(values), address=address))


def newest(name: str, most: int = 100) -> tuple[int, list[Notice]]:
    """How many notices an account has not read, and the newest ``most``, newest first."""
    mine = Notice.recipient == name
    with transaction() as session:
        unread = session.scalar(select(func.count()).select_from(Notice).where(mine, Notice.read_at.is_(None)))
        return unread or 0, list(session.scalars(select(Notice).where(mine).order_by(Notice.id.desc()).limit(most)))


def mark_read(name: str, upto: int) -> None:
    """Note that an account has read its notices up to the number ``upto``."""
    unread = Notice.recipient == name, Notice.id <= upto, Notice.read_at.is_(None)
    with transaction() as session:
        session.execute(update(Notice).where(*unread).values(read_at=utc_now()))
