"""What the routes of concept sets take and give."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from asan.modules.research.concept_sets.members import Member
from asan.modules.research.concept_sets.neighbours import Relation
from asan.modules.research.concept_sets.source_codes import Verdict
from asan.modules.research.shelf.schemas import Comment, Name, ShelvedOut, Words
from asan.modules.research.shelf.store import Stored

Expression = Annotated[dict[str, Any], Field(description='ATLAS\'s JSON of a concept set: {"items": […]}')]


class ConceptSetIn(BaseModel):
    """A set to be saved."""

    name: Name
    description: Words = ""
    expression: Expression
    comment: Comment = ""


class ConceptSetVersionIn(ConceptSetIn):
    """A version to be saved on ``base``, the version that was edited."""

    base: int


class ConceptSetListed(ShelvedOut):
    """A set in the list, by its newest version, or a version in the history."""

    latest: int
    comment: str


class ConceptSetOut(ConceptSetListed):
    """A version of a set, whole."""

    expression: dict[str, Any]


class ItemsIn(BaseModel):
    """A set that is looked at, saved or not."""

    expression: Expression


class ComparisonIn(ItemsIn):
    """A set, and the one that it is held against."""

    against: Expression


class MemberOut(BaseModel):
    """A concept of a set; ``by`` is the item that includes it."""

    id: int
    name: str
    domain: str
    vocabulary: str
    concept_class: str
    code: str
    standard: str | None
    by: int


class MembersOut(BaseModel):
    """What a set's items come to at the snapshot read. ``missing``: items that the vocabulary does not have."""

    members: list[MemberOut]
    missing: list[int]


class ComparisonOut(BaseModel):
    """Concepts that only one of two sets comes to, and how many both do."""

    added: list[MemberOut]
    removed: list[MemberOut]
    both: int


class AskedConcept(BaseModel):
    """A concept whose records are to be counted: its domain says in which table they lie."""

    id: Annotated[int, Field(ge=0, lt=2**31)]
    domain: Annotated[str, Field(max_length=60)]


class CountsIn(BaseModel):
    """Concepts to count."""

    concepts: Annotated[list[AskedConcept], Field(max_length=1000)]


class CountOut(BaseModel):
    """Records and persons; null: none, or so few that the asker is not told."""

    id: int
    records: int | None
    persons: int | None
    records_with_descendants: int | None
    persons_with_descendants: int | None


class NeighbourOut(BaseModel):
    """A concept outside the set and its relation to it; ``persons`` and ``lift`` of those that occur together."""

    id: int
    name: str
    domain: str
    vocabulary: str
    code: str
    relation: Relation
    persons: int | None
    lift: float | None


class NeighboursOut(BaseModel):
    """``refused``: why what occurs together is not told (the asker may see aggregates only)."""

    neighbours: list[NeighbourOut]
    refused: str | None


class SourceCodeOut(BaseModel):
    """A code of the hospital: caught by the set, near it, or without a concept."""

    table: str
    code: str
    concept_id: int
    concept: str
    verdict: Verdict
    records: int
    persons: int


class ListIn(BaseModel):
    """The text of a CSV file."""

    text: Annotated[str, Field(max_length=2_000_000)]


class ListOut(BaseModel):
    """What was read of it, as ATLAS's JSON. ``missing``: concepts that the vocabulary does not have."""

    expression: dict[str, Any]
    missing: list[int]


Format = Literal["json", "csv"]


def listed_out(stored: Stored) -> ConceptSetListed:
    """A set as the list shows it."""
    return ConceptSetListed.model_validate(stored, from_attributes=True)


def member_out(member: Member) -> MemberOut:
    """A member as the page shows it."""
    return MemberOut.model_validate(member, from_attributes=True)
