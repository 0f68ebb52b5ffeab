"""Incidence: how often an outcome comes first within the time that a cohort's persons are at risk."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final, Literal

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.population import Population, age_group, age_label
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import IncidenceIn, IncidenceOut, IntervalOut, RateOut, RiskIn
from asan.modules.research.analysis.statistics.rates import DAYS_A_YEAR, rate, rate_ratio

INCIDENCE: Final = Text("발생률", "Incidence")
By = Literal["all", "age", "sex", "year"]

# Both ends of the time at risk count, so that an event on its first day has a day of time.
_CELLS: Final = """, at_risk AS (
    SELECT person_id, stratum AS cohort_place, sex, {age_group} AS age_group, year({start}) AS year,
        {start} AS since, least({end}, observed_until) AS until
    FROM member WHERE observed_until IS NOT NULL AND {start} <= least({end}, observed_until)
), before AS (
    SELECT DISTINCT a.cohort_place, a.person_id FROM at_risk a JOIN cdm.cohort o
        ON o.subject_id = a.person_id AND o.cohort_definition_id = $outcome AND o.cohort_start_date < a.since {clean}
), first_outcome AS (
    SELECT a.cohort_place, a.person_id, min(o.cohort_start_date) AS came FROM at_risk a JOIN cdm.cohort o
        ON o.subject_id = a.person_id AND o.cohort_definition_id = $outcome
        AND o.cohort_start_date BETWEEN a.since AND a.until
    GROUP BY a.cohort_place, a.person_id
), clean AS (
    SELECT a.* FROM at_risk a LEFT JOIN before b ON b.cohort_place = a.cohort_place AND b.person_id = a.person_id
    WHERE b.person_id IS NULL
)
SELECT c.cohort_place, c.age_group AS age, c.sex, c.year, count(*) AS persons,
    count(f.came) AS events, sum(date_diff('day', c.since, coalesce(f.came, c.until)) + 1) AS days
FROM clean c LEFT JOIN first_outcome f ON f.cohort_place = c.cohort_place AND f.person_id = c.person_id
GROUP BY c.cohort_place, c.age_group, c.sex, c.year"""
_SIZES: Final = "SELECT stratum, count(*) AS persons FROM member GROUP BY stratum"


def incidence(reading: Reading, asked: IncidenceIn, language: Language) -> IncidenceOut:
    """Rates in all and by age, sex and year in which the time at risk begins, with exact intervals.

    Raises RowsNeeded for who sees aggregates alone, UnknownCohort, and what the gateway raises.
    """
    reading.need_rows(INCIDENCE)
    strata: Literal["none", "comparison"] = "none" if asked.comparator is None else "comparison"
    population = Population(asked.target, strata, asked.comparator)
    cohorts = [asked.target] if asked.comparator is None else [asked.target, asked.comparator]
    sizes = {row["stratum"]: row["persons"] for row in reading.rows(_of(population, _SIZES), population.parameters)}
    for place, cohort in enumerate(cohorts):
        if place not in sizes:
            raise UnknownCohort(cohort=cohort)
    cells = reading.rows(_of(population, _question(asked)), {**population.parameters, "outcome": asked.outcome})
    names = reading.names({cell["sex"] for cell in cells}, language)
    labels: dict[By, Callable[[dict[str, Any]], str | None]] = {
        "all": lambda _cell: None,
        "age": lambda cell: None if cell["age"] is None else age_label(cell["age"]),
        "sex": lambda cell: names.get(cell["sex"]),
        "year": lambda cell: str(cell["year"]),
    }
    rates = [
        found
        for place, cohort in enumerate(cohorts)
        for by, label in labels.items()
        for found in _rates(cohort, by, label, [cell for cell in cells if cell["cohort_place"] == place])
    ]
    whole = {found.cohort: found for found in rates if found.by == "all"}
    return IncidenceOut(
        rates=rates,
        ratio=_ratio(whole[asked.target], whole[asked.comparator]) if asked.comparator is not None else None,
        excluded={cohort: sizes[place] - whole[cohort].persons for place, cohort in enumerate(cohorts)},
        provenance=provenance_of(reading),
    )


def _of(population: Population, sql: str) -> str:
    return population.members() + sql


def _question(asked: IncidenceIn) -> str:
    clean = ""
    if asked.clean_days is not None:
        # An outcome that still lasts leaves nobody at risk, however long ago it began.
        clean = f"AND date_diff('day', o.cohort_end_date, a.since) <= {asked.clean_days}"
    start, end = _day(asked.risk, "start"), _day(asked.risk, "end")
    age = age_group(f"(age + year({start}) - year)")
    return _CELLS.format(start=start, end=end, age_group=age, clean=clean)


def _day(risk: RiskIn, which: Literal["start", "end"]) -> str:
    anchor, days = (risk.start_from, risk.start) if which == "start" else (risk.end_from, risk.end)
    return f"({'index_date' if anchor == 'start' else 'end_date'} + ({days}))"


def _rates(
    cohort: int, by: By, label: Callable[[dict[str, Any]], str | None], cells: list[dict[str, Any]]
) -> list[RateOut]:
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    if by == "all":
        sums[None] = [0, 0, 0]
    for cell in sorted(cells, key=lambda each: (each["age"] is None, each["age"], each["year"], each["sex"])):
        total = sums[label(cell)]
        for place, name in enumerate(("persons", "events", "days")):
            total[place] += int(cell[name])
    found = []
    for level, (persons, events, days) in sorted(sums.items(), key=lambda each: _order(by, each[0])):
        years = days / DAYS_A_YEAR
        told = IntervalOut(**asdict(rate(events, years)))
        found.append(
            RateOut(cohort=cohort, by=by, level=level, persons=persons, events=events, person_years=years, rate=told)
        )
    return found


def _order(by: By, level: str | None) -> tuple[bool, int, str]:
    number = int(level.split("–")[0].rstrip("+")) if level and by in ("age", "year") else 0
    return level is None, number, level or ""


def _ratio(target: RateOut, comparator: RateOut) -> IntervalOut:
    found = rate_ratio(target.events, target.person_years, comparator.events, comparator.person_years)
    return IntervalOut(**asdict(found))
