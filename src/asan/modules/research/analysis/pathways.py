"""Treatment pathways: in which order the persons of a cohort are treated, told for ways that enough of them go."""

from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import Final

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.paths import Era, Rules, Together, path
from asan.modules.research.analysis.population import Population
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import EventOut, PathOut, PathwaysIn, PathwaysOut

PATHWAYS: Final = Text("치료 경로", "Treatment pathways")

_COHORTS: Final = """, era AS (
    SELECT subject_id AS person_id, cohort_definition_id AS event, cohort_start_date AS first_day,
        cohort_end_date AS last_day
    FROM cdm.cohort WHERE cohort_definition_id IN (SELECT unnest($events))
)"""
_INGREDIENTS: Final = """, era AS (
    SELECT person_id, drug_concept_id AS event, drug_era_start_date AS first_day, drug_era_end_date AS last_day
    FROM cdm.drug_era WHERE drug_concept_id IN (SELECT unnest($events))
)"""
_ERAS: Final = """
SELECT m.person_id, e.event, date_diff('day', m.index_date, e.first_day) AS first_day,
    date_diff('day', m.index_date, e.last_day) AS last_day
FROM member m JOIN era e ON e.person_id = m.person_id
WHERE date_diff('day', m.index_date, e.first_day) BETWEEN 0 AND {within}
ORDER BY m.person_id, e.event, first_day, last_day"""


def pathways(reading: Reading, asked: PathwaysIn, language: Language) -> PathwaysOut:
    """The paths of a cohort's persons from their index date on.

    Raises RowsNeeded for who sees aggregates alone, UnknownCohort, and what the gateway raises.
    """
    reading.need_rows(PATHWAYS)
    population = Population(asked.target)
    everybody = reading.rows(population.members() + "SELECT count(*) AS persons FROM member", population.parameters)
    persons = int(everybody[0]["persons"])
    if not persons:
        raise UnknownCohort(cohort=asked.target)
    events = asked.cohorts or asked.ingredients
    sql = population.members() + (_COHORTS if asked.cohorts else _INGREDIENTS)
    sql += _ERAS.format(within=asked.within_days)
    rows = reading.table(sql, {**population.parameters, "events": events})
    columns = zip(*(rows[name].to_pylist() for name in ("person_id", "event", "first_day", "last_day")), strict=True)
    rules = Rules(asked.gap_days, asked.least_days, asked.overlap_days, asked.most_steps)
    ways: Counter[tuple[Together, ...]] = Counter()
    with_event: Counter[int] = Counter()
    for _, own in groupby(columns, key=itemgetter(0)):
        way = path([Era(event, first, max(first, last)) for _, event, first, last in own], rules)
        if way:
            ways[way] += 1
            with_event.update(frozenset().union(*way))
    told = [(way, count) for way, count in ways.most_common() if count >= asked.least_persons]
    names = {event: str(event) for event in events} if asked.cohorts else reading.names(events, language)

    def enough(count: int) -> int | None:
        return count if count == 0 or count >= asked.least_persons else None

    return PathwaysOut(
        persons=persons,
        events=[
            EventOut(key=event, label=names.get(event, str(event)), persons=enough(with_event[event]))
            for event in events
        ],
        paths=[PathOut(steps=[sorted(together) for together in way], persons=count) for way, count in told],
        pooled=enough(ways.total() - sum(count for _, count in told)),
        untreated=enough(persons - ways.total()),
        provenance=provenance_of(reading),
    )
