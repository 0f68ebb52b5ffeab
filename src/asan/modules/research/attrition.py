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
        left = np.ones(self.events.num_rows, dtype=np.bool_)
        found = [self._counted(left)]
        for rule in range(len(self.met)) if rules is None else rules:
            left = left & self.met[rule]
            found.append(self._counted(left))
        return found

    def with_rule(self, at: int, bits: Bits) -> "Attrition":
        """Another rule at the place of one; at the end, one more."""
        return replace(self, met=(*self.met[:at], bits, *self.met[at + 1 :]))

    def masks(self, *, best_events: bool = False) -> dict[int, int]:
        """How many events meet exactly which rules: bit n of the mask is rule n. Circe's inclusion results.

        ``best_events`` counts one event of each person: that which meets most rules, of these that which meets the
        earliest rule, of these the earliest.
        """
        rows = self._best() if best_events else np.arange(self.events.num_rows)
        if not self.met:
            return {0: len(rows)} if len(rows) else {}
        met = np.stack(self.met, axis=1)[rows]
        if len(self.met) < _BITS:
            masks, counts = np.unique(met @ (1 << np.arange(len(self.met), dtype=np.int64)), return_counts=True)
            return dict(zip(masks.tolist(), counts.tolist(), strict=True))
        packed = np.packbits(met, axis=1, bitorder="little")
        return dict(Counter(int.from_bytes(row.tobytes(), "little") for row in packed))

    def _counted(self, left: Bits) -> Step:
        persons = self.events["person_id"].to_numpy()[left]
        return Step(int(left.sum()), int(np.count_nonzero(np.diff(persons))) + 1 if len(persons) else 0)

    def _best(self) -> npt.NDArray[np.int64]:
        """The row of each person's best event. Rows lie person by person: each wish narrows every person's rows."""
        persons = self.events["person_id"].to_numpy()
        if not len(persons):
            return np.empty(0, dtype=np.int64)
        starts = np.flatnonzero(np.concatenate(([True], np.diff(persons) != 0)))
        lengths = np.diff(np.append(starts, len(persons)))
        wishes = [self.events["start_date"].to_numpy().astype(np.int64), self.events["event_id"].to_numpy()]
        if self.met:
            met = np.stack(self.met, axis=1)
            # A rule that is not met at all counts as the first, as in Circe.
            wishes = [-met.sum(axis=1), met.argmax(axis=1), *wishes]
        left = np.ones(len(persons), dtype=np.bool_)
        for values in wishes:
            least = np.minimum.reduceat(np.where(left, values, np.iinfo(np.int64).max), starts)
            left &= values == np.repeat(least, lengths)
        best: npt.NDArray[np.int64] = np.flatnonzero(left)
        return best
