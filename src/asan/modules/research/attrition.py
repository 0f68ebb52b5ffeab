"""How inclusion rules thin out entry events: counted from a bit for each rule and event, without asking the CDM again.

A rule that is switched off, moved or replaced changes which bits are looked at; only a new rule has to be computed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bits = npt.NDArray[np.bool_]


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
        return cls(answer.drop_columns(names), met)

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
        packed = np.packbits(np.stack(self.met, axis=1)[rows], axis=1, bitorder="little")
        return dict(Counter(int.from_bytes(row.tobytes(), "little") for row in packed))

    def _counted(self, left: Bits) -> Step:
        persons = self.events["person_id"].to_numpy()[left]
        return Step(int(left.sum()), int(np.count_nonzero(np.diff(persons))) + 1 if len(persons) else 0)

    def _best(self) -> npt.NDArray[np.int64]:
        persons = self.events["person_id"].to_numpy()
        if not self.met:
            keys = [self.events["event_id"].to_numpy(), self.events["start_date"].to_numpy(), persons]
        else:
            met = np.stack(self.met, axis=1)
            # A rule that is not met at all counts as the first, as in Circe.
            earliest = met.argmax(axis=1)
            dates = self.events["start_date"].to_numpy()
            keys = [self.events["event_id"].to_numpy(), dates, earliest, -met.sum(axis=1), persons]
        order: npt.NDArray[np.int64] = np.lexsort(keys)
        if not len(order):
            return order
        best: npt.NDArray[np.int64] = order[np.concatenate(([True], np.diff(persons[order]) != 0))]
        return best
