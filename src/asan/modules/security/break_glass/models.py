"""The table of emergencies."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base


class BrokenGlass(Base):
    """One emergency: who opened the records of one patient (``person_id``), why, until when, and when it was ended."""

    __tablename__ = "broken_glass"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
