"""What one question may use of its asker's limits, and what it has used."""

from asan.gateway.execution import Cancellation
from asan.gateway.limits import usage
from asan.gateway.limits.definition import MEGABYTE, Limits
from asan.gateway.principal import Principal

_LEASE = 4 * MEGABYTE
"""Bytes that an answer takes of the day's at a time; what is left of them at its end is given back."""


class Allowance:
    """One question's. ``end`` gives back what it holds, however often it is called."""

    def __init__(self, principal: Principal, limits: Limits) -> None:
        self.principal = principal
        self.limits = limits
        self._running: int | None = None
        self._leased = 0

    def rows(self, wanted: int) -> int:
        """How many rows the answer may have where ``wanted`` are asked for."""
        return wanted if self.limits.rows is None else min(wanted, self.limits.rows)

    def seconds(self, wanted: float) -> float:
        """How long it may take."""
        return wanted if self.limits.seconds is None else min(wanted, self.limits.seconds)

    def bytes(self, most: int) -> int:
        """How large an answer may be in memory here."""
        return most if self.limits.memory_megabytes is None else min(most, self.limits.memory_megabytes * MEGABYTE)

    def begin(self, seconds: float, cancellation: Cancellation) -> None:
        """The question starts to run. Raises TooManyAtOnce."""
        if self.limits.questions is not None:
            self._running = usage.start(
                self.principal.name, self.limits.questions, seconds, lambda: cancellation.requested
            )

    def give_out(self, size: int) -> None:
        """``size`` bytes of patients' rows leave. Raises ExportSpent: then they must not."""
        if self.limits.export_megabytes is None or size == 0:
            return
        if size > self._leased:
            most = self.limits.export_megabytes * MEGABYTE
            missing = size - self._leased
            # A small limit may not hold a whole lease: then just what is needed.
            lease = missing if missing >= _LEASE or most < 2 * _LEASE else _LEASE
            usage.take_bytes(self.principal.name, lease, most)
            self._leased += lease
        self._leased -= size

    def end(self) -> None:
        """The question has ended."""
        if self._running is not None:
            usage.end(self._running)
            self._running = None
        if self._leased:
            usage.give_back(self.principal.name, self._leased)
            self._leased = 0
