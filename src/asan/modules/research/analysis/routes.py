"""The analyses over HTTP. Each asks through the gateway as the asker, which audits every question.

Whoever goes away, or asks something else, stops the computation.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, Request

from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.kit.language import language_of
from asan.kit.presence import while_present
from asan.modules.research.access import Researcher
from asan.modules.research.analysis import features, incidence, numbers, pathways, survival, table_one
from asan.modules.research.analysis.cohorts import cohorts, reading_of
from asan.modules.research.analysis.population import Population
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import (
    BaselineOut,
    CohortsOut,
    FeaturesIn,
    FeaturesOut,
    IncidenceIn,
    IncidenceOut,
    NumbersIn,
    PathwaysIn,
    PathwaysOut,
    PopulationIn,
    SurvivalIn,
    SurvivalOut,
)

router = APIRouter(prefix="/api/research/analysis", tags=["research"])

Told = TypeVar("Told")


@router.get("/cohorts")
def list_cohorts(principal: Researcher) -> CohortsOut:
    """The cohorts that have rows in the snapshot which the asker may see."""
    return cohorts(principal)


@router.post("/table-one")
async def table_one_of(asked: PopulationIn, principal: Researcher, request: Request) -> BaselineOut:
    """Table 1: the persons of a cohort at their first entry, by any strata, or beside another cohort."""
    population = Population(asked.target, asked.strata, asked.other)

    def computed(reading: Reading) -> BaselineOut:
        return table_one.table_one(reading, population, language_of(request))

    return await _while_present(request, principal, (asked.target, asked.other), computed)


@router.post("/features")
async def features_of(asked: FeaturesIn, principal: Researcher, request: Request) -> FeaturesOut:
    """Shares of persons with each concept of a domain, by window relative to the index date."""
    computed = partial(features.features, asked=asked, language=language_of(request))
    return await _while_present(request, principal, (asked.target, asked.other), computed)


@router.post("/numbers")
async def numbers_of(asked: NumbersIn, principal: Researcher, request: Request) -> FeaturesOut:
    """Distributions of measured values, visits or costs a person in a window relative to the index date."""
    computed = partial(numbers.numbers, asked=asked, language=language_of(request))
    return await _while_present(request, principal, (asked.target, asked.other), computed)


@router.post("/incidence")
async def incidence_of(asked: IncidenceIn, principal: Researcher, request: Request) -> IncidenceOut:
    """Incidence rates per 1,000 person-years with exact intervals, by age, sex and year, and their ratio."""
    computed = partial(incidence.incidence, asked=asked, language=language_of(request))
    return await _while_present(request, principal, (asked.target, asked.outcome, asked.comparator), computed)


@router.post("/survival")
async def survival_of(asked: SurvivalIn, principal: Researcher, request: Request) -> SurvivalOut:
    """Kaplan-Meier curves with intervals by strata or of two cohorts, and the log-rank test."""
    computed = partial(survival.survival, asked=asked, language=language_of(request))
    return await _while_present(request, principal, (asked.target, asked.other, asked.outcome), computed)


@router.post("/pathways")
async def pathways_of(asked: PathwaysIn, principal: Researcher, request: Request) -> PathwaysOut:
    """In which order persons are treated after their index date; rare paths together."""
    computed = partial(pathways.pathways, asked=asked, language=language_of(request))
    return await _while_present(request, principal, (asked.target, *asked.cohorts), computed)


async def _while_present(
    request: Request, principal: Principal, numbers: tuple[int | None, ...], computed: Callable[[Reading], Told]
) -> Told:
    """What is computed of these cohorts, in a thread of its own, for as long as the asker is there."""
    cancellation = Cancellation()
    return await while_present(
        request.receive,
        lambda: computed(reading_of(principal, *numbers, cancellation=cancellation)),
        cancellation.cancel,
    )
