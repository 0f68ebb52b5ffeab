"""The analyses over HTTP. Each asks through the gateway as the asker, which audits every question."""

from fastapi import APIRouter, Request

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.analysis import features, incidence, numbers, pathways, survival, table_one
from asan.modules.research.analysis.cohorts import cohorts, reading_of
from asan.modules.research.analysis.population import Population
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


@router.get("/cohorts")
def list_cohorts(principal: Researcher) -> CohortsOut:
    """The cohorts that have rows in the snapshot which the asker may see."""
    return cohorts(principal)


@router.post("/table-one")
def table_one_of(asked: PopulationIn, principal: Researcher, request: Request) -> BaselineOut:
    """Table 1: the persons of a cohort at their first entry, by any strata, or beside another cohort."""
    population = Population(asked.target, asked.strata, asked.other)
    return table_one.table_one(reading_of(principal, asked.target, asked.other), population, language_of(request))


@router.post("/features")
def features_of(asked: FeaturesIn, principal: Researcher, request: Request) -> FeaturesOut:
    """Shares of persons with each concept of a domain, by window relative to the index date."""
    return features.features(reading_of(principal, asked.target, asked.other), asked, language_of(request))


@router.post("/numbers")
def numbers_of(asked: NumbersIn, principal: Researcher, request: Request) -> FeaturesOut:
    """Distributions of measured values, visits or costs a person in a window relative to the index date."""
    return numbers.numbers(reading_of(principal, asked.target, asked.other), asked, language_of(request))


@router.post("/incidence")
def incidence_of(asked: IncidenceIn, principal: Researcher, request: Request) -> IncidenceOut:
    """Incidence rates per 1,000 person-years with exact intervals, by age, sex and year, and their ratio."""
    return incidence.incidence(
        reading_of(principal, asked.target, asked.outcome, asked.comparator), asked, language_of(request)
    )


@router.post("/survival")
def survival_of(asked: SurvivalIn, principal: Researcher, request: Request) -> SurvivalOut:
    """Kaplan-Meier curves with intervals by strata or of two cohorts, and the log-rank test."""
    return survival.survival(
        reading_of(principal, asked.target, asked.other, asked.outcome), asked, language_of(request)
    )


@router.post("/pathways")
def pathways_of(asked: PathwaysIn, principal: Researcher, request: Request) -> PathwaysOut:
    """In which order persons are treated after their index date; rare paths together."""
    return pathways.pathways(reading_of(principal, asked.target, *asked.cohorts), asked, language_of(request))
