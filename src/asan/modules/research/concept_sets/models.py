"""Concept sets in the app store."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.store import Base
from asan.modules.research.shelf.models import Shelved, ShelvedComment, ShelvedVersion


class ConceptSetKept(Shelved, Base):
    """A concept set by the number that it keeps."""

    __tablename__ = "concept_set"


class ConceptSetVersion(ShelvedVersion, Base):
    """A version of one: ``expression`` is ATLAS's JSON of its items."""

    __tablename__ = "concept_set_version"
    __table_args__ = (UniqueConstraint("definition_id", "number"),)

    definition_id: Mapped[int] = mapped_column(ForeignKey("concept_set.id"), index=True)


class ConceptSetComment(ShelvedComment, Base):
    """A comment on one."""

    __tablename__ = "concept_set_comment"

    definition_id: Mapped[int] = mapped_column(ForeignKey("concept_set.id"), index=True)
