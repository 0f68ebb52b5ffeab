"""What the routes of kept analyses take and give."""

import json
from typing import Any

from pydantic import BaseModel, Field

from asan.kit.clock import UtcTime
from asan.kit.translation import Language
from asan.modules.research.analysis.kept.service import Kept
from asan.modules.research.analysis.kinds import Kind
from asan.modules.research.shelf.schemas import Name


class AnalysisRunIn(BaseModel):
    """An analysis to be run as a job: ``asked`` is what its own route takes."""

    kind: Kind
    name: Name
    asked: dict[str, Any] = Field(max_length=50)


class AnalysisRunOut(BaseModel):
    """A kept analysis. ``state`` and ``fraction`` are its job's; ``error`` says in words why it failed."""

    id: int
    kind: Kind
    name: str
    asked: dict[str, Any]
    snapshot: int | None
    created_at: UtcTime
    ended_at: UtcTime | None
    job: int | None
    state: str
    fraction: float
    error: str | None


class AnalysisRunResult(AnalysisRunOut):
    """With its answer, as the route of its kind gives it; null: there is none yet."""

    result: dict[str, Any] | None


def run_out(kept: Kept, language: Language) -> AnalysisRunOut:
    """A kept analysis as JSON."""
    run, job = kept.run, kept.job
    error = job.error[language]["message"] if job is not None and job.error else None
    return AnalysisRunOut.model_validate(
        {
            "id": run.id,
            "kind": run.kind,
            "name": run.name,
            "asked": json.loads(run.asked),
            "snapshot": run.snapshot,
            "created_at": run.created_at,
            "ended_at": job.ended_at if job else None,
            "job": run.job_id,
            "state": job.state if job else ("succeeded" if run.result else "interrupted"),
            "fraction": job.fraction if job else 1.0,
            "error": error,
        }
    )
