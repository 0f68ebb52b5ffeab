"""Incidence and survival of random cohorts are those of a plain loop over persons, which knows no SQL."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.incidence import incidence
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import IncidenceIn, RiskIn, SurvivalIn
from asan.modules.research.analysis.survival import GRACE, survival
from tests.support.circe_cdm import CirceCdm, publish_records
from tests.support.cohort_rows import Row, publish_cohorts

RESEARCHER = Principal("rae", frozenset({"researcher"}))
FIRST = dt.date(2010, 1, 1)
PERSONS = range(1, 151)
COHORTS = range(1, 6)
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Records:
    periods: dict[int, list[Span]]
    deaths: dict[int, dt.date]
    cohorts: dict[int, dict[int, list[Span]]]
    """By cohort and person."""

    def entry(self, cohort: int, person: int) -> tuple[dt.date, dt.date, dt.date] | None:
        """The index date, the first entry's end and the end of the observation around it."""
        rows = sorted(self.cohorts[cohort].get(person, []))
        around = [end for start, end in self.periods[person] if rows and start <= rows[0][0] <= end]
        return (*rows[0], around[0]) if around else None


def invented(chance: random.Random) -> Records:
    def spans(most: int) -> list[Span]:
        """Up to so many spans in eight years, one after the other."""
        cuts = sorted(chance.sample(range(0, 3000), 2 * chance.randint(0, most)))
        days = [FIRST + dt.timedelta(days=cut) for cut in cuts]
        return list(zip(days[::2], days[1::2], strict=True))

    whole = [(FIRST, FIRST + dt.timedelta(days=3000))]
    periods = {person: whole if chance.random() < 0.6 else spans(2) for person in PERSONS}
    return Records(
        periods,
        {
            person: own[-1][1] + dt.timedelta(days=chance.choice((-2000, -1000, -400, -40, 0, 20, 200)))
            for person, own in periods.items()
            if own and chance.random() < 0.5
        },
        {cohort: {person: spans(2) for person in PERSONS} for cohort in COHORTS},
    )


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    folder: Path = tmp_path_factory.mktemp("oracle")
    found = invented(random.Random(4))
    cdm = CirceCdm()
    cdm.load("person", [{"person_id": p, "gender_concept_id": 8507, "year_of_birth": 1950} for p in PERSONS])
    cdm.load(
        "observation_period",
        [
            {
                "observation_period_id": 10 * person + number,
                "person_id": person,
                "observation_period_start_date": start,
                "observation_period_end_date": end,
            }
            for person, own in found.periods.items()
            for number, (start, end) in enumerate(own)
        ],
    )
    cdm.load("death", [{"person_id": person, "death_date": day} for person, day in found.deaths.items()])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_records(cdm, folder / "work.duckdb")
        publish_cohorts({cohort: list(_rows(own)) for cohort, own in found.cohorts.items()})
        yield found
    settings.cache_clear()


def _rows(cohort: dict[int, list[Span]]) -> Iterator[Row]:
    for person, spans in cohort.items():
        for start, end in spans:
            yield person, start, end


@pytest.mark.parametrize("number", range(8))
def test_incidence_is_that_of_a_loop(records: Records, number: int) -> None:
    chance = random.Random(number)
    target, outcome = chance.sample(COHORTS, 2)
    late = chance.random() < 0.4
    risk = RiskIn(
        start_from="end" if late else "start",
        start=chance.choice((-30, 0, 1, 90)),
        end_from="end" if late or chance.random() < 0.5 else "start",
        end=chance.choice((90, 365, 3000)),
    )
    clean = chance.choice((None, 0, 100, 500))
    persons, events, days = 0, 0, 0
    for person in PERSONS:
        entry = records.entry(target, person)
        if entry is None:
            continue
        start, end, observed_until = entry
        since = (start if risk.start_from == "start" else end) + dt.timedelta(days=risk.start)
        until = (start if risk.end_from == "start" else end) + dt.timedelta(days=risk.end)
        until = min(until, observed_until)
        had = records.cohorts[outcome][person]
        before = [last for first, last in had if first < since]
        if since > until or any(clean is None or (since - last).days <= clean for last in before):
            continue
        came = min((first for first, _ in had if since <= first <= until), default=None)
        persons, events = persons + 1, events + (came is not None)
        days += ((came or until) - since).days + 1
    found = incidence(
        Reading(RESEARCHER), IncidenceIn(target=target, outcome=outcome, risk=risk, clean_days=clean), "en"
    )
    whole = next(each for each in found.rates if each.by == "all")
    assert (whole.persons, whole.events, round(whole.person_years * 365.25)) == (persons, events, days)
    assert persons > 0


@pytest.mark.parametrize("number", range(6))
def test_follow_up_is_that_of_a_loop(records: Records, number: int) -> None:
    chance = random.Random(number)
    target, outcome = chance.sample(COHORTS, 2)
    until_death = number % 2 == 0
    most = chance.choice((600, 1500, 3653))
    events: dict[int, int] = {}
    followed: list[int] = []
    for person in PERSONS:
        entry = records.entry(target, person)
        if entry is None:
            continue
        start, _, observed_until = entry
        came = records.deaths.get(person)
        if not until_death:
            came = min((first for first, _ in records.cohorts[outcome][person]), default=None)
        if came is not None and (came < start or (came == start and not until_death)):
            continue
        if until_death and came is not None and 0 < (came - observed_until).days <= GRACE:
            observed_until = came
        last = min((observed_until - start).days, most)
        if came is not None and (came - start).days <= last:
            last = (came - start).days
            events[last] = events.get(last, 0) + 1
        followed.append(last)
    asked = SurvivalIn(target=target, outcome=None if until_death else outcome, most_days=most)
    (curve,) = survival(Reading(RESEARCHER), asked, "en").curves
    assert (curve.persons, curve.last_day) == (len(followed), max(followed))
    assert {step.day: step.events for step in curve.steps} == events
    assert {step.day: step.at_risk for step in curve.steps} == {
        day: sum(1 for last in followed if last >= day) for day in events
    }
    assert events
