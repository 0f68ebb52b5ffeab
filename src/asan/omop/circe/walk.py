"""Every part of a definition, with the place where its JSON has it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final, get_args, get_type_hints

from asan.omop.circe.criteria import Criterion
from asan.omop.circe.expression import ConceptSet, EndStrategy
from asan.omop.circe.names import END_STRATEGIES, json_names
from asan.omop.circe.values import Concept, Part

_SETS: Final = ("codeset_id", "drug_codeset_id", "place_of_service_location")


def parts(part: Part, path: str = "") -> Iterator[tuple[str, Part]]:
    """``part`` and all that it is made of, but for concepts and the insides of concept sets."""
    yield path or ".", part
    if isinstance(part, ConceptSet):
        return
    for name, written in json_names(type(part)).items():
        yield from _inside(getattr(part, name), f"{path}.{written}".lstrip("."))


def _inside(value: Any, path: str) -> Iterator[tuple[str, Part]]:
    match value:
        case Concept():
            return
        case Criterion():
            yield from parts(value, f"{path}.{type(value).__name__}")
        case EndStrategy():
            wrapper = next(name for name, kind in END_STRATEGIES.items() if kind is type(value))
            yield from parts(value, f"{path}.{wrapper}")
        case Part():
            yield from parts(value, path)
        case tuple():
            for number, item in enumerate(value):
                yield from _inside(item, f"{path}[{number}]")


def names_a_set(kind: type[Part], name: str) -> bool:
    """Whether the field ``name`` of such a part, where it holds a number, holds that of a concept set."""
    return name in _SETS or (
        issubclass(kind, Criterion) and name.endswith("_concept") and int in get_args(get_type_hints(kind)[name])
    )


def named_sets(part: Part) -> Iterator[int]:
    """The numbers of the concept sets that ``part`` itself names, without what it is made of."""
    for found in fields(part):
        value = getattr(part, found.name)
        if isinstance(value, int) and names_a_set(type(part), found.name):
            yield value
