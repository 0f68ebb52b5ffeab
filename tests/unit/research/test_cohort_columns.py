"""Which columns a cohort's statements read: wide ones, such as an event's number, only where something needs them."""

import json
from typing import Any

import pytest

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.program import compile_cohorts
from asan.omop.cdm import CDM
from asan.omop.circe.reading import read_expression

Json = dict[str, Any]

MEASURED: Json = {"Measurement": {}}


def around(criterion: Json, **members: Any) -> Json:
    window = {"Start": {"Coeff": -1}, "End": {"Coeff": 1}}
    part = {"Criteria": criterion, "StartWindow": window, "Occurrence": {"Type": 2, "Count": 1}, **members}
    return {"Type": "ALL", "CriteriaList": [part]}


def events(entry: Json, rule: Json) -> str:
    """The SQL of the events of a definition with one entry event and one inclusion rule."""
    plan = Plan()
    definition = {"PrimaryCriteria": {"CriteriaList": [entry]}, "InclusionRules": [{"expression": rule}]}
    plan.add(read_expression(json.dumps(definition)).expression)
    columns = {("cdm", table.name): frozenset(table.columns) for table in CDM.tables.values()}
    columns |= {("vocabulary", table): found for (_, table), found in columns.items()}
    made = compile_cohorts(plan, Cdm(columns, lambda _schema, table: table))
    return "\n".join(relation.sql for relation in made if relation.name == "cohort_events_0")


@pytest.mark.parametrize(
    ("entry", "rule", "numbers", "visits"),
    [
        ({"Death": {}}, around(MEASURED), False, False),
        ({"Death": {}}, around(MEASURED, RestrictVisit=True), False, True),
        ({"Death": {}}, around({"Measurement": {"VisitType": [{"CONCEPT_ID": 1}]}}), False, True),
        (
            {"Death": {}},
            around(MEASURED, Occurrence={"Type": 2, "Count": 1, "IsDistinct": True, "CountColumn": "VISIT_ID"}),
            False,
            True,
        ),
        ({"Death": {}}, around({"Measurement": {"First": True}}), True, False),
        ({"Death": {}}, around({"Measurement": {"CorrelatedCriteria": around({"Death": {}})}}), True, False),
        (
            {"Death": {}},
            around({"Measurement": {"CorrelatedCriteria": around({"DrugExposure": {}}, RestrictVisit=True)}}),
            True,
            True,
        ),
        (MEASURED, around({"Death": {}}), True, True),
    ],
)
def test_numbers_of_events_and_visits_are_read_where_something_needs_them(
    entry: Json, rule: Json, numbers: bool, visits: bool
) -> None:
    sql = events(entry, rule)
    assert ("d.measurement_id" in sql) is numbers
    assert ("d.visit_occurrence_id" in sql) is visits
