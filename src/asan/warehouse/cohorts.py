"""OMOP's cohort tables in the lake: no load makes them, each cohort is published by itself, and loads keep them.

They lie in the schema ``cdm``, where OHDSI's tools and the gateway look for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from asan.kit.errors import Conflict
from asan.kit.translation import Text
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.connection import Connection, tables_in, transaction
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.publish import commit_message, same_data
from asan.warehouse.snapshots import PREFIX, Snapshot, current
from asan.warehouse.vocabulary import loaded

KIND: Final = "cohort"
"""What a publication of a cohort is called among the snapshots."""

_PERSON: Final = 1147314
"""The concept of the CDM's table of persons: who the subjects are."""


class VocabularyAhead(Conflict):
    """A vocabulary was loaded that the published CDM was not made with: a publication now would mix the two."""

    code = "vocabulary_ahead"
    text = Text(
        "발행된 CDM이 쓰는 것보다 새로운 용어({version})가 적재되어 있어 코호트를 발행할 수 없습니다.",
        "A vocabulary newer than the published CDM's is loaded ({version}): a cohort published now would mix them.",
    )
    next = Text("ETL을 실행해 새 용어로 CDM을 발행해 주세요.", "Run the ETL, so that the CDM is published with it.")


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A row of cohort_definition: ``syntax`` is the definition in executable form, ``made`` the day of its rows."""

    id: int
    name: str
    description: str | None
    syntax: str | None
    made: date


def publish_cohort(lake: Lake, cohort: CohortRow, spans: pa.Table, gone: Sequence[int] = ()) -> Snapshot:
    """Put a cohort's rows in the place of those it had, as a snapshot of its own; everything else stays as it is.

    ``gone`` are the numbers of cohorts whose rows go with it: their definitions are no more. ``spans`` has subject_id,
    cohort_start_date, cohort_end_date. The snapshot says of the data what the one before said, its time too: the data
    are no newer for it. The caller holds the write lock.
    Raises LakeMissing, VocabularyAhead, EngineError; the lake is then as it was.
    """
    connection = lake.connect_writer()
    try:
        before = current(connection)
        if before is None:
            raise LakeMissing
        vocabulary = loaded(connection)
        if vocabulary is not None and before.vocabulary not in ("", vocabulary.fingerprint):
            raise VocabularyAhead(version=vocabulary.version)
        connection.register("cohort_spans", spans)
        with transaction(connection):
            _make_tables(connection)
            _remove(connection, [cohort.id, *gone])
            _add(connection, cohort)
            commit_message(connection, f"{PREFIX}cohort {cohort.id}", same_data(before, KIND))
        after = current(connection)
        if after is None:  # pragma: no cover - the commit above is one
            raise RuntimeError("the lake does not show its own commit")
        return after
    finally:
        connection.close()


def _make_tables(connection: Connection) -> None:
    there = tables_in(connection, "lake", "cdm")
    for name in ("cohort", "cohort_definition"):
        if name not in there:
            connection.execute(create_table(CDM.tables[name], "duckdb", "lake.cdm"))


def _remove(connection: Connection, numbers: Sequence[int]) -> None:
    for name in ("cohort", "cohort_definition"):
        connection.execute(
            f"DELETE FROM lake.cdm.{name} WHERE list_contains($numbers, cohort_definition_id)",
            {"numbers": list(numbers)},
        )


def _add(connection: Connection, cohort: CohortRow) -> None:
    of = {"id": cohort.id}
    connection.execute(
        """INSERT INTO lake.cdm.cohort BY NAME
           SELECT CAST($id AS BIGINT) AS cohort_definition_id, subject_id, cohort_start_date, cohort_end_date
           FROM cohort_spans ORDER BY subject_id, cohort_start_date""",
        of,
    )
    connection.execute(
        "INSERT INTO lake.cdm.cohort_definition VALUES ($id, $name, $description, 0, $syntax, $person, $made)",
        {
            **of,
            "name": cohort.name,
            "description": cohort.description,
            "syntax": cohort.syntax,
            "person": _PERSON,
            "made": cohort.made,
        },
    )
