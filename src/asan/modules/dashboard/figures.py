"""From rows of the published statistics to the dashboard's figures. Reads nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from asan.modules.dashboard.schemas import (
    BandCount,
    MappingCount,
    TableCount,
    VisitCount,
    VisitYearCount,
    YearCount,
)
from asan.omop.cdm import CDM
from asan.omop.domains import EVENT_TABLES

Row = dict[str, Any]
Statistics = Mapping[str, list[Row]]


def by_name(rows: Iterable[Row]) -> Statistics:
    """Rows of ``results.cdm_statistic`` by their ``statistic``; an unknown one is an empty list."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["statistic"]].append(row)
    return found


def concepts(statistics: Statistics) -> set[int]:
    """The concepts whose names the figures need: genders and kinds of visit."""
    named = ("persons_by_age_band", "visits_by_concept", "visits_by_year")
    return {int(row["stratum_1"]) for name in named for row in statistics.get(name, [])}


def single(statistics: Statistics, name: str) -> int | None:
    """A statistic without strata; None where it is withheld or its tables are absent."""
    rows = statistics.get(name, [])
    return int(rows[0]["count_value"]) if rows else None


def tables(rows: Iterable[Row]) -> list[TableCount]:
    """The CDM's tables that have rows counted, in the specification's order."""
    counted = {row["table_name"]: row for row in rows}
    return [
        TableCount(
            name=name,
            group=table.group,
            rows=counted[name]["row_count"],
            persons=counted[name]["person_count"],
            first_date=counted[name]["first_date"],
            last_date=counted[name]["last_date"],
        )
        for name, table in CDM.tables.items()
        if name in counted
    ]


def years(statistics: Statistics) -> list[YearCount]:
    """Rows by table and calendar year, oldest first; rows without a date are in no year."""
    found = [
        YearCount(table=row["stratum_1"], year=int(row["stratum_2"]), rows=row["count_value"])
        for row in statistics.get("rows_by_year", [])
        if row["stratum_2"] is not None
    ]
    return sorted(found, key=lambda item: (item.table, item.year))


def pyramid(statistics: Statistics, names: Mapping[int, str]) -> list[BandCount]:
    """Living persons by gender and age band, youngest first."""
    found = [
        BandCount(
            gender_concept_id=int(row["stratum_1"]),
            gender=names.get(int(row["stratum_1"])),
            age_from=int(row["stratum_2"]),
            persons=row["count_value"],
        )
        for row in statistics.get("persons_by_age_band", [])
    ]
    return sorted(found, key=lambda item: (item.age_from, item.gender_concept_id))


def visits(statistics: Statistics, names: Mapping[int, str]) -> list[VisitCount]:
    """Visits by kind, the most frequent first."""
    found = [
        VisitCount(
            concept_id=int(row["stratum_1"]),
            name=names.get(int(row["stratum_1"])),
            visits=row["count_value"],
        )
        for row in statistics.get("visits_by_concept", [])
    ]
    return sorted(found, key=lambda item: (-item.visits, item.concept_id))


def visit_years(statistics: Statistics) -> list[VisitYearCount]:
    """Visits by kind and calendar year, oldest first."""
    found = [
        VisitYearCount(concept_id=int(row["stratum_1"]), year=int(row["stratum_2"]), visits=row["count_value"])
        for row in statistics.get("visits_by_year", [])
        if row["stratum_2"] is not None
    ]
    return sorted(found, key=lambda item: (item.year, item.concept_id))


def mapping(statistics: Statistics) -> list[MappingCount]:
    """Rows and mapped rows of each domain's event table; domains without a row are left out."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in statistics.get("mapping_by_domain", []):
        found[row["stratum_1"]][row["stratum_2"]] = row["count_value"]
    return [
        MappingCount(domain=domain, table=table.name, rows=found[domain]["rows"], mapped=found[domain].get("mapped", 0))
        for domain, table in EVENT_TABLES.items()
        if found[domain].get("rows")
    ]
