"""What routes take and give of everything on a shelf."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from asan.kit.clock import UtcTime
from asan.modules.research.shelf.store import Sharing

# What no database can hold is no name either.
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00]*$")]


class SharingIn(BaseModel):
    """private: its owner and administrators; read: others see it; edit: they may save versions.

    ``project``: the others are its members; null: everyone who may work with cohorts.
    """

    sharing: Sharing
    project: Annotated[str, StringConstraints(max_length=60)] | None = None


class ShelvedOut(BaseModel):
    """A thing by one of its versions."""

    id: int
    name: str
    description: str
    owner: str
    sharing: Sharing
    project: str | None
    version: int
    author: str
    saved_at: UtcTime
    may_edit: bool
    may_manage: bool
