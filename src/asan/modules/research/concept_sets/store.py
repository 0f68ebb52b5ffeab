"""Saved concept sets: a shelf of them, and what is kept of what a client sends."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from asan.modules.research.concept_sets.errors import TooManyConcepts
from asan.modules.research.concept_sets.members import SURFACE
from asan.modules.research.concept_sets.models import ConceptSetComment, ConceptSetKept, ConceptSetVersion
from asan.modules.research.shelf.comments import Comments
from asan.modules.research.shelf.store import Draft, Shelf
from asan.omop.circe.errors import NotJson
from asan.omop.circe.expression import ConceptSetExpression, ConceptSetItem
from asan.omop.circe.reading import read_concept_set
from asan.omop.circe.writing import as_json

LARGEST: Final = 2_000
"""Items of a set: more are a list of codes that its descendants would say in one line."""

SHELF: Final = Shelf("concept set", ConceptSetKept, ConceptSetVersion, SURFACE)
COMMENTS: Final = Comments(SHELF, ConceptSetComment)


def read_items(given: dict[str, Any]) -> ConceptSetExpression:
    """A set as ATLAS exports it: ``{"items": […]}``, alone or as the ``expression`` of a named set.

    Raises NotJson, NotACohort, BadMember, TooManyConcepts.
    """
    inner = given if "items" in given or not isinstance(given.get("expression"), dict) else given["expression"]
    try:
        text = json.dumps(inner, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        raise NotJson(detail="UTF-8, NaN") from None
    read = read_concept_set(text)
    if len(read.items) > LARGEST:
        raise TooManyConcepts(count=len(read.items), limit=LARGEST)
    return read


def draft(name: str, description: str, items: ConceptSetExpression, comment: str) -> Draft:
    """A set as it is saved; members of its JSON that nobody knows stay in it."""
    # Escaped, so that every database can hold whatever letters are in it.
    text = json.dumps(as_json(items), allow_nan=False)
    return Draft(name, description, text, hashlib.sha256(text.encode()).hexdigest(), comment)


def items_of(expression: str) -> Sequence[ConceptSetItem]:
    """The items of a kept set."""
    return read_concept_set(expression).items
