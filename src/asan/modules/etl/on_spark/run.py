"""One run: step 1 on this machine, all others on Spark, over tables in Parquet below one folder."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from asan.kit.errors import AsanError
from asan.modules.etl.errors import StepFailed, TooManyRejects
from asan.modules.etl.invariants import check_invariants
from asan.modules.etl.keys import resolve_collisions
from asan.modules.etl.on_spark.errors import OutOfSpaceThere, SparkLost, SparkStepFailed, TooManyRejectsThere
from asan.modules.etl.on_spark.folder import REPORT
from asan.modules.etl.on_spark.handover import hand_over
from asan.modules.etl.on_spark.keys import move
from asan.modules.etl.plan import Step, steps
from asan.modules.etl.rejects import lined_rejects, refuse_too_many
from asan.modules.etl.report import report
from asan.modules.etl.source.locate import locate
from asan.modules.etl.source.step import examine
from asan.modules.etl.tally import reconcile, tally_step
from asan.modules.etl.vocabulary import loaded_vocabulary
from asan.modules.etl.work import note_step, run_parameters
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.connection import EngineError, out_of_space
from asan.warehouse.lake import Lake
from asan.warehouse.spark import SparkConnection, SparkError
from asan.warehouse.spark.errors import is_lost

if TYPE_CHECKING:
    from asan.warehouse.spark import SparkSession

Progress = Callable[[float, str, str], None]

_SCHEMAS = ("source", "vocabulary", "etl", "map", "cdm", "results")
# What stays beside the CDM and the vocabulary: the account of the source's rows.
_KEPT = ("rejected", "merged", "loaded", "expanded", "file", "note", "parameter", "step")
# What a report says of the tables it reads from the statistics, which the lake computes for its pages.
_MAPPED = {table.name: table.concept for table in EVENT_TABLES.values()}
_COUNTED = " UNION ALL ".join(
    f"SELECT '{name}' AS table_name, count(*) AS row_count, "
    f"count(CASE WHEN {_MAPPED.get(name, '0')} <> 0 THEN 1 END) AS mapped_rows FROM cdm.{name}"
    for name in (table.name for table in CDM.in_schema("cdm"))
)


@dataclass(slots=True)
class SparkRun:
    """A run under way in ``folder``, which this machine and Spark's see under one name."""

    lake: Lake
    session: "SparkSession"
    folder: Path
    label: str
    synthetic: bool
    progress: Progress
    started: float = field(default_factory=time.monotonic)

    def carry_out(self, path: Path) -> dict[str, Any]:
        """Take all steps on the source ``path``; returns the report. Raises AsanError's kinds."""
        vocabulary = loaded_vocabulary(self.lake)
        source = examine(locate(path, self.folder / "unpacked", self.lake.settings.upload_megabytes))
        parameters = run_parameters(self.lake.settings, 0, self.label, self.synthetic, vocabulary, date.today())
        first, *others = steps()
        try:
            staged = hand_over(
                self.lake, source, first, parameters, self.folder, lambda file: self.progress(0, first.name, file)
            )
        except (EngineError, OSError) as error:
            raise self._failure(first, error) from error
        step = first
        try:
            connection = SparkConnection(self.session, self.folder, f"asan_{uuid4().hex[:12]}", _SCHEMAS)
        except SparkError as error:
            raise self._failure(step, error) from error
        try:
            read = {table for step in others for table in step.access.reads}
            for schema, name in staged:
                if schema != "vocabulary" or f"{schema}.{name}" in read:
                    connection.take_in(schema, name)
            for table in CDM.in_schema("cdm"):
                connection.execute(create_table(table, "duckdb", "cdm"))
            for position, step in enumerate(others, start=1):
                self.progress(position / len(others), step.name, "")
                self._take(connection, step)
            told = self._finish(connection)
        except BaseException as error:
            connection.abandon()
            if isinstance(error, SparkError):
                raise self._failure(step, error) from error
            raise
        self._part_with(connection)
        return told

    def _take(self, connection: SparkConnection, step: Step) -> None:
        began = time.monotonic()
        if step.name == "publish":
            self._refuse_too_many(connection)
        try:
            tables = [name for schema, _, name in (t.partition(".") for t in step.access.writes) if schema == "cdm"]
            before = _counts(connection, tables)
            connection.execute(step.sql)
            resolve_collisions(connection, step.name, tuple(sorted(tables)), move)
            if step.name == "publish":
                check_invariants(connection)
            tally = tally_step(connection, step.name, step.owned, before, _counts(connection, tables))
            reconcile(connection, step.name, tally)
            note_step(connection, step.ordinal, step.name, time.monotonic() - began, tally.to_json())
        except StepFailed as error:
            raise SparkStepFailed(**error.values) from error
        except (SparkError, OSError) as error:
            raise self._failure(step, error) from error

    def _refuse_too_many(self, connection: SparkConnection) -> None:
        try:
            refuse_too_many(connection, self.lake.settings.etl_max_reject_share, 0)
        except TooManyRejects as error:
            raise TooManyRejectsThere(**error.values) from error

    def _finish(self, connection: SparkConnection) -> dict[str, Any]:
        """Write the rejects with their lines, and the report."""
        connection.execute(f"CREATE TABLE etl.rejected AS {lined_rejects()}", {"run": 0})
        connection.execute(f"CREATE TABLE results.table_statistic AS {_COUNTED}")
        told = report(
            connection, run=0, snapshot=None, source=self.label, seconds=time.monotonic() - self.started, peak_mb=0
        )
        # There is no run in the lake's sense, and the memory is Spark's own.
        told = {key: value for key, value in told.items() if key not in ("run", "snapshot", "peak_mb")}
        (self.folder / REPORT).write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
        return told

    def _part_with(self, connection: SparkConnection) -> None:
        """Put what stays out of Spark's hands, let it forget its tables, and put it back."""
        kept = self.folder / "kept"
        for name in ("cdm", "vocabulary", *(f"etl/{table}" for table in _KEPT)):
            if (self.folder / name).exists():
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).rename(kept / name)
        connection.close()
        for entry in self.folder.iterdir():
            if entry.is_dir() and entry != kept:
                shutil.rmtree(entry, ignore_errors=True)
        for entry in kept.iterdir():
            entry.rename(self.folder / entry.name)
        kept.rmdir()

    def _failure(self, step: Step, error: Exception) -> AsanError:
        detail = str(error).strip().split("\n", maxsplit=1)[0][:500]
        if out_of_space(error):
            return OutOfSpaceThere(step=step.name, detail=detail, folder=self.folder)
        if isinstance(error, SparkError) and is_lost(error):
            return SparkLost(step=step.name)
        return SparkStepFailed(step=step.name, detail=detail)


def _counts(connection: SparkConnection, tables: list[str]) -> dict[str, int]:
    return {table: int(connection.execute(f"SELECT count(*) FROM cdm.{table}").fetchall()[0][0]) for table in tables}
