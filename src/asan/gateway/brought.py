"""Rows that a question brings with it: members of cohorts that were computed for this asker and are published nowhere.

They stand in the place of OMOP's table ``cohort``, for that question alone. Whoever brings them has computed them on
what the asker sees (`asan.gateway.platform`), so no row rule has to hold on them; where the asker may only see
aggregates of patients, these rows too are only counted. Policies that go by the members of a cohort look into the
published table, never into this one.
"""

from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
from sqlglot import exp

from asan.gateway.execution import Execution
from asan.gateway.policy import ColumnPolicy, Policy, TablePolicy
from asan.gateway.tags import NEARNESS, PATIENTS, person_column
from asan.warehouse.engines.base import TableName

COHORT: Final[TableName] = ("cdm", "cohort")
ROWS: Final = pa.schema(
    [
        ("cohort_definition_id", pa.int64()),
        ("subject_id", pa.int64()),
        ("cohort_start_date", pa.date32()),
        ("cohort_end_date", pa.date32()),
    ]
)
_KEPT: Final = "asan_brought_cohort"
_COLUMNS: Final = (
    ColumnPolicy("cohort_definition_id", "BIGINT"),
    ColumnPolicy("subject_id", "BIGINT"),
    ColumnPolicy("cohort_start_date", "DATE"),
    ColumnPolicy("cohort_end_date", "DATE"),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """``cohort``: rows as `ROWS` has them.

    Numbers of cohorts must be such that one number means one definition: near-equal answers are noticed by it.
    """

    cohort: pa.Table

    def keep(self, execution: Execution) -> None:
        """Put the rows where the question finds them. Raises what `Execution.keep_rows` raises."""
        execution.keep_rows(_KEPT, self.cohort)

    def locate(self, table: TableName) -> exp.Table | None:
        """Where they lie; None for every other table."""
        return exp.table_(_KEPT, quoted=True) if table == COHORT else None

    def seen(self, policy: Policy) -> Policy:
        """``policy`` with these rows in the place of the published ones."""
        patients = [table for table in policy.tables if NEARNESS.get(table.key) in PATIENTS and table.key != COHORT]
        free = frozenset(column.name for column in _COLUMNS) - {"subject_id"}
        counted = not patients or any(table.aggregate_only for table in patients)
        own = TablePolicy(
            *COHORT, _COLUMNS, aggregate_only=counted, person_column=person_column("cohort"), group_columns=free
        )
        others = tuple(table for table in policy.tables if table.key != COHORT)
        return replace(policy, tables=(own, *others), blocked={k: v for k, v in policy.blocked.items() if k != COHORT})
