"""OHDSI's own fixtures of circe-be: data before, cohorts after. Their tests vary the expressions as it is done here."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from asan.omop.circe.criteria import (
    ConditionEra,
    ConditionOccurrence,
    DeviceExposure,
    DrugEra,
    DrugExposure,
    Measurement,
    Observation,
    PayerPlanPeriod,
    ProcedureOccurrence,
    Specimen,
    Times,
    VisitOccurrence,
)
from asan.omop.circe.expression import CohortExpression, Limit
from asan.omop.circe.reading import read_expression
from tests.support.circe_cdm import CirceCdm, Span
from tests.support.shared_data import shared_data


def fixture(path: str) -> Path:
    return shared_data("circe") / "cohortgeneration" / path


def expression(path: str) -> CohortExpression:
    read = read_expression(fixture(path).read_bytes())
    assert read.unknown == ()
    return read.expression


def prepared(*paths: str) -> CirceCdm:
    cdm = CirceCdm()
    for path in [shared_data("circe") / "datasets" / "vocabulary.json", *map(fixture, paths)]:
        for table, rows in json.loads(path.read_text()).items():
            cdm.load(table.partition(".")[2], rows)
    return cdm


def verified(path: str, cohorts: int) -> list[list[Span]]:
    tables: dict[str, list[dict[str, Any]]] = json.loads(fixture(path).read_text())
    rows = next(rows for table, rows in tables.items() if table.endswith(".cohort"))
    found: list[list[Span]] = [[] for _ in range(cohorts)]
    for row in rows:
        span = row["subject_id"], row["cohort_start_date"], row["cohort_end_date"]
        found[row["cohort_definition_id"] - 1].append(span)
    return [sorted(spans) for spans in found]


def limited(given: CohortExpression, primary: str, qualified: str, last: str) -> CohortExpression:
    entry = replace(given.primary_criteria, primary_criteria_limit=Limit(type=primary))
    return replace(
        given, primary_criteria=entry, qualified_limit=Limit(type=qualified), expression_limit=Limit(type=last)
    )


def counting(given: CohortExpression, times: Times, count: int) -> CohortExpression:
    group = given.additional_criteria
    assert group is not None
    (part,) = group.criteria_list
    assert part.occurrence is not None
    changed = replace(part, occurrence=replace(part.occurrence, type=times, count=count))
    return replace(given, additional_criteria=replace(group, criteria_list=(changed,)))


def grouped(given: CohortExpression, type_: str, count: int | None = None) -> CohortExpression:
    assert given.additional_criteria is not None
    return replace(given, additional_criteria=replace(given.additional_criteria, type=type_, count=count))


def check(cdm: CirceCdm, expressions: Sequence[CohortExpression], expected: Sequence[list[Span]]) -> None:
    assert cdm.run(expressions) == list(expected)
    assert [cdm.run([one])[0] for one in expressions] == list(expected)


def test_inclusion_rule() -> None:
    cdm = prepared("inclusionRules/simpleInclusionRule_PREP.json")
    expected = verified("inclusionRules/simpleInclusionRule_VERIFY.json", 1)
    check(cdm, [expression("inclusionRules/simpleInclusionRule.json")], expected)


def test_inclusion_rule_masks_of_events_and_of_persons() -> None:
    path = "inclusionRules/simpleInclusionRule_VERIFY.json"
    expected: dict[int, dict[int, int]] = {0: {}, 1: {}}
    for row in json.loads(fixture(path).read_text())["simpleInclusionRule.cohort_inclusion_result"]:
        expected[row["mode_id"]][row["inclusion_rule_mask"]] = row["person_count"]
    cdm = prepared("inclusionRules/simpleInclusionRule_PREP.json")
    attrition = cdm.attrition(expression("inclusionRules/simpleInclusionRule.json"))
    assert attrition.masks() == expected[0]
    assert attrition.masks(best_events=True) == expected[1]


def test_limits() -> None:
    given = expression("limits/limitExpression.json")
    variants = [
        limited(given, "All", "All", "All"),
        limited(given, "All", "First", "All"),
        limited(given, "All", "All", "First"),
        limited(given, "First", "All", "All"),
        limited(given, "All", "Last", "All"),
    ]
    check(prepared("limits/limitTest_PREP.json"), variants, verified("limits/limitTest_VERIFY.json", 5))


def test_counts() -> None:
    given = expression("correlatedCriteria/countsExpression.json")
    variants = [
        counting(given, Times.EXACTLY, 0),
        counting(given, Times.AT_LEAST, 1),
        counting(given, Times.AT_MOST, 0),
        counting(given, Times.EXACTLY, 1),
    ]
    expected = verified("correlatedCriteria/countsTest_VERIFY.json", 4)
    check(prepared("correlatedCriteria/countsTest_PREP.json"), variants, expected)


def test_groups() -> None:
    given = expression("correlatedCriteria/groupExpression.json")
    variants = [
        grouped(given, "ANY"),
        grouped(given, "ALL"),
        grouped(given, "AT_MOST", 1),
        grouped(given, "AT_MOST", 0),
        grouped(given, "AT_LEAST", 2),
    ]
    cdm = prepared("correlatedCriteria/groupTest_PREP.json")
    check(cdm, variants, verified("correlatedCriteria/groupTest_VERIFY.json", 5))


def test_windows_around_both_dates_of_a_visit() -> None:
    cdm = prepared("correlatedCriteria/countsTest_PREP.json")
    check(cdm, [expression("correlatedCriteria/visitExpression.json")], [[(1, "2000-09-01", "2001-01-01")]])


def test_end_of_a_continuous_exposure() -> None:
    given = expression("exits/continuousExposureExpression.json")
    variants = [given, limited(given, "All", "All", "First")]
    cdm = prepared("exits/continuousExposure_PREP.json")
    check(cdm, variants, verified("exits/continuousExposure_VERIFY.json", 2))


def test_end_after_a_fixed_offset() -> None:
    cdm = prepared("exits/fixedOffset_PREP.json")
    check(cdm, [expression("exits/fixedOffsetExpression.json")], verified("exits/fixedOffset_VERIFY.json", 1))


def test_first_occurrence_in_every_domain() -> None:
    given = expression("firstOccurrence/firstOccurrenceTestExpression.json")
    cdm = prepared("firstOccurrence/firstOccurrenceTest_PREP.json")
    kinds = (
        ConditionEra(codeset_id=0, first=True),
        ConditionOccurrence(codeset_id=0, first=True),
        DeviceExposure(codeset_id=0, first=True),
        DrugEra(codeset_id=0, first=True),
        DrugExposure(codeset_id=0, first=True),
        Measurement(codeset_id=0, first=True),
        Observation(codeset_id=0, first=True),
        ProcedureOccurrence(codeset_id=0, first=True),
        Specimen(codeset_id=0, first=True),
        VisitOccurrence(codeset_id=0, first=True),
        PayerPlanPeriod(first=True),
    )
    variants = [
        replace(given, primary_criteria=replace(given.primary_criteria, criteria_list=(kind,))) for kind in kinds
    ]
    check(cdm, variants, verified("firstOccurrence/firstOccurrenceTest_VERIFY.json", 11))


def test_every_criterion_with_every_attribute_runs() -> None:
    assert CirceCdm().run([expression("allCriteria/allCriteriaExpression.json")]) == [[]]
