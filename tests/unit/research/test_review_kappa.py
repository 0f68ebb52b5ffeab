"""Cohen's kappa against statsmodels, a published example, and the cases that have none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from asan.modules.research.review.kappa import agreement
from asan.modules.research.review.sample import drawn


def pairs_of(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


def test_a_textbook_s_table() -> None:
    # 50 applications: both yes 20, both no 15, only the first 5, only the second 10.
    found = agreement(pairs_of([[20, 5], [10, 15]]))
    assert (found.pairs, found.agreed) == (50, 35)
    assert found.kappa == pytest.approx(0.4)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@settings(max_examples=150, deadline=None)
@given(st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 30), min_size=size, max_size=size), min_size=size, max_size=size)
))  # fmt: skip
def test_it_is_statsmodels_kappa_with_its_interval(table: list[list[int]]) -> None:
    found = agreement(pairs_of(table))
    counts = np.array(table)
    assert found.pairs == counts.sum()
    total = counts.sum()
    if total == 0 or (counts.sum(axis=0) * counts.sum(axis=1)).sum() == total**2:
        assert found.kappa is None
        return
    told = cohens_kappa(counts, return_results=True)
    assert found.kappa == pytest.approx(told.kappa, abs=1e-9)
    if told.var_kappa < 1e-12:
        assert (found.low, found.high) == (None, None)
        return
    assert found.low == pytest.approx(max(-1.0, told.kappa_low), abs=1e-6)
    assert found.high == pytest.approx(min(1.0, told.kappa_upp), abs=1e-6)


def test_who_could_not_but_agree_has_no_kappa() -> None:
    found = agreement([("yes", "yes")] * 9)
    assert (found.agreed, found.kappa, found.low) == (9, None, None)
    assert agreement([]).pairs == 0
    # One who always says yes beside one who always says no agrees as often as chance has it: never.
    assert agreement([("yes", "no")] * 9).kappa == 0
    # Nobody disagreed, or one reviewer always said the same: a standard error of 0 tells nothing.
    whole = agreement([("yes", "yes"), ("no", "no"), ("no", "no")])
    assert (whole.kappa, whole.low, whole.high) == (1, None, None)
    constant = agreement([("yes", "yes"), ("yes", "no"), ("yes", "yes")])
    assert (constant.kappa, constant.low, constant.high) == (0, None, None)


def test_a_sample_is_the_seed_s_and_grows_by_its_end() -> None:
    persons = range(10_000)
    first = drawn(persons, 7, 100)
    assert first == drawn(reversed(persons), 7, 100) == drawn(persons, 7, 200)[:100]
    assert len(set(first)) == 100
    assert first != drawn(persons, 8, 100)
    # As anyone can compute it: the least of the hashes of "7|person".
    assert drawn([1, 2, 3], 7, None) == [3, 1, 2]
    assert drawn([5, 5], 1, None) == [5]
    # A thousand samples of one out of four take each about 250 times: within 5 standard deviations (13.7).
    taken = [drawn(range(4), seed, 1)[0] for seed in range(1_000)]
    assert all(abs(taken.count(person) - 250) < 69 for person in range(4))
