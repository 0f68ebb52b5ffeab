"""What changed from CDM 5.3 to 5.4, so that a table of either fits 5.4. Source: OHDSI's list of changes in 5.4."""

# New name: old name, by table.
RENAMED: dict[str, dict[str, str]] = {
    "visit_occurrence": {
        "admitted_from_concept_id": "admitting_source_concept_id",
        "admitted_from_source_value": "admitting_source_value",
        "discharged_to_concept_id": "discharge_to_concept_id",
        "discharged_to_source_value": "discharge_to_source_value",
    },
    "visit_detail": {
        "admitted_from_concept_id": "admitting_source_concept_id",
        "admitted_from_source_value": "admitting_source_value",
        "discharged_to_concept_id": "discharge_to_concept_id",
        "discharged_to_source_value": "discharge_to_source_value",
        "parent_visit_detail_id": "visit_detail_parent_id",
    },
}

CDM_5_4_CONCEPT = 756265

# Required columns that 5.3 does not have, as SQL.
NEW_REQUIRED: dict[tuple[str, str], str] = {
    ("cdm_source", "cdm_version_concept_id"): str(CDM_5_4_CONCEPT),
    ("metadata", "metadata_id"): "row_number() OVER (ORDER BY name, metadata_concept_id, value_as_string, _row)",
}

# 5.3 let these be empty or left them to the reader; without a known end, an event ends when it starts.
END_IS_START: dict[tuple[str, str], str] = {
    ("visit_occurrence", "visit_end_date"): "visit_start_date",
    ("visit_detail", "visit_detail_end_date"): "visit_detail_start_date",
    ("drug_exposure", "drug_exposure_end_date"): "drug_exposure_start_date",
}


def source_column(table: str, column: str, present: set[str]) -> str | None:
    """The file's column for the 5.4 ``column`` of ``table``; None where it has neither the new nor the old one."""
    old = RENAMED.get(table, {}).get(column)
    return column if column in present else old if old in present else None


def unknown_columns(table: str, columns: tuple[str, ...], present: set[str]) -> list[str]:
    """The file's columns that belong to neither version."""
    return sorted(present - set(columns) - set(RENAMED.get(table, {}).values()))
