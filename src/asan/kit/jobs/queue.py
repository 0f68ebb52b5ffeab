"""The queue itself: huey over SQLite, one task that runs whichever job it is given."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import psutil
from huey import SqliteHuey
from sqlalchemy import select

from asan.kit.clock import utc_now
from asan.kit.errors import AsanError, NotFound
from asan.kit.jobs.models import Job, JobEvent
from asan.kit.jobs.registry import Cancelled, JobContext, function_of
from asan.kit.machine import machine
from asan.kit.settings import settings
from asan.kit.store import transaction

log = logging.getLogger(__name__)
ENDED = frozenset({"succeeded", "failed", "cancelled", "interrupted"})


@dataclass(frozen=True)
class Queue:
    """huey's handle, and the one task that puts a job's id into it."""

    huey: SqliteHuey
    enqueue: Callable[[int], object]


@cache
def _queue_at(path: str) -> Queue:
    huey = SqliteHuey("asan", filename=path, fsync=True, results=False)
    return Queue(huey, huey.task(name="run_job")(run_job))


def queue() -> Queue:
    """This process's handle on the queue in ASAN_HOME."""
    settings().make_home()
    return _queue_at(str(settings().jobs_db))


def submit(kind: str, owner: str, parameters: dict[str, Any]) -> int:
    """Queue a job of ``kind`` for ``owner`` and return its id. Raises KeyError for an unknown kind."""
    function_of(kind)
    with transaction() as session:
        job = Job(kind=kind, owner=owner, parameters=parameters, machine=machine())
        session.add(job)
        session.flush()
        job_id = job.id
    queue().enqueue(job_id)
    return job_id


def run_job(job_id: int) -> None:
    """Do one job and write down how it ended. Never raises: a failure is the job's, not the worker's."""
    with transaction() as session:
        job = session.get(Job, job_id)
        if job is None or job.state != "queued":
            return
        job.state, job.started_at, job.worker_pid = "running", utc_now(), os.getpid()
        kind, context = job.kind, JobContext(job.id, job.owner, job.parameters)
    try:
        result = function_of(kind)(context, **context.parameters)
    except Cancelled:
        _end(job_id, "cancelled")
    except AsanError as error:
        _end(job_id, "failed", error={"ko": error.as_json("ko"), "en": error.as_json("en")})
    except Exception:
        log.exception("job %s (%s) failed", job_id, kind)
        unknown = AsanError()
        _end(job_id, "failed", error={"ko": unknown.as_json("ko"), "en": unknown.as_json("en")})
    else:
        _end(job_id, "succeeded", result=result)


def _end(job_id: int, state: str, *, result: Any = None, error: dict[str, Any] | None = None) -> None:
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.result, job.error, job.ended_at = state, result, error, utc_now()
        if state == "succeeded":
            job.fraction = 1.0
        session.add(JobEvent(job_id=job_id, fraction=job.fraction, message=state))


def cancel(job_id: int, owner: str | None) -> None:
    """Ask a job to end; one still queued ends at once. ``owner`` None: anyone's. Raises NotFound."""
    with transaction() as session:
        job = session.get(Job, job_id)
        if job is None or (owner is not None and job.owner != owner):
            raise NotFound(what=f"job {job_id}")
        if job.state == "queued":
            job.state, job.ended_at = "cancelled", utc_now()
        elif job.state == "running":
            job.state = "cancelling"


def mark_interrupted() -> None:
    """This machine's jobs whose worker is gone are said to be interrupted; called when a worker starts."""
    ours = Job.machine.in_([machine(), ""])
    with transaction() as session:
        for job in session.scalars(select(Job).where(Job.state.in_(["running", "cancelling"]), ours)):
            if job.worker_pid is None or job.worker_pid == os.getpid() or not psutil.pid_exists(job.worker_pid):
                job.state, job.ended_at = "interrupted", utc_now()
