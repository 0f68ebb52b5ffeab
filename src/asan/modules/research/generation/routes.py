"""Generation over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from asan.modules.research.access import Researcher
from asan.modules.research.generation import difference, results, service
from asan.modules.research.generation.schemas import (
    DifferenceOut,
    GenerateIn,
    GenerationOut,
    GenerationStarted,
    ResultsOut,
    difference_out,
    generation_out,
    results_out,
)

router = APIRouter(prefix="/api/research/cohorts/{cohort}", tags=["research"])

CohortId = Annotated[int, Path(ge=1, lt=2**31)]
_Id = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.post("/generations", status_code=202)
def generate_cohort(cohort: CohortId, asked: GenerateIn, principal: Researcher) -> GenerationStarted:
    """Compute a version's persons on the snapshot that is read, and publish them in the cohort table, as a job.

    With own rights: on what the asker sees, for the asker alone, and published nowhere.
    """
    return GenerationStarted(job=service.start(principal, cohort, asked.version, own=asked.own_rights))


@router.get("/generations")
def list_generations(cohort: CohortId, principal: Researcher) -> list[GenerationOut]:
    """All generations of a definition, newest first; those with own rights are shown to their author alone."""
    return [generation_out(made) for made in service.generations(principal, cohort)]


@router.get("/results")
def get_results(cohort: CohortId, principal: Researcher, generation: _Id = None) -> ResultsOut:
    """What the newest generation found, or another one, under the asker's policies."""
    return results_out(results.results(principal, cohort, generation))


@router.get("/generations/{generation}/difference")
def get_difference(
    cohort: CohortId,
    generation: Annotated[int, Path(ge=1, lt=2**31)],
    principal: Researcher,
    against: _Id = None,
) -> DifferenceOut:
    """How a generation differs from another, by default from the one before, and which tables' changes explain it."""
    return difference_out(difference.difference(principal, cohort, generation, against))
