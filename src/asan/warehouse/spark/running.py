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
    """Stop what has the ``tag``; False where a Spark of this process then works on for nobody, and nothing else.

    A cluster's and a server's tasks are theirs to end (``spark.task.reaper.enabled``).
    """
    with suppress(Exception):  # a Spark that is gone runs nothing
        if is_connect(session):
            session.interruptTag(tag)
            return True
        context = session.sparkContext
        context.cancelJobsWithTag(tag)
        end = time.monotonic() + _PATIENCE_SECONDS
        while str(context.master).startswith("local") and (_under_way(context, tag) or _works_for_nobody(context)):
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE_SECONDS)
    return True


def _under_way(context: "SparkContext", tag: str) -> bool:
    """Whether jobs of the tag count as active still: for a moment they do after they were cancelled."""
    active = set(context._jsc.statusTracker().getActiveJobIds())
    return not active.isdisjoint(context._jsc.sc().statusTracker().getJobIdsForTag(tag))


def _works_for_nobody(context: "SparkContext") -> bool:
    tracker = context._jsc.statusTracker()
    return not list(tracker.getActiveJobIds()) and any(one.numRunningTasks() for one in tracker.getExecutorInfos())
