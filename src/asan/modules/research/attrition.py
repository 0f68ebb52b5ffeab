"""How inclusion rules thin out entry events: counted from a bit for each rule and event, without asking the CDM again.

A rule that is switched off, moved or replaced changes which bits are looked at; only a new rule has to be computed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bits = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_BITS: Final = 63
"""So many rules fit into one whole number of the processor's."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many events, and persons, are left when a rule holds beside all before it."""

    events: int
    persons: int


@dataclass(frozen=True, slots=True, eq=False)
class Attrition:
    """A definition's entry events, and of each rule which of them meet it.

    ``events`` are those that inclusion rules look at, by person_id and event_id; ``met`` has their bits in this order.
    """

    events: pa.Table
    met: tuple[Bits, ...]

    @classmethod
    def of(cls, answer: pa.Table, rules: int) -> "Attrition":
        """From the answer of `asan.modules.research.compiler.entry.bits`: the events, then a column a rule."""
        names = answer.column_names[answer.num_columns - rules :] if rules else []
        met = tuple(answer[name].to_numpy().astype(np.bool_) for name in names)
        return cls(answer.drop_columns(names).combine_chunks(), met)

    def steps(self, rules: Sequence[int] | None = None) -> list[Step]:
        """Entry events, and what is left after each of ``rules`` (default: all, in their order)."""
        starts = self._starts()
        found = [Step(self.events.num_rows, len(starts))]
        left = np.ones(self.events.num_rows, dtype=np.bool_)
        for rule in range(len(self.met)) if rules is None else rules:
            left = left & self.met[rule]
            persons = np.logical_or.reduceat(left, starts) if len(starts) else left
            found.append(Step(int(np.count_nonzero(left)), int(np.count_nonzero(persons))))
        return found

    def with_rule(self, at: int, bits: Bits) -> "Attrition":
        """Another rule at the place of one; at the end, one more."""
        return replace(self, met=(*self.met[:at], bits, *self.met[at + 1 :]))

    def masks(self, *, best_events: bool = False) -> dict[int, int]:
        """How many events meet exactly which rules: bit n of the mask is rule n. Circe's inclusion results.

        ``best_events`` counts one event of each person: that which meets most rules, of these that which meets the
        earliest rule, of these the earliest.
        """
        if not self.met:
            many = len(self._starts()) if best_events else self.events.num_rows
            return {0: many} if many else {}
        if len(self.met) >= _BITS:
            return self._long_masks(best_events)
        codes = self._codes()
        masks, counts = np.unique(codes[self._best(codes)] if best_events else codes, return_counts=True)
        return dict(zip(masks.tolist(), counts.tolist(), strict=True))

    def _codes(self) -> Numbers:
        """Of each event, the rules that it meets as the bits of one number."""
        codes = np.zeros(self.events.num_rows, dtype=np.int64)
        for rule, met in enumerate(self.met):
            codes |= met.astype(np.int64) << rule
        return codes

    def _long_masks(self, best_events: bool) -> dict[int, int]:
        """The same for more rules than a number has bits."""
        met = np.stack(self.met, axis=1)
        if best_events:
            # A rule that is not met at all counts as the first, as in Circe.
            met = met[self._first_of([-met.sum(axis=1), met.argmax(axis=1)])]
        packed = np.packbits(met, axis=1, bitorder="little")
        return dict(Counter(int.from_bytes(row.tobytes(), "little") for row in packed))

    def _starts(self) -> Numbers:
        """Where each person's events begin: they lie person by person."""
        persons = self.events["person_id"].to_numpy()
        changes: Numbers = np.flatnonzero(np.diff(persons)) + 1
        return np.concatenate(([0], changes)) if len(persons) else changes

    def _best(self, codes: Numbers) -> Numbers:
        """The row of each person's best event, by the rules that it meets."""
        many = sum((met.astype(np.int8) for met in self.met), np.zeros(len(codes), dtype=np.int8))
        # The lowest bit is the earliest rule. One that is not met at all counts as the first, as in Circe.
        return self._first_of([-many.astype(np.int64), np.where(codes == 0, 1, codes & -codes)])

    def _first_of(self, wishes: list[Numbers]) -> Numbers:
        """The row of each person's event with the least values of ``wishes``, then of its day and number."""
        starts = self._starts()
        if not len(starts):
            return starts
        lengths = np.diff(np.append(starts, self.events.num_rows))
        days = self.events["start_date"].to_numpy().astype(np.int64)
        left = np.ones(self.events.num_rows, dtype=np.bool_)
        for values in (*wishes, days, self.events["event_id"].to_numpy()):
            least = np.minimum.reduceat(np.where(left, values, np.iinfo(np.int64).max), starts)
            left &= values == np.repeat(least, lengths)
        best: Numbers = np.flatnonzero(left)
        return best
