"""The analyses by name: what each is asked, which cohorts that names, and who computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ValidationError

from asan.kit.translation import Language
from asan.modules.research.analysis.errors import BadAnalysis
from asan.modules.research.analysis.features import features
from asan.modules.research.analysis.incidence import incidence
from asan.modules.research.analysis.numbers import numbers
from asan.modules.research.analysis.pathways import pathways
from asan.modules.research.analysis.population import Population
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import (
    BaselineOut,
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
from asan.modules.research.analysis.survival import survival
from asan.modules.research.analysis.table_one import table_one

Kind = Literal["table-one", "features", "numbers", "incidence", "survival", "pathways"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Told = BaselineOut | FeaturesOut | IncidenceOut | SurvivalOut | PathwaysOut
Asked = PopulationIn | IncidenceIn | PathwaysIn


@dataclass(frozen=True, slots=True)
class Analysis:
    """``asked`` is the request's schema; ``cohorts`` its members that name a cohort each, ``several`` one with many."""

    asked: type[BaseModel]
    compute: Callable[[Reading, Any, Language], Told]
    cohorts: tuple[str, ...] = ("target", "other")
    several: str | None = None


def _table_one(reading: Reading, asked: PopulationIn, language: Language) -> BaselineOut:
    return table_one(reading, Population(asked.target, asked.strata, asked.other), language)


ANALYSES: Final[Mapping[Kind, Analysis]] = {
    "table-one": Analysis(PopulationIn, _table_one),
    "features": Analysis(FeaturesIn, features),
    "numbers": Analysis(NumbersIn, numbers),
    "incidence": Analysis(IncidenceIn, incidence, ("target", "outcome", "comparator")),
    "survival": Analysis(SurvivalIn, survival, ("target", "other", "outcome")),
    "pathways": Analysis(PathwaysIn, pathways, ("target",), "cohorts"),
}


def known_kind(name: object) -> Kind:
    """``name`` as the kind of an analysis. Raises BadAnalysis for one that there is not."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise BadAnalysis(where="kind", detail=f"{str(name)[:60]!r} ({', '.join(KINDS)})")


def read_asked(kind: Kind, members: Mapping[str, object]) -> Asked:
    """The request of an analysis. Raises BadAnalysis for a member that it does not have, or a senseless value."""
    schema = ANALYSES[kind].asked
    unknown = sorted(set(members) - set(schema.model_fields))
    if unknown:
        raise BadAnalysis(where=kind, detail=f"{', '.join(unknown)[:200]} ({', '.join(schema.model_fields)})")
    try:
        read: Any = schema.model_validate(dict(members))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((kind, *(str(step) for step in first["loc"])))
        raise BadAnalysis(where=where, detail=str(first["msg"])) from None
    return read  # type: ignore[no-any-return]


def cohorts_of(kind: Kind, asked: Asked) -> tuple[int, ...]:
    """The numbers of all cohorts that a request names."""
    analysis = ANALYSES[kind]
    named = [getattr(asked, member) for member in analysis.cohorts]
    several = getattr(asked, analysis.several) if analysis.several else []
    return tuple(number for number in (*named, *several) if number is not None)


def compute(kind: Kind, reading: Reading, asked: Asked, language: Language) -> Told:
    """The analysis' answer. Raises RowsNeeded, UnknownCohort, TooMuch, and what the gateway raises."""
    return ANALYSES[kind].compute(reading, asked, language)
