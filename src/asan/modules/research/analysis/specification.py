"""Analyses written down: JSON with a kind and its members, cohorts by whatever name the place gives them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from asan.modules.research.analysis.errors import BadAnalysis
from asan.modules.research.analysis.kinds import ANALYSES, Asked, Kind, known_kind, read_asked

MOST: Final = 200
"""Analyses of one specification."""

Reference = int | str
Lookup = Callable[[Reference], int]
"""The number of a cohort by what a specification calls it. Raises an AsanError for one that there is not."""

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Specified:
    """One analysis: ``members`` are those of its kind's request, cohorts in it by reference."""

    id: str
    kind: Kind
    members: Mapping[str, Any]

    def asked(self, lookup: Lookup) -> Asked:
        """The request, with cohorts by number. Raises BadAnalysis, and what ``lookup`` raises."""
        analysis = ANALYSES[self.kind]
        members = dict(self.members)
        for name in analysis.cohorts:
            if members.get(name) is not None:
                members[name] = lookup(_reference(members[name], f"{self.id}.{name}"))
        if analysis.several and members.get(analysis.several):
            given = members[analysis.several]
            if not isinstance(given, list):
                raise BadAnalysis(where=f"{self.id}.{analysis.several}", detail=f"{given!r}"[:60])
            members[analysis.several] = [lookup(_reference(each, f"{self.id}.{analysis.several}")) for each in given]
        return read_asked(self.kind, members)

    def with_references(self, renamed: Callable[[Reference], Reference]) -> "Specified":
        """The same with cohorts called otherwise."""
        analysis = ANALYSES[self.kind]
        members = dict(self.members)
        for name in analysis.cohorts:
            if members.get(name) is not None:
                members[name] = renamed(_reference(members[name], f"{self.id}.{name}"))
        if analysis.several and members.get(analysis.several):
            members[analysis.several] = [
                renamed(_reference(each, f"{self.id}.{analysis.several}")) for each in members[analysis.several]
            ]
        return Specified(self.id, self.kind, members)

    def as_json(self) -> dict[str, Any]:
        """As `read_specification` reads it."""
        return {"id": self.id, "kind": self.kind, **self.members}


def read_specification(text: str | bytes) -> list[Specified]:
    """The analyses of a text: one object, a list, or ``{"analyses": […]}``. ``id`` may be left out.

    Raises BadAnalysis. Members are looked at when the cohorts have numbers.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnalysis(where="JSON", detail=str(error)[:200]) from None
    if isinstance(given, dict) and "analyses" in given:
        given = given["analyses"]
    listed = [given] if isinstance(given, dict) else given
    if not isinstance(listed, list) or not listed:
        raise BadAnalysis(where="analyses", detail="[]")
    if len(listed) > MOST:
        raise BadAnalysis(where="analyses", detail=f"{len(listed)} > {MOST}")
    found = [_read(each, place) for place, each in enumerate(listed, start=1)]
    twice = {one.id for one in found if sum(one.id == other.id for other in found) > 1}
    if twice:
        raise BadAnalysis(where="id", detail=", ".join(sorted(twice)))
    return found


def _read(given: object, place: int) -> Specified:
    if not isinstance(given, dict):
        raise BadAnalysis(where=f"analyses[{place - 1}]", detail=f"{given!r}"[:60])
    members = dict(given)
    kind = known_kind(members.pop("kind", None))
    named = members.pop("id", None) or f"{place}-{kind}"
    if not isinstance(named, str) or not _ID.fullmatch(named):
        raise BadAnalysis(where=f"analyses[{place - 1}].id", detail=f"{named!r}"[:60])
    return Specified(named, kind, members)


def _reference(value: object, where: str) -> Reference:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadAnalysis(where=where, detail=f"{value!r}"[:60])
    return value
