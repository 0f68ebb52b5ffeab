"""Cohort definitions in the app store. The persons they find are not here but in the lake, in OMOP's cohort table."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now
from asan.kit.store import Base
from asan.modules.research.shelf.models import Shelved, ShelvedComment, ShelvedVersion


class CohortDefinition(Shelved, Base):
    """A definition by its number through all versions, which is OMOP's cohort_definition_id."""

    __tablename__ = "cohort_definition"


class CohortVersion(ShelvedVersion, Base):
    """A version of one: ``expression`` is Circe's JSON."""

    __tablename__ = "cohort_version"
    __table_args__ = (UniqueConstraint("definition_id", "number"),)

    definition_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)


class CohortComment(ShelvedComment, Base):
    """A comment on one."""

    __tablename__ = "cohort_comment"

    definition_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)


class CohortGeneration(Base):
    """A version's persons, computed on one snapshot and published with another. How many they are stands in neither.

    ``rights``: platform; or own, where it was computed on what its author sees, published nowhere and is theirs alone:
    ``published`` is ``snapshot`` then.

    ``snapshot`` is the lake version that was read, its data of ``data_at``; ``published`` the one that first has the
    rows. Of a CDM that is read in place both are None: ``source`` names it, and ``data_at`` is when it was read.
    ``missing`` counts concepts that the vocabulary did not have; ``absent`` names what the CDM did not have.
    """

    __tablename__ = "cohort_generation"

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("cohort_definition.id"), index=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    rights: Mapped[str] = mapped_column(String(10), default="platform", server_default="platform")
    snapshot: Mapped[int | None]
    published: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(Text)
    data_at: Mapped[datetime]
    vocabulary: Mapped[str] = mapped_column(String(120))
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seconds: Mapped[float]
    missing: Mapped[int]
    absent: Mapped[list[str]] = mapped_column(JSON)
