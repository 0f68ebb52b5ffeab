"""Statistics from before they said how many persons stand behind a count."""

import pytest

from asan.gateway.policies.resolution import resolve
from asan.gateway.reference import keeps
from asan.warehouse.engines.base import Column

OLD = (
    Column("statistic", "VARCHAR"),
    Column("stratum_1", "VARCHAR"),
    Column("count_value", "BIGINT"),
)
NEW = (*OLD, Column("person_count", "BIGINT"))


@pytest.mark.parametrize(
    ("columns", "row", "kept"),
    [
        (OLD, {"statistic": "rows_by_year", "count_value": 1000}, False),
        (OLD, {"statistic": "visits_by_concept", "count_value": 1000}, False),
        (OLD, {"statistic": "persons_by_year", "count_value": 5}, True),
        (OLD, {"statistic": "persons_by_year", "count_value": 4}, False),
        (OLD, {"statistic": "mapping_by_domain", "count_value": 1000}, True),
        (NEW, {"statistic": "rows_by_year", "count_value": 1000, "person_count": 4}, False),
        (NEW, {"statistic": "rows_by_year", "count_value": 1000, "person_count": 5}, True),
        (NEW, {"statistic": "visits_by_year", "count_value": 1000, "person_count": None}, False),
        (NEW, {"statistic": "deaths", "count_value": 0, "person_count": 0}, True),
    ],
)
def test_a_count_of_rows_needs_enough_persons(columns: tuple[Column, ...], row: dict[str, object], kept: bool) -> None:
    (table,) = resolve(frozenset({"engineer"}), {("results", "cdm_statistic"): columns}, 5).tables
    assert table.rows is not None
    assert keeps(table.rows, row, {}) == kept
