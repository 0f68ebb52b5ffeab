"""Kept analyses in the app store."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base


class AnalysisRun(Base):
    """An analysis that somebody has asked for: ``asked`` is its request as JSON, ``result`` its answer, if any.

    The answer holds counts and statistics as its owner was told them, and is shown to nobody else. ``snapshot`` is the
    lake version that it was asked of; null: a CDM in place.
    """

    __tablename__ = "analysis_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    project: Mapped[str | None] = mapped_column(String(80), default=None)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    asked: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    snapshot: Mapped[int | None] = mapped_column(default=None)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    result: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
