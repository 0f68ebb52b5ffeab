"""From rows of the published statistics to figures: what is counted where, and what is left out."""

from asan.modules.dashboard import figures


def row(statistic: str, first: str | None, second: str | None, count: int) -> figures.Row:
    return {"statistic": statistic, "stratum_1": first, "stratum_2": second, "count_value": count}


ROWS = [
    row("persons", None, None, 604),
    row("deaths", None, None, 0),
    row("persons_by_age_band", "8532", "35", 9),
    row("persons_by_age_band", "8507", "35", 7),
    row("persons_by_age_band", "0", "5", 1),
    row("rows_by_year", "measurement", "2021", 50),
    row("rows_by_year", "condition_occurrence", "2020", 5),
    row("rows_by_year", "measurement", "2020", 40),
    row("rows_by_year", "measurement", None, 3),
    row("visits_by_concept", "9201", None, 12),
    row("visits_by_concept", "9202", None, 90),
    row("visits_by_year", "9202", "2021", 60),
    row("visits_by_year", "9202", None, 30),
    row("mapping_by_domain", "Condition", "rows", 5),
    row("mapping_by_domain", "Condition", "mapped", 4),
    row("mapping_by_domain", "Specimen", "rows", 0),
    row("mapping_by_domain", "Device", "rows", 8),
]
STATISTICS = figures.by_name(ROWS)


def test_a_statistic_that_is_absent_was_withheld_and_zero_is_a_number() -> None:
    assert figures.single(STATISTICS, "persons") == 604
    assert figures.single(STATISTICS, "deaths") == 0
    assert figures.single(figures.by_name([]), "persons") is None


def test_names_are_asked_for_genders_and_kinds_of_visit_only() -> None:
    assert figures.concepts(STATISTICS) == {0, 8507, 8532, 9201, 9202}


def test_years_are_in_order_and_rows_without_a_date_are_in_none() -> None:
    found = [(one.table, one.year, one.rows) for one in figures.years(STATISTICS)]
    assert found == [("condition_occurrence", 2020, 5), ("measurement", 2020, 40), ("measurement", 2021, 50)]
    assert [(one.concept_id, one.year, one.visits) for one in figures.visit_years(STATISTICS)] == [(9202, 2021, 60)]


def test_a_concept_without_a_name_has_none_rather_than_an_invented_one() -> None:
    bands = figures.pyramid(STATISTICS, {8507: "MALE", 8532: "FEMALE"})
    assert [(one.age_from, one.gender, one.persons) for one in bands] == [
        (5, None, 1),
        (35, "MALE", 7),
        (35, "FEMALE", 9),
    ]


def test_visits_come_most_frequent_first() -> None:
    found = figures.visits(STATISTICS, {9202: "Outpatient Visit"})
    assert [(one.name, one.visits) for one in found] == [("Outpatient Visit", 90), (None, 12)]


def test_domains_without_rows_are_left_out_and_none_mapped_is_zero() -> None:
    found = {one.domain: (one.table, one.rows, one.mapped) for one in figures.mapping(STATISTICS)}
    assert found == {"Condition": ("condition_occurrence", 5, 4), "Device": ("device_exposure", 8, 0)}


def test_tables_come_in_the_specifications_order_and_unknown_ones_are_not_shown() -> None:
    dates = {"first_date": None, "last_date": None}
    counts: list[figures.Row] = [
        {"table_name": "measurement", "row_count": 90, "person_count": 3, **dates},
        {"table_name": "something_else", "row_count": 1, "person_count": None, **dates},
        {"table_name": "person", "row_count": 604, "person_count": 604, **dates},
    ]
    assert [(one.name, one.group) for one in figures.tables(counts)] == [
        ("person", "person"),
        ("measurement", "clinical"),
    ]
