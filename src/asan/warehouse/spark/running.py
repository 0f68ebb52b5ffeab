"""What runs on Spark, told apart by a tag, and stopped by it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

# 0.05, 0.2, 0.8, 3.2, 5 seconds: for a network that stutters. A server that was started again knows no session.
_TRIES: Final = 5
_LONGEST_PAUSE_MS: Final = 5_000
_PATIENCE_SECONDS: Final = 5.0
_PATIENCE_WITH_OTHERS_SECONDS: Final = 20.0
_BOOKS_MS: Final = 1_000
_PAUSE_SECONDS: Final = 0.05


def is_connect(session: "SparkSession") -> bool:
    """Whether the session is one of Spark Connect's, which knows no context."""
    return "connect" in type(session).__module__


def be_patient(session: "SparkSession", tries: int = _TRIES) -> None:
    """Have a Spark Connect session's client try ``tries`` times more where its server does not answer.

    By default that is ten seconds; pyspark's own default is ten minutes.
    """
    from pyspark.sql.connect.client.retries import DefaultPolicy

    told: Any = session
    told.client.set_retry_policies([DefaultPolicy(max_retries=tries, max_backoff=_LONGEST_PAUSE_MS)] if tries else [])


@contextmanager
def tagged(session: "SparkSession", tag: str) -> Iterator[None]:
    """What this thread has Spark do until the end has the ``tag``, and so has what runs on for it."""
    remove: Callable[[str], None]
    if is_connect(session):
        session.addTag(tag)
        remove = session.removeTag
    else:
        # Not the session's own tags: rows that are fetched a partition at a time would not have them.
        session.sparkContext.addJobTag(tag)
        remove = session.sparkContext.removeJobTag
    try:
        yield
    finally:
        with suppress(Exception):  # a Spark that is gone has no tags
            remove(tag)


def stopped(session: "SparkSession", tag: str) -> bool:
    """Stop what has the ``tag``; False where a Spark of this process goes on with it all the same.

    While it has other work too it is given longer, for that work would be lost with it. A cluster's and a server's
    tasks are theirs to end (``spark.task.reaper.enabled``).
    """
    with suppress(Exception):  # a Spark that is gone runs nothing
        if is_connect(session):
            session.interruptTag(tag)
            return True
        context = session.sparkContext
        context.cancelJobsWithTag(tag)
        began = time.monotonic()
        while str(context.master).startswith("local") and _works_for(context, tag):
            waited = time.monotonic() - began
            if waited > (_PATIENCE_WITH_OTHERS_SECONDS if _has_jobs(context) else _PATIENCE_SECONDS):
                return False
            time.sleep(_PAUSE_SECONDS)
    return True


def _works_for(context: "SparkContext", tag: str) -> bool:
    """Whether a job of the tag counts as running, or a task of one that was stopped has not noticed yet."""
    if not _is_told_of_all(context):
        return True
    tracker = context._jsc.statusTracker()
    for number in context._jsc.sc().statusTracker().getJobIdsForTag(tag):
        job = tracker.getJobInfo(number)
        if job is None:
            continue
        stages = [tracker.getStageInfo(stage) for stage in job.stageIds()]
        if str(job.status()) == "RUNNING" or any(stage is not None and stage.numActiveTasks() for stage in stages):
            return True
    return False


def _is_told_of_all(context: "SparkContext") -> bool:
    """Whether Spark's books are up to date: what happens to jobs and tasks is entered a while after it has happened."""
    from py4j.protocol import Py4JJavaError

    try:
        context._jsc.sc().listenerBus().waitUntilEmpty(_BOOKS_MS)
    except Py4JJavaError:  # a TimeoutException
        return False
    return True


def _has_jobs(context: "SparkContext") -> bool:
    return bool(list(context._jsc.statusTracker().getActiveJobIds()))
