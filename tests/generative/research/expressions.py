"""Invented cohort expressions: every criterion with every attribute, drawn from the types that define them."""

import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from asan.modules.research.compiler.domains import DOMAINS
from asan.omop.circe import criteria
from asan.omop.circe.criteria import CRITERIA, CorrelatedCriterion, Criterion, CustomEra, Group, Window
from asan.omop.circe.expression import (
    CohortExpression,
    CollapseSettings,
    ConceptSet,
    ConceptSetExpression,
    ConceptSetItem,
    CustomEraEnd,
    DateField,
    DateOffset,
    InclusionRule,
    Limit,
    ObservationWindow,
    PrimaryCriteria,
)
from asan.omop.circe.values import (
    Concept,
    ConceptSetSelection,
    CountColumn,
    DateAdjustment,
    DateRange,
    DateType,
    NumericRange,
    Period,
    TextFilter,
)
from tests.generative.research.records import CONCEPTS

SETS = 4
"""Sets 0 to 3 are defined; criteria name 4 too, which is not."""

_OPS = st.sampled_from(["lt", "lte", "eq", "!eq", "gt", "gte", "bt", "!bt"])
_DATES = st.sampled_from(["2001-01-01", "2001-02-01", "2001-3-5", "2001-07-01", "2002-01-01"])
_DAYS = st.sampled_from([0, 1, 2, 5, 30, 60, 90, 180, 365])
_TWICE = st.sampled_from([(), (), (), (), (0,)])
"""Numbers that a second set has too."""
_SET_NUMBERS = st.sampled_from([*range(SETS), 0, 1, SETS])
_CONCEPTS = st.lists(st.sampled_from(CONCEPTS).map(lambda c: Concept(concept_id=c)), min_size=1, max_size=5).map(tuple)
_VALUES: dict[type, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: _SET_NUMBERS,
    NumericRange: st.builds(
        NumericRange,
        value=st.sampled_from([0, 1, 2, 2.25, 3, 10, 40, 60]),
        op=_OPS,
        extent=st.sampled_from([1, 2, 3, 7.00004, 60, 400]),
    ),
    DateRange: st.builds(DateRange, value=_DATES, op=_OPS, extent=_DATES),
    TextFilter: st.builds(
        TextFilter,
        text=st.sampled_from(["al", "beta", "O'H", "a%t", "et"]),
        op=st.sampled_from(["startsWith", "contains", "endsWith", "!startsWith", "!contains", "!endsWith"]),
    ),
    Period: st.builds(Period, start_date=st.none() | _DATES, end_date=st.none() | _DATES),
    ConceptSetSelection: st.builds(
        ConceptSetSelection, codeset_id=st.none() | _SET_NUMBERS, is_exclusion=st.booleans()
    ),
    DateAdjustment: st.builds(
        DateAdjustment,
        start_with=st.sampled_from(DateType),
        start_offset=st.sampled_from([0, -3, 7]),
        end_with=st.sampled_from(DateType),
        end_offset=st.sampled_from([0, -1, 30]),
    ),
}
_NEVER = ("dose_unit", "dose_unit_cs", "place_of_service_location", "unknown")
"""What no CDM of today has, so that Circe's SQL does not run."""


@st.composite
def expressions(draw: st.DrawFn) -> CohortExpression:
    """A whole definition, of nested criteria up to three deep."""
    entry = draw(st.lists(criteria_of(1), min_size=1, max_size=3))
    window = ObservationWindow(
        prior_days=draw(st.sampled_from([0, 0, 0, 30])), post_days=draw(st.sampled_from([0, 0, 5]))
    )
    return CohortExpression(
        concept_sets=tuple(draw(concept_sets(number)) for number in (*range(SETS), *draw(_TWICE))),
        primary_criteria=PrimaryCriteria(
            criteria_list=tuple(entry), observation_window=window, primary_criteria_limit=draw(limits())
        ),
        additional_criteria=draw(st.none() | st.none() | st.just(Group(type="ALL")) | groups(1)),
        qualified_limit=draw(limits()),
        inclusion_rules=tuple(
            InclusionRule(name="rule", expression=group) for group in draw(st.lists(groups(1), max_size=2))
        ),
        expression_limit=draw(limits()),
        end_strategy=draw(
            st.none()
            | st.builds(DateOffset, date_field=st.sampled_from(DateField), offset=_DAYS | st.just(-2))
            | st.builds(
                CustomEraEnd,
                drug_codeset_id=_SET_NUMBERS,
                gap_days=st.sampled_from([0, 1, 30]),
                offset=st.sampled_from([0, 7, -1]),
                days_supply_override=st.none() | st.sampled_from([0, 1, 30]),
            )
        ),
        censoring_criteria=tuple(draw(st.lists(criteria_of(2), max_size=1))),
        collapse_settings=CollapseSettings(era_pad=draw(st.sampled_from([0, 0, 1, 30]))),
        censor_window=draw(st.none() | _VALUES[Period]),
    )


def limits() -> st.SearchStrategy[Limit]:
    """Mostly all, so that something is left to compare."""
    return st.sampled_from(["All", "All", "ALL", "all", "First", "Last", "LAST"]).map(lambda type_: Limit(type=type_))


@st.composite
def concept_sets(draw: st.DrawFn, number: int) -> ConceptSet:
    """A set of up to three items, some excluded."""
    items = st.builds(
        ConceptSetItem,
        concept=st.sampled_from((1, 1, 2, *CONCEPTS)).map(lambda c: Concept(concept_id=c)),
        is_excluded=st.sampled_from([False, False, False, False, True]),
        include_descendants=st.sampled_from([True, True, False]),
        include_mapped=st.booleans(),
    )
    return ConceptSet(
        id=number,
        name="set",
        expression=ConceptSetExpression(items=tuple(draw(st.lists(items, min_size=number < 2, max_size=3)))),
    )


@st.composite
def criteria_of(draw: st.DrawFn, depth: int, *, plain: bool = False) -> Criterion:
    """A criterion with a few attributes; ``plain``: without criteria around it."""
    kinds = [kind for kind in CRITERIA.values() if kind is not criteria.LocationRegion]
    kind = draw(st.sampled_from([k for k in kinds if k is not CustomEra] if plain or depth > 2 else kinds))
    hints = get_type_hints(kind)
    names = [name for name in hints if name not in (*_NEVER, "correlated_criteria", "criteria_list")]
    many = draw(st.sampled_from([0, 0, 0, 1, 1, 2, 4]))
    chosen = draw(st.lists(st.sampled_from(names), min_size=many, max_size=many, unique=True))
    if "codeset_id" in names and draw(st.integers(0, 9)):
        chosen.append("codeset_id")
    given = {name: draw(_value(hints[name])) for name in chosen}
    if given.get("abnormal"):
        given["value_as_concept"] = draw(_CONCEPTS)  # or Circe forgets to select what it compares
    if kind is CustomEra:
        given["criteria_list"] = tuple(draw(st.lists(criteria_of(depth + 1, plain=True), min_size=1, max_size=2)))
        given["gap_days"] = draw(st.sampled_from([0, 10, 60]))
    elif depth < 3 and not plain and not draw(st.integers(0, 3)):
        given["correlated_criteria"] = draw(groups(depth + 1))
    return kind(**given)


@st.composite
def groups(draw: st.DrawFn, depth: int) -> Group:
    """Criteria together, in every way of counting them."""
    return Group(
        type=draw(st.sampled_from(["ALL", "ANY", "AT_LEAST", "AT_MOST", "all", "At_Least"])),
        count=draw(st.sampled_from([0, 1, 1, 2, 3])),
        criteria_list=tuple(draw(st.lists(correlated(depth), max_size=2 if depth > 1 else 3))),
        demographic_criteria_list=tuple(draw(st.lists(demographic(), max_size=1))),
        groups=tuple(draw(st.lists(groups(depth + 1), max_size=1))) if depth < 3 else (),
    )


@st.composite
def correlated(draw: st.DrawFn, depth: int) -> CorrelatedCriterion:
    """A criterion around the index event, with windows and a count."""
    distinct = not draw(st.integers(0, 3))
    inner = draw(criteria_of(depth, plain=distinct and bool(draw(st.integers(0, 3)))))
    column = draw(st.sampled_from(_counted(inner))) if distinct else None
    return CorrelatedCriterion(
        criteria=inner,
        start_window=draw(windows()),
        end_window=draw(st.none() | windows()),
        occurrence=criteria.Occurrence(
            type=draw(st.integers(0, 2)),
            count=draw(st.sampled_from([0, 1, 1, 2, 3])),
            is_distinct=distinct,
            count_column=column,
        ),
        restrict_visit=not draw(st.integers(0, 5)),
        ignore_observation_period=draw(st.booleans()),
    )


def _counted(criterion: Criterion) -> list[CountColumn | None]:
    """Of what Circe's SQL can count distinct values; None: of the concept."""
    always: list[CountColumn | None] = [CountColumn.START_DATE, CountColumn.END_DATE]
    if not isinstance(criterion, criteria.VisitDetail | criteria.Episode | criteria.Era):
        always.append(CountColumn.VISIT_ID)
    group = criterion.correlated_criteria
    if isinstance(criterion, CustomEra) or (group is not None and not group.is_empty):
        return always  # the rest is gone where criteria lie around a criterion
    counted: list[CountColumn | None] = [*DOMAINS[type(criterion)].counted]
    if isinstance(criterion, criteria.VisitDetail):
        counted.remove(CountColumn.VISIT_DETAIL_ID)
    if isinstance(criterion, criteria.Episode) or (
        isinstance(criterion, criteria.PayerPlanPeriod) and criterion.payer_concept is None
    ):
        counted.remove(CountColumn.DOMAIN_CONCEPT)  # Circe selects a payer only where a payer is asked for
    return [*counted, *([None] if CountColumn.DOMAIN_CONCEPT in counted else []), *always]


def windows() -> st.SearchStrategy[Window]:
    """Days or none, on either side."""
    endpoints = st.builds(criteria.Endpoint, days=st.none() | _DAYS, coeff=st.sampled_from([-1, 1, 0]))
    said = st.none() | st.booleans()
    return st.builds(Window, start=endpoints, end=endpoints, use_index_end=said, use_event_end=said)


@st.composite
def demographic(draw: st.DrawFn) -> criteria.DemographicCriterion:
    """One or two things about the person."""
    hints = get_type_hints(criteria.DemographicCriterion)
    names = [name for name in hints if name != "unknown"]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    return criteria.DemographicCriterion(**{name: draw(_value(hints[name])) for name in chosen})


def _value(hint: Any) -> st.SearchStrategy[Any]:
    kinds = [part for part in get_args(hint) if part is not types.NoneType]
    kind = kinds[0] if get_origin(hint) in (Union, types.UnionType) else hint
    return _CONCEPTS if get_origin(kind) is tuple else _VALUES[kind]
