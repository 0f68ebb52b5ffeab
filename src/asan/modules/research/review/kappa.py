"""Agreement of two reviewers beyond chance."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

_Z: Final = 1.959963984540054
"""Of the standard normal distribution, what 2.5 % lie above."""

_NONE: Final = 1e-12
"""A variance below it is 0 but for rounding: of a thousand pairs the least that is not is larger."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of ``pairs`` answers in pairs, ``agreed`` were the same.

    ``kappa`` is None where there is none: without pairs, or where both reviewers gave one and the same answer
    throughout, so that they could not but agree. Its 95 % interval is None where the standard error is 0: nobody
    disagreed, or one reviewer gave one answer throughout. Of how sure kappa is that would tell nothing.
    """

    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Cohen's kappa, unweighted, of nominal answers given in pairs.

    kappa = (po - pe) / (1 - pe), with po the share of equal pairs and pe what the reviewers' own shares of each answer
    would give by chance (J. Cohen, A coefficient of agreement for nominal scales, Educ Psychol Meas 1960;20:37-46).
    The interval is kappa ± 1.96 standard errors for large samples (J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample
    standard errors of kappa and weighted kappa, Psychol Bull 1969;72:323-327), cut at -1 and 1.
    """
    count = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    # Of whole numbers: whether there is a kappa must not hang on rounding.
    by_chance = sum(firsts[answer] * seconds[answer] for answer in firsts)
    if count == 0 or by_chance == count * count:
        return Agreement(count, agreed, None, None, None)
    expected = by_chance / count**2
    kappa = (agreed / count - expected) / (1 - expected)
    variance = _variance(Counter(pairs), firsts, seconds, count, kappa, expected)
    if variance < _NONE:
        return Agreement(count, agreed, kappa, None, None)
    error = math.sqrt(variance)
    return Agreement(count, agreed, kappa, max(-1.0, kappa - _Z * error), min(1.0, kappa + _Z * error))


def _variance(
    cells: Counter[tuple[Hashable, Hashable]],
    firsts: Counter[Hashable],
    seconds: Counter[Hashable],
    count: int,
    kappa: float,
    expected: float,
) -> float:
    on = off = 0.0
    for (first, second), number in cells.items():
        share = number / count
        if first == second:
            on += share * (1 - (firsts[first] + seconds[first]) / count * (1 - kappa)) ** 2
        else:
            # The share of the second reviewer for the first one's answer, and the other way round.
            off += share * ((seconds[first] + firsts[second]) / count) ** 2
    spread = on + (1 - kappa) ** 2 * off - (kappa - expected * (1 - kappa)) ** 2
    return spread / (count * (1 - expected) ** 2)
