"""The indexes that OMOP prescribes beside primary keys, by table.

Source of the list: OHDSI's index DDL of CDM 5.4. Its indexes on a column that is the table's whole primary key are left
out, since the key is one already; so is its CLUSTER by person, for published tables are written in that order.
"""

from typing import Final

_EVENT_VISIT: Final = "visit_occurrence_id"

INDEXES: Final[dict[str, tuple[str, ...]]] = {
    "person": ("gender_concept_id",),
    "observation_period": ("person_id",),
    "visit_occurrence": ("person_id", "visit_concept_id"),
    "visit_detail": ("person_id", "visit_detail_concept_id", _EVENT_VISIT),
    "condition_occurrence": ("person_id", "condition_concept_id", _EVENT_VISIT),
    "drug_exposure": ("person_id", "drug_concept_id", _EVENT_VISIT),
    "procedure_occurrence": ("person_id", "procedure_concept_id", _EVENT_VISIT),
    "device_exposure": ("person_id", "device_concept_id", _EVENT_VISIT),
    "measurement": ("person_id", "measurement_concept_id", _EVENT_VISIT),
    "observation": ("person_id", "observation_concept_id", _EVENT_VISIT),
    "death": ("person_id",),
    "note": ("person_id", "note_type_concept_id", _EVENT_VISIT),
    "note_nlp": ("note_id", "note_nlp_concept_id"),
    "specimen": ("person_id", "specimen_concept_id"),
    "fact_relationship": ("domain_concept_id_1", "domain_concept_id_2", "relationship_concept_id"),
    "payer_plan_period": ("person_id",),
    "cost": ("cost_event_id",),
    "drug_era": ("person_id", "drug_concept_id"),
    "dose_era": ("person_id", "drug_concept_id"),
    "condition_era": ("person_id", "condition_concept_id"),
    "metadata": ("metadata_concept_id",),
    "concept": ("concept_code", "vocabulary_id", "domain_id", "concept_class_id"),
    "concept_relationship": ("concept_id_1", "concept_id_2", "relationship_id"),
    "concept_synonym": ("concept_id",),
    "concept_ancestor": ("ancestor_concept_id", "descendant_concept_id"),
    "source_to_concept_map": ("source_vocabulary_id", "target_vocabulary_id", "target_concept_id", "source_code"),
    "drug_strength": ("drug_concept_id", "ingredient_concept_id"),
}
"""Columns that have an index each."""
