"""Step 4: persons and deaths."""

import pytest

from tests.spec.etl.world import World

DEMOGRAPHICS = """
    vocabulary.concept
    | concept_id | vocabulary_id | concept_code | domain_id | standard_concept |
    | 8507       | Gender        | M            | Gender    | S                |
    | 8521       | Gender        | O            | Gender    |                  |
    | 8515       | Race          | 2            | Race      | S                |
    | 38003563   | Ethnicity     | Hispanic     | Ethnicity | S                |
"""


def persons(world: World) -> None:
    """Step 3 first: it fills the maps of addresses and demographic values."""
    world.run("03_facilities")
    world.run("04_persons")


def test_unknown_values_get_zero_and_keep_their_source_value(world: World) -> None:
    world.given(DEMOGRAPHICS)
    world.given("""
    source.patients
    | id | birthdate           | gender | race  | ethnicity   |
    | a  | 1980-06-01 07:30:00 | M      | asian | hispanic    |
    | b  | 1990-12-31          | O      | other | nonhispanic |
    | c  | 2000-01-01          |        |       |             |
    """)
    persons(world)
    world.expect("""
    cdm.person
    | person_source_value | year_of_birth | month_of_birth | day_of_birth | gender_concept_id | gender_source_value | race_concept_id | race_source_value | ethnicity_concept_id | ethnicity_source_value |
    | a                   | 1980          | 6              | 1            | 8507              | M                   | 8515            | asian             | 38003563             | hispanic               |
    | b                   | 1990          | 12             | 31           | 0                 | O                   | 0               | other             | 0                    | nonhispanic            |
    | c                   | 2000          | 1              | 1            | 0                 |                     | 0               |                   | 0                    |                        |
    """)  # noqa: E501


def test_the_cause_of_death_is_the_reason_of_its_certification(world: World) -> None:
    world.given("""
    source.patients
    | id | birthdate  | deathdate           |
    | a  | 1950-01-01 | 2020-05-10 14:00:00 |
    | b  | 1950-01-01 | 2020-05-10          |
    | c  | 1950-01-01 | 2020-05-10          |
    | d  | 1950-01-01 |                     |

    source.encounters
    | id | patient | start      | code      | reasoncode | reasondescription |
    | x1 | a       | 2020-05-18 | 308646001 | mi         | Infarction        |
    | x2 | a       | 2020-05-17 | 308646001 | stroke     | Stroke            |
    | x3 | a       | 2020-05-01 | 185349003 | flu        | Flu               |
    | x4 | b       | 2020-05-18 | 308646001 |            |                   |
    | x5 | c       | 2020-05-18 | 308646001 | odd        |                   |
    | x6 | d       | 2020-05-18 | 308646001 | mi         |                   |

    map.code
    | file_kind  | source_code | source_concept_id | target_concept_id | target_domain | target_ordinal |
    | encounters | stroke      | 71                | 72                | Condition     | 1              |
    | encounters | stroke      | 71                | 73                | Condition     | 2              |
    """)
    persons(world)
    world.expect("""
    cdm.death
    | death_date | death_datetime      | death_type_concept_id | cause_concept_id | cause_source_value | cause_source_concept_id |
    | 2020-05-10 | 2020-05-10 14:00:00 | 32817                 | 72               | Stroke             | 71                      |
    | 2020-05-10 | 2020-05-10 00:00:00 | 32817                 |                  |                    |                         |
    | 2020-05-10 | 2020-05-10 00:00:00 | 32817                 | 0                | odd                | 0                       |

    etl.expanded
    | step       | rule    | table_name | rows |
    | facilities | address | location   | 0    |
    | persons    | death   | death      | 3    |
    """)  # noqa: E501


@pytest.mark.parametrize(
    ("birth", "death", "column", "reason"),
    [
        ("2025-01-01", "", "BIRTHDATE", "in_future"),
        ("2000-01-01", "2025-01-01", "DEATHDATE", "in_future"),
        ("2000-01-02", "2000-01-01", "DEATHDATE", "end_before_start"),
    ],
)
def test_impossible_lives_are_rejected(world: World, birth: str, death: str, column: str, reason: str) -> None:
    world.given(f"""
    source.patients
    | id | birthdate  | deathdate  |
    | a  | {birth}    | {death}    |
    | b  | 2024-12-31 | 2024-12-31 |
    """)
    persons(world)
    world.expect(f"""
    etl.reject
    | step    | file     | source_row | column_name | value                   | reason   |
    | persons | patients | 1          | {column}    | {death or birth} 00:00:00 | {reason} |

    map.person
    | patient |
    | b       |
    """)


def test_a_person_keeps_the_id_whoever_else_is_there(world: World) -> None:
    world.given("""
    source.patients
    | id | birthdate  |
    | a  | 1950-01-01 |
    | b  | 1950-01-01 |
    """)
    persons(world)
    both = world.connection.execute("SELECT person_id FROM map.person WHERE patient = 'b'").fetchall()
    alone = World()
    alone.given("""
    source.patients
    | id | birthdate  |
    | b  | 1950-01-01 |
    """)
    persons(alone)
    assert alone.connection.execute("SELECT person_id FROM map.person").fetchall() == both
    assert 0 <= both[0][0] < 2**53
