"""Cohort definitions made of a hospital's own most frequent concepts, so that each finds many persons."""

from collections.abc import Callable, Iterator
from typing import Any

FREQUENT = """SELECT {column} AS concept, count(*) AS n FROM {table} WHERE {column} > 0 GROUP BY 1
    ORDER BY n DESC, concept LIMIT 5"""
MEDIAN = "SELECT median(value_as_number) AS m FROM measurement WHERE measurement_concept_id = {test}"


def definitions(ask: Callable[[str], list[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Twenty-five definitions with a name each. ``ask`` answers SQL with rows."""

    def frequent(table: str, column: str) -> list[int]:
        return [int(row["concept"]) for row in ask(FREQUENT.format(table=table, column=column))]

    drugs, tests = frequent("drug_exposure", "drug_concept_id"), frequent("measurement", "measurement_concept_id")
    medians = [ask(MEDIAN.format(test=test))[0]["m"] or 0.0 for test in tests]
    for condition in frequent("condition_occurrence", "condition_concept_id"):
        for test, median, drug in zip(tests, medians, drugs, strict=False):
            yield f"{condition}-{test}", definition([condition, test, drug], median)


def definition(concepts: list[int], above: float) -> dict[str, Any]:
    """First diagnosis after a year of history, the test above a value within 90 days, no earlier drug."""
    sets = [
        {"id": number, "name": str(number), "expression": {"items": [
            {"concept": {"CONCEPT_ID": concept}, "includeDescendants": True}]}}
        for number, concept in enumerate(concepts)
    ]  # fmt: skip

    def rule(
        name: str, criterion: dict[str, Any], occurrence: dict[str, int], window: dict[str, Any]
    ) -> dict[str, Any]:
        correlated = {"Criteria": criterion, "StartWindow": window, "Occurrence": occurrence}
        return {"name": name, "expression": {
            "Type": "ALL", "CriteriaList": [correlated], "DemographicCriteriaList": [], "Groups": []}}  # fmt: skip

    return {
        "ConceptSets": sets,
        "PrimaryCriteria": {
            "CriteriaList": [{"ConditionOccurrence": {"CodesetId": 0, "First": True}}],
            "ObservationWindow": {"PriorDays": 365, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "First"},
        },
        "QualifiedLimit": {"Type": "First"},
        "ExpressionLimit": {"Type": "First"},
        "InclusionRules": [
            rule("test", {"Measurement": {"CodesetId": 1, "ValueAsNumber": {"Value": above, "Op": "gt"}}},
                 {"Type": 2, "Count": 1}, {"Start": {"Days": 0, "Coeff": -1}, "End": {"Days": 90, "Coeff": 1}}),
            rule("no drug", {"DrugExposure": {"CodesetId": 2}},
                 {"Type": 0, "Count": 0}, {"Start": {"Coeff": -1}, "End": {"Days": 1, "Coeff": -1}}),
        ],
        "CensoringCriteria": [],
        "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
    }  # fmt: skip
