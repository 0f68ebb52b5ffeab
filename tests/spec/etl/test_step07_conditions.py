# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 7: conditions and allergies."""

from tests.spec.etl.world import World


def test_domain_decides_the_table_not_the_file(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | stop       | code |
    | p1      | e1        | 2020-01-01 | 2020-01-08 | flu  |
    | p1      | e1        | 2020-01-01 |            | job  |
    | p1      | e1        | 2020-01-01 |            | bmi  |
    | p1      | e1        | 2020-01-01 |            | stent|
    | p1      | e1        | 2020-01-01 |            | shot |
    | p1      | e1        | 2020-01-01 |            | swab |
    | p1      | e1        | 2020-01-01 |            | cut  |
    | p1      | e1        | 2020-01-01 |            | unit |
    | p1      | e1        | 2020-01-01 |            | odd  |

    map.code
    | file_kind  | source_code | source_concept_id | target_concept_id | target_domain |
    | conditions | flu         | 501               | 101               | Condition     |
    | conditions | job         | 502               | 102               | Observation   |
    | conditions | bmi         | 503               | 103               | Measurement   |
    | conditions | stent       | 504               | 104               | Device        |
    | conditions | shot        | 505               | 105               | Drug          |
    | conditions | swab        | 506               | 106               | Specimen      |
    | conditions | cut         | 507               | 107               | Procedure     |
    | conditions | unit        | 508               | 108               | Meas Value    |
    | conditions | odd         | 509               | 0                 |               |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_concept_id | condition_source_value | condition_source_concept_id | condition_start_date | condition_end_date |
    | 101                  | flu                    | 501                         | 2020-01-01           | 2020-01-08         |
    | 0                    | odd                    | 509                         | 2020-01-01           |                    |

    cdm.observation
    | observation_concept_id | observation_source_value | observation_source_concept_id |
    | 102                    | job                      | 502                           |
    | 108                    | unit                     | 508                           |

    cdm.measurement
    | measurement_concept_id | measurement_source_value |
    | 103                    | bmi                      |

    cdm.device_exposure
    | device_concept_id | device_source_value |
    | 104               | stent               |

    cdm.drug_exposure
    | drug_concept_id | drug_source_value | drug_exposure_start_date | drug_exposure_end_date | days_supply | quantity |
    | 105             | shot              | 2020-01-01               | 2020-01-01             |             |          |

    cdm.specimen
    | specimen_concept_id | specimen_source_value |
    | 106                 | swab                  |

    cdm.procedure_occurrence
    | procedure_concept_id | procedure_source_value |
    | 107                  | cut                    |
    """)


def test_a_code_with_two_targets_makes_a_row_in_each_ones_table(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | code |
    | p1      | e1        | 2020-01-01 | both |

    map.code
    | file_kind  | source_code | source_concept_id | target_concept_id | target_domain | target_ordinal |
    | conditions | both        | 500               | 101               | Condition     | 1              |
    | conditions | both        | 500               | 102               | Observation   | 2              |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_concept_id | condition_source_value | condition_source_concept_id |
    | 101                  | both                   | 500                         |

    cdm.observation
    | observation_concept_id | observation_source_value | observation_source_concept_id |
    | 102                    | both                     | 500                           |

    etl.expanded
    | step       | rule              | table_name  | rows |
    | conditions | additional_target | observation | 1    |
    """)


def test_each_system_has_its_own_codes(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | system    | code |
    | p1      | e1        | 2020-01-01 | SNOMED-CT | 7    |
    | p1      | e1        | 2020-01-02 | ICD10     | 7    |

    map.code
    | file_kind  | source_system | source_code | target_concept_id | target_domain |
    | conditions | SNOMED-CT     | 7           | 101               | Condition     |
    | conditions | ICD10         | 7           | 102               | Condition     |
    | allergies  | ICD10         | 7           | 103               | Condition     |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_concept_id | condition_start_date |
    | 101                  | 2020-01-01           |
    | 102                  | 2020-01-02           |
    """)


def test_the_reason_of_an_encounter_is_its_primary_diagnosis(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | concept_name      | domain_id        | vocabulary_id    | concept_class_id | concept_code | valid_start_date | valid_end_date |
    | 32902      | Primary diagnosis | Condition Status | Condition Status | Condition Status | OMOP1        | 1970-01-01       | 2099-12-31     |

    source.encounters
    | id | patient | start               | reasoncode |
    | e1 | p1      | 2020-01-01 09:00:00 | flu        |

    source.conditions
    | patient | encounter | start      | code  |
    | p1      | e1        | 2020-01-01 | flu   |
    | p1      | e1        | 2020-01-01 | cough |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_source_value | condition_status_concept_id | condition_status_source_value | condition_type_concept_id |
    | flu                    | 32902                       | reason of the encounter       | 32817                     |
    | cough                  | 0                           |                               | 32817                     |
    """)


def test_a_drug_that_causes_an_allergy_was_not_taken(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | concept_name    | domain_id   | vocabulary_id | concept_class_id | standard_concept | concept_code | valid_start_date | valid_end_date |
    | 439224     | Allergy to drug | Observation | SNOMED        | Disorder         | S                | 416098002    | 1970-01-01       | 2099-12-31     |

    source.allergies
    | patient | encounter | start      | system  | code  | category    | description1 | severity1 | description2 |
    | p1      | e1        | 2020-01-01 | Unknown | 1191  | medication  | Itching      | MILD      | Sneezing     |
    | p1      | e1        | 2020-01-01 | Unknown | latex | environment |              |           |              |
    | p1      | e1        | 2020-01-01 | Unknown | what  | food        |              |           |              |

    map.code
    | file_kind | source_system | source_code | source_concept_id | target_concept_id | target_domain |
    | allergies | Unknown       | 1191        | 1112807           | 1112807           | Drug          |
    | allergies | Unknown       | latex       | 600               | 600               | Observation   |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.drug_exposure
    | drug_exposure_id |

    cdm.observation
    | observation_concept_id | value_as_concept_id | value_as_string          | qualifier_source_value | observation_source_value | observation_source_concept_id |
    | 439224                 | 1112807             | Itching (MILD); Sneezing | medication             | 1191                     | 1112807                       |
    | 600                    |                     |                          | environment            | latex                    | 600                           |
    | 0                      |                     |                          | food                   | what                     | 0                             |
    """)
