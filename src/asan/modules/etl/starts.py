"""Runs started from the page: the job that does one, and how to stop it."""

from pathlib import Path

from sqlalchemy import select

from asan.kit.errors import Conflict, NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import cancel, submit
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.kit.translation import Language, Text
from asan.modules.etl import runs
from asan.modules.etl.errors import SourceMissing
from asan.modules.etl.jobs import KIND
from asan.modules.etl.schemas import Started, StartRun
from asan.warehouse.in_place import refuse_in_place


class NotAJob(Conflict):
    """A run that the page did not start, or that has ended."""

    code = "run_not_cancellable"
    text = Text("실행 {run}은(는) 여기서 멈출 수 없습니다.", "Run {run} cannot be stopped from here.")
    next = Text(
        "명령줄에서 시작한 실행이면 그 창에서 Ctrl+C를 눌러 주세요.",
        "If it was started on the command line, press Ctrl+C there.",
    )


def start(asked: StartRun, owner: str) -> int:
    """Queue a run and return its job. Raises SourceMissing and CdmInPlace now rather than in the job."""
    refuse_in_place(settings())
    source, label = _source(asked)
    how = {"incremental": asked.incremental, "synthetic": asked.synthetic}
    return submit(KIND, owner, {"source": str(source), "label": label, **how})


def _source(asked: StartRun) -> tuple[Path, str]:
    if asked.upload is not None:
        found = next(iter((settings().uploads / asked.upload).glob("*.zip")), None)
        if found is None:
            raise SourceMissing(path=asked.upload)
        return found, found.name
    path = Path(str(asked.path).strip())
    if "\x00" in str(path) or not path.is_absolute() or not path.exists():
        raise SourceMissing(path=path)
    return path.resolve(), str(path.resolve())


def started(job_id: int, language: Language) -> Started:
    """How far a start has come. Raises NotFound."""
    with transaction() as session:
        job = session.get(Job, job_id) if 0 < job_id < 2**63 else None
        if job is None or job.kind != KIND:
            raise NotFound(what=f"job {job_id}")
        error = job.error[language] if job.error else None
        return Started(job=job.id, state=job.state, run=job.parameters.get("run"), error=error)


def stop(run_id: int) -> None:
    """Ask a run to end before its next step. Raises NotFound and NotAJob."""
    runs.view(run_id)
    job = jobs_of_runs().get(run_id)
    if job is None or job.state not in ("queued", "running", "cancelling"):
        raise NotAJob(run=run_id)
    cancel(job.id, None)


def jobs_of_runs() -> dict[int, Job]:
    """The newest jobs of runs, by the run that each does."""
    with transaction() as session:
        newest = session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.id.desc()).limit(500))
        return {job.parameters["run"]: job for job in newest if "run" in job.parameters}
