"""What is saved is what came: no member more, none less, in the same order, whatever Circe's defaults are."""

import json
from typing import Any

import pytest

from asan.modules.research.saved.expressions import keep
from tests.support.shared_data import shared_data


def kept(given: dict[str, Any]) -> str:
    return json.dumps(json.loads(keep(given).text))


def test_the_300_phenotypes_are_kept_as_they_are() -> None:
    files = sorted((shared_data("phenotypes") / "json").glob("*.json"))
    assert len(files) == 300
    for file in files:
        given = json.loads(file.read_text(encoding="utf-8"))
        once = keep(given)
        assert json.dumps(json.loads(once.text)) == json.dumps(given), file.name
        assert keep(json.loads(once.text)).digest == once.digest


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Value": "18", "Op": "gte"}, {"Value": 18, "Op": "gte"}),
        ({"Op": "gt", "Value": None, "Colour": "red"}, {"Op": "gt", "Value": None, "Colour": "red"}),
        ({"Value": "", "Op": None}, {"Value": "", "Op": None}),
    ],
)
def test_numbers_become_numbers_and_nothing_else_changes(given: dict[str, Any], expected: dict[str, Any]) -> None:
    def around(age: dict[str, Any]) -> dict[str, Any]:
        return {"Z": 1, "PrimaryCriteria": {"CriteriaList": [{"Death": {"Age": age, "Gender": []}}]}}

    assert kept(around(given)) == json.dumps(around(expected))


def test_what_the_webapi_wraps_is_unwrapped() -> None:
    inner = {"PrimaryCriteria": {"ObservationWindow": None}}
    assert kept({"name": "x", "expression": json.dumps(inner)}) == json.dumps(inner)
