"""The jobs of the one who asks: list, look, follow, cancel."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import select
from sse_starlette import EventSourceResponse

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.principal import Principal
from asan.kit.clock import UtcTime
from asan.kit.errors import NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import ENDED, cancel
from asan.kit.language import language_of
from asan.kit.store import transaction
from asan.kit.translation import Language

router = APIRouter(prefix="/api/jobs", tags=["jobs"])


class JobView(BaseModel):
    """A job as its owner sees it. ``error`` is ``{code, message, next}`` in the asker's language."""

    id: int
    kind: str
    state: str
    fraction: float
    message: str
    result: dict[str, Any] | None
    error: dict[str, str] | None
    created_at: UtcTime
    started_at: UtcTime | None
    ended_at: UtcTime | None


def _view(job: Job, language: Language) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        fraction=job.fraction,
        message=job.message,
        result=job.result,
        error=job.error[language] if job.error else None,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )


def _mine(job_id: int, principal: Principal, language: Language) -> JobView:
    with transaction() as session:
        job = session.get(Job, job_id) if job_id < 2**63 else None
        if job is None or job.owner != principal.name:
            raise NotFound(what=f"job {job_id}")
        return _view(job, language)


@router.get("")
def list_jobs(principal: CurrentPrincipal, request: Request) -> list[JobView]:
    """The asker's newest fifty jobs, newest first."""
    with transaction() as session:
        newest = select(Job).where(Job.owner == principal.name).order_by(Job.id.desc()).limit(50)
        return [_view(job, language_of(request)) for job in session.scalars(newest)]


@router.get("/{job_id}")
def get_job(job_id: int, principal: CurrentPrincipal, request: Request) -> JobView:
    """One of the asker's jobs."""
    return _mine(job_id, principal, language_of(request))


@router.post("/{job_id}/cancel", status_code=202)
def cancel_job(job_id: int, principal: CurrentPrincipal, request: Request) -> JobView:
    """Ask one of the asker's jobs to end."""
    job = _mine(job_id, principal, language_of(request))
    cancel(job.id, principal.name)
    return _mine(job_id, principal, language_of(request))


@router.get("/{job_id}/events")
async def follow_job(job_id: int, principal: CurrentPrincipal, request: Request) -> EventSourceResponse:
    """The job's view as server-sent events, one whenever it changes, until it has ended."""
    language = language_of(request)
    _mine(job_id, principal, language)

    async def events() -> AsyncIterator[dict[str, str]]:
        last = ""
        while True:
            view = await asyncio.to_thread(_mine, job_id, principal, language)
            text = view.model_dump_json()
            if text != last:
                last = text
                yield {"event": "job", "data": text}
            if view.state in ENDED:
                return
            await asyncio.sleep(0.3)

    return EventSourceResponse(events())
