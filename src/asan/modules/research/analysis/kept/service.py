"""Analyses as jobs: asked now, computed by the worker, kept for whoever asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select

from asan.gateway import audit
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import ENDED, cancel, submit
from asan.kit.jobs.registry import JobContext
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.kit.translation import Language
from asan.modules.research.analysis.cohorts import reading_of
from asan.modules.research.analysis.kept.models import AnalysisRun
from asan.modules.research.analysis.kinds import cohorts_of, compute, known_kind, read_asked

KIND: Final = "analysis.run"
SURFACE: Final = f"job:{KIND}"
_MOST_LISTED: Final = 200
_QUESTIONS: Final[Mapping[str, int]] = {
    "table-one": 5,
    "features": 5,
    "numbers": 6,
    "incidence": 4,
    "survival": 4,
    "pathways": 4,
}
"""About how many questions an analysis asks, for its progress."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An analysis with its job."""

    run: AnalysisRun
    job: Job | None


def start(principal: Principal, kind: str, members: Mapping[str, object], name: str, language: Language) -> Kept:
    """Queue an analysis of the snapshot that ``principal`` reads. What can be refused is refused now.

    Raises BadAnalysis, UnknownCohort, NoSnapshot.
    """
    known = known_kind(kind)
    asked = read_asked(known, members)
    reading_of(principal, *cohorts_of(known, asked))
    state = gateway().snapshot(principal.snapshot)
    with transaction() as session:
        run = AnalysisRun(
            owner=principal.name,
            project=principal.project,
            name=name,
            kind=known,
            asked=asked.model_dump_json(),
            language=language,
            snapshot=state.version if state else None,
        )
        session.add(run)
        session.flush()
        audit.append(
            session, principal, audit.Entry(KIND, "started", "http", question=f"{run.id}: {known} {run.asked}")
        )
    job = submit(KIND, principal.name, {"run": run.id})
    with transaction() as session:
        session.get_one(AnalysisRun, run.id).job_id = job
    return find(principal, run.id)


def carry_out(context: JobContext, principal: Principal, run: AnalysisRun) -> None:
    """Compute and keep: the job's work, within the time of one computation of cohorts instead of one question.

    Raises what the analysis raises, and Cancelled; then nothing is kept.
    """
    kind = known_kind(run.kind)
    asked = read_asked(kind, json.loads(run.asked))
    reader = replace(principal, snapshot=run.snapshot)
    expected = _QUESTIONS[kind]

    def heard(questions: int) -> None:
        context.progress(min(questions / (expected + 1), 0.95), str(questions))

    with cancelled_with(context) as cancellation:
        reading = reading_of(
            reader,
            *cohorts_of(kind, asked),
            cancellation=cancellation,
            surface=SURFACE,
            seconds=settings().cohort_seconds,
            heard=heard,
        )
        answer = compute(kind, reading, asked, "ko" if run.language == "ko" else "en")
    with transaction() as session:
        kept = session.get(AnalysisRun, run.id)
        if kept is None:
            raise NotFound(what=f"analysis {run.id}")
        kept.result = answer.model_dump_json()


def listed(principal: Principal) -> list[Kept]:
    """The asker's own, newest first."""
    query = (
        select(AnalysisRun, Job)
        .outerjoin(Job, Job.id == AnalysisRun.job_id)
        .where(AnalysisRun.owner == principal.name)
        .order_by(AnalysisRun.id.desc())
        .limit(_MOST_LISTED)
    )
    with transaction() as session:
        return [Kept(run, job) for run, job in session.execute(query)]


def find(principal: Principal, number: int) -> Kept:
    """One of the asker's own. Raises NotFound, also for another's."""
    with transaction() as session:
        run = session.get(AnalysisRun, number)
        if run is None or run.owner != principal.name:
            raise NotFound(what=f"analysis {number}")
        return Kept(run, session.get(Job, run.job_id) if run.job_id is not None else None)


def opened(principal: Principal, number: int) -> tuple[Kept, dict[str, Any] | None]:
    """One of the asker's own with its answer; that it was looked at again is in the audit. Raises NotFound."""
    kept = find(principal, number)
    if kept.run.result is None:
        return kept, None
    entry = audit.Entry("analysis.open", "done", "page:research", question=str(number), snapshot=kept.run.snapshot)
    audit.write(principal, entry)
    return kept, json.loads(kept.run.result)


def delete(principal: Principal, number: int) -> None:
    """Take an analysis away, and stop it where it still runs. Raises NotFound."""
    kept = find(principal, number)
    if kept.job is not None and kept.job.state not in ENDED:
        cancel(kept.job.id, principal.name)
    with transaction() as session:
        session.delete(session.get_one(AnalysisRun, number))
        audit.append(session, principal, audit.Entry("analysis.delete", "done", "http", question=str(number)))
