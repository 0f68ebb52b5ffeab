"""Study packages over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.study import service
from asan.modules.research.study.errors import PackageTooLarge
from asan.modules.research.study.package import MOST_MEGABYTES, read_file
from asan.modules.research.study.schemas import (
    Site,
    StudyIn,
    StudyOut,
    StudyResultsOut,
    StudyStarted,
    results_out,
    study_out,
)

router = APIRouter(prefix="/api/research/studies", tags=["research"])

JobId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("")
def list_studies(principal: Researcher, request: Request) -> list[StudyOut]:
    """The packages that the asker has made or run, newest first."""
    return [study_out(found, language_of(request)) for found in service.studies(principal)]


@router.post("", status_code=202)
def make_study(asked: StudyIn, principal: Researcher) -> StudyStarted:
    """Make a package of saved cohorts and kept analyses on the snapshot that is read, as a job."""
    return StudyStarted(job=service.start_making(principal, asked.wanted()))


@router.post(
    "/runs",
    status_code=202,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def run_study(
    principal: Researcher,
    request: Request,
    file: Annotated[str, Query(max_length=200)] = "study.asan-study.zip",
    site: Annotated[Site, Query()] = "",
    allow_missing: bool = False,
) -> StudyStarted:
    """Run a package, the request's body, on the snapshot that is read, as the asker may see it, as a job."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_MEGABYTES * 2**20:
            raise PackageTooLarge(what=file, limit=MOST_MEGABYTES)
    job = await run_in_threadpool(
        service.start_running, principal, bytes(content), file, site, allow_missing=allow_missing
    )
    return StudyStarted(job=job)


@router.get("/{job}")
def get_study(job: JobId, principal: Researcher, request: Request) -> StudyResultsOut:
    """One of the asker's own with what is in its file: definitions, provenance, tables of results."""
    found, path = service.opened(principal, job)
    return results_out(found, read_file(path), language_of(request))


@router.get("/{job}/file", response_class=FileResponse)
def download_study(job: JobId, principal: Researcher) -> FileResponse:
    """The package's file, to be handed on."""
    path = service.download(principal, job)
    return FileResponse(path, media_type="application/zip", filename=path.name)
