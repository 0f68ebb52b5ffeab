"""A job's life: queued, done in a worker process, followed, cancelled, survived by its record."""

import threading
from pathlib import Path
from typing import Any

import pytest

from asan.kit.errors import BadInput, NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import cancel, mark_interrupted, queue, run_job, submit
from asan.kit.jobs.registry import JobContext, job
from asan.kit.migrate import upgrade
from asan.kit.store import transaction


@job("test.add")
def add(context: JobContext, *, numbers: list[int]) -> dict[str, Any]:
    context.progress(0.5, "half")
    return {"sum": sum(numbers)}


@job("test.refuse")
def refuse(context: JobContext) -> None:
    raise BadInput(detail="no rows")


@job("test.break")
def broken(context: JobContext) -> None:
    raise ZeroDivisionError("a name that nobody should read")


started, go_on = threading.Event(), threading.Event()


@job("test.wait")
def wait(context: JobContext) -> None:
    started.set()
    assert go_on.wait(10)
    context.check_cancelled()


@pytest.fixture(autouse=True)
def store(asan_home: Path) -> None:
    upgrade()


def job_row(job_id: int) -> Job:
    with transaction() as session:
        return session.get_one(Job, job_id)


def work_off() -> None:
    """What the worker does, in this process."""
    while (task := queue().huey.dequeue()) is not None:
        queue().huey.execute(task)


def test_a_job_is_queued_then_done_with_its_result() -> None:
    job_id = submit("test.add", "kim", {"numbers": [1, 2, 3]})
    assert job_row(job_id).state == "queued"
    work_off()
    done = job_row(job_id)
    assert (done.state, done.result, done.fraction) == ("succeeded", {"sum": 6}, 1.0)


def test_an_unknown_kind_is_not_queued() -> None:
    with pytest.raises(KeyError):
        submit("test.nothing", "kim", {})
    with transaction() as session:
        assert session.query(Job).count() == 0


def test_a_named_failure_is_kept_in_both_languages() -> None:
    job_id = submit("test.refuse", "kim", {})
    work_off()
    error = job_row(job_id).error
    assert error is not None
    assert error["en"]["code"] == "bad_input"
    assert "no rows" in error["ko"]["message"]


def test_an_unnamed_failure_does_not_show_its_inside() -> None:
    job_id = submit("test.break", "kim", {})
    work_off()
    failed = job_row(job_id)
    assert failed.state == "failed"
    assert "nobody should read" not in str(failed.error)


def test_a_queued_job_is_cancelled_at_once_and_never_runs() -> None:
    job_id = submit("test.add", "kim", {"numbers": [1]})
    cancel(job_id, "kim")
    work_off()
    assert job_row(job_id).state == "cancelled"
    assert job_row(job_id).result is None


def test_a_running_job_ends_at_its_next_look() -> None:
    job_id = submit("test.wait", "kim", {})
    worker = threading.Thread(target=run_job, args=(job_id,))
    worker.start()
    assert started.wait(10)
    cancel(job_id, "kim")
    go_on.set()
    worker.join()
    assert job_row(job_id).state == "cancelled"


def test_nobody_cancels_the_job_of_another() -> None:
    job_id = submit("test.add", "kim", {"numbers": [1]})
    with pytest.raises(NotFound):
        cancel(job_id, "lee")
    assert job_row(job_id).state == "queued"


def test_jobs_of_a_dead_worker_are_said_to_be_interrupted() -> None:
    job_id = submit("test.add", "kim", {"numbers": [1]})
    with transaction() as session:
        row = session.get_one(Job, job_id)
        row.state, row.worker_pid = "running", 2**22 + 1  # above the largest pid that Linux gives
    mark_interrupted()
    assert job_row(job_id).state == "interrupted"
