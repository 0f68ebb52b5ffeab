"""What the route of feasibility takes and gives."""

from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from asan.kit.clock import UtcTime
from asan.modules.research.analysis.schemas import SourceOut
from asan.modules.research.brought import Rights
from asan.modules.research.feasibility.service import Feasibility, Telling


class FeasibilityIn(BaseModel):
    """A saved definition, by default its newest version, or one that is given as Circe's JSON."""

    cohort: int | None = Field(default=None, ge=1, lt=2**31)
    version: int | None = Field(default=None, ge=1, lt=2**31)
    expression: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> "FeasibilityIn":
        if (self.cohort is None) == (self.expression is None):
            raise ValueError("give cohort or expression, one of the two")
        return self


class PersonsOut(BaseModel):
    """Persons; null where they are not told: suppressed, or withheld for the difference to an earlier answer."""

    persons: int | None
    state: Telling


class CriterionOut(PersonsOut):
    """Who is left after a criterion: ``rule`` is null for the entry events, ``name`` the rule's own."""

    rule: int | None
    name: str
    words: list[str]


class LevelOut(BaseModel):
    """Persons of the whole definition by sex, decade of birth or year of entry; null: not told."""

    variable: Literal["sex", "birth_decade", "year"]
    level: str | None
    persons: int | None


class FeasibilityOut(BaseModel):
    """Counts of a definition's criteria. ``rights``: platform (everybody's records) or own (those that the asker sees).

    ``suppressed_below``: counts of fewer are not told to this asker; ``rounded_to``: the others are its multiples.
    """

    name: str
    snapshot: int | None
    published_at: UtcTime | None
    synthetic: bool
    rights: Rights
    total: PersonsOut
    criteria: list[CriterionOut]
    whole: PersonsOut
    levels: list[LevelOut]
    missing: int
    absent: list[str]
    suppressed_below: int | None
    rounded_to: int
    sources: list[SourceOut]


def feasibility_out(name: str, found: Feasibility, names: list[str], words: list[tuple[str, ...]]) -> FeasibilityOut:
    """Counts as JSON; ``names`` and ``words`` are of the rules in their order, ``words`` with the entry's first."""
    criteria = [
        CriterionOut(
            rule=step - 1 if step else None,
            name=names[step - 1] if step else "",
            words=list(words[step]),
            persons=count.persons,
            state=count.state,
        )
        for step, count in enumerate(found.steps)
    ]
    state = found.snapshot
    return FeasibilityOut(
        name=name,
        snapshot=state.version if state else None,
        published_at=state.published_at if state else None,
        synthetic=bool(state and state.synthetic),
        rights=found.rights,
        total=PersonsOut(persons=found.total.persons, state=found.total.state),
        criteria=criteria,
        whole=PersonsOut(persons=found.whole.persons, state=found.whole.state),
        levels=[
            LevelOut.model_validate({"variable": e.variable, "level": e.level, "persons": e.persons})
            for e in found.levels
        ],
        missing=found.missing,
        absent=list(found.absent),
        suppressed_below=found.suppressed_below,
        rounded_to=found.rounded_to,
        sources=[SourceOut(sql=source.sql, masked=list(source.masked)) for source in found.sources],
    )
