"""The lanes of a timeline: which table each reads, and which of its columns say what."""

from dataclasses import dataclass, field
from typing import Final, Literal

Domain = Literal[
    "visit",
    "visit_detail",
    "condition",
    "condition_era",
    "drug",
    "drug_era",
    "procedure",
    "measurement",
    "observation",
    "specimen",
    "device",
    "note",
    "death",
]


@dataclass(frozen=True, slots=True)
class Lane:
    """A table of events. ``columns``: what an event has, by our name for it, in OMOP's columns.

    Every lane has ``start``; the others that there may be: id, end, at (with the time of day), concept, source (the
    code that was mapped), visit, number, operator, unit, unit_source, value (a concept), text, low, high, quantity,
    days.
    """

    domain: Domain
    table: str
    columns: dict[str, str] = field(hash=False)


def _lane(domain: Domain, table: str, stem: str, *, dated: str | None = None, **more: str) -> Lane:
    """A lane of the usual names; ``dated``: the beginning of the columns of the first day."""
    start = f"{dated}_date" if dated else f"{stem}_start_date"
    columns = {
        "id": f"{table}_id",
        "start": start,
        "at": f"{start}time",
        "concept": f"{stem.removesuffix('_exposure')}_concept_id",
        "source": f"{stem.removesuffix('_exposure')}_source_value",
        "visit": "visit_occurrence_id",
    }
    if not dated:
        columns["end"] = f"{stem}_end_date"
    return Lane(domain, table, columns | more)


def _era(domain: Domain, stem: str, *, counted: str) -> Lane:
    """A lane of eras of ``stem``, made of ``counted`` records each."""
    columns = {
        "id": f"{domain}_id",
        "start": f"{domain}_start_date",
        "end": f"{domain}_end_date",
        "concept": f"{stem}_concept_id",
        "quantity": counted,
    }
    return Lane(domain, domain, columns)


LANES: Final[dict[Domain, Lane]] = {
    lane.domain: lane
    for lane in (
        _lane("visit", "visit_occurrence", "visit"),
        _lane("visit_detail", "visit_detail", "visit_detail"),
        _lane("condition", "condition_occurrence", "condition", text="stop_reason"),
        _era("condition_era", "condition", counted="condition_occurrence_count"),
        _lane(
            "drug",
            "drug_exposure",
            "drug_exposure",
            quantity="quantity",
            days="days_supply",
            text="sig",
        ),
        _era("drug_era", "drug", counted="drug_exposure_count"),
        _lane("procedure", "procedure_occurrence", "procedure", dated="procedure", end="procedure_end_date",
              quantity="quantity"),
        _lane(
            "measurement",
            "measurement",
            "measurement",
            dated="measurement",
            number="value_as_number",
            operator="operator_concept_id",
            unit="unit_concept_id",
            unit_source="unit_source_value",
            value="value_as_concept_id",
            text="value_source_value",
            low="range_low",
            high="range_high",
        ),
        _lane(
            "observation",
            "observation",
            "observation",
            dated="observation",
            number="value_as_number",
            unit="unit_concept_id",
            unit_source="unit_source_value",
            value="value_as_concept_id",
            text="value_as_string",
        ),
        # A specimen does not say in which visit it was taken.
        Lane(
            "specimen",
            "specimen",
            {
                "id": "specimen_id",
                "start": "specimen_date",
                "at": "specimen_datetime",
                "concept": "specimen_concept_id",
                "source": "specimen_source_value",
                "value": "anatomic_site_concept_id",
                "quantity": "quantity",
                "unit": "unit_concept_id",
                "unit_source": "unit_source_value",
            },
        ),
        _lane("device", "device_exposure", "device_exposure", quantity="quantity"),
        Lane(
            "note",
            "note",
            {
                "id": "note_id",
                "start": "note_date",
                "at": "note_datetime",
                "concept": "note_class_concept_id",
                "value": "note_type_concept_id",
                "text": "note_title",
                "visit": "visit_occurrence_id",
            },
        ),
        Lane(
            "death",
            "death",
            {
                "start": "death_date",
                "at": "death_datetime",
                "concept": "cause_concept_id",
                "source": "cause_source_value",
            },
        ),
    )
}  # fmt: skip
"""By domain, in the order in which they are drawn."""

CONCEPTS: Final = ("concept", "operator", "unit", "value")
"""What of an event is a concept, so that it has a name."""
