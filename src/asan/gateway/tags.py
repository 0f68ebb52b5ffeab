"""What kind of information each column of the CDM carries, and how near a table is to a person.

Columns without a tag (concepts, dates of events, numbers, codes of the source) are plain to all who see rows.
"""

from enum import StrEnum
from typing import Final

from asan.omop.cdm import CDM


class Tag(StrEnum):
    """Why a column may have to be masked."""

    NAME = "name"
    ADDRESS = "address"
    REGION = "region"
    BIRTH = "exact birth date"
    STAFF_BIRTH = "birth year of staff"
    SOURCE_ID = "source identifier"
    DEVICE_ID = "device identifier"
    NOTE = "clinical note"
    FREE_TEXT = "free text"
    REJECTED = "rejected source value"


class Nearness(StrEnum):
    """How near a table's rows are to a person."""

    PERSON = "person"
    """Every row belongs to the person that a column names."""
    LINKED = "linked"
    """Rows belong to persons, but only through other tables."""
    SHARED = "shared"
    """Rows describe the hospital or the data, no patient."""
    VOCABULARY = "vocabulary"
    STATISTIC = "statistic"
    REJECT = "reject"


PATIENTS: Final = frozenset({Nearness.PERSON, Nearness.LINKED})
"""Tables whose rows are patients'."""

_PERSON_TABLES: Final = (
    "person",
    "observation_period",
    "visit_occurrence",
    "visit_detail",
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "device_exposure",
    "measurement",
    "observation",
    "death",
    "note",
    "specimen",
    "payer_plan_period",
    "drug_era",
    "dose_era",
    "condition_era",
    "episode",
    "cohort",
)
_LINKED_TABLES: Final = (
    "note_nlp",
    "fact_relationship",
    "cost",
    "episode_event",
    "location",
)
_SHARED_TABLES: Final = (
    "care_site",
    "provider",
    "cdm_source",
    "metadata",
    "cohort_definition",
)
_VOCABULARY_TABLES: Final = (
    "concept",
    "vocabulary",
    "domain",
    "concept_class",
    "concept_relationship",
    "relationship",
    "concept_synonym",
    "concept_ancestor",
    "source_to_concept_map",
    "drug_strength",
)
_STATISTICS: Final = (
    "table_statistic",
    "cdm_statistic",
    "column_profile",
)

NEARNESS: Final[dict[tuple[str, str], Nearness]] = {
    **{("cdm", name): Nearness.PERSON for name in _PERSON_TABLES},
    **{("cdm", name): Nearness.LINKED for name in _LINKED_TABLES},
    **{("cdm", name): Nearness.SHARED for name in _SHARED_TABLES},
    **{("vocabulary", name): Nearness.VOCABULARY for name in _VOCABULARY_TABLES},
    **{("results", name): Nearness.STATISTIC for name in _STATISTICS},
    ("etl", "reject"): Nearness.REJECT,
}
"""The tables that anyone but an administrator can be granted; a table not listed is nobody else's."""

_TAGGED: Final[dict[str, dict[Tag, str]]] = {
    "person": {
        Tag.BIRTH: "month_of_birth day_of_birth birth_datetime",
        Tag.SOURCE_ID: "person_source_value",
    },
    "visit_occurrence": {Tag.SOURCE_ID: "visit_source_value"},
    "visit_detail": {Tag.SOURCE_ID: "visit_detail_source_value"},
    "condition_occurrence": {Tag.FREE_TEXT: "stop_reason"},
    "drug_exposure": {Tag.FREE_TEXT: "stop_reason sig", Tag.DEVICE_ID: "lot_number"},
    "device_exposure": {Tag.DEVICE_ID: "unique_device_id production_id"},
    "measurement": {Tag.FREE_TEXT: "value_source_value"},
    "observation": {Tag.FREE_TEXT: "value_as_string value_source_value"},
    "note": {Tag.NOTE: "note_text note_title", Tag.SOURCE_ID: "note_source_value"},
    "note_nlp": {Tag.NOTE: "snippet lexical_variant", Tag.FREE_TEXT: "term_modifiers"},
    "specimen": {Tag.SOURCE_ID: "specimen_source_id"},
    "location": {
        Tag.ADDRESS: "address_1 address_2 zip latitude longitude",
        Tag.REGION: "city county",
        Tag.SOURCE_ID: "location_source_value",
    },
    "care_site": {Tag.SOURCE_ID: "care_site_source_value"},
    "provider": {
        Tag.NAME: "provider_name npi dea",
        Tag.STAFF_BIRTH: "year_of_birth",
        Tag.SOURCE_ID: "provider_source_value",
    },
    "payer_plan_period": {Tag.SOURCE_ID: "family_source_value"},
    "episode": {Tag.SOURCE_ID: "episode_source_value"},
}

TAGS: Final[dict[tuple[str, str], Tag]] = {
    ("reject", "value"): Tag.REJECTED,
    **{
        (table, column): tag
        for table, tags in _TAGGED.items()
        for tag, columns in tags.items()
        for column in columns.split()
    },
}
"""The tag of (table, column)."""

IDENTIFYING: Final = "pii"
QUASI_IDENTIFIER: Final = "quasi-identifier"
EVENT_DATE: Final = "event date"

_QUASI_IDENTIFIERS: Final = {
    "person": "year_of_birth gender_concept_id race_concept_id ethnicity_concept_id gender_source_value "
    "gender_source_concept_id race_source_value race_source_concept_id ethnicity_source_value "
    "ethnicity_source_concept_id",
    "location": "state country_concept_id country_source_value",
    "death": "death_date death_datetime",
}


def _defaults() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for place, tag in TAGS.items():
        wider = QUASI_IDENTIFIER if tag is Tag.REGION else IDENTIFYING
        found[place] = {str(tag)} if tag is Tag.FREE_TEXT else {str(tag), wider}
    for table, columns in _QUASI_IDENTIFIERS.items():
        for column in columns.split():
            found.setdefault((table, column), set()).add(QUASI_IDENTIFIER)
    for name in _PERSON_TABLES:
        for field in CDM.tables[name].fields:
            if field.type in ("date", "datetime") and (name, field.name) not in TAGS:
                found.setdefault((name, field.name), set()).add(EVENT_DATE)
    return {place: frozenset(tags) for place, tags in found.items()}


_DEFAULTS: Final = _defaults()
_NO_TAGS: Final[frozenset[str]] = frozenset()


def default_tags(table: str, column: str) -> frozenset[str]:
    """All tags that a column of the CDM carries of itself: the one of `TAGS`, what kind that is, and event dates."""
    return _DEFAULTS.get((table, column), _NO_TAGS)


PERSON_COLUMN: Final = {"cohort": "subject_id"}
"""The column that names a row's person where it is not ``person_id``."""


def person_column(table: str) -> str:
    """The column of a table near to persons that names each row's person."""
    return PERSON_COLUMN.get(table, "person_id")


def is_identifier(column: str) -> bool:
    """Whether a column's values name single persons, events or places, so that nobody may group by it."""
    if column in ("care_site_id", "provider_id", "cohort_definition_id"):
        return False
    return (column.endswith("_id") and not column.endswith("concept_id")) or column.startswith("fact_id_")
