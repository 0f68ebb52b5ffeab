"""A clinic of four persons, so small that what is left of it under a policy can be counted by hand.

Concept 100 stands above 110; 300 above the drug 320, of which 330 is the ingredient, as of the harmless 340; the source
code 118 maps to 119. Person 2 has the condition 110 and takes 320; person 3 has code 118. Person 4 bears mark 900;
1 and 3 have consented (901). Persons 1 and 2 come to care site 1, the others to 2.
"""

from pathlib import Path

import duckdb

from asan.kit.settings import settings
from asan.modules.etl.statistics import compute
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish

TABLES = (
    "person", "observation_period", "visit_occurrence", "visit_detail", "condition_occurrence", "drug_exposure",
    "measurement", "observation", "death", "note", "note_nlp", "fact_relationship", "location", "care_site", "cost",
    "drug_era", "dose_era", "condition_era", "episode", "episode_event", "cohort",
)  # fmt: skip

_ROWS = {
    "location": ("location_id, state", "(1, 'A'), (2, 'B'), (3, 'C'), (4, 'D'), (9, 'Z')"),
    "care_site": ("care_site_id, location_id", "(1, 9), (2, 9)"),
    "person": (
        "person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, location_id, "
        "person_source_value",
        "(1, 8507, 1951, 0, 0, 1, 'S1'), (2, 8507, 1962, 0, 0, 2, 'S2'), "
        "(3, 8532, 1973, 0, 0, 3, 'S3'), (4, 8532, 1984, 0, 0, 4, 'S4')",
    ),
    "observation_period": (
        "observation_period_id, person_id, observation_period_start_date, observation_period_end_date, "
        "period_type_concept_id",
        ", ".join(f"({p}, {p}, DATE '2020-01-01', DATE '2021-12-31', 0)" for p in range(1, 5)),
    ),
    "visit_occurrence": (
        "visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date, visit_type_concept_id, "
        "care_site_id, preceding_visit_occurrence_id",
        "(10, 1, 9202, DATE '2020-02-01', DATE '2020-02-01', 0, 1, NULL), "
        "(20, 2, 9202, DATE '2020-03-01', DATE '2020-03-01', 0, 1, NULL), "
        "(21, 2, 501, DATE '2020-04-01', DATE '2020-04-09', 0, 1, 20), "
        "(30, 3, 9202, DATE '2021-02-01', DATE '2021-02-01', 0, 2, NULL), "
        "(40, 4, 9202, DATE '2021-03-01', DATE '2021-03-01', 0, 2, NULL)",
    ),
    "condition_occurrence": (
        "condition_occurrence_id, person_id, condition_concept_id, condition_start_date, condition_end_date, "
        "condition_type_concept_id, condition_source_concept_id, visit_occurrence_id, condition_source_value",
        "(1, 1, 200, DATE '2020-02-01', DATE '2020-02-01', 0, 0, 10, 'common'), "
        "(2, 2, 110, DATE '2020-03-01', DATE '2020-03-01', 0, 0, 20, 'hush'), "
        "(3, 3, 119, DATE '2021-02-01', DATE '2021-02-01', 0, 118, 30, 'hush'), "
        "(4, 2, 200, DATE '2020-04-01', DATE '2020-04-01', 0, 0, 21, 'common')",
    ),
    "condition_era": (
        "condition_era_id, person_id, condition_concept_id, condition_era_start_date, condition_era_end_date",
        "(1, 1, 200, DATE '2020-02-01', DATE '2020-02-01'), (2, 2, 110, DATE '2020-03-01', DATE '2020-03-01'), "
        "(3, 3, 119, DATE '2021-02-01', DATE '2021-02-01'), (4, 2, 200, DATE '2020-04-01', DATE '2020-04-01')",
    ),
    "drug_exposure": (
        "drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, "
        "drug_type_concept_id, visit_occurrence_id",
        "(1, 1, 340, DATE '2020-02-01', DATE '2020-02-10', 0, 10), "
        "(2, 2, 320, DATE '2020-03-01', DATE '2020-03-10', 0, 20)",
    ),
    "drug_era": (
        "drug_era_id, person_id, drug_concept_id, drug_era_start_date, drug_era_end_date",
        "(1, 1, 330, DATE '2020-02-01', DATE '2020-02-10'), (2, 2, 330, DATE '2020-03-01', DATE '2020-03-10')",
    ),
    "measurement": (
        "measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id, "
        "visit_occurrence_id, measurement_event_id",
        "(1, 1, 700, DATE '2020-02-01', 0, 10, NULL), (2, 2, 700, DATE '2020-03-01', 0, 20, 2), "
        "(3, 3, 700, DATE '2021-02-01', 0, 30, 3), (4, 4, 700, DATE '2021-03-01', 0, 40, NULL), "
        "(5, 2, 700, DATE '2020-04-02', 0, 21, NULL)",
    ),
    "observation": (
        "observation_id, person_id, observation_concept_id, observation_date, observation_type_concept_id",
        "(1, 4, 900, DATE '2021-03-01', 0), (2, 1, 901, DATE '2020-02-01', 0), (3, 3, 901, DATE '2021-02-01', 0)",
    ),
    "death": ("person_id, death_date", "(4, DATE '2021-12-31')"),
    "note": (
        "note_id, person_id, note_date, note_type_concept_id, note_class_concept_id, note_text, encoding_concept_id, "
        "language_concept_id",
        "(1, 1, DATE '2020-02-01', 0, 0, 'n', 0, 0), (2, 2, DATE '2020-03-01', 0, 110, 'n', 0, 0), "
        "(4, 4, DATE '2021-03-01', 0, 0, 'n', 0, 0)",
    ),
    "note_nlp": (
        "note_nlp_id, note_id, lexical_variant, nlp_date, note_nlp_concept_id",
        "(1, 1, 'x', DATE '2022-01-01', 110), (2, 1, 'x', DATE '2022-01-01', 200), "
        "(3, 2, 'x', DATE '2022-01-01', 200), (4, 4, 'x', DATE '2022-01-01', 200)",
    ),
    "fact_relationship": (
        "domain_concept_id_1, fact_id_1, domain_concept_id_2, fact_id_2, relationship_concept_id",
        "(19, 1, 21, 1, 0), (19, 2, 21, 2, 0), (21, 2, 19, 2, 0), (56, 4, 56, 1, 0), (12345, 1, 19, 1, 0)",
    ),
    "cost": (
        "cost_id, cost_event_id, cost_domain_id, cost_type_concept_id, total_cost",
        "(1, 1, 'Condition', 0, 10), (2, 2, 'Condition', 0, 20), (3, 2, 'Drug', 0, 30), (4, 40, 'Visit', 0, 40), "
        "(5, 1, 'Nowhere', 0, 50)",
    ),
    "episode": (
        "episode_id, person_id, episode_concept_id, episode_start_date, episode_object_concept_id, "
        "episode_type_concept_id",
        "(1, 1, 0, DATE '2020-02-01', 200, 0), (2, 2, 0, DATE '2020-03-01', 110, 0)",
    ),
    "episode_event": (
        "episode_id, event_id, episode_event_field_concept_id",
        "(1, 1, 1147127), (2, 2, 1147127), (1, 2, 1147127), (1, 3, 1147127), (1, 1, 0)",
    ),
    "cohort": (
        "cohort_definition_id, subject_id, cohort_start_date, cohort_end_date",
        "(7, 1, DATE '2020-02-01', DATE '2020-02-02'), (7, 3, DATE '2021-02-01', DATE '2021-02-02'), "
        "(8, 2, DATE '2020-03-01', DATE '2020-03-02')",
    ),
}

_VOCABULARY = {
    "concept": (
        "concept_id INTEGER, concept_name VARCHAR, domain_id VARCHAR",
        "(100, 'hush', 'Condition'), (110, 'hush one', 'Condition'), (118, 'hush code', 'Condition'), "
        "(119, 'plain', 'Condition'), (200, 'common', 'Condition'), (300, 'drugs', 'Drug'), (320, 'product', 'Drug'), "
        "(330, 'ingredient', 'Drug'), (340, 'other', 'Drug'), (501, 'ward', 'Visit'), "
        "(1147127, 'condition_occurrence.condition_occurrence_id', 'Metadata')",
    ),
    "concept_ancestor": (
        "ancestor_concept_id INTEGER, descendant_concept_id INTEGER",
        "(100, 100), (100, 110), (110, 110), (300, 300), (300, 320), (320, 320), (330, 330), (330, 320), (330, 340), "
        "(340, 340), (200, 200), (119, 119)",
    ),
    "concept_relationship": (
        "concept_id_1 INTEGER, concept_id_2 INTEGER, relationship_id VARCHAR",
        "(118, 119, 'Maps to'), (110, 110, 'Maps to'), (110, 100, 'Is a')",
    ),
    "domain": (
        "domain_id VARCHAR, domain_name VARCHAR, domain_concept_id INTEGER",
        "('Condition', 'c', 19), ('Measurement', 'm', 21), ('Person', 'p', 56), ('Drug', 'd', 13)",
    ),
}


def publish_clinic(work: Path) -> None:
    """Publish the clinic, with the statistics that the platform computes, in the lake of the settings."""
    lake = Lake(settings())
    connection = duckdb.connect(str(work))
    connection.execute("CREATE SCHEMA cdm")
    for name in TABLES:
        connection.execute(create_table(CDM.tables[name], "duckdb", "cdm"))
    for name, (columns, values) in _ROWS.items():
        connection.execute(f"INSERT INTO cdm.{name} ({columns}) VALUES {values}")
    compute(connection, "cdm")
    connection.close()
    publish(lake, work, extra={"kind": "etl", "run": 1, "synthetic": True})
    writer = lake.connect_writer()
    for name, (columns, values) in _VOCABULARY.items():
        writer.execute(f"CREATE TABLE lake.vocabulary.{name} ({columns})")
        writer.execute(f"INSERT INTO lake.vocabulary.{name} VALUES {values}")
    writer.close()
    publish(lake, work, extra={"kind": "etl", "run": 2, "synthetic": True})
