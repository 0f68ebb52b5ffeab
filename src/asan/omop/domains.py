"""Which event table holds the concepts of which domain, and that table's columns by their role."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventTable:
    """An event table by role. ``start_datetime`` and the ends are None where the table has no such column."""

    name: str
    id: str
    concept: str
    start_date: str
    start_datetime: str | None
    end_date: str | None
    end_datetime: str | None
    type_concept: str
    source_value: str
    source_concept: str | None


_CONDITION = EventTable(
    "condition_occurrence",
    "condition_occurrence_id",
    "condition_concept_id",
    "condition_start_date",
    "condition_start_datetime",
    "condition_end_date",
    "condition_end_datetime",
    "condition_type_concept_id",
    "condition_source_value",
    "condition_source_concept_id",
)
_DRUG = EventTable(
    "drug_exposure",
    "drug_exposure_id",
    "drug_concept_id",
    "drug_exposure_start_date",
    "drug_exposure_start_datetime",
    "drug_exposure_end_date",
    "drug_exposure_end_datetime",
    "drug_type_concept_id",
    "drug_source_value",
    "drug_source_concept_id",
)
_PROCEDURE = EventTable(
    "procedure_occurrence",
    "procedure_occurrence_id",
    "procedure_concept_id",
    "procedure_date",
    "procedure_datetime",
    "procedure_end_date",
    "procedure_end_datetime",
    "procedure_type_concept_id",
    "procedure_source_value",
    "procedure_source_concept_id",
)
_DEVICE = EventTable(
    "device_exposure",
    "device_exposure_id",
    "device_concept_id",
    "device_exposure_start_date",
    "device_exposure_start_datetime",
    "device_exposure_end_date",
    "device_exposure_end_datetime",
    "device_type_concept_id",
    "device_source_value",
    "device_source_concept_id",
)
_MEASUREMENT = EventTable(
    "measurement",
    "measurement_id",
    "measurement_concept_id",
    "measurement_date",
    "measurement_datetime",
    None,
    None,
    "measurement_type_concept_id",
    "measurement_source_value",
    "measurement_source_concept_id",
)
_OBSERVATION = EventTable(
    "observation",
    "observation_id",
    "observation_concept_id",
    "observation_date",
    "observation_datetime",
    None,
    None,
    "observation_type_concept_id",
    "observation_source_value",
    "observation_source_concept_id",
)
_SPECIMEN = EventTable(
    "specimen",
    "specimen_id",
    "specimen_concept_id",
    "specimen_date",
    "specimen_datetime",
    None,
    None,
    "specimen_type_concept_id",
    "specimen_source_value",
    None,
)
_VISIT = EventTable(
    "visit_occurrence",
    "visit_occurrence_id",
    "visit_concept_id",
    "visit_start_date",
    "visit_start_datetime",
    "visit_end_date",
    "visit_end_datetime",
    "visit_type_concept_id",
    "visit_source_value",
    "visit_source_concept_id",
)

EVENT_TABLES: dict[str, EventTable] = {
    "Condition": _CONDITION,
    "Drug": _DRUG,
    "Procedure": _PROCEDURE,
    "Device": _DEVICE,
    "Measurement": _MEASUREMENT,
    "Observation": _OBSERVATION,
    "Specimen": _SPECIMEN,
    "Visit": _VISIT,
}


def event_table(domain: str | None) -> EventTable:
    """The event table for a standard concept's ``domain``.

    A domain without a table of its own (units, values, metadata, geography and so on) belongs to observation, as OMOP
    prescribes for facts that no other table takes.
    """
    return EVENT_TABLES.get(domain or "", _OBSERVATION)
