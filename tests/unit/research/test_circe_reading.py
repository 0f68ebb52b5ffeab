"""Definitions from older tools, with mistakes, or of something else: read as Circe reads them, or refused by name."""

import json
from typing import Any

import pytest

from asan.kit.errors import AsanError
from asan.modules.research.compiler.plan import Plan
from asan.omop.circe.criteria import ConditionOccurrence, Measurement
from asan.omop.circe.errors import BadMember, CannotRun, NotACohort, NotJson
from asan.omop.circe.reading import read_concept_set, read_expression
from asan.omop.circe.validation import findings
from asan.omop.circe.writing import as_json

Json = dict[str, Any]


def definition(criterion: Json | None = None, **members: Any) -> Json:
    entry = {"CriteriaList": [criterion or {"ConditionOccurrence": {"CodesetId": 0}}]}
    sets = [{"id": 0, "name": "set", "expression": {"items": [{"concept": {"CONCEPT_ID": 1}}]}}]
    return {"PrimaryCriteria": entry, "ConceptSets": sets, **members}


def read(given: Json) -> Any:
    return read_expression(json.dumps(given))


def test_an_old_definition_that_says_little_gets_circes_defaults() -> None:
    expression = read(definition()).expression
    assert expression.qualified_limit.type == "First"
    assert expression.primary_criteria.observation_window.prior_days == 0
    assert expression.collapse_settings.era_pad == 0
    assert expression.end_strategy is None


def test_numbers_as_text_truths_as_numbers_and_places_of_enumerations_are_understood() -> None:
    given = definition(
        {
            "Measurement": {
                "CodesetId": "0",
                "First": 1,
                "ValueAsNumber": {"Value": "7.5", "Op": "gt"},
                "Gender": None,
                "DateAdjustment": {"StartWith": 1, "StartOffset": 2.9},
            }
        }
    )
    (criterion,) = read(given).expression.primary_criteria.criteria_list
    assert isinstance(criterion, Measurement)
    assert (criterion.codeset_id, criterion.first, criterion.gender) == (0, True, ())
    assert criterion.value_as_number is not None
    assert criterion.value_as_number.value == 7.5
    assert criterion.date_adjustment is not None
    assert (criterion.date_adjustment.start_with, criterion.date_adjustment.start_offset) == ("END_DATE", 2)


def test_what_circe_does_not_define_is_kept_reported_and_without_effect() -> None:
    given = definition({"ConditionOccurrence": {"CodesetId": 0, "Severity": {"x": [1]}}}, Author="me")
    found = read(given)
    assert found.unknown == ("PrimaryCriteria.CriteriaList[0].ConditionOccurrence.Severity", "Author")
    written = as_json(found.expression)
    assert written["Author"] == "me"
    assert written["PrimaryCriteria"]["CriteriaList"][0]["ConditionOccurrence"]["Severity"] == {"x": [1]}
    assert {finding.path for finding in findings(found.expression, found.unknown) if finding.code == "unknown"} == {
        *found.unknown
    }
    Plan().add(found.expression)


@pytest.mark.parametrize("wrap", [lambda inner: inner, json.dumps])
def test_the_wrapping_of_the_webapi_is_taken_off(wrap: Any) -> None:
    given = {"id": 7, "name": "cohort", "expressionType": "SIMPLE_EXPRESSION", "expression": wrap(definition())}
    assert read(given).expression == read(definition()).expression


def test_a_byte_order_mark_is_no_obstacle() -> None:
    text = json.dumps(definition())
    assert read_expression("\ufeff" + text) == read_expression(text) == read_expression(text.encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotJson),
        (b"not json", NotJson),
        (b'{"PrimaryCriteria": {', NotJson),
        (b"\xff\xfe\x00broken", NotJson),
        (b"[" * 100_000, NotJson),
        (b"[]", NotACohort),
        (b"null", NotACohort),
        (b'"text"', NotACohort),
        (b'{"items": []}', NotACohort),
        (b'{"PrimaryCriteria": null}', NotACohort),
        (b'{"expression": "not json"}', NotJson),
    ],
)
def test_what_is_no_definition_is_refused(content: bytes, error: type[AsanError]) -> None:
    with pytest.raises(error) as raised:
        read_expression(content)
    assert raised.value.message.ko != raised.value.message.en


@pytest.mark.parametrize(
    ("criterion", "path"),
    [
        ({"ConditionOccurrence": {"CodesetId": "x"}}, "PrimaryCriteria.CriteriaList[0].ConditionOccurrence.CodesetId"),
        ({"ConditionOccurrence": {"First": "perhaps"}}, "PrimaryCriteria.CriteriaList[0].ConditionOccurrence.First"),
        ({"ConditionOccurrence": {"Gender": {}}}, "PrimaryCriteria.CriteriaList[0].ConditionOccurrence.Gender"),
        ({"ConditionOccurrence": []}, "PrimaryCriteria.CriteriaList[0].ConditionOccurrence"),
        ({"Horoscope": {}}, "PrimaryCriteria.CriteriaList[0]"),
        ({"ConditionOccurrence": {}, "DrugExposure": {}}, "PrimaryCriteria.CriteriaList[0]"),
        ({"CustomEra": {"GapDays": 10**30}}, "PrimaryCriteria.CriteriaList[0].CustomEra.GapDays"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(criterion: Json, path: str) -> None:
    with pytest.raises(BadMember) as raised:
        read(definition(criterion))
    assert raised.value.values["path"] == path


def test_nesting_without_end_is_refused() -> None:
    inner: Json = {"ConditionOccurrence": {}}
    for _ in range(60):
        part = {"Criteria": inner, "Occurrence": {"Type": 2, "Count": 1}}
        inner = {"ConditionOccurrence": {"CorrelatedCriteria": {"Type": "ALL", "CriteriaList": [part]}}}
    with pytest.raises(BadMember, match="nested too deeply"):
        read(definition(inner))


def test_two_megabytes_are_read_and_planned() -> None:
    concept = {"CONCEPT_NAME": "a name of some length " * 4, "VOCABULARY_ID": "SNOMED", "DOMAIN_ID": "Condition"}
    items = [{"concept": {"CONCEPT_ID": number, **concept}} for number in range(14_000)]
    text = json.dumps(definition(ConceptSets=[{"id": 0, "name": "large", "expression": {"items": items}}]))
    assert len(text) > 2_000_000
    plan = Plan()
    plan.add(read_expression(text).expression)
    assert [len(items) for sets in plan.concept_sets for items in sets] == [14_000]


def group(**members: Any) -> Json:
    part = {"Criteria": {"ConditionOccurrence": {}}, "Occurrence": {"Type": 2, "Count": 1}}
    return {"Type": "ALL", "CriteriaList": [part], **members}


@pytest.mark.parametrize(
    "given",
    [
        definition({"ConditionOccurrence": {"OccurrenceStartDate": {"Op": "gt", "Value": "2020-02-30"}}}),
        definition({"ConditionOccurrence": {"OccurrenceStartDate": {"Op": "gt", "Value": "yesterday"}}}),
        definition({"ConditionOccurrence": {"Age": {"Op": "around", "Value": 1}}}),
        definition({"ConditionOccurrence": {"Age": {"Op": "gt"}}}),
        definition({"ConditionOccurrence": {"Gender": [{"CONCEPT_NAME": "FEMALE"}]}}),
        definition({"LocationRegion": {"CodesetId": 0}}),
        definition({"CustomEra": {"GapDays": 1}}),
        definition(AdditionalCriteria=group(Type="SOME")),
        definition(AdditionalCriteria=group(Type="AT_LEAST")),
        definition(AdditionalCriteria=group(CriteriaList=[{"Criteria": {"Death": {}}}])),
        definition(AdditionalCriteria=group(CriteriaList=[{"Occurrence": {"Type": 2, "Count": 1}}])),
        definition(
            AdditionalCriteria=group(
                CriteriaList=[
                    {
                        "Criteria": {"Death": {}},
                        "Occurrence": {"Type": 2, "Count": 1, "IsDistinct": True, "CountColumn": "REFILLS"},
                    }
                ]
            )
        ),
        definition(EndStrategy={"CustomEra": {"GapDays": 1}}),
        definition(CensorWindow={"StartDate": "2020"}),
        definition(ConceptSets=[{"id": 0, "expression": {"items": [{"concept": {}}]}}]),
    ],
)
def test_a_definition_without_a_meaning_is_refused_in_both_languages(given: Json) -> None:
    from tests.support.circe_cdm import CirceCdm

    with pytest.raises(CannotRun) as raised:
        CirceCdm().run([read(given).expression])
    assert raised.value.message.ko
    assert raised.value.message.en.isascii()


def test_sets_that_find_nothing_and_attributes_without_effect_are_named() -> None:
    criterion = {"DrugExposure": {"CodesetId": 1, "EffectiveDrugDose": {"Op": "gt", "Value": 1}}}
    given = definition(criterion, CensoringCriteria=[{"Death": {"CodesetId": 9}}])
    given["ConceptSets"].append({"id": 1, "name": "empty", "expression": {"items": []}})
    found = {(finding.code, finding.path) for finding in findings(read(given).expression)}
    assert found == {
        ("empty_set", "PrimaryCriteria.CriteriaList[0].DrugExposure"),
        ("ineffective", "PrimaryCriteria.CriteriaList[0].DrugExposure.EffectiveDrugDose"),
        ("undefined_set", "CensoringCriteria[0].Death"),
        ("unused_set", "ConceptSets[0]"),
    }


def test_a_concept_set_alone_can_be_read() -> None:
    text = json.dumps({"items": [{"concept": {"CONCEPT_ID": 1}, "includeDescendants": True}]})
    assert read_concept_set(text).items[0].include_descendants
    with pytest.raises(NotACohort):
        read_concept_set("{}")


def test_a_definition_is_a_value() -> None:
    one, other = read(definition()).expression, read(definition()).expression
    assert one == other
    assert hash(one) == hash(other)
    assert ConditionOccurrence(codeset_id=0) in one.primary_criteria.criteria_list
