"""Who falls ill of what and when, which treatment they take,
and when they die: matrices of days by disease and person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asan.synth.arrays import Bools, Floats, Ints
from asan.synth.cancers import CANCERS, Cancer
from asan.synth.catalog import LASTING, lasting
from asan.synth.clock import NEVER, YEAR_DAYS
from asan.synth.codes import Code
from asan.synth.diseases import AGES, COMPLICATIONS, DISEASES, Shares
from asan.synth.draws import Draws, pick
from asan.synth.drug_lines import LINES
from asan.synth.normal import share_below
from asan.synth.population import SMOKING_MEN, SMOKING_WOMEN, People


@dataclass(frozen=True)
class Health:
    """Days by row of ``LASTING`` (``LINES``, ``CANCERS``) and person; ``NEVER`` where it does not happen."""

    onset: NDArray[np.int64]  # LASTING x persons: the disease begins
    over: NDArray[np.int64]  # LASTING x persons: it ends
    line_start: NDArray[np.int64]  # LINES x persons: a treatment begins
    line_stop: NDArray[np.int64]  # LINES x persons
    stage: NDArray[np.int64]  # CANCERS x persons: position in ``cancers.STAGES``, -1 for the well


def fall_ill(draws: Draws, people: People) -> Health:
    """The lasting diseases of everyone, as if nobody died of anything."""
    count = len(people)
    onset = np.full((len(LASTING), count), NEVER)
    over = np.full((len(LASTING), count), NEVER)
    stage = np.full((len(CANCERS), count), -1)
    factors = {"metabolic": people.metabolic, "atopic": people.atopic, "": np.zeros(count)}
    for row, disease in enumerate(DISEASES):
        draw = draws.stream(f"onset {disease.code.code}")
        own = draw.standard_normal(count)
        liability = disease.loading * factors[disease.liability] + np.sqrt(1 - disease.loading**2) * own
        onset[row] = _onset(people, disease.men, disease.women, 1 - share_below(liability), draw)
        earliest = people.birth + int(disease.youngest * YEAR_DAYS)
        onset[row] = np.where(onset[row] < NEVER, np.maximum(onset[row], earliest), NEVER)
        if disease.lasts_years:
            over[row] = _after(onset[row], draw.exponential(disease.lasts_years, count) + 0.5)
    for position, cancer in enumerate(CANCERS):
        draw = draws.stream(f"onset {cancer.code.code}")
        row = lasting(cancer.code)
        # Divided by the relative risk, a rank meets as much larger a share.
        rank = draw.random(count) / smoking_risk(cancer, people)
        onset[row] = _onset(people, cancer.men, cancer.women, rank, draw)
        stage[position] = np.where(onset[row] < NEVER, pick(draw, cancer.stages, count), -1)
    for complication in COMPLICATIONS:
        draw = draws.stream(f"onset {complication.code.code}")
        row, former = lasting(complication.code), lasting(complication.after)
        onset[row] = _after(onset[former], draw.exponential(complication.mean_years, count) + 0.3)
        onset[row] = np.where(onset[row] < over[former], onset[row], NEVER)
        if complication.ends_former:
            over[former] = np.minimum(over[former], onset[row])
    line_start, line_stop = _treat(draws, people, onset, over)
    return Health(onset, over, line_start, line_stop, stage)


def smoking_risk(cancer: Cancer, people: People) -> Floats:
    """Each person's risk relative to the average of their sex, so that the shares asked for stay as they are."""
    risks = np.asarray(cancer.smoking)
    average = np.where(people.female, risks @ SMOKING_WOMEN, risks @ SMOKING_MEN)
    return np.asarray(risks[people.smoker] / average)


def known_from(health: Health, people: People) -> NDArray[np.int64]:
    """LASTING x persons: the day from which the hospital can know the disease, else ``NEVER``."""
    known = np.maximum(health.onset, people.arrival)
    return np.where((health.onset < NEVER) & (known < health.over), known, NEVER)


def ill_at(health: Health, disease: int, patient: Ints, day: Ints) -> Bools:
    """Whether each of these persons has the disease (row of ``LASTING``) on the day beside them."""
    return np.asarray((health.onset[disease, patient] <= day) & (day < health.over[disease, patient]))


def takes_at(health: Health, drug: Code, patient: Ints, day: Ints) -> Bools:
    """Whether each of these persons takes the drug for a lasting disease on the day beside them."""
    takes = np.zeros(len(day), dtype=bool)
    for row, line in enumerate(LINES):
        if line.drug == drug:
            takes |= (health.line_start[row, patient] <= day) & (day < health.line_stop[row, patient])
    return takes


def _onset(people: People, men: Shares, women: Shares, rank: Floats, draw: np.random.Generator) -> Ints:
    """The day on which the share of those already ill passes the person's rank; ``NEVER`` for those beyond it."""
    rising = 1e-9 * np.arange(len(AGES))  # np.interp needs a strictly rising curve
    age = np.full(len(people), np.inf)
    for sex, shares in ((~people.female, men), (people.female, women)):
        curve = np.asarray(shares) / 100 + rising
        age[sex] = np.interp(rank[sex], curve, AGES, left=0.0, right=np.inf)
        age[sex] = np.where(rank[sex] <= curve[0], draw.random(int(sex.sum())), age[sex])  # in the first year of life
    return _after(people.birth, age)


def _after(day: Ints, years: Floats) -> Ints:
    reached = day + np.minimum(years, 200.0) * YEAR_DAYS
    return np.where((day < NEVER) & (years < 150), reached, NEVER).astype(np.int64)


def _treat(
    draws: Draws, people: People, onset: NDArray[np.int64], over: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    count = len(people)
    start = np.full((len(LINES), count), NEVER)
    stop = np.full((len(LINES), count), NEVER)
    for row, line in enumerate(LINES):
        draw = draws.stream(f"treatment {line.disease.code} {line.drug.code}")
        ill, well = onset[lasting(line.disease)], over[lasting(line.disease)]
        taken = draw.random(count) < line.share
        wait, length = draw.exponential(1.0, (2, count))
        begins = _after(np.maximum(ill, people.arrival), wait * line.after_years)
        begins = np.where(ill < NEVER, begins, NEVER)
        old_enough = begins >= people.birth + line.from_age * YEAR_DAYS
        start[row] = np.where(taken & old_enough & (begins < well), begins, NEVER)
        ends = _after(start[row], length * line.lasts_years + 0.25) if line.lasts_years else stop[row]
        stop[row] = np.minimum(ends, well)
    for row, line in enumerate(LINES):
        if line.replaced_by is not None:
            follower = next(i for i, o in enumerate(LINES) if o.disease == line.disease and o.drug == line.replaced_by)
            changes = (start[row] < NEVER) & (stop[row] < NEVER)
            start[follower] = np.where(changes, stop[row], start[follower])
    return start, np.where(start < NEVER, np.maximum(stop, start), NEVER)
