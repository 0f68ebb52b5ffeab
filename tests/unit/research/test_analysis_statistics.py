"""Estimates and intervals: against values of the literature, computed by hand, and against other libraries."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from asan.modules.research.analysis.statistics.differences import of_means, of_proportions
from asan.modules.research.analysis.statistics.rates import poisson_limits, rate, rate_ratio
from asan.modules.research.analysis.statistics.survival import Durations, kaplan_meier, log_rank, median

# Weeks in remission under 6-mercaptopurine and under placebo (Freireich et al., Blood 1963; 21: 699-716); +: censored
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def durations(text: str) -> Durations:
    return grouped([(int(each.rstrip("+")), not each.endswith("+")) for each in text.split()])


def grouped(persons: list[tuple[int, bool]]) -> Durations:
    days = sorted({day for day, _ in persons})
    events = [sum(1 for day, event in persons if day == one and event) for one in days]
    censored = [sum(1 for day, event in persons if day == one and not event) for one in days]
    return Durations(np.array(days), np.array(events, dtype=np.int64), np.array(censored, dtype=np.int64))


def test_standardized_differences_are_those_of_austins_formulas() -> None:
    # 0.2 / sqrt((0.25 + 0.21) / 2) and 2 / sqrt((4 + 9) / 2)
    assert of_proportions(0.5, 0.3) == pytest.approx(0.417028828, abs=1e-9)
    assert of_means(10, 2, 8, 3) == pytest.approx(0.784464541, abs=1e-9)
    assert of_means(8, 3, 10, 2) == pytest.approx(-0.784464541, abs=1e-9)
    assert of_proportions(0, 0) == of_means(1, 0, 1, 0) == 0
    assert of_proportions(1, 0) is None
    assert of_means(2, 0, 1, 0) is None


def test_the_limits_of_a_count_are_garwoods() -> None:
    # His table: none, 1, 10 and 100 events.
    for events, low, high in ((0, 0, 3.689), (1, 0.02532, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.63)):
        assert poisson_limits(events) == pytest.approx((low, high), rel=4e-4)
    found = rate(10, 2500)
    assert (found.estimate, found.low, found.high) == pytest.approx((4, 1.918156, 7.356142), abs=1e-6)
    assert (rate(0, 0).estimate, rate(0, 0).low, rate(0, 0).high) == (None, 0, None)


@given(st.integers(0, 5000), st.sampled_from([0.8, 0.95, 0.999]))
def test_the_limits_are_quantiles_of_chi_square(events: int, level: float) -> None:
    outside = (1 - level) / 2
    low = chi2.ppf(outside, 2 * events) / 2 if events else 0.0
    assert poisson_limits(events, level=level) == pytest.approx((low, chi2.isf(outside, 2 * events + 2) / 2), rel=1e-9)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_the_limits_of_a_ratio_are_those_of_a_binomial_share(a: int, b: int, years: float, other: float) -> None:
    found = rate_ratio(a, years, b, other)
    if a + b == 0:
        assert (found.estimate, found.low, found.high) == (None, 0, None)
        return
    limits = binomtest(a, a + b).proportion_ci(0.95, "exact")
    times = other / years
    assert found.low == pytest.approx(limits.low / (1 - limits.low) * times, rel=1e-6)
    if b == 0:
        assert (found.estimate, found.high) == (None, None)
    else:
        assert found.estimate == pytest.approx(a / b * times)
        assert found.high == pytest.approx(limits.high / (1 - limits.high) * times, rel=1e-6)


def test_the_curve_of_the_literature() -> None:
    steps = kaplan_meier(durations(TREATED))
    told = {step.day: (round(step.survival, 3), step.at_risk, step.events) for step in steps}
    assert told == {
        6: (0.857, 21, 3), 7: (0.807, 17, 1), 10: (0.753, 15, 1), 13: (0.690, 12, 1), 16: (0.627, 11, 1),
        22: (0.538, 7, 1), 23: (0.448, 6, 1),
    }  # fmt: skip
    # 18/21 with Greenwood's variance on the log-log scale, by hand.
    survival = 18 / 21
    error = math.sqrt(3 / (21 * 18)) / abs(math.log(survival))
    expected = [survival ** math.exp(sign * 1.959963985 * error) for sign in (1, -1)]
    assert (steps[0].low, steps[0].high) == pytest.approx(expected, abs=1e-9)
    assert median(steps).day == 23
    assert median(kaplan_meier(durations(PLACEBO))).day == 8


def test_the_test_of_the_literature() -> None:
    found = log_rank([durations(TREATED), durations(PLACEBO)])
    assert found is not None
    assert (round(found.statistic, 2), found.degrees) == (16.79, 1)
    assert found.p == pytest.approx(4.17e-5, rel=0.01)


def test_nobody_no_event_and_one_group_have_no_curve_and_no_test() -> None:
    still = durations("5+ 9+")
    assert kaplan_meier(still) == []
    assert median([]).day is None
    assert log_rank([still, still]) is None
    assert log_rank([durations("1 2"), durations("")]) is None
    assert kaplan_meier(durations("0 0 1+"))[0].survival == pytest.approx(1 / 3)


def test_a_day_on_which_all_who_are_left_have_the_event_is_no_test() -> None:
    assert log_rank([durations("1+ 3"), durations("2+ 3 3")]) is None
    assert log_rank([durations("1+ 3"), durations("2+ 3 3+")]) is not None


_PERSONS = st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PERSONS, min_size=2, max_size=4))
def test_curves_and_test_are_those_of_statsmodels(groups: list[list[tuple[int, bool]]]) -> None:
    own = [grouped(group) for group in groups]
    for group, persons in zip(own, groups, strict=True):
        steps = kaplan_meier(group)
        days, events = zip(*persons, strict=True)
        other = SurvfuncRight(days, events) if steps else None
        expected = zip(other.surv_times, other.surv_prob, other.surv_prob_se, strict=True) if other else ()
        for step, (day, survival, error) in zip(steps, expected, strict=True):
            assert (step.day, step.survival) == (day, pytest.approx(survival, abs=1e-9))
            if 0 < survival < 1:
                # Greenwood's error, carried to the log-log scale by the delta method.
                spread = 1.959963985 * error / (survival * math.log(survival))
                limits = sorted(survival ** math.exp(sign * spread) for sign in (1, -1))
                assert (step.low, step.high) == pytest.approx(limits, abs=1e-7)
    told = [(day, event, number) for number, group in enumerate(groups) for day, event in group]
    found = log_rank(own)
    if found is None or found.degrees < len(groups) - 1:
        return
    statistic, p = survdiff(*map(np.array, zip(*told, strict=True)))
    assert found.statistic == pytest.approx(statistic, rel=1e-6, abs=1e-9)
    assert found.p == pytest.approx(p, rel=1e-6, abs=1e-9)
