"""Whom figures are about: the persons of a cohort, each from their first entry on, and the groups they fall into."""

from dataclasses import dataclass
from typing import Final, Literal

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.reading import Reading

Strata = Literal["none", "age", "sex", "visit", "year", "cohort", "comparison"]
"""What divides persons: nothing, age group, sex, kind of the visit at entry, year of entry, whether they had entered
another cohort by then, or which of two cohorts they are of."""

OLDEST: Final = 90
"""Ages from here on are one group."""

_YES_NO: Final = (
    Text("다른 코호트에 없음", "not in the other cohort"),
    Text("다른 코호트에도 있음", "in the other cohort too"),
)
_UNKNOWN: Final = Text("알 수 없음", "unknown")
UNKNOWN: Final = -1
"""The stratum of those of whom it is not known."""


@dataclass(frozen=True, slots=True)
class Population:
    """The persons of cohort ``target`` divided by ``strata``; ``other`` is the second cohort of the last two kinds.

    Each person counts once, from the first entry: index date is its start.
    """

    target: int
    strata: Strata = "none"
    other: int | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """What `MEMBERS` and whatever stands on it is bound with."""
        return {"target": self.target, "other": self.other if self.other is not None else self.target}

    def members(self) -> str:
        """Common table expressions up to ``member``.

        Its columns: person_id, stratum, index_date, end_date, age, age_group, sex, year, visit, prior_days,
        follow_days, observed_until. A person of two compared cohorts is there twice, once a cohort. Cohort rows of
        one person do not overlap, so the first entry ends at the least end. Age is the difference of years: the day
        of birth is more than most roles see.
        """
        both = "($target, $other)" if self.strata == "comparison" else "($target)"
        return _MEMBERS.format(cohorts=both, stratum=_STRATUM[self.strata])


def age_group(age: str) -> str:
    """The first year of an age's group, as SQL of the SQL of an age; unknown where that is."""
    # Of several values least and greatest give the known one, where one is not.
    return f"CASE WHEN {age} IS NOT NULL THEN least(greatest({age}, 0) // 10 * 10, {OLDEST}) END"


_STRATUM: Final[dict[Strata, str]] = {
    "none": "0",
    "age": "age_group",
    "sex": "coalesce(sex, 0)",
    "visit": "visit",
    "year": "year",
    "cohort": "CASE WHEN other_since <= index_date THEN 1 ELSE 0 END",
    "comparison": "CASE WHEN cohort = $target THEN 0 ELSE 1 END",
}

_MEMBERS: Final = f"""WITH entry AS (
    SELECT cohort_definition_id AS cohort, subject_id AS person_id, min(cohort_start_date) AS index_date,
        min(cohort_end_date) AS end_date
    FROM cdm.cohort WHERE cohort_definition_id IN {{cohorts}} GROUP BY cohort_definition_id, subject_id
), entry_visit AS (
    SELECT e.cohort, e.person_id, v.visit_concept_id,
        row_number() OVER (PARTITION BY e.cohort, e.person_id
            ORDER BY v.visit_start_date DESC, v.visit_occurrence_id) AS place
    FROM entry e JOIN cdm.visit_occurrence v ON v.person_id = e.person_id
        AND v.visit_start_date <= e.index_date AND v.visit_end_date >= e.index_date
), entry_period AS (
    SELECT e.cohort, e.person_id, max(o.observation_period_start_date) AS since,
        max(o.observation_period_end_date) AS observed_until
    FROM entry e JOIN cdm.observation_period o ON o.person_id = e.person_id
        AND o.observation_period_start_date <= e.index_date AND o.observation_period_end_date >= e.index_date
    GROUP BY e.cohort, e.person_id
), other_entry AS (
    SELECT subject_id AS person_id, min(cohort_start_date) AS other_since
    FROM cdm.cohort WHERE cohort_definition_id = $other GROUP BY subject_id
), described AS (
    SELECT e.cohort, e.person_id, e.index_date, e.end_date, year(e.index_date) - p.year_of_birth AS age,
        {age_group("(year(e.index_date) - p.year_of_birth)")} AS age_group,
        p.gender_concept_id AS sex, year(e.index_date) AS year, coalesce(v.visit_concept_id, 0) AS visit,
        date_diff('day', o.since, e.index_date) AS prior_days,
        date_diff('day', e.index_date, o.observed_until) AS follow_days, o.observed_until, x.other_since
    FROM entry e JOIN cdm.person p ON p.person_id = e.person_id
    LEFT JOIN entry_visit v ON v.cohort = e.cohort AND v.person_id = e.person_id AND v.place = 1
    LEFT JOIN entry_period o ON o.cohort = e.cohort AND o.person_id = e.person_id
    LEFT JOIN other_entry x ON x.person_id = e.person_id
), member AS (
    SELECT person_id, coalesce({{stratum}}, -1) AS stratum, index_date, end_date, age, age_group, sex, year, visit,
        prior_days, follow_days, observed_until FROM described
)
"""


@dataclass(frozen=True, slots=True)
class Group:
    """One stratum: its key as `Population.members` has it, its name, and how many persons it has."""

    key: int
    label: str
    persons: int


def groups(reading: Reading, population: Population, language: Language) -> list[Group]:
    """The strata that have persons, in the order of their keys. Raises UnknownCohort."""
    sizes = reading.rows(
        population.members() + "SELECT stratum, count(*) AS persons FROM member GROUP BY stratum ORDER BY stratum",
        population.parameters,
    )
    if not sizes:
        raise UnknownCohort(cohort=population.target)
    keys = [int(row["stratum"]) for row in sizes]
    if population.strata == "comparison" and keys != [0, 1]:
        raise UnknownCohort(cohort=population.other if keys == [0] else population.target)
    labels = {UNKNOWN: _UNKNOWN.in_language(language), **_labels(reading, population, keys, language)}
    return [Group(key, labels[key], int(row["persons"])) for key, row in zip(keys, sizes, strict=True)]


def age_label(band: int) -> str:
    """``70–79``; the oldest are together."""
    return f"{OLDEST}+" if band >= OLDEST else f"{band}–{band + 9}"


def _labels(reading: Reading, population: Population, keys: list[int], language: Language) -> dict[int, str]:
    match population.strata:
        case "age":
            return {key: age_label(key) for key in keys if key != UNKNOWN}
        case "sex" | "visit":
            names = reading.names(keys, language)
            return {key: names.get(key) or _UNKNOWN.in_language(language) for key in keys}
        case "cohort":
            return {key: text.in_language(language) for key, text in enumerate(_YES_NO)}
        case "comparison":
            return {0: str(population.target), 1: str(population.other)}
        case "none":
            return {0: str(population.target)}
    return {key: str(key) for key in keys if key != UNKNOWN}
