"""Reviews in the app store. Persons are kept by the platform's own number; whoever is shown one sees it masked."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base


class ChartReview(Base):
    """A review of so many persons (``size``) of one generation of a cohort, of ``drawn_from`` who were there.

    ``snapshot`` is the lake version that they were read at, ``seed`` what their order, and the sample, was drawn by.
    ``version`` counts changes by the owner. Closed, nobody answers any more; what was deleted keeps its row.
    """

    __tablename__ = "chart_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)
    generation_id: Mapped[int] = mapped_column(ForeignKey("cohort_generation.id"))
    snapshot: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    seed: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int]
    drawn_from: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reviewers: Mapped[list[str]] = mapped_column(JSON)
    adjudicator: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class ChartReviewPatient(Base):
    """One person of a review, by their place in it, from 1 on."""

    __tablename__ = "chart_review_patient"
    __table_args__ = (UniqueConstraint("review_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("chart_review.id"))
    position: Mapped[int]
    person_id: Mapped[int] = mapped_column(BigInteger)


class ChartReviewSheet(Base):
    """One reviewer's answers on one patient, by the questions' keys. ``version`` counts its changes."""

    __tablename__ = "chart_review_sheet"
    __table_args__ = (UniqueConstraint("patient_id", "reviewer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("chart_review_patient.id"))
    reviewer: Mapped[str] = mapped_column(String(120))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    done_at: Mapped[datetime | None]
