"""Kaplan-Meier curves with Greenwood's variance on the log-log scale, and the log-rank test of any number of groups.

Curves and limits are SciPy's. The test is Mantel and Cox's: observed minus expected events of each group, with the
hypergeometric variance of every event time, is compared with the chi-square distribution.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """Persons of one group by how many days they were followed: ``events`` and ``censored`` at each of ``days``.

    ``days`` rise and do not repeat.
    """

    days: Ints
    events: Ints
    censored: Ints

    @property
    def persons(self) -> int:
        """How many there are in all."""
        return int(self.events.sum() + self.censored.sum())

    def at_risk(self, days: Sequence[int] | Ints) -> Ints:
        """How many are still followed just before each of ``days``."""
        left = np.concatenate((np.cumsum((self.events + self.censored)[::-1])[::-1], [0]))
        found: Ints = left[np.searchsorted(self.days, np.asarray(days, dtype=np.int64))]
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """The share without the event from ``day`` on, with its limits (None: the data do not say), and who was at risk."""

    day: int
    survival: float
    low: float | None
    high: float | None
    at_risk: int
    events: int


@dataclass(frozen=True, slots=True)
class Median:
    """The first day by which half have had the event, with its limits; None: not reached."""

    day: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups differ: the statistic, its degrees of freedom, and how likely so much is without a difference."""

    statistic: float
    degrees: int
    p: float


def kaplan_meier(group: Durations, *, level: float = LEVEL) -> list[Step]:
    """The curve's steps, one each day with an event; empty without an event."""
    if not group.events.sum():
        return []
    from scipy.stats import CensoredData, ecdf

    sample = CensoredData.right_censored(
        np.concatenate((np.repeat(group.days, group.events), np.repeat(group.days, group.censored))),
        np.concatenate((np.zeros(group.events.sum(), bool), np.ones(group.censored.sum(), bool))),
    )
    curve = ecdf(sample).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        # Of a share of 1 or 0 the formula tells no limits, and SciPy says so aloud.
        warnings.simplefilter("ignore", RuntimeWarning)
        limits = curve.confidence_interval(confidence_level=level, method="log-log")
    low = dict(zip(curve.quantiles.tolist(), limits.low.probabilities.tolist(), strict=True))
    high = dict(zip(curve.quantiles.tolist(), limits.high.probabilities.tolist(), strict=True))
    share = dict(zip(curve.quantiles.tolist(), curve.probabilities.tolist(), strict=True))
    at = group.events > 0
    days = group.days[at]
    return [
        Step(day, share[day], _known(low[day]), _known(high[day]), at_risk, events)
        for day, at_risk, events in zip(
            days.tolist(), group.at_risk(days).tolist(), group.events[at].tolist(), strict=True
        )
    ]


def median(steps: Sequence[Step]) -> Median:
    """Where the curve, and each of its limits, first reaches a half (Brookmeyer and Crowley 1982)."""

    def first(values: Sequence[float | None]) -> int | None:
        reached = (s.day for s, value in zip(steps, values, strict=True) if value is not None and value <= 0.5)
        return next(reached, None)

    return Median(
        first([step.survival for step in steps]), first([step.low for step in steps]), first([s.high for s in steps])
    )


def log_rank(groups: Sequence[Durations]) -> LogRank | None:
    """The test whether all ``groups`` have one curve; None where fewer than two of them could have had an event.

    None too where the only events are of one day on which all who are left have theirs: that tells no groups apart.
    """
    days = np.unique(np.concatenate([group.days[group.events > 0] for group in groups]))
    risk = np.stack([group.at_risk(days) for group in groups]).astype(float)
    events = np.stack([_events_on(group, days) for group in groups]).astype(float)
    all_risk, all_events = risk.sum(axis=0), events.sum(axis=0)
    expected = (risk * all_events / all_risk).sum(axis=1)
    told = expected > 0
    if told.sum() < 2:
        return None
    share = risk / all_risk
    # Where one person alone is at risk there is nothing to vary.
    spread = all_events * np.where(all_risk > 1, (all_risk - all_events) / np.maximum(all_risk - 1, 1), 0.0)
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    # The differences sum to zero: the last group follows from the others.
    kept = np.flatnonzero(told)[:-1]
    apart = (events.sum(axis=1) - expected)[kept]
    if not spread.any():
        return None
    statistic = float(apart @ np.linalg.pinv(variance[np.ix_(kept, kept)]) @ apart)
    from scipy.special import chdtrc

    return LogRank(statistic, len(kept), float(chdtrc(len(kept), statistic)))


def _events_on(group: Durations, days: Ints) -> Ints:
    counted: Ints = np.zeros(len(days), dtype=np.int64)
    at = group.events > 0
    counted[np.searchsorted(days, group.days[at])] = group.events[at]
    return counted


def _known(value: float) -> float | None:
    return None if isnan(value) else value
