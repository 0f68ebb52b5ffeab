"""Random numbers by name: each part of the hospital has its own stream, so that adding one part moves no other.

Persons come in blocks, each with streams of its own, so that a block can be made without the others, by any process.
"""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from asan.synth.arrays import Bools, Floats, Ints, Strings

_HEX = np.array([f"{byte:02x}" for byte in range(256)], dtype="S2")
_DASHES_AFTER = (4, 6, 8, 10)  # bytes of a UUID before which a dash stands


class Draws:
    """Seeded generators. The same seed and name give the same numbers, whatever was drawn elsewhere."""

    def __init__(self, seed: int, block: int | None = None) -> None:
        self._seed = seed
        self._block = block

    @property
    def whole(self) -> "Draws":
        """The generators of what all blocks share: sites, doctors, insurers."""
        return Draws(self._seed)

    def stream(self, name: str) -> np.random.Generator:
        """The generator of the part called ``name``; calling twice starts it again from its beginning."""
        digest = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
        block = () if self._block is None else (self._block + 1,)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self._seed, digest, *block])))

    def noise(self, name: str, patient: Ints, time: Ints) -> Floats:
        """A standard normal number for each person and second: the same whenever the same two are asked for."""
        key = np.uint64(int.from_bytes(sha256(f"{self._seed} {self._block} {name}".encode()).digest()[:8], "big"))
        first = _mix(patient.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + time.astype(np.uint64) + key)
        second = _mix(first)
        radius = np.sqrt(-2 * np.log(_unit(first)))
        return np.asarray(radius * np.cos(2 * np.pi * _unit(second)))

    def uuids(self, name: str, count: int) -> Strings:
        """``count`` identifiers in the form of a version 4 UUID, as an array of text."""
        raw = np.frombuffer(self.stream(name).bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
        raw[:, 6] = (raw[:, 6] & 0x0F) | 0x40
        raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
        pairs = _HEX[raw].view("S1").reshape(count, 32)
        text = np.full((count, 36), b"-", dtype="S1")
        start = target = 0
        for end in (*_DASHES_AFTER, 16):
            width = 2 * (end - start)
            text[:, target : target + width] = pairs[:, 2 * start : 2 * end]
            start, target = end, target + width + 1
        return text.view("S36").reshape(count).astype("U36")


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def _unit(bits: NDArray[np.uint64]) -> Floats:
    """Uniform numbers above 0 and at most 1."""
    return np.asarray(((bits >> np.uint64(11)).astype(np.float64) + 1) / 2**53)


def chance(draw: np.random.Generator, probability: Floats | float, count: int) -> Bools:
    """``count`` coins, each true with its probability."""
    return draw.random(count) < probability


def pick(draw: np.random.Generator, weights: tuple[float, ...], count: int) -> Ints:
    """``count`` positions in ``weights``, each as likely as its weight."""
    cumulative = np.cumsum(weights) / sum(weights)
    return np.searchsorted(cumulative[:-1], draw.random(count), side="right")
