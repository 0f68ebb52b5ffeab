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
    | patient | start      | system  | code | reaction1 |
    | p1      | 2020-01-01 | RxNorm  | one  | two       |
    | p1      | 2020-01-01 | Unknown | one  |           |
    | p1      | 2020-01-01 | Unknown | nine |           |
    | p1      | 2020-01-01 |         | nine |           |

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
    | allergies     |               | SNOMED            | two         | 2                 |
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
