"""Drawing the patients of a review, so that anyone with the seed draws the same ones."""

import hashlib
from collections.abc import Iterable


def drawn(persons: Iterable[int], seed: int, size: int | None) -> list[int]:
    """``size`` of ``persons`` (None: all), in the order in which they are reviewed.

    Each person's place is the SHA-256 of ``seed|person_id``, as text in decimal digits: the first ``size`` by it are a
    simple random sample without replacement, and a larger one begins with the smaller. No library's generator comes
    in, whose numbers may change with its version.
    """
    ordered = sorted(set(persons), key=lambda person: hashlib.sha256(f"{seed}|{person}".encode()).digest())
    return ordered if size is None else ordered[:size]
