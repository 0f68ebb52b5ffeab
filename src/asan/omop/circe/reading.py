"""From JSON to typed data, as leniently as Circe's own reader (Jackson) and never losing anything.

A number may come as text, a truth as a number, an enumeration's value as its position; null means that nothing was
said, but for the few members of `_NULLS`. Members that Circe does not define are kept in ``unknown`` and reported.
"""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from asan.omop.circe.criteria import CRITERIA, Criterion
from asan.omop.circe.errors import BadMember, NotACohort, NotJson
from asan.omop.circe.expression import CohortExpression, ConceptSetExpression, EndStrategy, Limit
from asan.omop.circe.names import END_STRATEGIES, json_names
from asan.omop.circe.values import DateAdjustment, DateType, Part

P = TypeVar("P", bound=Part)
Convert = Callable[["_Place", Any], Any]

_NULLS: Final[Mapping[tuple[type[Part], str], Any]] = {
    (Limit, "Type"): "All",
    (DateAdjustment, "StartWith"): DateType.END_DATE,
    (DateAdjustment, "EndWith"): DateType.END_DATE,
}
"""What null means where it is not the same as nothing: to Circe a limit of no type limits nothing, and a date that is
not said to be the start is the end.
"""
_DEEPEST: Final = 100
"""Groups and criteria nest; whoever nests them deeper wants to break something."""


@dataclass(frozen=True, slots=True)
class Read:
    """An expression, where its JSON holds members that Circe does not define there, and that JSON, unwrapped."""

    expression: CohortExpression
    unknown: tuple[str, ...]
    given: dict[str, Any]


class _Place:
    """Where in the definition the reader is, and what it has met that it does not know."""

    def __init__(self) -> None:
        self.steps: list[str | int] = []
        self.unknown: list[str] = []

    def __str__(self) -> str:
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps).lstrip(".") or "."

    def refuse(self, detail: str) -> BadMember:
        return BadMember(path=str(self), detail=detail)


def read_expression(text: str | bytes) -> Read:
    """Read a definition. Raises NotJson, NotACohort, BadMember."""
    given = _json(text)
    if isinstance(given, dict) and "PrimaryCriteria" not in given and "expression" in given:
        # The WebAPI wraps it with its name and author; older ones give it as text.
        inner = given["expression"]
        given = _json(inner) if isinstance(inner, str) else inner
    if not isinstance(given, dict) or not isinstance(given.get("PrimaryCriteria"), dict):
        raise NotACohort(detail="PrimaryCriteria")
    place = _Place()
    return Read(_read(CohortExpression, place, given), tuple(place.unknown), given)


def read_concept_set(text: str | bytes) -> ConceptSetExpression:
    """Read a concept set expression alone, as ATLAS exports one. Raises NotJson, NotACohort, BadMember."""
    given = _json(text)
    if not isinstance(given, dict) or not isinstance(given.get("items"), list):
        raise NotACohort(detail="items")
    return _read(ConceptSetExpression, _Place(), given)


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)
    except UnicodeDecodeError:
        raise NotJson(detail="UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotJson(detail=f"{error.msg} ({error.lineno}:{error.colno})") from None
    except RecursionError:
        raise NotJson(detail="nested too deeply") from None


def _read(kind: type[P], place: _Place, given: Any) -> P:
    if not isinstance(given, dict):
        raise place.refuse(f"{kind.__name__} {_shown(given)}")
    readers = _readers(kind)
    values: dict[str, Any] = {}
    unknown: dict[str, Any] | None = None
    for name, value in given.items():
        found = readers.get(name)
        place.steps.append(name)
        if found is None:
            place.unknown.append(str(place))
            unknown = {**(unknown or {}), name: value}
        elif value is not None:
            values[found[0]] = found[1](place, value)
        elif (kind, name) in _NULLS:
            values[found[0]] = _NULLS[kind, name]
        place.steps.pop()
    if unknown:
        values["unknown"] = MappingProxyType(unknown)
    return kind(**values)


_known: dict[type[Part], dict[str, tuple[str, Convert]]] = {}


def _readers(kind: type[Part]) -> dict[str, tuple[str, Convert]]:
    """Of each member of a part's JSON: its field, and what turns the member's value into the field's."""
    if kind not in _known:
        hints = get_type_hints(kind)
        _known[kind] = {written: (name, _converter(hints[name])) for name, written in json_names(kind).items()}
    return _known[kind]


def _converter(hint: Any) -> Convert:
    kinds = [part for part in get_args(hint) if part is not types.NoneType] if _is_union(hint) else [hint]
    if set(kinds) == {int, float}:
        return _number
    kind = kinds[0]
    if get_origin(kind) is tuple:
        return _list(_converter(get_args(kind)[0]))
    if kind is Criterion:
        return _wrapped(cast(Mapping[str, type[Part]], CRITERIA))
    if kind is EndStrategy:
        return _wrapped(cast(Mapping[str, type[Part]], END_STRATEGIES))
    if issubclass(kind, StrEnum):
        return _choice(list(kind))
    if issubclass(kind, Part):
        return lambda place, value: _read(kind, place, value)
    return {bool: _truth, int: _whole, str: _text}[kind]


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _list(convert: Convert) -> Convert:
    def read(place: _Place, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise place.refuse(_shown(value))
        found = []
        for number, item in enumerate(value):
            place.steps.append(number)
            found.append(convert(place, item))
            place.steps.pop()
        return tuple(found)

    return read


def _wrapped(kinds: Mapping[str, type[Part]]) -> Convert:
    """An object with one member, whose name says of which kind its value is; null there is as null in its place."""

    def read(place: _Place, value: Any) -> Part | None:
        if len(place.steps) > _DEEPEST:
            raise place.refuse("nested too deeply")
        if not isinstance(value, dict) or len(value) != 1:
            raise place.refuse(_shown(value))
        ((name, inner),) = value.items()
        if name not in kinds:
            raise place.refuse(f"{name} ({', '.join(kinds)})")
        if inner is None and not isinstance(place.steps[-1], int):
            return None
        place.steps.append(name)
        found = _read(kinds[name], place, inner)
        place.steps.pop()
        return found

    return read


def _text(place: _Place, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise place.refuse(_shown(value))


def _whole(place: _Place, value: Any) -> int | None:
    number = _number(place, value)
    if number is None or isinstance(number, int):
        return number
    return int(number)


def _number(place: _Place, value: Any) -> int | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = value
    elif isinstance(value, str):
        text = value.strip()
        if text in ("", "null"):
            return None
        try:
            found = int(text) if text.lstrip("+-").isdigit() else float(text)
        except ValueError:
            raise place.refuse(_shown(value)) from None
    else:
        raise place.refuse(_shown(value))
    if not -(2**63) < found < 2**63:
        raise place.refuse(_shown(value))
    return found


def _truth(place: _Place, value: Any) -> bool | None:
    if isinstance(value, bool | int):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "", "null"):
        text = value.strip().lower()
        return None if text in ("", "null") else text == "true"
    raise place.refuse(_shown(value))


def _choice(choices: list[StrEnum]) -> Convert:
    def read(place: _Place, value: Any) -> StrEnum:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(choices):
            return choices[value]
        for choice in choices:
            if choice == value:
                return choice
        raise place.refuse(f"{_shown(value)} ({', '.join(choices)})")

    return read


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
