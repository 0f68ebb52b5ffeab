"""What the routes of saved definitions take and give."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, StringConstraints

from asan.kit.clock import UtcTime
from asan.modules.research.saved.store import draft
from asan.modules.research.shelf.store import Draft, Sharing, Stored

# What no database can hold is no name either.
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00]*$")]


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


class SharingIn(BaseModel):
    """private: its owner and administrators; read: everyone sees it; edit: everyone may save versions."""

    sharing: Sharing


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
    """A definition in the asker's language, and what in it is worth a look.

    ``places``: what each criterion and group says, by its place in the JSON.
    """

    lines: list[LineOut]
    places: dict[str, str]
    findings: list[FindingOut]


class CohortListed(BaseModel):
    """A definition in the list, by its newest version."""

    id: int
    name: str
    description: str
    owner: str
    sharing: Sharing
    version: int
    author: str
    saved_at: UtcTime
    may_edit: bool
    may_manage: bool


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
    return CohortListed(**{name: getattr(stored, name) for name in CohortListed.model_fields})


def version_out(stored: Stored) -> VersionOut:
    """A version as the history shows it."""
    return VersionOut(**{name: getattr(stored, name) for name in VersionOut.model_fields})
