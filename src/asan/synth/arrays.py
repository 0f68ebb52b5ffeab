"""Tables as frozen dataclasses of equally long arrays: taken, joined and repeated whole, never row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Strings: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Columns:
    """The base of such a table. Every field is an array, and all have one length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: Ints | Bools) -> Self:
        """The rows at these positions, or where the mask is true."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """The parts under one another, in their order."""
        return cls(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)})


def within(counts: Ints) -> Ints:
    """0, 1, … restarting for each group of ``counts`` rows: the ordinal of a repeated row in its group."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
