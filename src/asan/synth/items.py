"""Short ways to put diagnoses, procedures and drugs on encounters."""

import numpy as np

from asan.synth.arrays import Ints
from asan.synth.catalog import number
from asan.synth.clock import HOUR, MINUTE
from asan.synth.codes import Code
from asan.synth.draws import chance
from asan.synth.encounters import OPEN, Diagnoses, Prescriptions, Procedures


def diagnose(encounters: Ints, condition: Code, stop: Ints | int = OPEN) -> Diagnoses:
    """The condition at each of these encounters, until ``stop`` (seconds)."""
    count = len(encounters)
    return Diagnoses(
        encounters, np.full(count, number(condition)), np.broadcast_to(np.asarray(stop, dtype=np.int64), count)
    )


def perform(
    draw: np.random.Generator, encounters: Ints, procedure: Code, share: float = 1.0, reason: Code | None = None,
    latest: int = 10 * MINUTE, length: int = 30 * MINUTE,
) -> Procedures:  # fmt: skip
    """The procedure at a share of these encounters, starting within ``latest`` seconds of theirs."""
    chosen = encounters[chance(draw, share, len(encounters))]
    count = len(chosen)
    offset = draw.integers(0, max(latest // MINUTE, 1), count) * MINUTE
    long = length if latest < HOUR else 3 * length
    return Procedures(
        chosen, np.full(count, number(procedure)), offset, np.full(count, long), np.full(count, _number(reason))
    )


def prescribe(
    draw: np.random.Generator, encounters: Ints, drug: Code, share: float, days: int, reason: Code | None = None
) -> Prescriptions:
    """The drug at a share of these encounters, for ``days`` days from their start."""
    chosen = encounters[chance(draw, share, len(encounters))]
    count = len(chosen)
    return Prescriptions(
        chosen,
        np.full(count, number(drug)),
        np.full(count, days),
        np.full(count, OPEN),
        np.full(count, _number(reason)),
    )


def _number(code: Code | None) -> int:
    return -1 if code is None else number(code)
