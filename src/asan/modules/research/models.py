"""Cohort definitions in the app store. The persons they find are not here but in the lake, in OMOP's cohort table."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from asan.kit.clock import utc_now
from asan.kit.store import Base


class CohortDefinition(Base):
    """What keeps its number through all versions: OMOP's cohort_definition_id. ``sharing``: private, read or edit.

    A definition that was deleted keeps its row, so that its number is never given to another one.
    """

    __tablename__ = "cohort_definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    sharing: Mapped[str] = mapped_column(String(10), default="private")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    versions: Mapped[list["CohortVersion"]] = relationship(back_populates="definition", order_by="CohortVersion.number")


class CohortVersion(Base):
    """One saved state, never changed. ``expression`` is Circe's JSON; ``digest`` its SHA-256."""

    __tablename__ = "cohort_version"
    # Of two who save on the same version, the second finds its number taken.
    __table_args__ = (UniqueConstraint("definition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    expression: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    definition: Mapped[CohortDefinition] = relationship(back_populates="versions")


class CohortGeneration(Base):
    """A version's persons, computed on one snapshot and published with another. How many they are stands in neither.

    ``snapshot`` is the lake version that was read, its data of ``data_at``; ``published`` the one that first has the
    rows. ``missing`` counts concepts that the vocabulary did not have; ``absent`` names what the CDM did not have.
    """

    __tablename__ = "cohort_generation"

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[int]
    published: Mapped[int]
    data_at: Mapped[datetime]
    vocabulary: Mapped[str] = mapped_column(String(120))
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seconds: Mapped[float]
    missing: Mapped[int]
    absent: Mapped[list[str]] = mapped_column(JSON)
