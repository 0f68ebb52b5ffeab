"""What the routes of saved definitions take and give."""

from typing import Any, Literal

from pydantic import BaseModel

from asan.kit.clock import UtcTime
from asan.modules.research.saved.store import draft
from asan.modules.research.shelf.schemas import Comment, Name, ShelvedOut, Words
from asan.modules.research.shelf.store import Draft, Stored


class DraftIn(BaseModel):
    """A definition to be saved: Circe's JSON as an object, as ATLAS exports it."""

    name: Name
    description: Words = ""
    expression: dict[str, Any]
    comment: Comment = ""

    def draft(self) -> Draft:
        """As the shelf takes it. Raises what `keep` raises."""
        return draft(self.name, self.description, self.expression, self.comment)


class VersionIn(DraftIn):
    """A version to be saved on ``base``, the version that was edited."""

    base: int


class ReadingIn(BaseModel):
    """A definition to be said in words, and one that it is to be held against."""

    expression: dict[str, Any]
    against: dict[str, Any] | None = None


class LineOut(BaseModel):
    """``depth`` -1: a heading."""

    depth: int
    text: str
    change: Literal["same", "added", "removed"]


class FindingOut(BaseModel):
    """What has no effect or finds nothing: ``path`` is its place in the JSON."""

    code: str
    path: str
    text: str


class ReadingOut(BaseModel):
    """A definition in the asker's language, and what in it is worth a look."""

    lines: list[LineOut]
    findings: list[FindingOut]


class CohortListed(ShelvedOut):
    """A definition in the list, by its newest version."""


class VersionOut(BaseModel):
    """A version in the history."""

    version: int
    name: str
    comment: str
    author: str
    saved_at: UtcTime


class CohortOut(CohortListed):
    """A version of a definition, whole. ``latest``: the newest version; ``unknown``: members that Circe ignores."""

    latest: int
    comment: str
    expression: dict[str, Any]
    unknown: list[str]


def listed_out(stored: Stored) -> CohortListed:
    """A definition as the list shows it."""
    return CohortListed.model_validate(stored, from_attributes=True)


def version_out(stored: Stored) -> VersionOut:
    """A version as the history shows it."""
    return VersionOut.model_validate(stored, from_attributes=True)
