"""From eras of treatment to a person's path: which events, and which together, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

Together = frozenset[int]
"""Events that are taken at one time."""


@dataclass(frozen=True, slots=True)
class Era:
    """From the first to the last day of an event; days are numbers of any count."""

    event: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How eras become steps; see `asan.modules.research.analysis.schemas.PathwaysIn`."""

    gap_days: int
    least_days: int
    overlap_days: int
    most_steps: int


def path(eras: Sequence[Era], rules: Rules) -> tuple[Together, ...]:
    """The path of one person: of each step the events taken together. What came before is not a step again.

    Time is cut wherever an era begins or ends. A piece in which events overlap is a combination when it lasts
    ``overlap_days``; a shorter one is the change from one to the next, and belongs to neither. A short piece just
    before or after a combination that holds all its events is that combination's beginning or end.
    """
    pieces = [piece for piece in _pieces(_joined(eras, rules)) if piece.events]
    pieces = [p for p in pieces if len(p.events) == 1 or p.days >= rules.overlap_days]
    steps: list[Together] = []
    for place, piece in enumerate(pieces):
        beside = pieces[max(place - 1, 0) : place] + pieces[place + 1 : place + 2]
        is_edge = piece.days < rules.overlap_days and any(
            piece.events < other.events and (other.first == piece.last + 1 or piece.first == other.last + 1)
            for other in beside
        )
        if not is_edge and piece.events not in steps:
            steps.append(piece.events)
    return tuple(steps[: rules.most_steps])


@dataclass(frozen=True, slots=True)
class _Piece:
    events: Together
    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def _joined(eras: Sequence[Era], rules: Rules) -> list[Era]:
    """Eras of one event that are near enough made one; the short ones left out."""
    joined: list[Era] = []
    for era in sorted(eras, key=lambda each: (each.event, each.first, each.last)):
        before = joined[-1] if joined else None
        if before is not None and before.event == era.event and era.first - before.last <= rules.gap_days + 1:
            joined[-1] = replace(before, last=max(before.last, era.last))
        else:
            joined.append(era)
    return [era for era in joined if era.last - era.first + 1 >= rules.least_days]


def _pieces(eras: Sequence[Era]) -> list[_Piece]:
    """Time between the first and the last day, cut so that each piece has the same events throughout."""
    cuts = sorted({era.first for era in eras} | {era.last + 1 for era in eras})
    pieces: list[_Piece] = []
    for first, following in pairwise(cuts):
        events = frozenset(era.event for era in eras if era.first <= first <= era.last)
        pieces.append(_Piece(events, first, following - 1))
    return pieces
