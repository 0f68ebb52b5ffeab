"""Cohorts over a CDM in place, whichever engine holds it: two definitions that take most of the compiler's SQL."""

from collections import defaultdict

from asan.gateway.principal import Principal
from asan.modules.research import service
from asan.modules.research.definitions import NamedDefinition
from asan.omop.circe.criteria import (
    ConditionOccurrence,
    CorrelatedCriterion,
    Death,
    DrugExposure,
    Endpoint,
    Group,
    Measurement,
    Occurrence,
    VisitOccurrence,
    Window,
)
from asan.omop.circe.expression import (
    CohortExpression,
    ConceptSet,
    ConceptSetExpression,
    ConceptSetItem,
    CustomEraEnd,
    InclusionRule,
    Limit,
    PrimaryCriteria,
)
from asan.omop.circe.values import Concept, NumericRange
from tests.support.circe_cdm import Span

OWNER = Principal(name="os:test", roles=frozenset({"admin"}))
_ALL = Limit(type="All")
_SETS = (
    ConceptSet(
        id=0,
        name="one",
        expression=ConceptSetExpression(
            items=(ConceptSetItem(concept=Concept(concept_id=1), include_descendants=True, include_mapped=True),)
        ),
    ),
)
_NEAR = CorrelatedCriterion(
    criteria=VisitOccurrence(correlated_criteria=Group(type="ALL", criteria_list=())),
    start_window=Window(start=Endpoint(days=90, coeff=-1), end=Endpoint(days=30, coeff=1)),
    occurrence=Occurrence(type=2, count=1),
)
DEFINITIONS = (
    CohortExpression(
        concept_sets=_SETS,
        primary_criteria=PrimaryCriteria(
            criteria_list=(ConditionOccurrence(codeset_id=0), DrugExposure(codeset_id=0, first=True)),
            primary_criteria_limit=_ALL,
        ),
        inclusion_rules=(InclusionRule(name="visit", expression=Group(type="ALL", criteria_list=(_NEAR,))),),
        expression_limit=_ALL,
        end_strategy=CustomEraEnd(drug_codeset_id=0, gap_days=30),
        censoring_criteria=(Death(),),
    ),
    CohortExpression(
        primary_criteria=PrimaryCriteria(
            criteria_list=(Measurement(value_as_number=NumericRange(op="gt", value=0.7)),),
            primary_criteria_limit=_ALL,
        ),
        expression_limit=_ALL,
    ),
)


def found() -> list[list[Span]]:
    """Of each of `DEFINITIONS` its cohort, computed together on the CDM that the settings name."""
    named = [NamedDefinition(str(number), one, "", ()) for number, one in enumerate(DEFINITIONS)]
    done = service.generate(OWNER, named, surface="test")
    spans: dict[int, list[Span]] = defaultdict(list)
    for number, subject, start, end in zip(*(column.to_pylist() for column in done.spans.columns), strict=True):
        spans[number].append((subject, str(start), str(end)))
    return [spans[number] for number in range(len(named))]
