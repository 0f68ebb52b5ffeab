"""From typed data to the JSON that ATLAS reads: what was read comes back, members unknown to Circe included."""

import json
from enum import StrEnum
from typing import Any

from asan.omop.circe.criteria import Criterion
from asan.omop.circe.expression import CohortExpression, EndStrategy
from asan.omop.circe.names import END_STRATEGIES, json_names
from asan.omop.circe.values import Part


def as_json(part: Part) -> dict[str, Any]:
    """A part as a JSON object. What was not said is left out; lists are written though they are empty."""
    written = {}
    for name, json_name in json_names(type(part)).items():
        value = getattr(part, name)
        if value is not None:
            written[json_name] = _value(value)
    return {**written, **part.unknown}


def as_given(expression: CohortExpression, given: dict[str, Any]) -> dict[str, Any]:
    """``given``, from which ``expression`` was read, with its values as they were understood: a number that came as
    text is a number. It has the members that it had, in their order, null ones too, and no others.
    """
    found: dict[str, Any] = _alike(as_json(expression), given)
    return found


def write_expression(expression: CohortExpression, *, indent: int | None = 2) -> str:
    """The definition's JSON text."""
    return json.dumps(as_json(expression), ensure_ascii=False, indent=indent)


def _alike(written: Any, given: Any) -> Any:
    if isinstance(written, dict) and isinstance(given, dict):
        return {name: _alike(written[name], value) if name in written else value for name, value in given.items()}
    if isinstance(written, list) and isinstance(given, list):
        return [_alike(one, other) for one, other in zip(written, given, strict=True)]
    return None if given is None else written


def _value(value: Any) -> Any:
    match value:
        case Criterion():
            return {type(value).__name__: as_json(value)}
        case EndStrategy():
            wrapper = next(name for name, kind in END_STRATEGIES.items() if kind is type(value))
            return {wrapper: as_json(value)}
        case Part():
            return as_json(value)
        case tuple():
            return [_value(item) for item in value]
        case StrEnum():
            return str(value)
        case _:
            return value
