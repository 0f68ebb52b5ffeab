"""Cohorts in a published snapshot, as generation leaves them there."""

import datetime as dt
from collections.abc import Iterable, Mapping

import pyarrow as pa

from asan.kit.settings import settings
from asan.warehouse.cohorts import CohortRow, publish_cohort
from asan.warehouse.lake import Lake

Row = tuple[int, dt.date, dt.date]
"""Subject, first and last day."""


def publish_cohorts(cohorts: Mapping[int, Iterable[Row]]) -> None:
    """Publish each cohort by its number, its rows in the place of those that it had."""
    for number, rows in cohorts.items():
        subjects, starts, ends = zip(*rows, strict=True)
        spans = pa.table(
            {
                "subject_id": pa.array(subjects, pa.int64()),
                "cohort_start_date": pa.array(starts, pa.date32()),
                "cohort_end_date": pa.array(ends, pa.date32()),
            }
        )
        row = CohortRow(number, f"cohort {number}", None, None, dt.date(2026, 11, 26))
        publish_cohort(Lake(settings()), row, spans)
