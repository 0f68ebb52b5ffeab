"""Where a criterion's events lie in the CDM, and what each of its attributes says of them: tables, no logic.

An expression speaks of an event's columns by their names in the CDM, and of these that events of every domain have:
``start_date``, ``end_date`` (after a date adjustment), ``event_id`` and ``concept_id``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from asan.omop.circe import criteria
from asan.omop.circe.criteria import Criterion
from asan.omop.circe.values import CountColumn


class Join(Enum):
    """A table that tells more of an event, and what of it."""

    PERSON = "person"
    PROVIDER = "provider"
    VISIT = "visit_occurrence"
    CARE_SITE = "care_site"


class Kind(Enum):
    """What an attribute's value is, and so how it is compared."""

    DATES = "a range of dates"
    WHOLE = "a range of whole numbers: Circe cuts what follows the point"
    DECIMAL = "a range of numbers, rounded by Circe to four places"
    CONCEPTS = "a list of concepts, one of which it must be"
    SELECTION = "one of a concept set, or none of it"
    SET = "a concept set by its number"
    TEXT = "a text filter"
    HOLDS = "a condition that holds where the attribute is true"


@dataclass(frozen=True, slots=True)
class Attribute:
    """``sql`` is what the value is compared with; ``columns`` those of the event's table that it needs."""

    kind: Kind
    sql: str
    columns: tuple[str, ...] = ()
    join: Join | None = None
    exclude: str | None = None
    """The attribute that turns a list of concepts into one of which it must be none."""


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """A table of events by role; ``d`` is the table. ``end`` is Circe's rule for events without an end."""

    name: str
    table: str
    event_id: str
    concept: str | None
    source_concept: str | None
    start: str
    end: str
    visit: str | None
    attributes: Mapping[str, Attribute]
    counted: Mapping[CountColumn, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Of what distinct values can be counted: the expression, and the table's columns in it."""
    standard_set: str = "codeset_id"
    source_set: str | None = None
    """The attributes that name the concept sets of ``concept`` and ``source_concept``."""


def _dates(of: str) -> Attribute:
    return Attribute(Kind.DATES, of)


def _whole(column: str) -> Attribute:
    return Attribute(Kind.WHOLE, column, (column,))


def _decimal(column: str) -> Attribute:
    return Attribute(Kind.DECIMAL, column, (column,))


def _text(column: str) -> Attribute:
    return Attribute(Kind.TEXT, column, (column,))


def _selection(column: str) -> Attribute:
    return Attribute(Kind.SELECTION, column, (column,))


def _set(column: str) -> Attribute:
    return Attribute(Kind.SET, column, (column,))


def _concept(name: str, column: str, *, exclude: str | None = None) -> dict[str, Attribute]:
    """An attribute that Circe lets one give as a list of concepts and, with CS after its name, as a set."""
    return {
        name: Attribute(Kind.CONCEPTS, column, (column,), exclude=exclude),
        f"{name}_cs": Attribute(Kind.SELECTION, column, (column,)),
    }


def _joined(name: str, sql: str, join: Join, columns: tuple[str, ...] = ()) -> dict[str, Attribute]:
    return {
        name: Attribute(Kind.CONCEPTS, sql, columns, join),
        f"{name}_cs": Attribute(Kind.SELECTION, sql, columns, join),
    }


def _age(at: str) -> Attribute:
    return Attribute(Kind.WHOLE, f"EXTRACT(YEAR FROM {at}) - year_of_birth", (), Join.PERSON)


_DURATION: Final = "end_date - start_date"
_ONE_DAY: Final = "1"
_GENDER: Final = _joined("gender", "gender_concept_id", Join.PERSON)
_PERSON: Final = {"age": _age("start_date"), **_GENDER}
_PROVIDER: Final = _joined("provider_specialty", "specialty_concept_id", Join.PROVIDER, ("provider_id",))
_SITE: Final = _joined("place_of_service", "place_of_service_concept_id", Join.CARE_SITE, ("care_site_id",))
_ATTENDED: Final = {
    **_PERSON,
    **_PROVIDER,
    **_joined("visit_type", "attended_visit_concept_id", Join.VISIT),
    "occurrence_start_date": _dates("start_date"),
}
_ERA: Final = {
    "era_start_date": _dates("start_date"),
    "era_end_date": _dates("end_date"),
    "era_length": Attribute(Kind.WHOLE, _DURATION),
    "age_at_start": _age("start_date"),
    "age_at_end": _age("end_date"),
    **_GENDER,
}
_COVERING: Final = {
    "period_start_date": _dates("start_date"),
    "period_end_date": _dates("end_date"),
    "period_length": Attribute(Kind.WHOLE, _DURATION),
    "age_at_start": _age("start_date"),
    "age_at_end": _age("end_date"),
}


def _counted(duration: str | None = _DURATION, **columns: str) -> dict[CountColumn, tuple[str, tuple[str, ...]]]:
    found: dict[CountColumn, tuple[str, tuple[str, ...]]] = {CountColumn.DOMAIN_CONCEPT: ("concept_id", ())}
    if duration:
        found[CountColumn.DURATION] = (duration, ())
    return {**found, **{CountColumn[name.upper()]: (column, (column,)) for name, column in columns.items()}}


def _coded(
    name: str,
    table: str,
    prefix: str,
    start: str,
    end: str,
    attributes: Mapping[str, Attribute],
    counted: Mapping[CountColumn, tuple[str, tuple[str, ...]]],
) -> Domain:
    """A table of the usual form, whose concepts are called by ``prefix``."""
    return Domain(
        name=name,
        table=table,
        event_id=f"d.{table}_id",
        concept=f"{prefix}_concept_id",
        source_concept=f"{prefix}_source_concept_id",
        start=start,
        end=end,
        visit="d.visit_occurrence_id",
        attributes=attributes,
        counted=counted,
        source_set=f"{prefix}_source_concept",
    )


def _era(name: str, concept: str, attributes: Mapping[str, Attribute], counted: Mapping[CountColumn, object]) -> Domain:
    return Domain(
        name=name,
        table=name,
        event_id=f"d.{name}_id",
        concept=concept,
        source_concept=None,
        start=f"d.{name}_start_date",
        end=f"d.{name}_end_date",
        visit=None,
        attributes={**_ERA, **attributes},
        counted=counted,  # type: ignore[arg-type]
    )


_CONDITION: Final = _coded(
    "condition",
    "condition_occurrence",
    "condition",
    "d.condition_start_date",
    "coalesce(d.condition_end_date, d.condition_start_date + 1)",
    {
        **_ATTENDED,
        "occurrence_end_date": _dates("end_date"),
        **_concept("condition_type", "condition_type_concept_id", exclude="condition_type_exclude"),
        **_concept("condition_status", "condition_status_concept_id"),
        "stop_reason": _text("stop_reason"),
    },
    _counted(),
)
_DRUG: Final = _coded(
    "drug",
    "drug_exposure",
    "drug",
    "d.drug_exposure_start_date",
    "coalesce(d.drug_exposure_end_date, d.drug_exposure_start_date + d.days_supply, d.drug_exposure_start_date + 1)",
    {
        **_ATTENDED,
        # Circe compares the start here too, for drugs alone.
        "occurrence_end_date": _dates("start_date"),
        **_concept("drug_type", "drug_type_concept_id", exclude="drug_type_exclude"),
        "stop_reason": _text("stop_reason"),
        "refills": _whole("refills"),
        "quantity": _decimal("quantity"),
        "days_supply": _whole("days_supply"),
        **_concept("route_concept", "route_concept_id"),
        **_concept("dose_unit", "dose_unit_concept_id"),
        "lot_number": _text("lot_number"),
    },
    _counted(days_supply="days_supply", quantity="quantity", refills="refills"),
)
_PROCEDURE: Final = _coded(
    "procedure",
    "procedure_occurrence",
    "procedure",
    "d.procedure_date",
    "d.procedure_date + 1",
    {
        **_ATTENDED,
        **_concept("procedure_type", "procedure_type_concept_id", exclude="procedure_type_exclude"),
        **_concept("modifier", "modifier_concept_id"),
        "quantity": _whole("quantity"),
    },
    _counted(_ONE_DAY, quantity="quantity"),
)
_DEVICE: Final = _coded(
    "device",
    "device_exposure",
    "device",
    "d.device_exposure_start_date",
    "coalesce(d.device_exposure_end_date, d.device_exposure_start_date + 1)",
    {
        **_ATTENDED,
        "occurrence_end_date": _dates("end_date"),
        **_concept("device_type", "device_type_concept_id", exclude="device_type_exclude"),
        "unique_device_id": _text("unique_device_id"),
        "quantity": _whole("quantity"),
    },
    _counted(quantity="quantity"),
)
_MEASUREMENT: Final = _coded(
    "measurement",
    "measurement",
    "measurement",
    "d.measurement_date",
    "d.measurement_date + 1",
    {
        **_ATTENDED,
        **_concept("measurement_type", "measurement_type_concept_id", exclude="measurement_type_exclude"),
        **_concept("operator", "operator_concept_id"),
        "value_as_number": _decimal("value_as_number"),
        **_concept("value_as_concept", "value_as_concept_id"),
        **_concept("unit", "unit_concept_id"),
        "range_low": _decimal("range_low"),
        "range_high": _decimal("range_high"),
        "range_low_ratio": Attribute(
            Kind.DECIMAL, "(value_as_number / nullif(range_low, 0))", ("value_as_number", "range_low")
        ),
        "range_high_ratio": Attribute(
            Kind.DECIMAL, "(value_as_number / nullif(range_high, 0))", ("value_as_number", "range_high")
        ),
        # The two concepts are Circe's own: "abnormally low" and "abnormally high".
        "abnormal": Attribute(
            Kind.HOLDS,
            "(value_as_number < range_low OR value_as_number > range_high "
            "OR value_as_concept_id IN (4155142, 4155143))",
            ("value_as_number", "range_low", "range_high", "value_as_concept_id"),
        ),
    },
    _counted(_ONE_DAY, value_as_number="value_as_number", range_low="range_low", range_high="range_high"),
)
_OBSERVATION: Final = _coded(
    "observation",
    "observation",
    "observation",
    "d.observation_date",
    "d.observation_date + 1",
    {
        **_ATTENDED,
        **_concept("observation_type", "observation_type_concept_id", exclude="observation_type_exclude"),
        "value_as_number": _decimal("value_as_number"),
        "value_as_string": _text("value_as_string"),
        **_concept("value_as_concept", "value_as_concept_id"),
        **_concept("qualifier", "qualifier_concept_id"),
        **_concept("unit", "unit_concept_id"),
    },
    _counted(_ONE_DAY, value_as_number="value_as_number"),
)
_SPECIMEN: Final = Domain(
    name="specimen",
    table="specimen",
    event_id="d.specimen_id",
    concept="specimen_concept_id",
    source_concept=None,
    start="d.specimen_date",
    end="d.specimen_date + 1",
    visit=None,
    attributes={
        **_PERSON,
        "occurrence_start_date": _dates("start_date"),
        **_concept("specimen_type", "specimen_type_concept_id", exclude="specimen_type_exclude"),
        "quantity": _decimal("quantity"),
        **_concept("unit", "unit_concept_id"),
        **_concept("anatomic_site", "anatomic_site_concept_id"),
        **_concept("disease_status", "disease_status_concept_id"),
        "source_id": _text("specimen_source_id"),
    },
    counted=_counted(_ONE_DAY),
)
_DEATH: Final = Domain(
    name="death",
    table="death",
    event_id="d.person_id",
    concept="cause_concept_id",
    source_concept="cause_source_concept_id",
    start="d.death_date",
    end="d.death_date + 1",
    visit=None,
    attributes={
        **_PERSON,
        "occurrence_start_date": _dates("start_date"),
        **_concept("death_type", "death_type_concept_id", exclude="death_type_exclude"),
    },
    counted={**_counted(_ONE_DAY), CountColumn.DOMAIN_CONCEPT: ("coalesce(concept_id, 0)", ())},
    source_set="death_source_concept",
)
_VISIT: Final = _coded(
    "visit",
    "visit_occurrence",
    "visit",
    "d.visit_start_date",
    "d.visit_end_date",
    {
        **_PERSON,
        **_PROVIDER,
        **_SITE,
        "occurrence_start_date": _dates("start_date"),
        "occurrence_end_date": _dates("end_date"),
        **_concept("visit_type", "visit_type_concept_id", exclude="visit_type_exclude"),
        "visit_length": Attribute(Kind.WHOLE, _DURATION),
    },
    _counted(),
)
_VISIT_DETAIL: Final = _coded(
    "visit_detail",
    "visit_detail",
    "visit_detail",
    "d.visit_detail_start_date",
    "d.visit_detail_end_date",
    {
        # Circe takes the age at the end here, for parts of visits alone.
        "age": _age("end_date"),
        "gender_cs": _GENDER["gender_cs"],
        "provider_specialty_cs": _PROVIDER["provider_specialty_cs"],
        "place_of_service_cs": _SITE["place_of_service_cs"],
        "visit_detail_start_date": _dates("start_date"),
        "visit_detail_end_date": _dates("end_date"),
        "visit_detail_length": Attribute(Kind.WHOLE, _DURATION),
        "visit_detail_type_cs": _selection("visit_detail_type_concept_id"),
    },
    {**_counted(), CountColumn.VISIT_DETAIL_ID: ("event_id", ())},
)
_EPISODE: Final = Domain(
    name="episode",
    table="episode",
    event_id="d.episode_id",
    concept="episode_concept_id",
    source_concept=None,
    start="d.episode_start_date",
    end="d.episode_end_date",
    visit=None,
    attributes={
        "age": _age("start_date"),
        "gender_cs": _GENDER["gender_cs"],
        "episode_start_date": _dates("start_date"),
        "episode_end_date": _dates("end_date"),
        "episode_number": _whole("episode_number"),
        "episode_object_concept_cs": _selection("episode_object_concept_id"),
        "episode_type_cs": _selection("episode_type_concept_id"),
    },
    counted=_counted(),
)
_CONDITION_ERA: Final = _era(
    "condition_era",
    "condition_concept_id",
    {"occurrence_count": _whole("condition_occurrence_count")},
    _counted(era_occurrences="condition_occurrence_count"),
)
_DRUG_ERA: Final = _era(
    "drug_era",
    "drug_concept_id",
    {"occurrence_count": _whole("drug_exposure_count"), "gap_days": _whole("gap_days")},
    _counted(era_occurrences="drug_exposure_count", gap_days="gap_days"),
)
_DOSE_ERA: Final = _era(
    "dose_era",
    "drug_concept_id",
    {**_concept("unit", "unit_concept_id"), "dose_value": _decimal("dose_value")},
    _counted(unit="unit_concept_id", value_as_number="dose_value"),
)
_OBSERVATION_PERIOD: Final = Domain(
    name="observation_period",
    table="observation_period",
    event_id="d.observation_period_id",
    concept="period_type_concept_id",
    source_concept=None,
    start="d.observation_period_start_date",
    end="d.observation_period_end_date",
    visit=None,
    attributes={**_COVERING, **_concept("period_type", "period_type_concept_id")},
    counted=_counted(),
)
_PAYER_PLAN_PERIOD: Final = Domain(
    name="payer_plan_period",
    table="payer_plan_period",
    event_id="d.payer_plan_period_id",
    concept="payer_concept_id",
    source_concept=None,
    start="d.payer_plan_period_start_date",
    end="d.payer_plan_period_end_date",
    visit=None,
    attributes={
        **_COVERING,
        **_GENDER,
        **{
            f"{name}_concept": _set(f"{name}_concept_id")
            for role in ("payer", "plan", "sponsor", "stop_reason")
            for name in (role, f"{role}_source")
        },
    },
    counted=_counted(None),
)

DOMAINS: Final[Mapping[type[Criterion], Domain]] = {
    criteria.ConditionOccurrence: _CONDITION,
    criteria.DrugExposure: _DRUG,
    criteria.ProcedureOccurrence: _PROCEDURE,
    criteria.DeviceExposure: _DEVICE,
    criteria.Measurement: _MEASUREMENT,
    criteria.Observation: _OBSERVATION,
    criteria.Specimen: _SPECIMEN,
    criteria.Death: _DEATH,
    criteria.VisitOccurrence: _VISIT,
    criteria.VisitDetail: _VISIT_DETAIL,
    criteria.Episode: _EPISODE,
    criteria.ConditionEra: _CONDITION_ERA,
    criteria.DrugEra: _DRUG_ERA,
    criteria.DoseEra: _DOSE_ERA,
    criteria.ObservationPeriod: _OBSERVATION_PERIOD,
    criteria.PayerPlanPeriod: _PAYER_PLAN_PERIOD,
}
"""The domain of each kind of criterion that reads a table."""

ERA_ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "start_date": _dates("start_date"),
    "end_date": _dates("end_date"),
    "duration": Attribute(Kind.WHOLE, _DURATION),
    "age_at_start": _age("start_date"),
    "gender_cs": _GENDER["gender_cs"],
}
"""What a custom era's attributes say of it; it has no table."""

DEMOGRAPHICS: Final[Mapping[str, Attribute]] = {
    **_PERSON,
    **_joined("race", "race_concept_id", Join.PERSON),
    **_joined("ethnicity", "ethnicity_concept_id", Join.PERSON),
    "occurrence_start_date": _dates("start_date"),
    "occurrence_end_date": _dates("end_date"),
}
"""What demographic criteria say of an index event and its person."""
