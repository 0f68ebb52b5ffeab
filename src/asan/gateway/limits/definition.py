"""Limits as administrators write them, and what they come to for one principal.

Of each limit the nearest word counts: the user's own; else the most generous of the user's groups; else the most
generous of the roles; else everyone's. So an exception can be made in either direction, and who gets a second role
never loses by it. Where nobody has said anything, the server's settings alone hold.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from asan.gateway.principal import Principal

EVERYONE: Final = "everyone"
HOLDER: Final = re.compile(r"everyone|(role|group|user):\S.{0,119}")
"""Whose limits they are: ``everyone``, ``role:researcher``, ``group:cardiology``, ``user:kim``."""

MEGABYTE: Final = 10**6


class Limits(BaseModel):
    """What may be used at most; None says nothing. All count whatever the surface."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: Annotated[int, Field(ge=1, le=10**12)] | None = None
    """Of one answer; an export that has more is refused."""
    seconds: Annotated[float, Field(ge=0.1, le=86_400)] | None = None
    """Of one question."""
    memory_megabytes: Annotated[int, Field(ge=100, le=10**7)] | None = None
    """Of the engine, for all who have the same limit, in one server process."""
    questions: Annotated[int, Field(ge=1, le=1000)] | None = None
    """At a time, over all server processes."""
    export_megabytes: Annotated[int, Field(ge=1, le=10**9)] | None = None
    """Of rows read from patients' tables that leave in a day, on the server's clock."""


NAMES: Final = tuple(Limits.model_fields)
NONE: Final = Limits()


def settled(principal: Principal, stated: Mapping[str, Limits]) -> Limits:
    """What counts for ``principal`` of the limits ``stated`` by holder."""
    levels = (
        (f"user:{principal.name}",),
        tuple(f"group:{name}" for name in principal.groups),
        tuple(f"role:{name}" for name in principal.roles),
        (EVERYONE,),
    )
    found: dict[str, float] = {}
    for name in NAMES:
        for level in levels:
            given = [value for holder in level if (value := getattr(stated.get(holder, NONE), name)) is not None]
            if given:
                found[name] = max(given)
                break
    return Limits.model_validate(found)
