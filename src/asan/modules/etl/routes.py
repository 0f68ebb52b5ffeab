"""The ETL over HTTP. Runs are for those who load data: administrators, engineers and stewards."""

import asyncio
import zipfile
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from sse_starlette import EventSourceResponse

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.principal import Principal
from asan.kit.language import language_of
from asan.modules.etl import history, reject_pages, runs, starts, step_pages
from asan.modules.etl.reject_pages import Which
from asan.modules.etl.schemas import (
    LineageOut,
    RejectsOut,
    RunOut,
    RunsOut,
    Started,
    StartRun,
    StepOut,
    Uploaded,
)
from asan.modules.etl.source.files import FILES
from asan.modules.etl.source.locate import SUFFIXES
from asan.modules.etl.uploads import BadUpload, Received, discard, receive

router = APIRouter(prefix="/api/etl", tags=["etl"])


def _loader(principal: CurrentPrincipal) -> Principal:
    principal.require("ETL", "admin", "engineer", "steward")
    return principal


Loader = Annotated[Principal, Depends(_loader)]
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post("/uploads", status_code=201, openapi_extra=_FORM)
async def upload(principal: Loader, request: Request) -> Uploaded:
    """Take a zip of source files in the form field ``file``; its id starts a run."""
    received = await receive(request.stream(), request.headers.get("content-type", ""))
    return await asyncio.to_thread(_described, received)


def _described(received: Received) -> Uploaded:
    try:
        with zipfile.ZipFile(received.path) as packed:
            names = [PurePosixPath(name) for name in packed.namelist() if not name.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        discard(received)
        raise BadUpload(detail=received.name) from error
    known = sorted({n.stem.lower() for n in names if n.suffix.lower() in SUFFIXES and n.stem.lower() in FILES})
    return Uploaded(id=received.id, name=received.name, bytes=received.size, files=known, other=len(names) - len(known))


@router.post("/runs", status_code=202)
def start_run(asked: StartRun, principal: Loader, request: Request) -> Started:
    """Start a run on a folder or zip of the server, or on an upload, as a job."""
    return starts.started(starts.start(asked, principal.name), language_of(request))


@router.get("/starts/{job}")
def get_start(job: int, principal: Loader, request: Request) -> Started:
    """How far a start has come, and the run once it has begun."""
    return starts.started(job, language_of(request))


@router.get("/runs")
def list_runs(
    principal: Loader,
    request: Request,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> RunsOut:
    """The history of runs, newest first, whether started here or on the command line."""
    return history.page(language_of(request), offset, limit)


@router.get("/runs/{run}")
def get_run(run: int, principal: Loader, request: Request) -> RunOut:
    """One run: its steps, and its report with reconciliation once it has finished."""
    return history.one(_id(run), language_of(request))


@router.get("/runs/{run}/events")
async def follow_run(run: int, principal: Loader, request: Request) -> EventSourceResponse:
    """The run as server-sent events (event ``run``, data as of GET), until it has ended."""
    await asyncio.to_thread(runs.view, _id(run))
    return EventSourceResponse(history.follow(run, language_of(request)))


@router.post("/runs/{run}/cancel", status_code=202)
def cancel_run(run: int, principal: Loader, request: Request) -> RunOut:
    """Ask a run to end before its next step; what it has done is kept for the next run."""
    starts.stop(_id(run))
    return history.one(run, language_of(request))


@router.get("/runs/{run}/rejects")
def list_rejects(
    run: int,
    principal: Loader,
    step: Annotated[str | None, Query(max_length=100)] = None,
    file: Annotated[str | None, Query(max_length=100)] = None,
    reason: Annotated[str | None, Query(max_length=100)] = None,
    offset: Annotated[int, Query(ge=0, le=2**40)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RejectsOut:
    """A page of a run's rejected rows, under the asker's policies."""
    return reject_pages.page(principal, Which(_id(run), step, file, reason), offset, limit)


@router.get("/runs/{run}/rejects.csv", response_class=StreamingResponse)
def download_rejects(
    run: int,
    principal: Loader,
    step: Annotated[str | None, Query(max_length=100)] = None,
    file: Annotated[str | None, Query(max_length=100)] = None,
    reason: Annotated[str | None, Query(max_length=100)] = None,
) -> StreamingResponse:
    """All of a run's rejected rows as CSV (UTF-8 with byte order mark), under the asker's policies."""
    return StreamingResponse(
        reject_pages.csv(principal, Which(_id(run), step, file, reason)),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="rejects-run-{run}.csv"'},
    )


@router.get("/steps")
def list_steps(principal: CurrentPrincipal) -> list[StepOut]:
    """The thirteen steps: what each decides and why, what it reads and writes."""
    return step_pages.described()


@router.get("/lineage")
def get_lineage(principal: CurrentPrincipal) -> LineageOut:
    """Steps, source files and tables as a graph, drawn from the steps' SQL."""
    return step_pages.graph()


def _id(run: int) -> int:
    """A run's number as the app store can hold it; a larger one is no run's."""
    return run if 0 < run < 2**63 else 0
