"""Standardized mean differences: how far two groups are apart, whatever their sizes.

Austin PC. Balance diagnostics for comparing the distribution of baseline covariates between treatment groups in
propensity-score matched samples. Statistics in Medicine 2009; 28: 3083-3107.

    proportions  d = (p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2)
    means        d = (m1 - m2) / sqrt((s1^2 + s2^2) / 2)

Differences of less than 0.1 either way are commonly called negligible.
"""

from math import sqrt


def of_proportions(first: float, second: float) -> float | None:
    """The difference of two shares, each from 0 to 1; None where neither varies and they differ."""
    return _standardized(first - second, first * (1 - first), second * (1 - second))


def of_means(first: float, first_sd: float, second: float, second_sd: float) -> float | None:
    """The difference of two means with standard deviations; None where neither varies and they differ."""
    return _standardized(first - second, first_sd**2, second_sd**2)


def _standardized(difference: float, first_variance: float, second_variance: float) -> float | None:
    pooled = sqrt((first_variance + second_variance) / 2)
    if pooled == 0:
        return 0.0 if difference == 0 else None
    return difference / pooled
