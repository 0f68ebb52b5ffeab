"""Definitions read aloud."""

import types
from typing import Any, get_args, get_type_hints

import pytest

from asan.kit.translation import Language
from asan.omop.circe.criteria import (
    CRITERIA,
    ConditionOccurrence,
    CorrelatedCriterion,
    Criterion,
    DemographicCriterion,
    DrugExposure,
    Endpoint,
    Group,
    Occurrence,
    Window,
)
from asan.omop.circe.explain import explain
from asan.omop.circe.explain.words import ATTRIBUTES, COUNTED, KINDS
from asan.omop.circe.expression import (
    CohortExpression,
    ConceptSet,
    ConceptSetExpression,
    ConceptSetItem,
    DateOffset,
    InclusionRule,
    Limit,
    ObservationWindow,
    PrimaryCriteria,
)
from asan.omop.circe.values import Concept, CountColumn, NumericRange


def example() -> CohortExpression:
    prior = CorrelatedCriterion(
        criteria=DrugExposure(codeset_id=1),
        start_window=Window(start=Endpoint(coeff=-1), end=Endpoint(days=1, coeff=-1)),
        occurrence=Occurrence(type=0, count=0),
    )
    adult = DemographicCriterion(age=NumericRange(op="gte", value=18))
    return CohortExpression(
        concept_sets=(
            ConceptSet(
                id=0,
                name="당뇨",
                expression=ConceptSetExpression(
                    items=(ConceptSetItem(concept=Concept(concept_id=5, concept_name="D"), include_descendants=True),)
                ),
            ),
            ConceptSet(id=1, name="Metformin"),
        ),
        primary_criteria=PrimaryCriteria(
            criteria_list=(ConditionOccurrence(codeset_id=0, first=True),),
            observation_window=ObservationWindow(prior_days=365),
            primary_criteria_limit=Limit(type="All"),
        ),
        inclusion_rules=(
            InclusionRule(
                name="New users",
                expression=Group(type="ALL", criteria_list=(prior,), demographic_criteria_list=(adult,)),
            ),
        ),
        end_strategy=DateOffset(offset=30),
    )


def test_english() -> None:
    assert explain(example(), "en").splitlines() == [
        "## Entry events",
        "",
        "- any of these events, observed from 365 days before to 0 days after:",
        "  - a person's first condition of '당뇨'",
        "- all events of a person are kept",
        "",
        "## Inclusion rules",
        "",
        "- 1. New users — all of the following:",
        "  - exactly 0, drug exposure of 'Metformin', "
        "starting at any time up to 1 day before the start of the index event",
        "  - age ≥ 18",
        "- only a person's first event is kept",
        "",
        "## Cohort exit",
        "",
        "- 30 days after the start of the entry event, at the latest when observation ends",
        "- spans within 0 days of each other become one",
        "",
        "## Concept sets",
        "",
        "- 0. 당뇨: 1 item",
        "  - D (5), with descendants",
        "- 1. Metformin: 0 items",
        "",
        "## To be looked at",
        "",
        "- InclusionRules[0].expression.CriteriaList[0].Criteria.DrugExposure: "
        "The concept set is empty: it finds nothing.",
    ]


def test_korean_says_the_same_in_the_same_places() -> None:
    korean, english = (explain(example(), language).splitlines() for language in ("ko", "en"))
    assert [line[: len(line) - len(line.lstrip())] for line in korean] == [
        line[: len(line) - len(line.lstrip())] for line in english
    ]
    assert korean[3] == "  - '당뇨'의 진단 가운데 환자의 첫 번째"
    assert korean[9] == "  - 정확히 0번, 'Metformin'의 처방·투약, 기준 사건 시작 1일 전까지 언제든 시작"


def test_everything_that_can_be_said_has_words() -> None:
    assert set(KINDS) == set(CRITERIA.values())
    assert set(COUNTED) == set(CountColumn)
    silent = {"unknown", "correlated_criteria", "criteria_list", "codeset_id", "first"}
    for kind in (*CRITERIA.values(), DemographicCriterion):
        for name in get_type_hints(kind):
            assert name in silent or name.endswith("_exclude") or name.removesuffix("_cs") in ATTRIBUTES, (kind, name)


@pytest.mark.parametrize("kind", CRITERIA.values(), ids=str)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_attribute_can_be_read_aloud(kind: type[Criterion], language: Language) -> None:
    plain = explain(CohortExpression(primary_criteria=PrimaryCriteria(criteria_list=(kind(),))), language)
    for name, hint in get_type_hints(kind).items():
        if name in ("unknown", "correlated_criteria", "criteria_list") or name.endswith("_exclude"):
            continue
        criterion: Any = kind(**{name: _anything(hint)})
        said = explain(CohortExpression(primary_criteria=PrimaryCriteria(criteria_list=(criterion,))), language)
        assert said != plain, name


def _anything(hint: Any) -> Any:
    kinds = [part for part in get_args(hint) if part is not types.NoneType and part is not Ellipsis]
    kind = kinds[0] if kinds else hint
    if kind is Concept:
        return (Concept(concept_id=1),)
    return {bool: True, int: 3}.get(kind) or kind()
