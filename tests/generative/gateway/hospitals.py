"""Invented hospitals: a small CDM in which every way stands that leads from one table's rows to another's."""

import datetime as dt

from hypothesis import strategies as st

from asan.warehouse.engines.base import Column, Schema, TableName

TABLES: dict[TableName, str] = {
    ("cdm", "person"): "person_id BIGINT, gender_concept_id INTEGER, year_of_birth INTEGER, birth_datetime TIMESTAMP, "
    "location_id BIGINT, person_source_value VARCHAR",
    ("cdm", "observation_period"): "observation_period_id BIGINT, person_id BIGINT, "
    "observation_period_start_date DATE, observation_period_end_date DATE",
    ("cdm", "visit_occurrence"): "visit_occurrence_id BIGINT, person_id BIGINT, visit_concept_id INTEGER, "
    "visit_start_date DATE, visit_end_date DATE, care_site_id BIGINT, preceding_visit_occurrence_id BIGINT",
    ("cdm", "visit_detail"): "visit_detail_id BIGINT, person_id BIGINT, visit_detail_concept_id INTEGER, "
    "visit_detail_start_date DATE, visit_detail_end_date DATE, care_site_id BIGINT, visit_occurrence_id BIGINT",
    ("cdm", "condition_occurrence"): "condition_occurrence_id BIGINT, person_id BIGINT, condition_concept_id INTEGER, "
    "condition_start_date DATE, condition_end_date DATE, condition_source_concept_id INTEGER, "
    "visit_occurrence_id BIGINT, visit_detail_id BIGINT, stop_reason VARCHAR",
    ("cdm", "condition_era"): "condition_era_id BIGINT, person_id BIGINT, condition_concept_id INTEGER, "
    "condition_era_start_date DATE, condition_era_end_date DATE",
    ("cdm", "drug_exposure"): "drug_exposure_id BIGINT, person_id BIGINT, drug_concept_id INTEGER, "
    "drug_exposure_start_date DATE, drug_exposure_end_date DATE, visit_occurrence_id BIGINT, route_concept_id INTEGER",
    ("cdm", "drug_era"): "drug_era_id BIGINT, person_id BIGINT, drug_concept_id INTEGER, drug_era_start_date DATE, "
    "drug_era_end_date DATE",
    ("cdm", "observation"): "observation_id BIGINT, person_id BIGINT, observation_concept_id INTEGER, "
    "observation_date DATE, observation_type_concept_id INTEGER, value_as_string VARCHAR, "
    "visit_occurrence_id BIGINT, observation_event_id BIGINT",
    ("cdm", "note"): "note_id BIGINT, person_id BIGINT, note_date DATE, note_class_concept_id INTEGER, "
    "note_text VARCHAR, visit_occurrence_id BIGINT",
    ("cdm", "note_nlp"): "note_nlp_id BIGINT, note_id BIGINT, note_nlp_concept_id INTEGER, snippet VARCHAR",
    ("cdm", "cost"): "cost_id BIGINT, cost_event_id BIGINT, cost_domain_id VARCHAR, total_cost DOUBLE, "
    "drg_concept_id INTEGER",
    ("cdm", "fact_relationship"): "domain_concept_id_1 INTEGER, fact_id_1 BIGINT, domain_concept_id_2 INTEGER, "
    "fact_id_2 BIGINT",
    ("cdm", "location"): "location_id BIGINT, city VARCHAR, state VARCHAR",
    ("cdm", "care_site"): "care_site_id BIGINT, location_id BIGINT",
    ("cdm", "cohort"): "cohort_definition_id BIGINT, subject_id BIGINT, cohort_start_date DATE, cohort_end_date DATE",
    ("vocabulary", "concept"): "concept_id INTEGER, domain_id VARCHAR",
    ("vocabulary", "concept_ancestor"): "ancestor_concept_id INTEGER, descendant_concept_id INTEGER",
    ("vocabulary", "concept_relationship"): "concept_id_1 INTEGER, concept_id_2 INTEGER, relationship_id VARCHAR",
    ("vocabulary", "domain"): "domain_id VARCHAR, domain_concept_id INTEGER",
}

SCHEMA: Schema = {
    table: tuple(Column(*column.split()) for column in columns.split(", ")) for table, columns in TABLES.items()
}

Row = dict[str, object]
Hospital = dict[TableName, list[Row]]

_DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 12))
_KINDS: dict[str, st.SearchStrategy[object]] = {
    "BIGINT": st.integers(1, 4),
    "INTEGER": st.integers(1, 8),
    "VARCHAR": st.sampled_from(["", "a", "Kim", "김", "b"]),
    "DATE": _DAYS,
    "TIMESTAMP": st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2010, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0, fold=0)
    ),
    "DOUBLE": st.integers(-8, 8).map(lambda number: number / 4),
}
_NAMES: dict[str, st.SearchStrategy[object]] = {
    "cost_domain_id": st.sampled_from(["Condition", "Drug", "Visit", "Note", "Episode", "Nowhere"]),
    "domain_id": st.sampled_from(["Condition", "Drug", "Observation", "Visit", "Person", "Care site", "Episode"]),
    "relationship_id": st.sampled_from(["Maps to", "Maps to", "Is a"]),
    "year_of_birth": st.integers(1920, 2020),
}


def _sometimes_null(value: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.integers(0, 7).flatmap(lambda number: st.none() if number == 7 else value)


def hospitals() -> st.SearchStrategy[Hospital]:
    """Up to four rows a table; a cell in eight is NULL."""

    def rows(table: TableName) -> st.SearchStrategy[list[Row]]:
        cells = {}
        for column in SCHEMA[table]:
            cells[column.name] = _sometimes_null(_NAMES.get(column.name, _KINDS[column.type]))
        return st.lists(st.fixed_dictionaries(cells), max_size=4)

    return st.fixed_dictionaries({table: rows(table) for table in SCHEMA})
