"""The small values of which criteria are made. Names here are Circe's in another case: ``Op`` is ``op``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a definition. ``unknown`` holds the members of its JSON object that no version of Circe defines here:
    they have no effect, and are written back as they were.
    """

    unknown: Mapping[str, Any] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Part):
    """A concept as it was written into the definition: only its id has an effect, the rest tells the reader."""

    concept_id: int | None = None
    concept_name: str | None = None
    concept_code: str | None = None
    domain_id: str | None = None
    vocabulary_id: str | None = None
    concept_class_id: str | None = None
    standard_concept: str | None = None
    standard_concept_caption: str | None = None
    invalid_reason: str | None = None
    invalid_reason_caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSetSelection(Part):
    """One of the concepts of a set, or, with ``is_exclusion``, none of them. No set: any value, or no value at all."""

    codeset_id: int | None = None
    is_exclusion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericRange(Part):
    """``op`` is lt, lte, eq, !eq, gt, gte, or bt and !bt, whose other end is ``extent``; both ends belong to it."""

    value: int | float | None = None
    op: str | None = None
    extent: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange(Part):
    """As `NumericRange`, of dates written YYYY-MM-DD."""

    value: str | None = None
    op: str | None = None
    extent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFilter(Part):
    """``op`` is startsWith, contains or endsWith, with ``!`` before it for not."""

    text: str | None = None
    op: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Part):
    """From a date to a date, YYYY-MM-DD, either open."""

    start_date: str | None = None
    end_date: str | None = None


class DateType(StrEnum):
    """One of an event's two dates, as a date adjustment names it."""

    START_DATE = "START_DATE"
    END_DATE = "END_DATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAdjustment(Part):
    """An event's dates moved: each starts from one of its dates and goes some days on."""

    start_with: DateType = DateType.START_DATE
    start_offset: int = 0
    end_with: DateType = DateType.END_DATE
    end_offset: int = 0


class CountColumn(StrEnum):
    """What distinct values are counted of; Circe's enumeration, in its order."""

    DAYS_SUPPLY = "DAYS_SUPPLY"
    DOMAIN_CONCEPT = "DOMAIN_CONCEPT"
    DOMAIN_SOURCE_CONCEPT = "DOMAIN_SOURCE_CONCEPT"
    DURATION = "DURATION"
    END_DATE = "END_DATE"
    ERA_OCCURRENCES = "ERA_OCCURRENCES"
    GAP_DAYS = "GAP_DAYS"
    QUANTITY = "QUANTITY"
    RANGE_HIGH = "RANGE_HIGH"
    RANGE_LOW = "RANGE_LOW"
    REFILLS = "REFILLS"
    START_DATE = "START_DATE"
    UNIT = "UNIT"
    VALUE_AS_NUMBER = "VALUE_AS_NUMBER"
    VISIT_ID = "VISIT_ID"
    VISIT_DETAIL_ID = "VISIT_DETAIL_ID"
