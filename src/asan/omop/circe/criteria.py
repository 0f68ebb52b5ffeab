"""The criteria of every domain, one class a kind, with all attributes that Circe gives them; how they combine."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from asan.omop.circe.values import (
    Concept,
    ConceptSetSelection,
    CountColumn,
    DateAdjustment,
    DateRange,
    NumericRange,
    Part,
    Period,
    TextFilter,
)

Concepts = tuple[Concept, ...]
"""One of these concepts; none written means no restriction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Part):
    """Events of one domain. An attribute that is None restricts nothing; those given all hold together."""

    correlated_criteria: "Group | None" = None
    date_adjustment: DateAdjustment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Criterion):
    """Events whose concept is in the set ``codeset_id``."""

    codeset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Coded):
    """Events that happen again: ``first`` takes only a person's first of the set, before anything else is looked at."""

    first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurring(Repeated):
    """What is said of most events of a person's record."""

    occurrence_start_date: DateRange | None = None
    age: NumericRange | None = None
    gender: Concepts = ()
    gender_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended(Occurring):
    """Events that a provider recorded during a visit."""

    provider_specialty: Concepts = ()
    provider_specialty_cs: ConceptSetSelection | None = None
    visit_type: Concepts = ()
    visit_type_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionOccurrence(Attended):
    """A recorded condition."""

    occurrence_end_date: DateRange | None = None
    condition_type: Concepts = ()
    condition_type_cs: ConceptSetSelection | None = None
    condition_type_exclude: bool | None = None
    condition_source_concept: int | None = None
    condition_status: Concepts = ()
    condition_status_cs: ConceptSetSelection | None = None
    stop_reason: TextFilter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugExposure(Attended):
    """A drug prescribed, dispensed or given. Circe gives ``effective_drug_dose`` no effect."""

    occurrence_end_date: DateRange | None = None
    drug_type: Concepts = ()
    drug_type_cs: ConceptSetSelection | None = None
    drug_type_exclude: bool | None = None
    drug_source_concept: int | None = None
    stop_reason: TextFilter | None = None
    refills: NumericRange | None = None
    quantity: NumericRange | None = None
    days_supply: NumericRange | None = None
    route_concept: Concepts = ()
    route_concept_cs: ConceptSetSelection | None = None
    effective_drug_dose: NumericRange | None = None
    dose_unit: Concepts = ()
    dose_unit_cs: ConceptSetSelection | None = None
    lot_number: TextFilter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureOccurrence(Attended):
    """A procedure done."""

    procedure_type: Concepts = ()
    procedure_type_cs: ConceptSetSelection | None = None
    procedure_type_exclude: bool | None = None
    procedure_source_concept: int | None = None
    modifier: Concepts = ()
    modifier_cs: ConceptSetSelection | None = None
    quantity: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceExposure(Attended):
    """A device used or implanted."""

    occurrence_end_date: DateRange | None = None
    device_type: Concepts = ()
    device_type_cs: ConceptSetSelection | None = None
    device_type_exclude: bool | None = None
    device_source_concept: int | None = None
    unique_device_id: TextFilter | None = None
    quantity: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement(Attended):
    """A measurement with its value. ``abnormal``: outside its own range, or said to be by its value's concept."""

    measurement_type: Concepts = ()
    measurement_type_cs: ConceptSetSelection | None = None
    measurement_type_exclude: bool | None = None
    measurement_source_concept: int | None = None
    operator: Concepts = ()
    operator_cs: ConceptSetSelection | None = None
    value_as_number: NumericRange | None = None
    value_as_concept: Concepts = ()
    value_as_concept_cs: ConceptSetSelection | None = None
    unit: Concepts = ()
    unit_cs: ConceptSetSelection | None = None
    range_low: NumericRange | None = None
    range_high: NumericRange | None = None
    range_low_ratio: NumericRange | None = None
    range_high_ratio: NumericRange | None = None
    abnormal: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Attended):
    """A fact that no other domain takes."""

    observation_type: Concepts = ()
    observation_type_cs: ConceptSetSelection | None = None
    observation_type_exclude: bool | None = None
    observation_source_concept: int | None = None
    value_as_number: NumericRange | None = None
    value_as_string: TextFilter | None = None
    value_as_concept: Concepts = ()
    value_as_concept_cs: ConceptSetSelection | None = None
    qualifier: Concepts = ()
    qualifier_cs: ConceptSetSelection | None = None
    unit: Concepts = ()
    unit_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen(Occurring):
    """A specimen taken. Circe gives ``specimen_source_concept`` and a date adjustment no effect here."""

    specimen_type: Concepts = ()
    specimen_type_cs: ConceptSetSelection | None = None
    specimen_type_exclude: bool | None = None
    specimen_source_concept: int | None = None
    quantity: NumericRange | None = None
    unit: Concepts = ()
    unit_cs: ConceptSetSelection | None = None
    anatomic_site: Concepts = ()
    anatomic_site_cs: ConceptSetSelection | None = None
    disease_status: Concepts = ()
    disease_status_cs: ConceptSetSelection | None = None
    source_id: TextFilter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Coded):
    """A person's death; the set ``codeset_id`` is of its cause."""

    occurrence_start_date: DateRange | None = None
    age: NumericRange | None = None
    gender: Concepts = ()
    gender_cs: ConceptSetSelection | None = None
    death_type: Concepts = ()
    death_type_cs: ConceptSetSelection | None = None
    death_type_exclude: bool | None = None
    death_source_concept: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOccurrence(Occurring):
    """A visit. ``visit_type`` is the type of its record; the kind of visit is its concept set."""

    occurrence_end_date: DateRange | None = None
    visit_type: Concepts = ()
    visit_type_cs: ConceptSetSelection | None = None
    visit_type_exclude: bool | None = None
    visit_source_concept: int | None = None
    visit_length: NumericRange | None = None
    provider_specialty: Concepts = ()
    provider_specialty_cs: ConceptSetSelection | None = None
    place_of_service: Concepts = ()
    place_of_service_cs: ConceptSetSelection | None = None
    place_of_service_location: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDetail(Repeated):
    """A part of a visit."""

    visit_detail_start_date: DateRange | None = None
    visit_detail_end_date: DateRange | None = None
    visit_detail_type_cs: ConceptSetSelection | None = None
    visit_detail_source_concept: int | None = None
    visit_detail_length: NumericRange | None = None
    age: NumericRange | None = None
    gender_cs: ConceptSetSelection | None = None
    provider_specialty_cs: ConceptSetSelection | None = None
    place_of_service_cs: ConceptSetSelection | None = None
    place_of_service_location: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Repeated):
    """An episode of care, as of a cancer (CDM 5.4)."""

    episode_start_date: DateRange | None = None
    episode_end_date: DateRange | None = None
    episode_number: NumericRange | None = None
    episode_object_concept_cs: ConceptSetSelection | None = None
    episode_type_cs: ConceptSetSelection | None = None
    age: NumericRange | None = None
    gender_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Era(Repeated):
    """A span derived from events of one concept."""

    era_start_date: DateRange | None = None
    era_end_date: DateRange | None = None
    era_length: NumericRange | None = None
    age_at_start: NumericRange | None = None
    age_at_end: NumericRange | None = None
    gender: Concepts = ()
    gender_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEra(Era):
    """A span of one condition."""

    occurrence_count: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugEra(Era):
    """A span on one ingredient."""

    occurrence_count: NumericRange | None = None
    gap_days: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseEra(Era):
    """A span on one ingredient at one dose."""

    unit: Concepts = ()
    unit_cs: ConceptSetSelection | None = None
    dose_value: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering(Criterion):
    """A period that covers a person. A date of ``user_defined_period`` must lie in it, and then stands for its own."""

    first: bool | None = None
    period_start_date: DateRange | None = None
    period_end_date: DateRange | None = None
    user_defined_period: Period | None = None
    period_length: NumericRange | None = None
    age_at_start: NumericRange | None = None
    age_at_end: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationPeriod(Covering):
    """A time in which whatever happened to the person would have been recorded."""

    period_type: Concepts = ()
    period_type_cs: ConceptSetSelection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPlanPeriod(Covering):
    """A time of insurance. The payer, plan, sponsor and reasons are concept sets."""

    gender: Concepts = ()
    gender_cs: ConceptSetSelection | None = None
    payer_concept: int | None = None
    plan_concept: int | None = None
    sponsor_concept: int | None = None
    stop_reason_concept: int | None = None
    payer_source_concept: int | None = None
    plan_source_concept: int | None = None
    sponsor_source_concept: int | None = None
    stop_reason_source_concept: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRegion(Criterion):
    """A time of living in a region. It needs LOCATION_HISTORY, which no CDM 5.3 or 5.4 has."""

    codeset_id: int | None = None
    start_date: DateRange | None = None
    end_date: DateRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEra(Criterion):
    """Spans made of the events of several criteria. Circe gives ``gap_days`` and criteria around it no effect."""

    criteria_list: tuple[Criterion, ...] = ()
    first: bool | None = None
    gap_days: int | None = None
    start_date: DateRange | None = None
    end_date: DateRange | None = None
    age_at_start: NumericRange | None = None
    gender_cs: ConceptSetSelection | None = None
    duration: NumericRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Part):
    """``days`` before (``coeff`` -1) or after (1) the index date; None: as far as the observation period reaches."""

    days: int | None = None
    coeff: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Part):
    """From one point to another around an index event, for one of the other event's dates.

    ``use_index_end``: counted from the end of the index event. ``use_event_end``: of the other event's end; where that
    is not said, a window for starts takes the start, and one for ends the end.
    """

    start: Endpoint | None = None
    end: Endpoint | None = None
    use_index_end: bool | None = None
    use_event_end: bool | None = None


class Times(IntEnum):
    """How a count is compared."""

    EXACTLY = 0
    AT_MOST = 1
    AT_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence(Part):
    """How often: exactly, at most or at least ``count`` events, or distinct values of ``count_column``."""

    type: int = 0
    count: int = 0
    is_distinct: bool = False
    count_column: CountColumn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelatedCriterion(Part):
    """Events of a criterion around an index event, and how many of them there must be."""

    criteria: Criterion | None = None
    start_window: Window | None = None
    end_window: Window | None = None
    occurrence: Occurrence | None = None
    restrict_visit: bool = False
    ignore_observation_period: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemographicCriterion(Part):
    """What the person is, and when the index event is."""

    age: NumericRange | None = None
    gender: Concepts = ()
    gender_cs: ConceptSetSelection | None = None
    race: Concepts = ()
    race_cs: ConceptSetSelection | None = None
    ethnicity: Concepts = ()
    ethnicity_cs: ConceptSetSelection | None = None
    occurrence_start_date: DateRange | None = None
    occurrence_end_date: DateRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Part):
    """Criteria of which ALL, ANY, or AT_LEAST or AT_MOST ``count`` must hold for an index event."""

    type: str | None = None
    count: int | None = None
    criteria_list: tuple[CorrelatedCriterion, ...] = ()
    demographic_criteria_list: tuple[DemographicCriterion, ...] = ()
    groups: tuple["Group", ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing, so that it holds for every event."""
        return not (self.criteria_list or self.demographic_criteria_list or self.groups)


CRITERIA: Final[dict[str, type[Criterion]]] = {
    kind.__name__: kind
    for kind in (
        ConditionEra,
        ConditionOccurrence,
        CustomEra,
        Death,
        DeviceExposure,
        DoseEra,
        DrugEra,
        DrugExposure,
        Episode,
        LocationRegion,
        Measurement,
        Observation,
        ObservationPeriod,
        PayerPlanPeriod,
        ProcedureOccurrence,
        Specimen,
        VisitDetail,
        VisitOccurrence,
    )
}
"""Every kind of criterion, by the name that wraps it in JSON."""
