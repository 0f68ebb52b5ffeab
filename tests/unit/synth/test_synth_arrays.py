import numpy as np
import pytest

from asan.synth.arrays import within
from asan.synth.clock import day_of, month_of, to_workday, year_of
from asan.synth.draws import Draws, pick
from asan.synth.encounters import OPEN, batch, encounters_of, kind, settle
from asan.synth.normal import share_below

DAY = 86_400


def test_within_restarts_for_each_group() -> None:
    assert within(np.array([2, 0, 3])).tolist() == [0, 1, 0, 1, 2]


def test_streams_are_independent_of_one_another() -> None:
    draws = Draws(4)
    first = draws.stream("a").random(3)
    draws.stream("b").random(100)
    assert draws.stream("a").random(3).tolist() == first.tolist()
    assert Draws(5).stream("a").random(3).tolist() != first.tolist()


def test_noise_belongs_to_person_and_second_and_is_normal() -> None:
    patient, time = np.arange(20_000), np.arange(20_000) * 7
    noise = Draws(1).noise("x", patient, time)
    assert Draws(1).noise("x", patient[::-1], time[::-1]).tolist() == noise[::-1].tolist()
    assert abs(noise.mean()) < 0.04
    assert abs(noise.std() - 1) < 0.03


def test_uuids_have_their_form_and_differ() -> None:
    ids = Draws(1).uuids("x", 1000)
    assert len(set(ids.tolist())) == 1000
    assert all(len(i) == 36 and i[14] == "4" and i[19] in "89ab" and i.count("-") == 4 for i in ids)


def test_pick_follows_its_weights() -> None:
    chosen = pick(np.random.default_rng(0), (1, 0, 3), 10_000)
    assert np.bincount(chosen, minlength=3)[1] == 0
    assert (chosen == 2).mean() == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize(("z", "share"), [(-1.959964, 0.025), (0.0, 0.5), (1.281552, 0.9)])
def test_normal_shares(z: float, share: float) -> None:
    assert share_below(np.array([z]))[0] == pytest.approx(share, abs=1e-6)


def test_calendar() -> None:
    from datetime import date

    days = np.array(
        [day_of(date(2024, 2, 29)), day_of(date(2024, 3, 2)), day_of(date(2024, 3, 3)), day_of(date(1969, 12, 31))]
    )
    assert month_of(days).tolist() == [2, 3, 3, 12]
    assert year_of(days).tolist() == [2024, 2024, 2024, 1969]
    assert to_workday(days[:3]).tolist() == [
        day_of(date(2024, 2, 29)),
        day_of(date(2024, 3, 1)),
        day_of(date(2024, 3, 4)),
    ]


def _settled(rows: list[tuple[str, float, float]], death: float = np.inf) -> list[tuple[str, float, float]]:
    kinds = np.array([kind(k) for k, _, _ in rows])
    start, stop = (np.array([round(r[i] * DAY) for r in rows]) for i in (1, 2))
    visits = encounters_of(np.zeros(len(rows), dtype=np.int64), start, stop, kinds, 0)
    dies = np.array([OPEN if np.isinf(death) else int(death * DAY)])
    kept = settle(batch(visits), np.array([0]), dies, 100).encounters
    names = {kind(k): k for k, _, _ in rows}
    return [(names[k], a / DAY, b / DAY) for k, a, b in zip(kept.kind, kept.start, kept.stop, strict=True)]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("follow_up", 5, 5.1), ("follow_up", 3, 3.1)], [("follow_up", 3, 3.1), ("follow_up", 5, 5.1)]),
        # a clinic visit within a stay
        ([("admission_planned", 2, 9), ("follow_up", 4, 4.1)], [("admission_planned", 2, 9)]),
        # a clinic visit that is still going on when the stay begins
        ([("admission_planned", 2, 9), ("follow_up", 1.95, 2.05)], [("admission_planned", 2, 9)]),
        # two stays at once
        ([("admission_planned", 2, 9), ("delivery", 4, 7)], [("admission_planned", 2, 9)]),
        # the emergency room and the ward touch
        (
            [("emergency", 2, 2.5), ("admission_emergency", 2.5, 6)],
            [("emergency", 2, 2.5), ("admission_emergency", 2.5, 6)],
        ),
        # beyond the window
        ([("follow_up", 101.5, 101.6), ("admission_planned", 99, 103)], []),
    ],
)
def test_nobody_is_in_two_places(rows: list[tuple[str, float, float]], kept: list[tuple[str, float, float]]) -> None:
    assert _settled(rows) == kept


def test_a_stay_ends_with_death_and_nothing_follows() -> None:
    rows = [("admission_planned", 2, 9), ("follow_up", 8, 8.1)]
    assert _settled(rows, death=4.25) == [("admission_planned", 2, 4.25)]
