"""Features by window: which of a group's persons have which concepts so many days from their index date."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Final

from asan.kit.translation import Language
from asan.modules.research.analysis.aggregates import counted_features
from asan.modules.research.analysis.population import Population, groups
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import Domain, FeatureOut, FeaturesIn, FeaturesOut, GroupOut, WindowIn
from asan.modules.research.analysis.table_one import values_of_shares


@dataclass(frozen=True, slots=True)
class _Records:
    """Where a domain's records are: of each its concept and the day it begins."""

    table: str
    concept: str
    day: str


_RECORDS: Final[dict[Domain, _Records]] = {
    "condition": _Records("condition_occurrence", "condition_concept_id", "condition_start_date"),
    "drug": _Records("drug_exposure", "drug_concept_id", "drug_exposure_start_date"),
    "procedure": _Records("procedure_occurrence", "procedure_concept_id", "procedure_date"),
    "observation": _Records("observation", "observation_concept_id", "observation_date"),
    "device": _Records("device_exposure", "device_concept_id", "device_exposure_start_date"),
    "measurement": _Records("measurement", "measurement_concept_id", "measurement_date"),
    "visit": _Records("visit_occurrence", "visit_concept_id", "visit_start_date"),
}
_RECORD: Final = "SELECT person_id, {r.concept} AS concept, {r.day} AS day FROM cdm.{r.table} WHERE {r.concept} <> 0"
_INGREDIENT: Final = """SELECT e.person_id, i.concept_id AS concept, e.drug_exposure_start_date AS day
    FROM cdm.drug_exposure e
    JOIN vocabulary.concept_ancestor a ON a.descendant_concept_id = e.drug_concept_id
    JOIN vocabulary.concept i ON i.concept_id = a.ancestor_concept_id
        AND i.concept_class_id = 'Ingredient' AND i.standard_concept = 'S'"""
_COUNTS: Final = """, record AS (
    {records}
), span AS (
    SELECT * FROM (VALUES {windows}) AS given(span_number, first_day, last_day)
)
SELECT m.stratum, w.span_number, r.concept, count(DISTINCT m.person_id) AS persons
FROM member m JOIN record r ON r.person_id = m.person_id
JOIN span w ON date_diff('day', m.index_date, r.day) BETWEEN w.first_day AND w.last_day
GROUP BY m.stratum, w.span_number, r.concept"""


def features(reading: Reading, asked: FeaturesIn, language: Language) -> FeaturesOut:
    """Shares of persons with each concept. Whoever was not observed in a window counts as not having it there.

    Who sees aggregates alone gets windows of all time, see `asan.modules.research.analysis.aggregates`.
    Raises UnknownCohort, and what the gateway raises.
    """
    if reading.aggregate_only:
        return counted_features(reading, asked, asdict(_RECORDS[asked.domain]), language)
    population = Population(asked.target, asked.strata, asked.other)
    found = groups(reading, population, language)
    records = _INGREDIENT if asked.domain == "drug" else _RECORD.format(r=_RECORDS[asked.domain])
    sql = population.members() + _COUNTS.format(records=records, windows=spans(asked.windows))
    counted: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in reading.rows(sql, population.parameters):
        counted[row["concept"], row["span_number"]][row["stratum"]] = row["persons"]
    told = []
    for (concept, window), persons in counted.items():
        values, smd = values_of_shares([persons.get(group.key, 0) for group in found], found)
        largest = max(value.share or 0.0 for value in values)
        if largest >= asked.least_share:
            told.append((largest, FeatureOut(concept=concept, name="", window=window, values=values, smd=smd)))
    told.sort(key=lambda each: (-each[0], each[1].concept, each[1].window))
    kept = [feature for _, feature in told[: asked.most]]
    names = reading.names([feature.concept for feature in kept], language)
    return FeaturesOut(
        groups=[GroupOut(key=g.key, label=g.label, persons=g.persons) for g in found],
        windows=asked.windows,
        features=[f.model_copy(update={"name": names.get(f.concept, str(f.concept))}) for f in kept],
        left_out=len(told) - len(kept),
        provenance=provenance_of(reading),
    )


def spans(windows: list[WindowIn]) -> str:
    """Windows as rows of VALUES: number, first and last day."""
    return ", ".join(f"({number}, {window.start}, {window.end})" for number, window in enumerate(windows))
