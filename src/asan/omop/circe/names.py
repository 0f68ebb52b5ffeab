"""How Circe writes in JSON what is a field here: ``gender_cs`` is ``GenderCS``, ``CONCEPT_ID`` a concept's."""

from dataclasses import fields
from typing import Final

from asan.omop.circe.expression import (
    CohortExpression,
    ConceptSet,
    ConceptSetExpression,
    ConceptSetItem,
    CustomEraEnd,
    DateOffset,
    EndStrategy,
    InclusionRule,
)
from asan.omop.circe.values import Concept, Part

_CAMEL: Final = (ConceptSet, ConceptSetExpression, ConceptSetItem, InclusionRule)

END_STRATEGIES: Final[dict[str, type[EndStrategy]]] = {"DateOffset": DateOffset, "CustomEra": CustomEraEnd}
"""Every kind of end strategy, by the name that wraps it in JSON."""


_names: dict[type[Part], dict[str, str]] = {}


def json_names(kind: type[Part]) -> dict[str, str]:
    """Field names of a part, in order, with their names in JSON."""
    if kind not in _names:
        _names[kind] = {found.name: _json_name(kind, found.name) for found in fields(kind) if found.name != "unknown"}
    return _names[kind]


def _json_name(kind: type[Part], name: str) -> str:
    if kind is Concept:
        return name.upper()
    words = name.split("_")
    if kind in _CAMEL or (kind is CohortExpression and name == "cdm_version_range"):
        return words[0] + "".join(word.capitalize() for word in words[1:])
    return "".join("CS" if word == "cs" else word.capitalize() for word in words)
