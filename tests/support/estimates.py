"""Two regressions, as a study would fit them, each with standard errors, and the tails of a binomial."""

from math import exp, lgamma, log, log1p

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST = 5.0  # events below which an estimate is far from normal


def linear(x: Floats, y: Floats, cluster: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Least squares: coefficients, and standard errors that allow for rows of one ``cluster`` being alike.

    The error of a column that others explain entirely is infinite.
    """
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ x.T @ y
    scores = x * (y - x @ beta)[:, None]
    _, group = np.unique(cluster, return_inverse=True)
    sums = np.stack([np.bincount(group, weights=column) for column in scores.T], axis=1)
    error = np.sqrt(np.clip(np.diag(inverse @ (sums.T @ sums) @ inverse), 0, None))
    return beta, np.where(_explained(x), np.inf, error)


def poisson(x: Floats, events: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Log-linear rates by Newton's method: coefficients and standard errors.

    These are infinite as in ``linear``, and where fewer than ``FEWEST`` events fall to a column.
    """
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(events.sum() / time.sum())  # the first column is the constant
    for _ in range(50):
        expected = time * np.exp(x @ beta)
        step = np.linalg.pinv(x.T @ (x * expected[:, None])) @ x.T @ (events - expected)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    weighted = x * np.sqrt(time * np.exp(x @ beta))[:, None]
    error = np.sqrt(np.clip(np.diag(np.linalg.pinv(weighted.T @ weighted)), 0, None))
    return beta, np.where(_explained(weighted) | ((weighted**2).sum(axis=0) < FEWEST), np.inf, error)


def binomial_tail(count: int, of: int, share: float) -> float:
    """How likely so many or a number still further from the mean is, on the same side."""
    if not 0 < share < 1:
        return 1.0 if count == of * share else 0.0
    further = range(count + 1) if count < of * share else range(count, of + 1)
    ways = (lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log1p(-share)
            for k in further)  # fmt: skip
    return sum(exp(logarithm) for logarithm in ways)


def _explained(x: Floats) -> NDArray[np.bool_]:
    """The columns of which hardly anything is left beside the others."""
    total = (x**2).sum(axis=0)
    left = np.empty(x.shape[1])
    for column in range(x.shape[1]):
        others = np.delete(x, column, axis=1)
        fit = np.linalg.lstsq(others, x[:, column], rcond=None)[0]
        left[column] = ((x[:, column] - others @ fit) ** 2).sum()
    return left <= 1e-3 * total
