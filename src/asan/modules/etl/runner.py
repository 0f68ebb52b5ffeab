"""One run of the steps, from the source to a published snapshot.

Each step is one transaction on the run's work database, together with the record that it is finished; nothing in the
lake changes before the last step. So whatever stops a run, the published snapshot stays as it was, and the next run of
the same source goes on after the last finished step.
"""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from asan.kit.errors import AsanError
from asan.modules.etl import runs
from asan.modules.etl.errors import RunStopped, StepFailed, StepOutOfMemory, StepOutOfSpace
from asan.modules.etl.incremental.base import find_base
from asan.modules.etl.incremental.change import Change
from asan.modules.etl.keys import resolve_collisions
from asan.modules.etl.memory import PeakMemory
from asan.modules.etl.plan import Step, code_version, steps
from asan.modules.etl.publication import compute_statistics
from asan.modules.etl.rejects import keep_rejects, refuse_too_many
from asan.modules.etl.report import report
from asan.modules.etl.scope import Entangled, Whole
from asan.modules.etl.source import staged
from asan.modules.etl.source.locate import locate
from asan.modules.etl.source.step import Source, examine, read_source
from asan.modules.etl.tally import Tally, reconcile, tally_source, tally_step
from asan.modules.etl.vocabulary import loaded_vocabulary
from asan.modules.etl.work import cdm_counts, finished_steps, note_step, open_work, run_parameters
from asan.warehouse.connection import (
    ENGINE_VERSION,
    Connection,
    EngineError,
    close_engine,
    out_of_memory,
    out_of_space,
    transaction,
)
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import Snapshot
from asan.warehouse.upkeep import remove_orphans
from asan.warehouse.vocabulary import VocabularyInfo

# Progress of the whole run (0 to 1), the step and what it does.
Progress = Callable[[float, str, str], None]


@dataclass(slots=True)
class Run:
    """A run under way. ``cancelled`` is asked before each step."""

    id: int
    lake: Lake
    source_path: Path
    label: str
    synthetic: bool
    incremental: bool = False
    progress: Progress = lambda fraction, step, message: None
    cancelled: Callable[[], bool] = lambda: False
    memory: PeakMemory = field(default_factory=PeakMemory)
    started: float = field(default_factory=time.monotonic)

    @property
    def folder(self) -> Path:
        """Where this run works."""
        return self.lake.settings.runs / str(self.id)

    def carry_out(self) -> dict[str, Any]:
        """Take all steps and publish; returns the report. Raises AsanError's kinds; the lake is then unchanged.

        The caller holds the lake's write lock and records the end.
        """
        with self.memory:
            vocabulary = loaded_vocabulary(self.lake)
            self.progress(0.0, "source", "")
            scope = self._scope(vocabulary)
            unpacked, limit = self.folder / "unpacked", self.lake.settings.upload_megabytes
            source = examine(locate(self.source_path, unpacked, limit, partial=scope.partial))
            kind = ".synthetic" if self.synthetic else ""
            self._take_over(f"{source.fingerprint}.{code_version()}.{vocabulary.fingerprint}{scope.key}{kind}")
            plan = steps()
            today = date.today()
            parameters = run_parameters(self.lake.settings, self.id, self.label, self.synthetic, vocabulary, today)
            runs.plan_steps(self.id, [(step.ordinal, step.name) for step in plan])
            while True:
                connection = open_work(self.lake, self.folder / "work.duckdb", parameters)
                try:
                    return self._take_steps(connection, plan, source, vocabulary, scope)
                except Entangled:
                    connection.close()
                    for file in self.folder.glob("work.duckdb*"):
                        file.unlink()
                finally:
                    close_engine(connection)

    def _scope(self, vocabulary: VocabularyInfo) -> Whole:
        facts = {
            "code": code_version(),
            # The statistics keep counts by the engine's hashes, which may be others in its next version.
            "engine": ENGINE_VERSION,
            "vocabulary": vocabulary.fingerprint,
            "observation_period": self.lake.settings.etl_observation_period,
            "synthetic": str(self.synthetic).lower(),
        }
        if not self.incremental:
            return Whole(self.lake, facts)
        return Change(self.lake, facts, find_base(self.lake, facts, date.today()))

    def clean(self) -> None:
        """Remove what was only needed until publication, and what killed runs have left in the lake's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        # The run has succeeded already: tidying that fails is left to the next one.
        with suppress(EngineError, OSError):
            remove_orphans(self.lake)

    def _take_over(self, fingerprint: str) -> None:
        """Continue in the work database of the last run, where that stopped on the same source."""
        last = runs.resumable(fingerprint)
        old = self.lake.settings.runs / str(last) / "work.duckdb"
        if last is not None and old.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in (*old.parent.glob("work.duckdb*"), *old.parent.glob(staged.FOLDER)):
                file.rename(self.folder / file.name)
            runs.update_run(self.id, resumed_from=last)
        for other in self.lake.settings.runs.iterdir() if self.lake.settings.runs.exists() else ():
            if other.name != str(self.id):
                shutil.rmtree(other, ignore_errors=True)
        runs.update_run(self.id, fingerprint=fingerprint)

    def _take_steps(
        self,
        connection: Connection,
        plan: tuple[Step, ...],
        source: Source,
        vocabulary: VocabularyInfo,
        scope: Whole,
    ) -> dict[str, Any]:
        finished = finished_steps(connection)
        staged.show_all(connection, self.folder)
        try:
            for position, step in enumerate(plan):
                if self.cancelled():
                    raise RunStopped
                share = position / (len(plan) + 1)
                if step.name in finished:
                    tally = Tally.from_json(finished[step.name])
                    runs.update_step(self.id, step.name, state="succeeded", rows=tally.rows, progress=1.0)
                    continue
                if step.name == "publish":
                    refuse_too_many(connection, self.lake.settings.etl_max_reject_share, self.id)
                    scope.settle(connection)
                self.progress(share, step.name, "")
                self._take(connection, step, source, scope, share, 1 / (len(plan) + 1))
        except AsanError:
            self._keep_rejects_of_failure(connection)
            raise
        self.progress(len(plan) / (len(plan) + 1), "publish", "")
        snapshot = self._publish(connection, vocabulary, scope)
        told = report(
            connection,
            run=self.id,
            snapshot=snapshot.version,
            source=self.label,
            seconds=time.monotonic() - self.started,
            peak_mb=self.memory.peak_mb,
        )
        self.progress(1.0, "publish", "")
        return {**told, **scope.told(connection)}

    def _take(
        self, connection: Connection, step: Step, source: Source, scope: Whole, share: float, width: float
    ) -> None:
        runs.update_step(self.id, step.name, state="running")
        began = time.monotonic()
        try:
            if step.name == "source":
                connection.execute(step.sql)
                read_source(
                    connection,
                    source,
                    self.folder,
                    lambda part, file: self.progress(share + part * width, step.name, file),
                    partial=scope.partial,
                )
                scope.complete(connection)
            tally = self._in_transaction(connection, step, scope, began)
        except (EngineError, OSError) as error:
            raise self._failure(step, error) from error
        runs.update_step(
            self.id,
            step.name,
            state="succeeded",
            rows=tally.rows,
            seconds=time.monotonic() - began,
            progress=1.0,
        )

    def _in_transaction(self, connection: Connection, step: Step, scope: Whole, began: float) -> Tally:
        with transaction(connection):
            tally = tally_source(connection) if step.name == "source" else self._transform(connection, step, scope)
            reconcile(connection, step.name, tally)
            note_step(connection, step.ordinal, step.name, time.monotonic() - began, tally.to_json())
        return tally

    def _transform(self, connection: Connection, step: Step, scope: Whole) -> Tally:
        scope.supply(connection, step.name)
        before = cdm_counts(connection)
        connection.execute(step.sql)
        after = cdm_counts(connection)
        resolve_collisions(
            connection, step.name, tuple(sorted(table for table in after if after[table] != before[table]))
        )
        if step.name == "publish":
            compute_statistics(connection, scope.schema, scope.changed)
        return tally_step(connection, step.name, step.owned, before, after)

    def _keep_rejects_of_failure(self, connection: Connection) -> None:
        """Keep what was rejected so far, so that the cause can be seen; what stopped the run may prevent even that."""
        with suppress(EngineError, OSError):
            connection.execute("DETACH lake")
            if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'line_shift'").fetchall():
                keep_rejects(self.lake, connection, self.id)

    def _publish(self, connection: Connection, vocabulary: VocabularyInfo, scope: Whole) -> Snapshot:
        connection.execute("DETACH lake")
        try:
            keep_rejects(self.lake, connection, self.id)
            return scope.publish(
                connection,
                {
                    "run": self.id,
                    "kind": "etl",
                    "source": self.label,
                    "vocabulary": vocabulary.fingerprint,
                    "vocabulary_version": vocabulary.version,
                    "synthetic": self.synthetic,
                },
            )
        except (EngineError, OSError) as error:
            raise self._failure(steps()[-1], error) from error

    def _failure(self, step: Step, error: BaseException) -> AsanError:
        detail = str(error).strip().split("\n", maxsplit=1)[0][:500]
        if out_of_space(error):
            return StepOutOfSpace(step=step.name, detail=detail, folder=self.lake.settings.home)
        if out_of_memory(error):
            return StepOutOfMemory(step=step.name, detail=detail)
        return StepFailed(step=step.name, detail=detail)
