"""Incidence rates and their ratio, with exact intervals.

The interval of a Poisson count is Garwood's (Biometrika 1936; 28: 437-442): its limits are quantiles of gamma
distributions. That of a ratio of two rates holds their sum fixed, so that the first count is binomial, and is Clopper
and Pearson's (Biometrika 1934; 26: 404-413). Both cover the truth at least as often as they say.
"""

from dataclasses import dataclass

LEVEL = 0.95
PER = 1_000
"""Person-years that a rate is told for."""

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between its limits; without a limit upwards where ``high`` is None."""

    estimate: float | None
    low: float
    high: float | None


def rate(events: int, person_years: float, *, level: float = LEVEL) -> Interval:
    """Events per `PER` person-years; without time there is no estimate, and anything is possible."""
    if person_years <= 0:
        return Interval(None, 0.0, None)
    low, high = poisson_limits(events, level=level)
    scale = PER / person_years
    return Interval(events * scale, low * scale, high * scale)


def poisson_limits(events: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The limits of the mean of a Poisson variable that came out as ``events``."""
    from scipy.special import gammaincinv

    outside = (1 - level) / 2
    low = float(gammaincinv(events, outside)) if events else 0.0
    return low, float(gammaincinv(events + 1, 1 - outside))


def rate_ratio(
    events: int, person_years: float, other_events: int, other_years: float, *, level: float = LEVEL
) -> Interval:
    """The first rate over the second one."""
    if person_years <= 0 or other_years <= 0 or events + other_events == 0:
        return Interval(None, 0.0, None)
    from scipy.special import betaincinv

    outside = (1 - level) / 2
    low = float(betaincinv(events, other_events + 1, outside)) if events else 0.0
    high = float(betaincinv(events + 1, other_events, 1 - outside)) if other_events else 1.0
    times = other_years / person_years
    return Interval(
        events / other_events * times if other_events else None,
        low / (1 - low) * times,
        high / (1 - high) * times if high < 1 else None,
    )
