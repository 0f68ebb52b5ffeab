# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 2: codes become source concepts and every valid standard target."""

from tests.spec.etl.world import World

# 1 and 2 are standard, 3 maps to both, 4 is invalid, 5 is standard without any "Maps to", 9 is an RxNorm ingredient.
VOCABULARY = """
    vocabulary.concept
    | concept_id | vocabulary_id | concept_code | domain_id | concept_class_id | standard_concept | invalid_reason |
    | 1          | SNOMED        | one          | Condition | Disorder         | S                |                |
    | 2          | SNOMED        | two          | Procedure | Procedure        | S                |                |
    | 3          | SNOMED        | three        | Condition | Disorder         |                  |                |
    | 4          | SNOMED        | four         | Condition | Disorder         | S                | D              |
    | 5          | SNOMED        | five         | Condition | Disorder         | S                |                |
    | 6          | SNOMED        | six          | Condition | Disorder         |                  |                |
    | 7          | KCD7          | A00          | Condition | KCD7 code        |                  |                |
    | 9          | RxNorm        | nine         | Drug      | Ingredient       | S                |                |
    | 10         | RxNorm        | one          | Drug      | Ingredient       | S                |                |
    | 11         | LOINC         | 8302-2       | Measurement | Clinical Observation | S          |                |
    | 12         | CVX           | 140          | Drug      | CVX              | S                |                |

    vocabulary.concept_relationship
    | concept_id_1 | concept_id_2 | relationship_id | valid_end_date | invalid_reason |
    | 1            | 1            | Maps to         | 2099-12-31     |                |
    | 2            | 2            | Maps to         | 2099-12-31     |                |
    | 3            | 2            | Maps to         | 2099-12-31     |                |
    | 3            | 1            | Maps to         | 2099-12-31     |                |
    | 3            | 4            | Maps to         | 2099-12-31     |                |
    | 3            | 6            | Maps to         | 2099-12-31     |                |
    | 3            | 5            | Maps to         | 2099-12-31     | D              |
    | 3            | 5            | Maps to value   | 2099-12-31     |                |
    | 6            | 1            | Maps to         | 2010-12-31     |                |
    | 6            | 77           | Maps to         | 2099-12-31     |                |
    | 7            | 1            | Maps to         | 2099-12-31     |                |
    | 9            | 9            | Maps to         | 2099-12-31     |                |
    | 10           | 10           | Maps to         | 2099-12-31     |                |
    | 11           | 11           | Maps to         | 2099-12-31     |                |
    | 12           | 12           | Maps to         | 2099-12-31     |                |
"""


def test_each_valid_standard_target_is_a_row_and_none_is_zero(world: World) -> None:
    world.given(VOCABULARY)
    world.given("""
    source.conditions
    | patient | start      | code  |
    | p1      | 2020-01-01 | one   |
    | p1      | 2020-01-01 | three |
    | p1      | 2020-01-01 | four  |
    | p1      | 2020-01-01 | five  |
    | p1      | 2020-01-01 | six   |
    | p1      | 2020-01-01 | what  |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.code
    | file_kind  | source_vocabulary | source_code | source_concept_id | target_concept_id | target_domain | target_ordinal |
    | conditions | SNOMED            | one         | 1                 | 1                 | Condition     | 1              |
    | conditions | SNOMED            | three       | 3                 | 1                 | Condition     | 1              |
    | conditions | SNOMED            | three       | 3                 | 2                 | Procedure     | 2              |
    | conditions | SNOMED            | four        | 4                 | 0                 |               | 1              |
    | conditions | SNOMED            | five        | 5                 | 5                 | Condition     | 1              |
    | conditions | SNOMED            | six         | 6                 | 0                 |               | 1              |
    | conditions | SNOMED            | what        | 0                 | 0                 |               | 1              |
    """)


def test_the_file_or_its_system_cell_says_which_vocabulary(world: World) -> None:
    world.given(VOCABULARY)
    world.given("""
    source.conditions
    | patient | start      | system    | code |
    | p1      | 2020-01-01 | SNOMED-CT | one  |
    | p1      | 2020-01-01 | KCD       | A00  |
    | p1      | 2020-01-01 | house     | one  |

    source.allergies
    | patient | start      | system  | code |
    | p1      | 2020-01-01 | RxNorm  | one  |
    | p1      | 2020-01-01 | Unknown | one  |
    | p1      | 2020-01-01 | Unknown | nine |
    | p1      | 2020-01-01 |         | nine |

    source.medications
    | patient | start      | code |
    | p1      | 2020-01-01 | nine |

    source.immunizations
    | patient | date       | code |
    | p1      | 2020-01-01 | 140  |

    source.observations
    | patient | date       | code   |
    | p1      | 2020-01-01 | 8302-2 |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.code
    | file_kind     | nullif(source_system, '') | source_vocabulary | source_code | target_concept_id |
    | conditions    | SNOMED-CT     | SNOMED            | one         | 1                 |
    | conditions    | KCD           | KCD7              | A00         | 1                 |
    | conditions    | house         |                   | one         | 0                 |
    | allergies     | RxNorm        | RxNorm            | one         | 10                |
    | allergies     | Unknown       | SNOMED            | one         | 1                 |
    | allergies     | Unknown       | RxNorm            | nine        | 9                 |
    | allergies     |               | RxNorm            | nine        | 9                 |
    | medications   |               | RxNorm            | nine        | 9                 |
    | immunizations |               | CVX               | 140         | 12                |
    | observations  |               | LOINC             | 8302-2      | 11                |
    """)


def test_units_are_ucum_codes_followed_to_the_standard_one(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | vocabulary_id | concept_code | domain_id | standard_concept |
    | 21         | UCUM          | cm           | Unit      | S                |
    | 22         | UCUM          | old          | Unit      |                  |
    | 23         | SNOMED        | inch         | Unit      | S                |

    vocabulary.concept_relationship
    | concept_id_1 | concept_id_2 | relationship_id |
    | 22           | 21           | Maps to         |

    source.observations
    | patient | date       | code | units |
    | p1      | 2020-01-01 | x    | cm    |
    | p1      | 2020-01-02 | x    | cm    |
    | p1      | 2020-01-01 | x    | old   |
    | p1      | 2020-01-01 | x    | inch  |
    | p1      | 2020-01-01 | x    |       |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.unit
    | source_unit | unit_concept_id |
    | cm          | 21              |
    | old         | 21              |
    | inch        | 0               |
    """)


def test_codes_that_synthea_calls_icd10_are_looked_up_in_icd10cm_where_icd10_lacks_them(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | vocabulary_id | concept_code | domain_id | standard_concept |
    | 31         | ICD10CM       | K05.10       | Condition |                  |
    | 32         | ICD10CM       | C01          | Condition |                  |
    | 33         | ICD10         | C01          | Condition |                  |
    | 41         | SNOMED        | gum          | Condition | S                |
    | 42         | SNOMED        | tongue       | Condition | S                |

    vocabulary.concept_relationship
    | concept_id_1 | concept_id_2 | relationship_id | valid_end_date |
    | 31           | 41           | Maps to         | 2099-12-31     |
    | 32           | 41           | Maps to         | 2099-12-31     |
    | 33           | 42           | Maps to         | 2099-12-31     |

    source.conditions
    | patient | start      | system | code   |
    | p1      | 2020-01-01 | ICD10  | K05.10 |
    | p1      | 2020-01-01 | ICD10  | C01    |
    | p1      | 2020-01-01 | ICD10  | Z99    |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.code
    | source_system | source_vocabulary | source_code | source_concept_id | target_concept_id |
    | ICD10         | ICD10CM           | K05.10      | 31                | 41                |
    | ICD10         | ICD10             | C01         | 33                | 42                |
    | ICD10         | ICD10             | Z99         | 0                 | 0                 |
    """)


def test_the_reason_of_a_drug_is_no_drug_of_the_same_number(world: World) -> None:
    world.given(VOCABULARY)
    world.given("""
    source.medications
    | patient | start      | code | reasoncode |
    | p1      | 2020-01-01 | nine | one        |
    | p1      | 2020-01-01 | one  |            |

    source.encounters
    | id | patient | start      | code | reasoncode |
    | e1 | p1      | 2020-01-01 | two  | one        |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.code
    | file_kind   | source_vocabulary | source_code | target_concept_id | target_ordinal |
    | medications | RxNorm            | nine        | 9                 | 1              |
    | medications | RxNorm            | one         | 10                | 1              |
    | encounters  | SNOMED            | one         | 1                 | 1              |
    """)


def test_a_unit_is_found_in_the_vocabularys_spelling(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | vocabulary_id | concept_code | domain_id | standard_concept |
    | 8645       | UCUM          | [U]/L        | Unit      | S                |
    | 8810       | UCUM          | 10*3.[U]/L   | Unit      | S                |
    | 9040       | UCUM          | 10*-3.[iU]/L | Unit      | S                |
    | 44777566   | UCUM          | [score]      | Unit      | S                |
    | 44777560   | UCUM          | /y           | Unit      | S                |
    | 9448       | UCUM          | a            | Unit      | S                |
    | 9999       | UCUM          | y            | Unit      | S                |
    | 8529       | UCUM          | {index}      | Unit      | S                |
    | 8720       | UCUM          | [index]      | Unit      | S                |

    source.observations
    | patient | date       | code | units   |
    | p1      | 2020-01-01 | x    | U/L     |
    | p1      | 2020-01-01 | x    | kU/L    |
    | p1      | 2020-01-01 | x    | mIU/L   |
    | p1      | 2020-01-01 | x    | m[IU]/L |
    | p1      | 2020-01-01 | x    | {score} |
    | p1      | 2020-01-01 | x    | /a      |
    | p1      | 2020-01-01 | x    | a       |
    | p1      | 2020-01-01 | x    | {index} |
    | p1      | 2020-01-01 | x    | UL      |
    | p1      | 2020-01-01 | x    | {#}     |
    """)
    world.run("02_vocabulary")
    world.expect("""
    map.unit
    | source_unit | unit_concept_id |
    | U/L         | 8645            |
    | kU/L        | 8810            |
    | mIU/L       | 9040            |
    | m[IU]/L     | 9040            |
    | {score}     | 44777566        |
    | /a          | 44777560        |
    | a           | 9448            |
    | {index}     | 8529            |
    | UL          | 0               |
    | {#}         | 0               |
    """)
