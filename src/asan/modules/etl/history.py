"""Runs as pages show them: their state, their rows, and the events by which one is followed."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import func, select

from asan.kit.jobs.models import Job
from asan.kit.store import transaction
from asan.kit.translation import Language
from asan.modules.etl import runs, service
from asan.modules.etl.models import EtlRun
from asan.modules.etl.runs import RunView
from asan.modules.etl.schemas import ReportOut, RunError, RunOut, RunsOut, RunSummary, StepState
from asan.modules.etl.starts import jobs_of_runs

_LOOK_SECONDS = 0.4
# Whether a silent run is still alive is asked for more rarely: it takes the writer's lock for a moment.
_ALIVE_SECONDS = 5.0


def page(language: Language, offset: int, limit: int) -> RunsOut:
    """A page of the history, newest first."""
    with transaction() as session:
        total = session.scalar(select(func.count()).select_from(EtlRun)) or 0
    jobs = jobs_of_runs()
    views = service.runs_status(offset + limit)[offset:]
    return RunsOut(runs=[RunSummary(**_summary(view, language, jobs.get(view.id))) for view in views], total=total)


def one(run_id: int, language: Language) -> RunOut:
    """One run with its steps and report. Raises NotFound."""
    return _whole(service.run_status(run_id), language)


async def follow(run_id: int, language: Language) -> AsyncIterator[dict[str, str]]:
    """The run as server-sent events, one whenever it changes, until it has ended, wherever it was started."""
    last, asked = "", 0.0
    while True:
        if time.monotonic() - asked >= _ALIVE_SECONDS:
            view, asked = await asyncio.to_thread(service.run_status, run_id), time.monotonic()
        else:
            view = await asyncio.to_thread(runs.view, run_id)
        text = (await asyncio.to_thread(_whole, view, language)).model_dump_json()
        if text != last:
            last = text
            yield {"event": "run", "data": text}
        if view.state != "running":
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _whole(view: RunView, language: Language) -> RunOut:
    return RunOut(
        **_summary(view, language, jobs_of_runs().get(view.id)),
        peak_mb=view.peak_mb,
        resumed_from=view.resumed_from,
        steps=[StepState.model_validate(step, from_attributes=True) for step in view.steps],
        report=ReportOut.model_validate(view.report) if view.report else None,
    )


def _summary(view: RunView, language: Language, job: Job | None) -> dict[str, Any]:
    files = (view.report or {}).get("files", {}).values()
    sums = {
        key: sum(file[key] for file in files) if files else None for key in ("read", "loaded", "rejected", "merged")
    }
    running = next((step for step in view.steps if step.state == "running"), None)
    done = sum(step.state == "succeeded" for step in view.steps) / max(len(view.steps), 1)
    failed = next((step for step in view.steps if step.state == "failed"), None)
    stopped = running or failed
    error = (view.error_text or {}).get(language)
    return {
        "id": view.id,
        "kind": view.kind,
        "source": view.source,
        "synthetic": view.synthetic,
        "state": view.state,
        "started_by": view.started_by,
        "started": view.started,
        "ended": view.ended,
        "seconds": view.seconds,
        "snapshot": view.snapshot,
        "progress": max(running.progress, done) if running else done,
        "step": stopped.name if stopped else None,
        **sums,
        "reconciles": view.report.get("reconciles") if view.report else None,
        "error": RunError(code=view.error_code, message=error or "") if view.error_code else None,
        "copy_error": _copy_error(view, language, job),
        "job": job.id if job else None,
    }


def _copy_error(view: RunView, language: Language, job: Job | None) -> RunError | None:
    """The job publishes and then copies to the target: where the run has succeeded, only the copy can have failed."""
    if view.state != "succeeded" or job is None or job.state != "failed" or not job.error:
        return None
    told = job.error[language]
    return RunError(code=told["code"], message=f"{told['message']} {told['next']}")
