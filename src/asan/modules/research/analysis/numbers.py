"""Numbers in a window: the last value of each measurement, visits a person, and costs a person."""

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from typing import Any, Final

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.population import Group, Population, groups
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.quartiles import placed, quartiles
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import FeatureOut, FeaturesOut, GroupOut, Number, NumbersIn, ValueOut
from asan.modules.research.analysis.table_one import difference_of_means

NUMBERS: Final = Text("수치의 분포", "The distribution of numbers")

_WITHIN: Final = "date_diff('day', m.index_date, {day}) BETWEEN {window.start} AND {window.end}"
_VALUES: Final = f""", ranked AS (
    SELECT m.stratum, m.person_id, e.measurement_concept_id AS concept, coalesce(e.unit_concept_id, 0) AS unit,
        e.value_as_number AS value,
        row_number() OVER (PARTITION BY m.stratum, m.person_id, e.measurement_concept_id, coalesce(e.unit_concept_id, 0)
            ORDER BY e.measurement_date DESC, e.measurement_id DESC) AS latest
    FROM member m JOIN cdm.measurement e ON e.person_id = m.person_id AND {{within}}
    WHERE e.value_as_number IS NOT NULL AND e.measurement_concept_id <> 0
), ordered AS (
    SELECT stratum, concept, unit, value, {placed("value", "stratum, concept, unit")} FROM ranked WHERE latest = 1
)
SELECT stratum, concept, unit, count(*) AS persons, avg(value) AS mean, stddev_samp(value) AS sd, {quartiles("value")}
FROM ordered GROUP BY stratum, concept, unit"""
# What a person has none of is zero: sums over those who have some are enough for the mean over all.
_SUMS: Final = """, amount AS (
    SELECT m.stratum, m.person_id, v.visit_concept_id AS concept, {unit} AS unit, {amount} AS amount
    FROM member m {joined}
), each_person AS (
    SELECT stratum, person_id, concept, unit, CAST(sum(amount) AS DOUBLE) AS amount
    FROM amount GROUP BY stratum, person_id, concept, unit
)
SELECT stratum, concept, unit, count(*) AS persons, sum(amount) AS total, sum(amount * amount) AS squares
FROM each_person GROUP BY stratum, concept, unit"""
_VISIT: Final = "JOIN cdm.visit_occurrence v ON v.person_id = m.person_id AND {within}"
_COST: Final = """JOIN cdm.visit_occurrence v ON v.person_id = m.person_id AND {within}
    JOIN cdm.cost c ON c.cost_event_id = v.visit_occurrence_id AND c.cost_domain_id = 'Visit'
        AND coalesce(c.total_cost, c.total_charge) IS NOT NULL"""


def numbers(reading: Reading, asked: NumbersIn, language: Language) -> FeaturesOut:
    """Distributions by concept. Values are over those who have one; visits and costs over all, without one as 0.

    Costs are those of visits, by the visit's kind.
    Raises RowsNeeded for who sees aggregates alone, UnknownCohort, and what the gateway raises.
    """
    reading.need_rows(NUMBERS)
    population = Population(asked.target, asked.strata, asked.other)
    found = groups(reading, population, language)
    counted: dict[tuple[int, int], dict[int, ValueOut]] = defaultdict(dict)
    sizes = {group.key: group.persons for group in found}
    for row in reading.rows(population.members() + _question(asked), population.parameters):
        stratum, key = row.pop("stratum"), (row.pop("concept"), row.pop("unit"))
        counted[key][stratum] = ValueOut(**row) if asked.kind == "measurement" else _over_all(row, sizes[stratum])
    told = []
    for (concept, unit), by_stratum in counted.items():
        values = [by_stratum.get(group.key) or _nobody(asked.kind) for group in found]
        largest = _largest_share(values, found)
        if largest >= asked.least_share:
            feature = FeatureOut(concept=concept, name="", window=0, values=values, smd=difference_of_means(values))
            told.append((largest, unit, feature))
    told.sort(key=lambda each: (-each[0], each[2].concept, each[1]))
    kept = told[: asked.most]
    names = reading.names([feature.concept for _, _, feature in kept], language)
    units = reading.codes([unit for _, unit, _ in kept])
    return FeaturesOut(
        groups=[GroupOut(key=g.key, label=g.label, persons=g.persons) for g in found],
        windows=[asked.window],
        features=[
            f.model_copy(update={"name": names.get(f.concept, str(f.concept)), "unit": units.get(unit)})
            for _, unit, f in kept
        ],
        left_out=len(told) - len(kept),
        provenance=provenance_of(reading),
    )


def _question(asked: NumbersIn) -> str:
    if asked.kind == "measurement":
        return _VALUES.format(within=_WITHIN.format(day="e.measurement_date", window=asked.window))
    within = _WITHIN.format(day="v.visit_start_date", window=asked.window)
    if asked.kind == "visit":
        parts = {"unit": "0", "amount": "1", "joined": _VISIT.format(within=within)}
    else:
        parts = {
            "unit": "coalesce(c.currency_concept_id, 0)",
            "amount": "coalesce(c.total_cost, c.total_charge)",
            "joined": _COST.format(within=within),
        }
    return _SUMS.format(**parts)


def _over_all(row: dict[str, Any], size: int) -> ValueOut:
    """Mean and deviation over all persons of a group, of whom some have an amount."""
    mean = row["total"] / size
    spread = (row["squares"] - size * mean**2) / (size - 1) if size > 1 else None
    return ValueOut(persons=row["persons"], mean=mean, sd=None if spread is None else sqrt(max(spread, 0.0)))


def _nobody(kind: Number) -> ValueOut:
    return ValueOut(persons=0) if kind == "measurement" else ValueOut(persons=0, mean=0.0, sd=0.0)


def _largest_share(values: Sequence[ValueOut], found: Sequence[Group]) -> float:
    return max((value.persons or 0) / group.persons for value, group in zip(values, found, strict=True))
