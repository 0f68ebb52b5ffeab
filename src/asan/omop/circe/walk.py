"""Every part of a definition, with the place where its JSON has it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from asan.omop.circe.criteria import Criterion
from asan.omop.circe.expression import ConceptSet, EndStrategy
from asan.omop.circe.names import END_STRATEGIES, json_names
from asan.omop.circe.values import Concept, ConceptSetSelection, Part

_SETS: Final = ("codeset_id", "drug_codeset_id")


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


def named_sets(part: Part) -> Iterator[int]:
    """The numbers of the concept sets that ``part`` itself names, without what it is made of."""
    if isinstance(part, ConceptSetSelection):
        if part.codeset_id is not None:
            yield part.codeset_id
        return
    for found in fields(part):
        is_set = found.name in _SETS or (isinstance(part, Criterion) and found.name.endswith("_concept"))
        value = getattr(part, found.name)
        if is_set and isinstance(value, int):
            yield value
