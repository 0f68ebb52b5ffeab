"""Kept analyses over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.analysis.kept import service
from asan.modules.research.analysis.kept.schemas import AnalysisRunIn, AnalysisRunOut, AnalysisRunResult, run_out

router = APIRouter(prefix="/api/research/analysis/runs", tags=["research"])

RunId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("")
def list_runs(principal: Researcher, request: Request) -> list[AnalysisRunOut]:
    """The asker's own kept analyses, newest first."""
    return [run_out(kept, language_of(request)) for kept in service.listed(principal)]


@router.post("", status_code=202)
def start_run(asked: AnalysisRunIn, principal: Researcher, request: Request) -> AnalysisRunOut:
    """Run an analysis as a job, with more time than a page waits, and keep its answer."""
    language = language_of(request)
    return run_out(service.start(principal, asked.kind, asked.asked, asked.name, language), language)


@router.get("/{run}")
def get_run(run: RunId, principal: Researcher, request: Request) -> AnalysisRunResult:
    """One of the asker's own, with its answer once there is one."""
    kept, result = service.opened(principal, run)
    return AnalysisRunResult(**run_out(kept, language_of(request)).model_dump(), result=result)


@router.delete("/{run}", status_code=204)
def delete_run(run: RunId, principal: Researcher) -> None:
    """Take one away; it is stopped where it still runs."""
    service.delete(principal, run)
