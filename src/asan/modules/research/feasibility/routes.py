"""Feasibility over HTTP."""

import json

from fastapi import APIRouter, Request

from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.kit.language import language_of
from asan.kit.presence import while_present
from asan.kit.translation import Language
from asan.modules.research.access import Researcher
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.feasibility.schemas import FeasibilityIn, FeasibilityOut, feasibility_out
from asan.modules.research.feasibility.service import feasibility
from asan.modules.research.saved.expressions import keep
from asan.modules.research.saved.store import SHELF
from asan.modules.research.saved.words import by_criterion

router = APIRouter(prefix="/api/research/feasibility", tags=["research"])


@router.post("")
async def count_criteria(asked: FeasibilityIn, principal: Researcher, request: Request) -> FeasibilityOut:
    """How many patients each criterion of a definition leaves, and by year, sex and age who meets all.

    Told as the asker's policy tells counts; nothing is kept of it. Who goes away stops it.
    """
    language, cancellation = language_of(request), Cancellation()
    return await while_present(
        request.receive, lambda: _counted(asked, principal, language, cancellation), cancellation.cancel
    )


def _counted(
    asked: FeasibilityIn, principal: Principal, language: Language, cancellation: Cancellation
) -> FeasibilityOut:
    name, given = _given(asked, principal)
    kept = keep(given)
    definition = NamedDefinition(name or "draft", kept.read.expression, kept.digest, kept.read.unknown)
    found = feasibility(principal, definition, language, cancellation=cancellation)
    rules = kept.read.expression.inclusion_rules
    return feasibility_out(name, found, [rule.name or "" for rule in rules], by_criterion(kept.read, language))


def _given(asked: FeasibilityIn, principal: Principal) -> tuple[str, dict[str, object]]:
    if asked.expression is not None:
        return "", asked.expression
    stored = SHELF.find(principal, asked.cohort or 0, asked.version)
    given: dict[str, object] = json.loads(stored.expression)
    return stored.name, given
