"""The kinds of work there are, by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from asan.kit.clock import utc_now
from asan.kit.jobs.models import Job, JobEvent
from asan.kit.store import transaction

JobFunction = Callable[..., dict[str, Any] | None]

_functions: dict[str, JobFunction] = {}


class Cancelled(Exception):
    """Raised inside a job's function when its owner has cancelled it."""


@dataclass(frozen=True)
class JobContext:
    """What a job's function is given first: who asked, and how to report."""

    job_id: int
    owner: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def progress(self, fraction: float, message: str = "") -> None:
        """Report how far the work is (0 to 1), with a line for the log. Raises Cancelled when it should end."""
        with transaction() as session:
            job = session.get_one(Job, self.job_id)
            job.fraction = min(max(fraction, 0.0), 1.0)
            job.message = message
            session.add(JobEvent(job_id=self.job_id, at=utc_now(), fraction=job.fraction, message=message))
            cancelled = job.state == "cancelling"
        if cancelled:
            raise Cancelled

    def check_cancelled(self) -> None:
        """Raise Cancelled when the owner has asked for the end."""
        with transaction() as session:
            if session.get_one(Job, self.job_id).state == "cancelling":
                raise Cancelled


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register ``function(context, **parameters) -> result | None`` as the work of ``kind``."""

    def register(function: JobFunction) -> JobFunction:
        _functions[kind] = function
        return function

    return register


def function_of(kind: str) -> JobFunction:
    """The function of ``kind``. Raises KeyError for a kind that nobody registered."""
    return _functions[kind]
