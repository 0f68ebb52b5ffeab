"""Attrition: counts from kept bits equal those of a computation anew."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research import service
from asan.modules.research.attrition import Attrition, Step
from asan.modules.research.definitions import NamedDefinition
from asan.omop.circe.reading import read_expression
from tests.generative.research.records import records
from tests.support.circe_cdm import publish_records

OWNER = Principal(name="os:test", roles=frozenset({"admin"}))
SEED = 11


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("attrition")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_records(records(SEED), folder / "work.duckdb")
        yield folder / "home"
    settings.cache_clear()


def rule(kind: str, days: int, count: int = 1) -> dict[str, Any]:
    window = {"Start": {"Days": days, "Coeff": -1}, "End": {"Days": days, "Coeff": 1}}
    part = {"Criteria": {kind: {}}, "StartWindow": window, "Occurrence": {"Type": 2, "Count": count}}
    return {"name": f"{kind} {days}", "expression": {"Type": "ALL", "CriteriaList": [part]}}


def definition(*rules: dict[str, Any]) -> NamedDefinition:
    entry = {"CriteriaList": [{"ConditionOccurrence": {}}], "PrimaryCriteriaLimit": {"Type": "All"}}
    text = json.dumps({"PrimaryCriteria": entry, "ExpressionLimit": {"Type": "All"}, "InclusionRules": rules})
    return NamedDefinition("cohort", read_expression(text).expression, "", ())


RULES = (rule("DrugExposure", 60), rule("Measurement", 90), rule("ProcedureOccurrence", 200))


def computed(*rules: dict[str, Any]) -> Attrition:
    return service.attrition(OWNER, definition(*rules), surface="test")


def left(*rules: dict[str, Any]) -> Step:
    """Events and persons of the definition with these rules, each event a cohort row of its own."""
    expression = dataclasses.replace(definition(*rules).expression, end_strategy=None)
    done = service.generate(OWNER, [NamedDefinition("cohort", expression, "", ())], surface="test")
    steps = computed(*rules).steps()
    return Step(steps[-1].events, done.cohorts[0].persons)


def test_every_step_leaves_what_a_definition_with_the_rules_so_far_finds(home: Path) -> None:
    steps = computed(*RULES).steps()
    assert len(steps) == 4
    assert [steps[number] for number in range(4)] == [left(*RULES[:number]) for number in range(4)]
    assert steps[0].events > steps[1].events > steps[3].events > 0


def test_rules_switched_off_and_moved_are_counted_without_a_computation(home: Path) -> None:
    attrition = computed(*RULES)
    for order in ([2, 0], [1], [0, 1, 2], []):
        assert attrition.steps(order) == computed(*(RULES[number] for number in order)).steps()


def test_a_replaced_rule_alone_is_computed_anew(home: Path) -> None:
    attrition = computed(*RULES)
    narrower = (RULES[0], rule("Measurement", 5), RULES[2])
    replaced = service.replace_rule(OWNER, attrition, definition(*narrower), 1, surface="test")
    assert replaced.steps() == computed(*narrower).steps()
    assert replaced.masks() == computed(*narrower).masks()
    assert attrition.steps() == computed(*RULES).steps()


def test_masks_tell_which_rules_events_and_persons_meet(home: Path) -> None:
    attrition = computed(*RULES)
    masks = attrition.masks()
    assert sum(masks.values()) == attrition.steps()[0].events
    assert masks.get(7, 0) == attrition.steps()[-1].events
    best = attrition.masks(best_events=True)
    assert sum(best.values()) == attrition.steps()[0].persons


def test_without_rules_and_without_events_there_is_still_an_answer(home: Path) -> None:
    assert len(computed().steps()) == 1
    assert set(computed().masks()) == {0}
    text = json.dumps({"PrimaryCriteria": {"CriteriaList": []}, "InclusionRules": [RULES[0]]})
    nobody = NamedDefinition("nobody", read_expression(text).expression, "", ())
    attrition = service.attrition(OWNER, nobody, surface="test")
    assert attrition.steps() == [Step(0, 0), Step(0, 0)]
    assert attrition.masks() == attrition.masks(best_events=True) == {}


def test_more_rules_than_a_number_has_bits(home: Path) -> None:
    many = [rule("DrugExposure", days) for days in range(70)]
    masks = computed(*many).masks()
    assert any(mask >= 2**64 for mask in masks)
