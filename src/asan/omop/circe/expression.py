"""The cohort expression: who enters, who stays in by which rules, and when they leave."""

from dataclasses import dataclass, field
from enum import StrEnum

from asan.omop.circe.criteria import Criterion, Group
from asan.omop.circe.values import Concept, Part, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSetItem(Part):
    """A concept that belongs to a set, or, ``is_excluded``, never does; with its descendants; with what maps to it."""

    concept: Concept = field(default_factory=Concept)
    is_excluded: bool = False
    include_descendants: bool = False
    include_mapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSetExpression(Part):
    """The items of which a set is made: all that some item includes and no item excludes."""

    items: tuple[ConceptSetItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSet(Part):
    """A set under the number by which criteria name it."""

    id: int = 0
    name: str | None = None
    expression: ConceptSetExpression = field(default_factory=ConceptSetExpression)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Part):
    """Which of a person's events go on: All, First (the earliest) or Last."""

    type: str | None = "First"

    @property
    def keeps_all(self) -> bool:
        """Whether every event goes on."""
        return (self.type or "").upper() == "ALL"

    @property
    def is_last(self) -> bool:
        """Whether events are looked at from the latest on."""
        return (self.type or "").upper() == "LAST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationWindow(Part):
    """How many days an event's observation period must reach before and after it."""

    prior_days: int = 0
    post_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryCriteria(Part):
    """The events by which a person may enter: those of any of the criteria."""

    criteria_list: tuple[Criterion, ...] = ()
    observation_window: ObservationWindow = field(default_factory=ObservationWindow)
    primary_criteria_limit: Limit = field(default_factory=Limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionRule(Part):
    """A named rule that an entry event must meet."""

    name: str | None = None
    description: str | None = None
    expression: Group = field(default_factory=Group)


class DateField(StrEnum):
    """One of an event's two dates, as an end strategy names it."""

    START = "StartDate"
    END = "EndDate"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndStrategy(Part):
    """When a person leaves, unless observation ends before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOffset(EndStrategy):
    """So many days after the start or the end of the entry event."""

    date_field: DateField = DateField.START
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEraEnd(EndStrategy):
    """At the end of a continuous exposure to the drugs of a set, with gaps of up to ``gap_days`` days."""

    drug_codeset_id: int | None = None
    gap_days: int = 0
    offset: int = 0
    days_supply_override: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollapseSettings(Part):
    """How a person's spans become one: where fewer than ``era_pad`` days lie between them."""

    collapse_type: str = "ERA"
    era_pad: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortExpression(Part):
    """A whole definition. Its JSON names begin with capitals, as Circe writes them."""

    cdm_version_range: str | None = None
    title: str | None = None
    concept_sets: tuple[ConceptSet, ...] = ()
    primary_criteria: PrimaryCriteria = field(default_factory=PrimaryCriteria)
    additional_criteria: Group | None = None
    qualified_limit: Limit = field(default_factory=Limit)
    inclusion_rules: tuple[InclusionRule, ...] = ()
    expression_limit: Limit = field(default_factory=Limit)
    end_strategy: EndStrategy | None = None
    censoring_criteria: tuple[Criterion, ...] = ()
    collapse_settings: CollapseSettings = field(default_factory=CollapseSettings)
    censor_window: Period | None = None
