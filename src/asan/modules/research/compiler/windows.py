"""A window as days between dates of two events.

Circe's windows, the observation period included, all say the same kind of thing: the other event's start or end lies
no earlier, or no later, than so many days after a date of the index event. So a window is a table of numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from asan.omop.circe.criteria import CorrelatedCriterion, Endpoint, Window

Side = Literal["from", "until"]
Date = Literal["start", "end"]
Point = Literal["start_date", "end_date", "op_start_date", "op_end_date"]

SIDES: Final[tuple[Side, ...]] = ("from", "until")
DATES: Final[tuple[Date, ...]] = ("start", "end")
POINTS: Final[tuple[Point, ...]] = ("start_date", "end_date", "op_start_date", "op_end_date")


@dataclass(frozen=True, slots=True)
class Bound:
    """The other event's ``date`` is not before (from) or after (until) the index event's ``point`` plus ``days``."""

    date: Date
    side: Side
    point: Point
    days: int


def bounds_of(criterion: CorrelatedCriterion) -> tuple[Bound, ...]:
    """Of each date, side and point the tightest bound; in a fixed order, so that equal windows are equal."""
    tightest: dict[tuple[Date, Side, Point], int] = {}
    for bound in _bounds(criterion):
        key = bound.date, bound.side, bound.point
        narrower = max if bound.side == "from" else min
        tightest[key] = narrower(tightest[key], bound.days) if key in tightest else bound.days
    return tuple(Bound(*key, days) for key, days in sorted(tightest.items()))


def _bounds(criterion: CorrelatedCriterion) -> Iterator[Bound]:
    inside = not criterion.ignore_observation_period
    if inside:
        yield Bound("start", "from", "op_start_date", 0)
        yield Bound("start", "until", "op_end_date", 0)
    if criterion.start_window is not None:
        yield from _window(criterion.start_window, bool(criterion.start_window.use_event_end), inside)
    if criterion.end_window is not None:
        yield from _window(criterion.end_window, criterion.end_window.use_event_end is not False, inside)


def _window(window: Window, event_end: bool, inside: bool) -> Iterator[Bound]:
    date: Date = "end" if event_end else "start"
    point: Point = "end_date" if window.use_index_end else "start_date"
    for side, endpoint in zip(SIDES, (window.start, window.end), strict=True):
        yield from _endpoint(date, side, point, endpoint or Endpoint(), inside)


def _endpoint(date: Date, side: Side, point: Point, endpoint: Endpoint, inside: bool) -> Iterator[Bound]:
    if endpoint.days is not None:
        yield Bound(date, side, point, endpoint.coeff * endpoint.days)
    elif inside:
        yield Bound(date, side, "op_start_date" if endpoint.coeff == -1 else "op_end_date", 0)
