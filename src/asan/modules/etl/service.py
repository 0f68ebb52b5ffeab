"""What other parts may ask of the ETL: run it, follow it, read its rejects, see its lineage."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from asan.kit.errors import AsanError, DiskFull
from asan.kit.machine import lives
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.etl import runs
from asan.modules.etl.errors import SourceMissing, StepFailed, StepOutOfMemory
from asan.modules.etl.lineage import Lineage, lineage
from asan.modules.etl.plan import steps
from asan.modules.etl.runner import Progress, Run
from asan.modules.etl.runs import RunView
from asan.synth.label import is_labelled
from asan.warehouse.connection import interrupted, out_of_memory, out_of_space
from asan.warehouse.lake import Lake
from asan.warehouse.lock import LakeBusy, write_lock
from asan.warehouse.vocabulary import load_vocabulary

__all__ = [
    "Lineage",
    "Progress",
    "RunView",
    "lineage",
    "load_source",
    "reject_query",
    "run_status",
    "runs_status",
    "step_names",
]


def load_source(
    source: Path,
    vocabulary: Path | None = None,
    *,
    label: str = "",
    synthetic: bool = False,
    incremental: bool = False,
    started_by: str = "",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    began: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Run the 13 steps on a folder or zip and publish; returns the run's report.

    ``vocabulary`` (an Athena download) is loaded first, when given. ``label`` is how pages name the source (default:
    its path). ``synthetic``: no real patients; so it is, too, where the source carries the label of `asan synth`.
    ``incremental``: the source is what is new or has changed since the published load. ``progress`` gets
    the fraction, the step and a detail; ``began`` the run's id as soon as there is one.
    Raises AsanError's kinds; the run's record then tells the same, and the published snapshot is as it was.
    """
    if not source.exists():
        raise SourceMissing(path=source)
    upgrade()
    lake = Lake(settings())
    name = label or str(source.resolve())
    synthetic = synthetic or is_labelled(source)
    run_id = runs.begin("etl", name, started_by, synthetic=synthetic)
    if began:
        began(run_id)
    follow = _follower(run_id, progress)
    try:
        with write_lock(lake, f"run {run_id}"):
            runs.mark_interrupted(except_run=run_id)
            if vocabulary is not None:
                load_vocabulary(lake, vocabulary, lambda part, what: follow(0.0, "vocabulary", what))
            run = Run(run_id, lake, source, name, synthetic, incremental, follow, cancelled or (lambda: False))
            report = run.carry_out()
            runs.end(run_id, "succeeded", report=report, snapshot=report["snapshot"], peak_mb=report["peak_mb"])
            run.clean()
            return report
    except LakeBusy as error:
        runs.end(run_id, "refused", error=error)
        raise
    except AsanError as error:
        _record_failure(run_id, "failed", error)
        raise
    except Exception as error:
        if interrupted(error):
            _record_failure(run_id, "interrupted", None)
            raise KeyboardInterrupt from error
        named = _named(error, lake)
        _record_failure(run_id, "failed", named)
        raise named from error
    except BaseException:
        # Ctrl-C: the next run goes on from here.
        _record_failure(run_id, "interrupted", None)
        raise


def _named(error: Exception, lake: Lake) -> AsanError:
    if out_of_space(error):
        return DiskFull(detail=str(error).split("\n", maxsplit=1)[0][:300], folder=lake.settings.home)
    if out_of_memory(error):
        return StepOutOfMemory(step="-", detail=str(error).split("\n", maxsplit=1)[0][:300])
    return StepFailed(step="-", detail=f"{type(error).__name__}: {error}")


def _record_failure(run_id: int, state: str, error: AsanError | None) -> None:
    """A full disk may refuse even this; the run's record then says running until the next run or look at it."""
    with suppress(SQLAlchemyError):
        runs.end(run_id, state, error=error)


def _follower(run_id: int, progress: Progress | None) -> Progress:
    """Reports to the caller and, for whoever follows from elsewhere, to the app store."""

    def follow(fraction: float, step: str, message: str) -> None:
        runs.note_progress(run_id, step, fraction, message)
        if progress:
            progress(fraction, step, message)

    return follow


def run_status(run_id: int) -> RunView:
    """One run with its steps. Raises NotFound. The app store must be at its present version."""
    return _alive(runs.view(run_id))


def runs_status(limit: int = 50) -> list[RunView]:
    """The newest runs, newest first. The app store must be at its present version."""
    return [_alive(view) for view in runs.latest(limit)]


def _alive(view: RunView) -> RunView:
    """A run that its record calls running is interrupted when its process is gone."""
    if view.state != "running" or lives(view.machine, view.pid, view.started):
        return view
    runs.mark_interrupted(run_id=view.id)
    return runs.view(view.id)


def step_names() -> list[tuple[int, str]]:
    """Number and name of each step, in order."""
    return [(step.ordinal, step.name) for step in steps()]


def reject_query(run_id: int | None) -> tuple[str, list[object]]:
    """SQL and parameters that read the rejects of a run (default: the newest that has any) through the gateway."""
    where = "run_id = ?" if run_id is not None else "run_id = (SELECT max(run_id) FROM etl.reject)"
    return (
        "SELECT run_id, step, file, line, column_name, value, reason FROM etl.reject "
        f"WHERE {where} ORDER BY step, file, line, reason",
        [run_id] if run_id is not None else [],
    )
