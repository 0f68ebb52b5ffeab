"""Statistics say no more than the asker could compute: no profile of what is masked, no small cell, no hidden row.

They were computed once over all rows. Where explicit policies hide rows of a table, or mask what a figure is made of,
the figure is not there: the difference to what the asker counts would tell what is hidden.
"""

from collections.abc import Iterator
from typing import Final

from asan.gateway.masks import Null, Rounded
from asan.gateway.policy import All, AnyRule, ColumnPolicy, Compare, Not, OneOf, RowRule, TablePolicy, TogetherOneOf
from asan.gateway.tags import NEARNESS, Nearness
from asan.omop.cdm import CDM
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.engines.base import Column, Schema

_OF_WHOLE_TABLES: Final = ("mapping_by_domain", "vocabulary_rows")
_OF_PERSONS: Final = ("persons", "deaths", "persons_by_birth_year", "persons_by_age_band", "persons_by_year")
"""Statistics of ``results.cdm_statistic`` by what they count; the others count rows."""

_COUNTS: Final = frozenset({"count_value", "person_count", "row_count", "null_count", "distinct_count", "mapped_rows"})

_BY_TABLE: Final = ("rows_by_year", "persons_by_year")
"""Those whose first stratum is the table that is counted."""

_MADE_OF: Final[dict[str, tuple[str, ...]]] = {
    "vocabulary_rows": (),
    "persons": ("person.person_id",),
    "deaths": ("death.person_id",),
    "persons_by_birth_year": ("person.gender_concept_id", "person.year_of_birth"),
    "persons_by_age_band": (
        "person.gender_concept_id",
        "person.year_of_birth",
        "observation_period.observation_period_end_date",
        "death.person_id",
    ),
    "visits_by_year": ("visit_occurrence.visit_concept_id", "visit_occurrence.visit_start_date"),
    "visits_by_concept": ("visit_occurrence.visit_concept_id",),
}
"""The columns behind the other figures; a figure that is not listed is not told when rows are hidden."""

Touched = frozenset[tuple[str, str]]
"""Columns of the CDM, by table and name, that explicit policies mask or hide."""


def statistic_tables(
    lake: Schema,
    seen: list[TablePolicy],
    restricted: frozenset[str],
    touched: Touched,
    *,
    counts_only: bool,
    small_cell: int,
    count_base: int = 1,
) -> list[TablePolicy]:
    """The tables of statistics beside the tables that are ``seen``; ``restricted`` tables lost rows or are denied."""
    return [
        _statistic(
            name, columns, seen, restricted, touched, counts_only=counts_only, small_cell=small_cell, base=count_base
        )
        for (schema, name), columns in lake.items()
        if NEARNESS.get((schema, name)) is Nearness.STATISTIC
    ]


def _statistic(
    name: str,
    columns: tuple[Column, ...],
    others: list[TablePolicy],
    restricted: frozenset[str],
    touched: Touched,
    *,
    counts_only: bool,
    small_cell: int,
    base: int,
) -> TablePolicy:
    rules: list[RowRule] = []
    hidden: set[str] = set()
    if name == "column_profile":
        whole_tables = [table for table in others if table.schema == "cdm" and table.name not in restricted]
        rules.append(TogetherOneOf(("table_name", "column_name"), tuple(p for t in whole_tables for p in _profiled(t))))
        # Extremes and frequent values are single persons' values.
        hidden = {"minimum", "maximum", "mean", "top_values"} if counts_only else set()
    if name == "table_statistic" and counts_only:
        hidden = {"first_date", "last_date"}
    untold = restricted | {table for table, column in touched if column == _day(table)}
    if untold and name == "table_statistic":
        rules.append(Not(OneOf("table_name", tuple(sorted(untold)))))
    if untold | touched and name == "cdm_statistic":
        rules.append(_told(restricted, untold, touched))
    counted = {"cdm_statistic": "count_value", "table_statistic": "person_count", "column_profile": "row_count"}[name]
    if counts_only:
        large = Compare(counted, ">=", small_cell)
        empty = Compare(counted, "=", 0)
        # How many rows a table has says nothing where its rows do not name persons.
        uncounted = tuple(table for (_, table), near in NEARNESS.items() if near is not Nearness.PERSON)
        whole = OneOf("table_name", uncounted)
        rules.append(AnyRule((large, empty, whole) if name == "table_statistic" else (large, empty)))
        if name == "cdm_statistic":
            rules.append(_enough_persons(columns, empty, small_cell))
    rounded = Rounded(base) if counts_only and base > 1 else None
    shown = tuple(
        ColumnPolicy(c.name, c.type, Null() if c.name in hidden else rounded if c.name in _COUNTS else None)
        for c in columns
    )
    return TablePolicy("results", name, shown, rows=All(tuple(rules)) if rules else None)


def _told(restricted: frozenset[str], untold: frozenset[str], touched: Touched) -> RowRule:
    """Figures behind which stands nothing that explicit policies hide."""
    whole = []
    for statistic, columns in _MADE_OF.items():
        parts = [tuple(column.split(".")) for column in columns]
        if not any(table in restricted or (table, column) in touched for table, column in parts):
            whole.append(statistic)
    domains = tuple(domain for domain, table in EVENT_TABLES.items() if table.name not in restricted)
    return AnyRule(
        (
            OneOf("statistic", tuple(whole)),
            All((OneOf("statistic", _BY_TABLE), Not(OneOf("stratum_1", tuple(sorted(untold)))))),
            All((OneOf("statistic", ("mapping_by_domain",)), OneOf("stratum_1", domains))),
        )
    )


def _day(table: str) -> str | None:
    """The column by which a table's rows are counted by year."""
    return next((field.name for field in CDM.tables[table].fields if field.type == "date"), None)


def _enough_persons(columns: tuple[Column, ...], empty: RowRule, small_cell: int) -> RowRule:
    """Many rows may be one person's: what counts is how many persons stand behind a figure."""
    if any(column.name == "person_count" for column in columns):
        known: RowRule = Compare("person_count", ">=", small_cell)
        return AnyRule((known, empty, OneOf("statistic", _OF_WHOLE_TABLES)))
    # A snapshot from before the persons were noted: only figures that count persons themselves.
    return OneOf("statistic", (*_OF_WHOLE_TABLES, *_OF_PERSONS))


def _profiled(table: TablePolicy) -> Iterator[tuple[str, str]]:
    yield from ((table.name, column.name) for column in table.columns if column.mask is None)
