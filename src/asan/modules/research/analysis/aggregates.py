"""Characterization for who sees aggregates alone: questions of which the gateway can prove that they are nothing else.

Each is one SELECT of counts of persons by something that identifies nobody. So a person counts where any of their
entries fits, not the first alone; ages are decades of birth; windows are before, on and after the day of entry. What
fewer than k persons have is not in the answers, and cannot be told from what nobody has; what would tell of fewer
than k by its difference to another answer is left out too.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.population import Group, Population
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import (
    BaselineLineOut,
    BaselineOut,
    FeatureOut,
    FeaturesIn,
    FeaturesOut,
    GroupOut,
    ValueOut,
    WindowIn,
)
from asan.modules.research.analysis.statistics.differences import of_proportions

BY_STRATA: Final = Text("층별 특성", "Characteristics by strata")
MOST_DAYS: Final = 36_525
WINDOWS: Final = (WindowIn(start=-MOST_DAYS, end=-1), WindowIn(start=0, end=0), WindowIn(start=1, end=MOST_DAYS))

_RELATIONS: Final = ("<", "=", ">")
_PERSONS: Final = "SELECT count(DISTINCT c.subject_id) AS persons FROM cdm.cohort c WHERE c.cohort_definition_id = {}"
_PERSON: Final = "JOIN cdm.person p ON p.person_id = c.subject_id"
_LEVELS: Final = {
    "birth_decade": ("p.year_of_birth // 10 * 10", _PERSON),
    "sex": ("p.gender_concept_id", _PERSON),
    "year": ("year(c.cohort_start_date)", ""),
    "visit": (
        "v.visit_concept_id",
        "JOIN cdm.visit_occurrence v ON v.person_id = c.subject_id AND v.visit_start_date <= c.cohort_start_date "
        "AND v.visit_end_date >= c.cohort_start_date",
    ),
}
ALL: Final = ("death", *_LEVELS)
"""The variables of Table 1."""

_COUNTS: Final = """SELECT {level} AS level, count(DISTINCT c.subject_id) AS persons FROM cdm.cohort c {joined}
WHERE c.cohort_definition_id = {cohort} GROUP BY {level}"""
_DIED: Final = """SELECT count(DISTINCT c.subject_id) AS persons FROM cdm.cohort c
JOIN cdm.death d ON d.person_id = c.subject_id AND d.death_date >= c.cohort_start_date
WHERE c.cohort_definition_id = {}"""
_INGREDIENTS: Final = """JOIN vocabulary.concept_ancestor a ON a.descendant_concept_id = e.drug_concept_id
JOIN vocabulary.concept i ON i.concept_id = a.ancestor_concept_id AND i.concept_class_id = 'Ingredient'
    AND i.standard_concept = 'S'"""


def counted_table(
    reading: Reading, population: Population, language: Language, *, variables: Collection[str] = ALL
) -> BaselineOut:
    """Table 1 of counts, of ``variables``. Raises RowsNeeded for strata, UnknownCohort, and what the gateway raises."""
    found = _groups(reading, population)
    lines = []
    if "death" in variables:
        died = [_number(reading.counted(_DIED.format(group.key))) for group in found]
        values, smd = _values(died, found), _difference(died, found)
        lines.append(BaselineLineOut(variable="death", level=None, values=values, smd=smd))
    for variable, (level, joined) in _LEVELS.items():
        if variable not in variables:
            continue
        counted: dict[int, dict[int, int]] = defaultdict(dict)
        for group in found:
            sql = _COUNTS.format(level=level, joined=joined, cohort=group.key)
            for row in reading.counted(sql):
                if row["level"] is not None:
                    counted[int(row["level"])][group.key] = row["persons"]
        names = reading.names(counted, language) if variable in ("sex", "visit") else {}
        for each in sorted(counted):
            persons = [counted[each].get(group.key) for group in found]
            values, smd = _values(persons, found), _difference(persons, found)
            told = names.get(each) if names else str(each)
            lines.append(
                BaselineLineOut.model_validate({"variable": variable, "level": told, "values": values, "smd": smd})
            )
    return BaselineOut(groups=_told(found), lines=lines, provenance=provenance_of(reading))


def counted_features(
    reading: Reading, asked: FeaturesIn, records: Mapping[str, str], language: Language
) -> FeaturesOut:
    """Features of counts. ``records`` name a domain's table, concept and day. Raises as `counted_table` does."""
    found = _groups(reading, Population(asked.target, asked.strata, asked.other))
    counted: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    concept, joined = ("i.concept_id", _INGREDIENTS) if asked.domain == "drug" else (f"e.{records['concept']}", "")
    for group in found:
        for window, relation in enumerate(_RELATIONS):
            source = f"JOIN cdm.{records['table']} e ON e.person_id = c.subject_id AND e.{records['day']} {relation} "
            source += f"c.cohort_start_date AND e.{records['concept']} <> 0 {joined}"
            for row in reading.counted(_COUNTS.format(level=concept, joined=source, cohort=group.key)):
                counted[row["level"], window][group.key] = row["persons"]
    told = []
    for (each, window), by_group in counted.items():
        persons = [by_group.get(group.key) for group in found]
        values = _values(persons, found)
        largest = max(value.share or 0.0 for value in values)
        if largest >= asked.least_share:
            smd = _difference(persons, found)
            told.append((largest, FeatureOut(concept=each, name="", window=window, values=values, smd=smd)))
    told.sort(key=lambda one: (-one[0], one[1].concept, one[1].window))
    kept = [feature for _, feature in told[: asked.most]]
    names = reading.names([feature.concept for feature in kept], language)
    return FeaturesOut(
        groups=_told(found),
        windows=list(WINDOWS),
        features=[f.model_copy(update={"name": names.get(f.concept, str(f.concept))}) for f in kept],
        left_out=len(told) - len(kept),
        provenance=provenance_of(reading),
    )


def _groups(reading: Reading, population: Population) -> list[Group]:
    """The cohort, or two of them, as groups whose keys are the cohorts' numbers."""
    if population.strata not in ("none", "comparison"):
        reading.need_rows(BY_STRATA)
    cohorts = [population.target, *([population.other] if population.other is not None else [])]
    found = []
    for cohort in cohorts:
        persons = _number(reading.rows(_PERSONS.format(cohort)))
        if not persons:
            raise UnknownCohort(cohort=cohort)
        found.append(Group(cohort, str(cohort), persons))
    return found


def _number(rows: Sequence[Mapping[str, Any]]) -> int | None:
    return int(rows[0]["persons"]) if rows else None


def _values(persons: Sequence[int | None], found: Sequence[Group]) -> list[ValueOut]:
    return [
        ValueOut(persons=count, share=None if count is None else count / group.persons)
        for count, group in zip(persons, found, strict=True)
    ]


def _difference(persons: Sequence[int | None], found: Sequence[Group]) -> float | None:
    shares = [value.share for value in _values(persons, found)]
    if len(shares) != 2 or shares[0] is None or shares[1] is None:
        return None
    return of_proportions(shares[0], shares[1])


def _told(found: Sequence[Group]) -> list[GroupOut]:
    return [GroupOut(key=group.key, label=group.label, persons=group.persons) for group in found]
