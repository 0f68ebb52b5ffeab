"""An estimate of distinct values whose parts can be added and taken away: HyperLogLog with a count for each rank.

Each value's hash names a register and a rank; how many rows have which is counted, so that rows that go can be taken
off again, and what is left is what counting the rest would give. Error about 6.5 % (1.04 / sqrt(256)).
Flajolet et al., HyperLogLog, 2007: with its correction of small numbers.
"""

from math import log

_REGISTERS = 256
_BITS = 64 - _REGISTERS.bit_length() + 1  # of a hash, beside its register
_ALPHA = 0.7213 / (1 + 1.079 / _REGISTERS)


def cell(column: str) -> str:
    """SQL of the cell of a value: its register times 64, and the place of the first bit of the hash's rest."""
    rest = f"((hash({column}) >> {64 - _BITS}) | 1)"
    return (
        f"CASE WHEN {column} IS NOT NULL THEN "
        f"((hash({column}) & {_REGISTERS - 1}) * 64 + floor(log2({rest}::DOUBLE)))::USMALLINT END"
    )


def estimate(cells: list[int], filled: int) -> int:
    """How many distinct values stand behind the ``cells`` that have rows; at most the ``filled`` rows."""
    rarest: dict[int, int] = {}
    for number in cells:
        register, place = divmod(number, 64)
        rarest[register] = max(rarest.get(register, 0), _BITS - min(place, _BITS - 1))
    empty = _REGISTERS - len(rarest)
    raw = _ALPHA * _REGISTERS**2 / (empty + sum(2.0**-rank for rank in sorted(rarest.values())))
    if raw <= 2.5 * _REGISTERS and empty:
        raw = _REGISTERS * log(_REGISTERS / empty)
    return min(round(raw), filled)
