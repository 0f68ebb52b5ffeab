# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 10: observations and notes."""

from tests.spec.etl.world import World

MAPPED = """
    map.code
    | file_kind    | source_code | target_concept_id | target_domain |
    | observations | 8302-2      | 3036277           | Measurement   |
    | observations | 72166-2     | 43054909          | Observation   |
    | observations | swab        | 4002879           | Specimen      |

    map.unit
    | source_unit | unit_concept_id |
    | cm          | 8582            |
    | /a          | 44777560        |
    | null        | 0               |
"""


def test_numbers_and_units(world: World) -> None:
    world.given(MAPPED)
    world.given("""
    source.observations
    | patient | encounter | date       | code   | value  | units | type    |
    | p1      | e1        | 2020-01-01 | 8302-2 | 127.9  | cm    | numeric |
    | p1      | e1        | 2020-01-02 | 8302-2 | -1.5e2 | ell   | numeric |
    | p1      | e1        | 2020-01-03 | 8302-2 | <= 4   |       | numeric |
    | p1      | e1        | 2020-01-04 | 8302-2 | >5     | null  | numeric |
    | p1      | e1        | 2020-01-05 | 8302-2 |        | cm    | numeric |
    """)
    world.run("10_measurements")
    world.expect("""
    cdm.measurement
    | measurement_date | value_as_number | operator_concept_id | unit_concept_id | unit_source_value | value_source_value | range_low |
    | 2020-01-01       | 127.9           |                     | 8582            | cm                | 127.9              |           |
    | 2020-01-02       | -150.0          |                     | 0               | ell               | -1.5e2             |           |
    | 2020-01-03       | 4.0             | 4171754             |                 |                   | <= 4               |           |
    | 2020-01-04       | 5.0             | 4172704             |                 |                   | >5                 |           |
    | 2020-01-05       |                 |                     | 8582            | cm                |                    |           |
    """)


def test_a_number_that_is_none_is_rejected(world: World) -> None:
    world.given("""
    source.observations
    | patient | encounter | date       | code   | value | type    |
    | p1      | e1        | 2020-01-01 | 8302-2 | tall  | numeric |
    | p1      | e1        | 2020-01-01 | 8302-2 | 1.2.3 | numeric |
    """)
    world.run("10_measurements")
    world.expect("""
    etl.reject
    | step         | file         | source_row | column_name | value | reason     |
    | measurements | observations | 1          | VALUE       | tall  | wrong_type |
    | measurements | observations | 2          | VALUE       | 1.2.3 | wrong_type |
    """)


def test_answers_become_concepts_where_one_has_that_name(world: World) -> None:
    world.given(MAPPED)
    world.given("""
    vocabulary.concept
    | concept_id | concept_name | domain_id   | vocabulary_id | concept_class_id | standard_concept | concept_code | valid_start_date | valid_end_date |
    | 45878245   | No           | Meas Value  | LOINC         | Answer           | S                | LA32-8       | 1970-01-01       | 2099-12-31     |
    | 4188540    | No           | Meas Value  | SNOMED        | Qualifier Value  | S                | 373067005    | 1970-01-01       | 2099-12-31     |
    | 4144272    | Never smoker | Observation | SNOMED        | Clinical Finding |                  | 266919005    | 1970-01-01       | 2099-12-31     |
    | 4030582    | Unemployed   | Observation | SNOMED        | Clinical Finding | S                | 73438004     | 1970-01-01       | 2099-12-31     |
    | 999        | Main Street  | Geography   | OSM           | Street           | S                | 1            | 1970-01-01       | 2099-12-31     |

    source.observations
    | patient | encounter | date       | code    | value                | units | type |
    | p1      | e1        | 2020-01-01 | 72166-2 | No                   |       | text |
    | p1      | e1        | 2020-01-02 | 72166-2 | Unemployed (finding) |       | text |
    | p1      | e1        | 2020-01-03 | 72166-2 | Never smoker         |       | text |
    | p1      | e1        | 2020-01-04 | 72166-2 | Main Street          |       | text |
    | p1      | e1        | 2020-01-05 | 72166-2 | 02138                |       | text |
    | p1      | e1        | 2020-01-06 | 72166-2 | 47384                | /a    | text |
    | p1      | e1        | 2020-01-07 | 8302-2  | No                   |       | text |
    """)
    world.run("10_measurements")
    world.expect("""
    cdm.observation
    | observation_date | value_as_concept_id | value_as_string      | value_as_number | unit_concept_id | value_source_value   |
    | 2020-01-01       | 45878245            | No                   |                 |                 | No                   |
    | 2020-01-02       | 4030582             | Unemployed (finding) |                 |                 | Unemployed (finding) |
    | 2020-01-03       |                     | Never smoker         |                 |                 | Never smoker         |
    | 2020-01-04       |                     | Main Street          |                 |                 | Main Street          |
    | 2020-01-05       |                     | 02138                |                 |                 | 02138                |
    | 2020-01-06       |                     | 47384                | 47384.0         | 44777560        | 47384                |

    cdm.measurement
    | value_as_concept_id | value_as_number | value_source_value |
    | 45878245            |                 | No                 |
    """)


def test_category_gives_the_type(world: World) -> None:
    world.given("""
    source.observations
    | patient | encounter | date       | category    | code | value | type    |
    | p1      | e1        | 2020-01-01 | laboratory  | a    | 1     | numeric |
    | p1      | e1        | 2020-01-01 | survey      | b    | 1     | numeric |
    | p1      | e1        | 2020-01-01 | vital-signs | c    | 1     | numeric |
    | p1      |           | 2020-01-01 |             | QALY | 1     | numeric |
    """)
    world.run("10_measurements")
    world.expect("""
    cdm.observation
    | observation_source_value | observation_type_concept_id | observation_concept_id | visit_occurrence_id |
    | a                        | 32856                       | 0                      | 10                  |
    | b                        | 32862                       | 0                      | 10                  |
    | c                        | 32836                       | 0                      | 10                  |
    | QALY                     | 32817                       | 0                      |                     |
    """)


def test_a_specimen_is_one(world: World) -> None:
    world.given(MAPPED)
    world.given("""
    source.observations
    | patient | encounter | date       | code | value | units | type    |
    | p1      | e1        | 2020-01-01 | swab | 2     | cm    | numeric |
    """)
    world.run("10_measurements")
    world.expect("""
    cdm.specimen
    | specimen_concept_id | specimen_date | quantity | unit_concept_id | specimen_source_id | specimen_source_value |
    | 4002879             | 2020-01-01    | 2.0      | 8582            | k1                 | swab                  |
    """)


def test_notes_follow_the_same_rules(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | concept_name     | domain_id | vocabulary_id | concept_class_id | concept_code | valid_start_date | valid_end_date |
    | 4175771    | Korean language  | Language  | SNOMED        | Qualifier Value  | 1            | 1970-01-01       | 2099-12-31     |

    source.notes
    | id | date                | patient | encounter | type      | title | text         | language |
    | n1 | 2020-01-01 09:20:00 | p1      | e1        | Admission | 입원  | 기침이 심함. | ko-KR    |
    | n2 | 2020-01-01 09:20:00 | p1      | e1        | Admission |       |              | ko       |
    | n3 | 2020-01-01 09:20:00 | p1      | e7        | Admission |       | Cough.       | en       |
    | n4 | 2020-05-11 09:20:00 | p2      |           |           |       | Late.        | en       |
    """)
    world.run("10_measurements")
    world.expect("""
    cdm.note
    | note_datetime       | note_title | note_text    | note_source_value | language_concept_id | note_type_concept_id | note_class_concept_id | visit_detail_id | provider_id |
    | 2020-01-01 09:20:00 | 입원       | 기침이 심함. | Admission         | 4175771             | 32817                | 0                     | 11              | 12          |

    etl.reject
    | file  | source_row | column_name | reason            |
    | notes | 2          | TEXT        | missing_value     |
    | notes | 3          | ENCOUNTER   | unknown_encounter |
    | notes | 4          | DATE        | after_death       |
    """)
