"""The cells of the tables: typed as they are, so that each format writes them in its own way; nothing where absent."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.arrays import Bools, Ints, Strings

MONEY = pa.decimal128(18, 2)


def moments(seconds: Ints, known: Bools | None = None) -> pa.Array:
    """Date and time; nothing where not known."""
    return _known(pa.array(seconds if known is None else np.where(known, seconds, 0), pa.timestamp("s")), known)


def dates(days: Ints, known: Bools | None = None) -> pa.Array:
    """Dates; nothing where not known."""
    values = (days if known is None else np.where(known, days, 0)).astype(np.int32)
    return _known(pa.array(values, pa.date32()), known)


def won(amounts: Ints, known: Bools | None = None) -> pa.Array:
    """Amounts of money with Synthea's two decimals; the won has none, so they are zeros. Nothing where not known."""
    # An int64 may have nineteen digits; amounts have fewer.
    return _known(pa.array(amounts).cast(pa.decimal128(19, 0)).cast(MONEY), known)


def text(values: Strings | list[str]) -> pa.Array:
    """Text as it is."""
    return pa.array(np.asarray(values, dtype=object), pa.string())


def same(value: str, count: int) -> pa.Array:
    """One text for every row."""
    return pa.repeat(pa.scalar(value), count)


def nothing(count: int) -> pa.Array:
    """An empty column."""
    return pa.nulls(count, pa.string())


def chosen(values: list[str], positions: Ints) -> pa.Array:
    """The text at each position; -1 stands for nothing."""
    index = pa.array(positions, mask=positions < 0)
    return pa.array(values, pa.string()).take(index)


def _known(values: pa.Array, known: Bools | None) -> pa.Array:
    return values if known is None else pc.if_else(pa.array(known), values, None)
