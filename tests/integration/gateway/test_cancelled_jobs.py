"""A job that is cancelled stops its question in the engine, not only between two reports of its progress."""

import threading
from pathlib import Path

import pytest

from asan.gateway.job_cancel import cancelled_with
from asan.gateway.service import Gateway
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import cancel
from asan.kit.jobs.registry import Cancelled, JobContext
from asan.kit.store import transaction
from tests.integration.gateway.conftest import someone
from tests.integration.gateway.test_gateway_limits import ENDLESS


@pytest.fixture
def context(home: Path) -> JobContext:
    with transaction() as session:
        job = Job(kind="test", owner="kim", state="running", parameters={})
        session.add(job)
        session.flush()
        return JobContext(job.id, "kim")


def test_a_question_that_computes_is_stopped(door: Gateway, context: JobContext) -> None:
    # The engine would need days for it; without the cancel this test would hang, not fail.
    timer = threading.Timer(0.2, cancel, [context.job_id, "kim"])
    timer.start()
    with pytest.raises(Cancelled), cancelled_with(context) as cancellation:
        door.query(someone("admin"), ENDLESS, seconds=100_000, cancellation=cancellation)
    timer.join()


def read_and_cancel(door: Gateway, context: JobContext) -> None:
    sql = "SELECT a.person_id FROM person a, range(100000000) b"
    with cancelled_with(context) as cancellation:
        answer = door.query(someone("admin"), sql, row_limit=10**12, seconds=100_000, cancellation=cancellation)
        assert next(answer.batches).num_rows
        cancel(context.job_id, "kim")
        for _ in answer.batches:
            pass


def test_an_answer_that_is_read_is_stopped(door: Gateway, context: JobContext) -> None:
    with pytest.raises(Cancelled):
        read_and_cancel(door, context)


def test_a_job_that_goes_on_is_not_disturbed(door: Gateway, context: JobContext) -> None:
    with cancelled_with(context) as cancellation:
        assert door.query(someone("admin"), "SELECT 1 AS one", cancellation=cancellation).rows() == [{"one": 1}]
