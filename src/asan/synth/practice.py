"""How much of what happens a hospital writes down, and how it bills and insures: the same illnesses, other records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from asan.synth.codes import Code
from asan.synth.panels import DAILY, PANELS, Panel, Repeat


class Task(NamedTuple):
    """A procedure recorded at a share of the visits of these kinds, or every ``hours`` of a stay, where given."""

    procedure: Code
    kinds: tuple[str, ...]
    share: float = 1.0
    hours: int = 0
    department: str = ""
    minutes: int = 10


class Order(NamedTuple):
    """A drug at a share of the visits of these kinds for ``days``, or every ``hours`` of a stay, where given."""

    drug: Code
    kinds: tuple[str, ...]
    share: float
    days: int
    hours: int = 0


@dataclass(frozen=True)
class Practice:
    """What is recorded beyond the least, and how.

    ``women`` in so many ``persons`` are exact where given; else sexes fall as they do. ``coded_again`` is the share of
    visits of a kind at which the reason is recorded as a diagnosis anew; a share ``running`` of these diagnoses goes on
    until about the next visit, the others end with theirs. ``therapy`` is the number of courses of physical therapy a
    person and year from the age of 40. ``short_supply`` is the share of prescriptions for 28 days although the next
    visit is later. ``insurance_changes`` is the share of insurance terms that a new employer cuts in
    two. Where items are not ``itemised``, only the visit has a price; ``unbilled`` kinds of visit have none.
    """

    persons: int | None = None
    women: int | None = None
    panels: tuple[Panel, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    tasks: tuple[Task, ...] = ()
    orders: tuple[Order, ...] = ()
    coded_again: Mapping[str, float] = field(default_factory=dict)
    running: float = 0.0
    therapy: float = 0.0
    short_supply: float = 0.0
    insurance_months: int = 12
    insurance_changes: float = 0.0
    itemised: bool = True
    unbilled: tuple[str, ...] = ()

    @property
    def measured(self) -> frozenset[str]:
        """The keys of all that is measured or asked."""
        panels = (panel.analytes for panel in (*PANELS, *self.panels))
        return frozenset(chain.from_iterable((*panels, *(repeat.analytes for repeat in (*DAILY, *self.repeats)))))

    def women_of(self, first: int, count: int) -> int | None:
        """How many women are among ``count`` persons from the one with number ``first``; None where it is not set.

        The share is the same in every stretch of persons, to the nearest one, so that a block needs no other.
        """
        if self.persons is None or self.women is None:
            return None
        return (first + count) * self.women // self.persons - first * self.women // self.persons


ORDINARY = Practice()
