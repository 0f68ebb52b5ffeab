"""Live attrition over HTTP."""

from fastapi import APIRouter

from asan.modules.research.access import Researcher
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.live.schemas import AttritionIn, AttritionOut, attrition_out
from asan.modules.research.live.service import attrition
from asan.modules.research.saved.expressions import keep

router = APIRouter(prefix="/api/research/attrition", tags=["research"])


@router.post("")
def count_attrition(asked: AttritionIn, principal: Researcher) -> AttritionOut:
    """How many events and persons each inclusion rule leaves, under the asker's policies; nothing is kept of it."""
    kept = keep(asked.expression)
    definition = NamedDefinition("draft", kept.read.expression, kept.digest, kept.read.unknown)
    return attrition_out(attrition(principal, definition, asked.rules, overlaps=asked.overlaps))
