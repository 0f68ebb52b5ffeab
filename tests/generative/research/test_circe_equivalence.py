"""Whatever the definition and the records: our cohort is Circe's cohort."""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.reading import read_expression
from asan.omop.circe.writing import as_json, write_expression
from tests.generative.research.expressions import expressions
from tests.generative.research.handwriting import rewritten
from tests.generative.research.records import records
from tests.support.circe_oracle import OracleRefuses, circe_cohort

Json = dict[str, Any]

EXAMPLES = int(os.environ.get("ASAN_CIRCE_EXAMPLES", "30"))
RELAXED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@RELAXED
@given(seed=st.integers(0, 1000), batch=st.lists(expressions(), min_size=1, max_size=4))
def test_a_batch_equals_circe(seed: int, batch: list[CohortExpression]) -> None:
    cdm = records(seed, awkward=True)
    ours = cdm.run(batch)
    for expression, cohort in zip(batch, ours, strict=True):
        try:
            theirs = circe_cohort(cdm.connection, expression)
        except OracleRefuses as refusal:
            event(f"Circe refuses: {str(refusal)[:60]}")
            continue
        event("empty" if not theirs else "rows")
        assert cohort == theirs


@RELAXED
@given(seed=st.integers(0, 1000), expression=expressions(), hand=st.integers(0, 2**32))
def test_whoever_wrote_it_is_read_as_circe_reads_it(seed: int, expression: CohortExpression, hand: int) -> None:
    cdm = records(seed, awkward=True)
    written = rewritten(as_json(expression), hand)
    try:
        theirs = circe_cohort(cdm.connection, written)
    except OracleRefuses as refusal:
        event(f"Circe refuses: {str(refusal)[:60]}")
        return
    event("empty" if not theirs else "rows")
    assert cdm.run([read_expression(json.dumps(written)).expression]) == [theirs]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=expressions())
def test_what_is_written_is_read_again(expression: CohortExpression) -> None:
    read = read_expression(write_expression(expression))
    assert read.expression == expression
    assert read.unknown == ()


def definition(criterion: Json, *rules: Json, **members: Any) -> Json:
    concepts = [{"concept": {"CONCEPT_ID": concept}, "includeDescendants": True} for concept in (1, 2)]
    return {
        "ConceptSets": [{"id": 0, "name": "set", "expression": {"items": concepts}}],
        "PrimaryCriteria": {
            "CriteriaList": [criterion],
            "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "All"},
        },
        "QualifiedLimit": {"Type": "All"},
        "ExpressionLimit": {"Type": "All"},
        "InclusionRules": [{"name": "rule", "expression": rule} for rule in rules],
        **members,
    }


def of(criterion: Json, times: int, count: int) -> Json:
    window = {"Start": {"Coeff": -1}, "End": {"Coeff": 1}}
    return {"Criteria": criterion, "StartWindow": window, "Occurrence": {"Type": times, "Count": count}}


CONDITION = {"ConditionOccurrence": {"CodesetId": 0}}
DRUG = {"DrugExposure": {"CodesetId": 0}}
TWICE = definition(CONDITION)["ConceptSets"] * 2
ODD = {
    # A selection of no set that excludes asks for an absent concept: Circe's joins decide what absent means.
    "no place of service": definition({"VisitDetail": {"PlaceOfServiceCS": {"IsExclusion": True}}}),
    "no gender": definition({"VisitDetail": {"GenderCS": {"IsExclusion": True}}}),
    "no specialty": definition({"VisitDetail": {"ProviderSpecialtyCS": {"IsExclusion": True}}}),
    # Events of concepts that two sets of one number hold count twice.
    "two sets of one number": definition(
        CONDITION, {"Type": "ALL", "CriteriaList": [of(DRUG, 2, 2)]}, ConceptSets=TWICE
    ),
    "the first of two sets of one number": definition(
        CONDITION,
        {"Type": "ALL", "CriteriaList": [of({"DrugExposure": {"CodesetId": 0, "First": True}}, 0, 1)]},
        ConceptSets=TWICE,
    ),
    "a text filter without text": definition({"ConditionOccurrence": {"StopReason": {"Op": "!contains"}}}),
    "a group of at least fewer than none": definition(
        CONDITION, {"Type": "AT_LEAST", "Count": -1, "CriteriaList": [of(DRUG, 2, 1)]}
    ),
    "at least fewer than none": definition(CONDITION, {"Type": "ALL", "CriteriaList": [of(DRUG, 2, -1)]}),
    "no end strategy in its wrapping": definition(CONDITION, EndStrategy={"DateOffset": None}),
    "limits without a type": definition(
        CONDITION, AdditionalCriteria={"Type": "ALL"}, QualifiedLimit={"Type": None}, ExpressionLimit={"Type": None}
    ),
    "limits that say nothing": definition(
        CONDITION, AdditionalCriteria={"Type": "ALL"}, QualifiedLimit={}, ExpressionLimit={}
    ),
    "an adjustment from no date": definition(
        {"ConditionOccurrence": {"DateAdjustment": {"StartWith": None, "EndWith": None, "EndOffset": 3}}}
    ),
    "sets that are null": definition({"ConditionOccurrence": {}}, ConceptSets=None),
    "a set number of blanks": definition({"ConditionOccurrence": {"CodesetId": ""}}),
    "a negative pad": definition(CONDITION, CollapseSettings={"CollapseType": "ERA", "EraPad": -5}),
}


@pytest.mark.parametrize("given", ODD.values(), ids=ODD.keys())
def test_what_hardly_anybody_writes_is_circe_s_too(given: Json) -> None:
    expression = read_expression(json.dumps(given)).expression
    for seed in range(8):
        cdm = records(seed, awkward=True)
        assert cdm.run([expression]) == [circe_cohort(cdm.connection, given)], seed
