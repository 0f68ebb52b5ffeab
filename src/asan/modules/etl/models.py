"""Runs and their steps in the app store, so that a page or a terminal can follow a run started anywhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from asan.kit.store import Base


class EtlRun(Base):
    """One run. ``state``: running, succeeded, failed, refused or interrupted. Times are UTC without time zone."""

    __tablename__ = "etl_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="etl")  # etl or import
    source: Mapped[str]
    synthetic: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(index=True)
    pid: Mapped[int]
    machine: Mapped[str] = mapped_column(String(32), default="", server_default="")
    started_by: Mapped[str] = mapped_column(default="")
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    seconds: Mapped[float | None]
    peak_mb: Mapped[float | None]
    snapshot: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(default="")
    resumed_from: Mapped[int | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error_code: Mapped[str | None]
    error_text: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # {"ko": …, "en": …}
    steps: Mapped[list["EtlStep"]] = relationship(
        back_populates="run", order_by="EtlStep.ordinal", cascade="all, delete-orphan"
    )


class EtlStep(Base):
    """One step of a run. ``state``: waiting, running, succeeded, failed. ``rows``: CDM rows that it made."""

    __tablename__ = "etl_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("etl_run.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    rows: Mapped[int | None]
    seconds: Mapped[float | None]
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(default="")
    run: Mapped[EtlRun] = relationship(back_populates="steps")
