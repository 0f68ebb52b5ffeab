"""By what an entry, and a rule in it, is found again: by all that its computation depends on, and nothing else."""

import hashlib
import json
from collections.abc import Iterable

from asan.omop.circe.criteria import Group
from asan.omop.circe.expression import CohortExpression
from asan.omop.circe.values import Part
from asan.omop.circe.walk import named_sets, parts
from asan.omop.circe.writing import as_json


def entry_key(expression: CohortExpression) -> str:
    """A digest of what decides the events that inclusion rules look at."""
    additional = expression.additional_criteria
    parted: list[Part] = [expression.primary_criteria, expression.qualified_limit]
    # Whether there are additional criteria at all, be they empty, decides on the qualified limit.
    parted += [additional] if additional is not None else []
    return _digest(expression, parted)


def rule_key(expression: CohortExpression, rule: Group) -> str:
    """A digest of what decides which events meet a rule."""
    return _digest(expression, [rule])


def _digest(expression: CohortExpression, parted: Iterable[Part]) -> str:
    given = list(parted)
    numbers = {number for part in given for _, inner in parts(part) for number in named_sets(inner)}
    sets = [as_json(found) for found in expression.concept_sets if found.id in numbers]
    text = json.dumps([[as_json(part) for part in given], sets], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
