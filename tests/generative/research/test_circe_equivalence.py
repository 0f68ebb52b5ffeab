"""Whatever the definition and the records: our cohort is Circe's cohort."""

import json
import os

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.reading import read_expression
from asan.omop.circe.writing import write_expression
from tests.generative.research.expressions import expressions
from tests.generative.research.records import records
from tests.support.circe_oracle import OracleRefuses, circe_cohort

EXAMPLES = int(os.environ.get("ASAN_CIRCE_EXAMPLES", "30"))
RELAXED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@RELAXED
@given(seed=st.integers(0, 1000), batch=st.lists(expressions(), min_size=1, max_size=4))
def test_a_batch_equals_circe(seed: int, batch: list[CohortExpression]) -> None:
    cdm = records(seed)
    ours = cdm.run(batch)
    for expression, cohort in zip(batch, ours, strict=True):
        try:
            theirs = circe_cohort(cdm.connection, expression)
        except OracleRefuses as refusal:
            event(f"Circe refuses: {str(refusal)[:60]}")
            continue
        event("empty" if not theirs else "rows")
        assert cohort == theirs


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=expressions())
def test_what_is_written_is_read_again(expression: CohortExpression) -> None:
    read = read_expression(write_expression(expression))
    assert read.expression == expression
    assert read.unknown == ()


@pytest.mark.parametrize("attribute", ["PlaceOfServiceCS", "GenderCS", "ProviderSpecialtyCS"])
def test_events_without_the_row_that_an_attribute_is_of_are_circe_s(attribute: str) -> None:
    """A selection of no set that excludes asks for an absent concept: Circe's joins decide what absent means."""
    definition = {
        "ConceptSets": [],
        "PrimaryCriteria": {
            "CriteriaList": [{"VisitDetail": {attribute: {"IsExclusion": True}}}],
            "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "All"},
        },
        "QualifiedLimit": {"Type": "All"},
        "ExpressionLimit": {"Type": "All"},
    }
    expression = read_expression(json.dumps(definition)).expression
    for seed in range(20):
        cdm = records(seed)
        assert cdm.run([expression]) == [circe_cohort(cdm.connection, expression)], seed
