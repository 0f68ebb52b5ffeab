"""One definition as different tools write it, which Circe's lenient reader takes for the same or for another."""

import random
from typing import Any

from asan.omop.circe.criteria import CRITERIA
from asan.omop.circe.names import END_STRATEGIES, json_names

Json = dict[str, Any]

_ORDINALS = {
    "StartWith": ("START_DATE", "END_DATE"),
    "EndWith": ("START_DATE", "END_DATE"),
    "DateField": ("StartDate", "EndDate"),
    "CollapseType": ("ERA",),
}
"""Enumerations, in Circe's order: Jackson takes a position for a value."""
_NEEDED = ("Value", "CriteriaList", "DemographicCriteriaList", "Groups", "InclusionRules", "items")
"""Members without which Circe makes no SQL."""


def rewritten(definition: Json, seed: int) -> Json:
    """``definition`` with numbers as text, truths as numbers, nulls, members left out, unknown and oddly cased ones."""
    found = _object(definition, random.Random(seed))
    assert isinstance(found, dict)
    return found


def _object(given: Any, chance: random.Random) -> Any:
    if isinstance(given, list):
        return [_object(item, chance) for item in given]
    if not isinstance(given, dict):
        return given
    found = {}
    for name, value in given.items():
        if name not in _NEEDED and value in (False, 0, None) and chance.random() < 0.1:
            continue
        found[name] = _value(name, value, chance)
    if _is_wrapper(given):
        ((kind, inner),) = found.items()
        if kind in CRITERIA:
            absent = [name for name in json_names(CRITERIA[kind]).values() if name not in inner]
            inner |= dict.fromkeys(chance.sample(absent, min(2, len(absent))))
        return found
    for name in ("QualifiedLimit", "ExpressionLimit"):
        if name in found and chance.random() < 0.1:
            found[name] = chance.choice(({"Type": None}, {}))
    if chance.random() < 0.05:
        found["Author"] = {"name": "somebody", "items": [1]}
    if found and chance.random() < 0.05:
        name = chance.choice([*found])
        found.setdefault(name.swapcase(), found[name])
    items = [*found.items()]
    if chance.random() < 0.1:
        chance.shuffle(items)
    return dict(items)


def _value(name: str, value: Any, chance: random.Random) -> Any:
    if chance.random() > 0.15:
        return _object(value, chance)
    match value:
        case bool():
            return chance.choice((int(value), str(value).lower(), str(value).upper(), value))
        case int():
            return chance.choice((str(value), f" {value} ", float(value), value))
        case float():
            return str(value)
        case str() if name in _ORDINALS:
            return chance.choice((_ORDINALS[name].index(value), None if name.endswith("With") else value))
        case list() if not value and name not in _NEEDED:
            return None
        case None:
            return None
        case _:
            return _object(value, chance)


def _is_wrapper(given: Json) -> bool:
    """``{"ConditionOccurrence": {…}}``: one member, whose name says of which kind its value is."""
    return len(given) == 1 and next(iter(given)) in (CRITERIA | END_STRATEGIES)
