"""What every part needs to know: the people, their health and deaths, and the days that are written."""

from dataclasses import dataclass

from asan.synth.arrays import Ints
from asan.synth.draws import Draws
from asan.synth.health import Health
from asan.synth.mortality import Deaths
from asan.synth.population import People
from asan.synth.practice import Practice


@dataclass(frozen=True)
class World:
    """The hospital's people between the days ``start`` and ``end`` (numbers since 1970-01-01, both included)."""

    draws: Draws
    people: People
    health: Health
    deaths: Deaths
    start: int
    end: int
    practice: Practice

    @property
    def last_day(self) -> Ints:
        """The last day on which each person can be seen."""
        return self.deaths.day.clip(max=self.end)
