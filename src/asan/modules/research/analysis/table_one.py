"""Table 1: who the persons of a cohort are at their first entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from asan.kit.translation import Language
from asan.modules.research.analysis.aggregates import counted_table
from asan.modules.research.analysis.population import Group, Population, age_label, groups
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.quartiles import placed, quartiles
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import BaselineLineOut, BaselineOut, GroupOut, ValueOut
from asan.modules.research.analysis.statistics.differences import of_means, of_proportions

Continuous = Literal["age", "prior_days", "follow_days"]
Level = Literal["age_group", "sex", "year", "visit"]

_CONTINUOUS: Final[tuple[Continuous, ...]] = ("age", "prior_days", "follow_days")
_LEVELS: Final[tuple[Level, ...]] = ("age_group", "sex", "year", "visit")
_COUNTS: Final = """SELECT stratum, '{0}' AS variable, {0} AS level, count(*) AS persons
FROM member GROUP BY stratum, {0}"""
_DEATHS: Final = """SELECT m.stratum, 'death' AS variable, NULL AS level, count(DISTINCT m.person_id) AS persons
FROM member m JOIN cdm.death d ON d.person_id = m.person_id AND d.death_date >= m.index_date GROUP BY m.stratum"""
_UNION: Final = "\nUNION ALL\n"


def table_one(reading: Reading, population: Population, language: Language) -> BaselineOut:
    """Table 1 of a population, a column a group.

    Who sees aggregates alone is told counts, see `asan.modules.research.analysis.aggregates`.
    Raises UnknownCohort, and what the gateway raises.
    """
    if reading.aggregate_only:
        return counted_table(reading, population, language)
    found = groups(reading, population, language)
    lines = _continuous(reading, population, found)
    lines += _counted(reading, population, found, language)
    return BaselineOut(
        groups=[GroupOut(key=g.key, label=g.label, persons=g.persons) for g in found],
        lines=lines,
        provenance=provenance_of(reading),
    )


def values_of_shares(counts: Sequence[int], found: Sequence[Group]) -> tuple[list[ValueOut], float | None]:
    """Of each group how many of its persons, and what share; with the difference of the shares of two groups."""
    shares = [count / group.persons for count, group in zip(counts, found, strict=True)]
    values = [ValueOut(persons=count, share=share) for count, share in zip(counts, shares, strict=True)]
    return values, of_proportions(*shares) if len(shares) == 2 else None


def difference_of_means(values: Sequence[ValueOut]) -> float | None:
    """The standardized difference of two distributions; None of others, or where one has no spread to tell."""
    if len(values) != 2:
        return None
    first, second = values
    if first.mean is None or second.mean is None or first.sd is None or second.sd is None:
        return None
    return of_means(first.mean, first.sd, second.mean, second.sd)


def _shares(counts: Sequence[int], found: Sequence[Group]) -> dict[str, Any]:
    values, smd = values_of_shares(counts, found)
    return {"values": values, "smd": smd}


def _ask(reading: Reading, population: Population, parts: Sequence[str]) -> list[dict[str, Any]]:
    return reading.rows(population.members() + _UNION.join(parts), population.parameters)


def _numbers(variable: Continuous) -> str:
    return f"""SELECT stratum, '{variable}' AS variable, count({variable}) AS persons, avg({variable}) AS mean,
    stddev_samp({variable}) AS sd, {quartiles(variable)}
FROM (SELECT stratum, {variable}, {placed(variable, "stratum")} FROM member) AS ordered GROUP BY stratum"""


def _continuous(reading: Reading, population: Population, found: Sequence[Group]) -> list[BaselineLineOut]:
    rows = _ask(reading, population, [_numbers(variable) for variable in _CONTINUOUS])
    told = {(row.pop("variable"), row.pop("stratum")): ValueOut(**row) for row in rows}
    lines = []
    for variable in _CONTINUOUS:
        values = [told[variable, group.key] for group in found]
        lines.append(BaselineLineOut(variable=variable, level=None, values=values, smd=difference_of_means(values)))
    return lines


def _counted(
    reading: Reading, population: Population, found: Sequence[Group], language: Language
) -> list[BaselineLineOut]:
    parts = [_COUNTS.format(variable) for variable in _LEVELS]
    dies = "cdm.death" in reading.tables
    counted: dict[str, dict[int | None, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in _ask(reading, population, [*parts, _DEATHS] if dies else parts):
        counted[row["variable"]][row["level"]][row["stratum"]] = row["persons"]
    names = reading.names({*counted["sex"], *counted["visit"]}, language)
    lines = []
    if dies:
        died = counted["death"][None]
        lines.append(
            BaselineLineOut(variable="death", level=None, **_shares([died.get(g.key, 0) for g in found], found))
        )
    for variable in _LEVELS:
        for level in sorted(counted[variable], key=lambda each: (each is None, each)):
            persons = [counted[variable][level].get(group.key, 0) for group in found]
            lines.append(
                BaselineLineOut(variable=variable, level=_named(variable, level, names), **_shares(persons, found))
            )
    return lines


def _named(variable: Level, level: int | None, names: Mapping[int, str]) -> str | None:
    """A level as people call it; None where it is not known."""
    if level is None:
        return None
    if variable == "age_group":
        return age_label(level)
    return str(level) if variable == "year" else names.get(level)
