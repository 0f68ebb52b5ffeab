"""An explicit policy as it is written, kept and shown: who, what, how, from when until when.

Everything here is data that a steward gives; `asan.gateway.policies.resolution` says what it comes to.
"""

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from asan.gateway.masks import AgeBand, Constant, DateShift, FirstCharacter, Mask, Null, Rounded, Token, YearOnly
from asan.gateway.principal import Principal

KEY_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,59}$"
"""What a policy may be called."""

_MOST: Final = 1000
Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=_MOST)]
Id = Annotated[int, Field(ge=0, lt=2**31)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1, max_length=_MOST)]
Scalar = Annotated[int, Field(ge=-(2**62), lt=2**62)] | Annotated[str, Field(max_length=200)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Subjects(_Value):
    """Whom a policy speaks of: who matches one name of every kind that is given. Nothing given: everyone."""

    roles: Names = ()
    groups: Names = ()
    projects: Names = ()
    purposes: Names = ()
    users: Names = ()

    def include(self, principal: Principal) -> bool:
        """Whether ``principal`` is one of them."""
        return (
            (not self.roles or not principal.roles.isdisjoint(self.roles))
            and (not self.groups or not principal.groups.isdisjoint(self.groups))
            and (not self.projects or principal.project in self.projects)
            and (not self.purposes or principal.purpose in self.purposes)
            and (not self.users or principal.name in self.users)
        )

    @property
    def everyone(self) -> bool:
        """Whether no name of any kind is given."""
        return not (self.roles or self.groups or self.projects or self.purposes or self.users)


class Concept(_Value):
    """A concept, and by default all that lies beneath it in the hierarchy."""

    id: Id
    descendants: bool = True


class Objects(_Value):
    """What a policy is about.

    ``tables`` are ``person`` or ``cdm.person``, ``columns`` are ``person.year_of_birth``; ``tags`` stand for all that
    carries one of them.
    """

    tags: Names = ()
    tables: Names = ()
    columns: Names = ()
    concepts: Annotated[tuple[Concept, ...], Field(max_length=_MOST)] = ()


class MaskChoice(_Value):
    """A mask by its name, with the figures of those that have some."""

    name: Literal["null", "constant", "token", "year", "age_band", "rounded", "first_character", "date_shift"]
    value: Annotated[str, Field(max_length=100)] = "[masked]"
    """What ``constant`` shows."""
    width: Annotated[int, Field(ge=1, le=90)] = 5
    """Years of an ``age_band``."""
    step: Annotated[int, Field(ge=1, le=10**6)] = 10
    """What ``rounded`` rounds to a multiple of."""
    days: Annotated[int, Field(ge=1, le=3650)] = 180
    """How far ``date_shift`` moves at most."""

    def mask(self, person_column: str | None, today: dt.date) -> Mask:
        """The mask for a column of a table whose persons ``person_column`` names; a shift needs one."""
        match self.name:
            case "constant":
                return Constant(self.value)
            case "token":
                return Token()
            case "year":
                return YearOnly()
            case "age_band":
                return AgeBand(today.year, self.width)
            case "rounded":
                return Rounded(self.step)
            case "first_character":
                return FirstCharacter()
            case "date_shift" if person_column is not None:
                return DateShift(self.days, person_column)
        return Null()


class CareSites(_Value):
    """Own department: visits to these care sites, what happened in them, and the persons who made them."""

    kind: Literal["care_sites"]
    ids: Ids


class Members(_Value):
    """Members of one of these cohorts, or (``absent``) those who are in none of them."""

    kind: Literal["cohort"]
    ids: Ids
    absent: bool = False


class Persons(_Value):
    """These persons, or (``absent``) everybody else."""

    kind: Literal["persons"]
    ids: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(min_length=1, max_length=_MOST)]
    absent: bool = False


class _WithValues(_Value):
    """``values`` of a ``column``; ``descendants``: they are concepts, and what lies beneath them is meant too."""

    column: str
    values: Annotated[tuple[Scalar, ...], Field(min_length=1, max_length=_MOST)]
    absent: bool = False
    descendants: bool = False

    @model_validator(mode="after")
    def _of_concepts(self) -> "_WithValues":
        numbers = all(isinstance(each, int) and 0 <= each < 2**31 for each in self.values)
        if self.descendants and not (self.column.lower().endswith("concept_id") and numbers):
            raise ValueError("descendants: needs a column of concepts and their numbers")
        return self

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that are meant with all beneath them; none where the values are meant as they are."""
        return tuple(Concept(id=int(each)) for each in self.values) if self.descendants else ()


class Recorded(_WithValues):
    """Persons with a record of ``values`` in ``table.column`` (a consent), or (``absent``) without one (a VIP mark)."""

    kind: Literal["record"]
    table: str


class Dates(_Value):
    """What began and ended within these days, both included."""

    kind: Literal["dates"]
    first: dt.date | None = None
    last: dt.date | None = None

    @model_validator(mode="after")
    def _some_day(self) -> "Dates":
        if self.first is None and self.last is None:
            raise ValueError("first or last is needed")
        return self


class ColumnValues(_WithValues):
    """Rows of the named tables whose ``column`` is one of ``values``, or (``absent``) is none of them."""

    kind: Literal["values"]


RowChoice = Annotated[CareSites | Members | Persons | Recorded | Dates | ColumnValues, Field(discriminator="kind")]


class Grant(_Value):
    """Gives tables that the roles do not; identifying columns stay hidden unless a ``plain`` gives them."""

    kind: Literal["grant"]


class Deny(_Value):
    """Takes tables away, and those that are derived from them."""

    kind: Literal["deny"]


class Plain(_Value):
    """Gives columns plain that the roles mask."""

    kind: Literal["plain"]


class Masked(_Value):
    """Masks columns."""

    kind: Literal["mask"]
    mask: MaskChoice


class Hide(_Value):
    """Takes columns away."""

    kind: Literal["hide"]


class KeepRows(_Value):
    """Leaves only the rows that a rule keeps; without tables, of every table near to patients."""

    kind: Literal["rows"]
    rule: RowChoice


class HideConcepts(_Value):
    """Takes the rows away that carry one of the concepts, and what would tell of them."""

    kind: Literal["concepts"]


Effect = Annotated[Grant | Deny | Plain | Masked | Hide | KeepRows | HideConcepts, Field(discriminator="kind")]


class Definition(_Value):
    """One explicit policy. ``starts`` and ``ends`` are its first and last day, on the clock of the server.

    ``absolute``: it holds in an emergency as well (`asan.gateway.policies.emergency`).
    """

    subjects: Subjects = Subjects()
    unless: Subjects | None = None
    """Whom it spares."""
    objects: Objects = Objects()
    effect: Effect
    starts: dt.date | None = None
    ends: dt.date | None = None
    absolute: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "Definition":
        about, kind = self.objects, self.effect.kind
        if self.unless is not None and self.unless.everyone:
            raise ValueError("unless: names nobody")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("ends before it starts")
        if kind in ("grant", "deny") and (not (about.tables or about.tags) or about.columns or about.concepts):
            raise ValueError(f"{kind}: needs tables or tags, and nothing else")
        if kind in ("plain", "mask", "hide") and (not (about.columns or about.tables or about.tags) or about.concepts):
            raise ValueError(f"{kind}: needs columns, tables or tags, and nothing else")
        if kind == "rows" and (about.columns or about.concepts):
            raise ValueError("rows: takes tables or tags, and nothing else")
        if kind == "concepts" and (not (about.concepts or about.tags) or about.columns or about.tables):
            raise ValueError("concepts: needs concepts or tags, and nothing else")
        if isinstance(self.effect, KeepRows) and isinstance(self.effect.rule, ColumnValues) and not about.tables:
            raise ValueError("rows by values: needs tables")
        return self

    def applies(self, principal: Principal, today: dt.date) -> bool:
        """Whether it speaks of ``principal`` on the day ``today``."""
        return (
            (self.starts is None or self.starts <= today)
            and (self.ends is None or today <= self.ends)
            and self.subjects.include(principal)
            and (self.unless is None or not self.unless.include(principal))
        )

    @property
    def gives(self) -> bool:
        """Whether it widens what is seen; all others take away."""
        return self.effect.kind in ("grant", "plain")
