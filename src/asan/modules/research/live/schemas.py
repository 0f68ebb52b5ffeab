"""What the route of live attrition takes and gives."""

from typing import Any

from pydantic import BaseModel, Field

from asan.modules.research.live.service import Live, Rights


class AttritionIn(BaseModel):
    """A definition, saved or not, and which of its inclusion rules are on, in their order; null: all."""

    expression: dict[str, Any]
    rules: list[int] | None = Field(default=None, max_length=1000)
    overlaps: bool = False


class AttritionStep(BaseModel):
    """What is left after a rule; null: a count that may not be told."""

    events: int | None
    persons: int | None


class OverlapOut(BaseModel):
    """Persons whose best event meets exactly these rules."""

    rules: list[int]
    persons: int | None


class AttritionOut(BaseModel):
    """Entry events first, then a step a rule. ``snapshot`` is null where a CDM is read in place.

    ``rights``: platform (everybody's records were counted), own (what the asker sees of them), none (nothing may be
    told). ``cells``: counts are rounded down to multiples of it; 0: they are exact. ``computed``: false where kept bits
    were enough.
    """

    snapshot: int | None
    rights: Rights
    steps: list[AttritionStep]
    overlaps: list[OverlapOut]
    cells: int
    computed: bool


def attrition_out(live: Live) -> AttritionOut:
    """Attrition as JSON."""
    return AttritionOut(
        snapshot=live.snapshot.version,
        rights=live.rights,
        steps=[AttritionStep(events=events, persons=persons) for events, persons in live.steps],
        overlaps=[OverlapOut(rules=list(overlap.rules), persons=overlap.persons) for overlap in live.overlaps],
        cells=live.cells,
        computed=live.computed,
    )
