"""Checks, links and ids that steps 7 to 10 share, shown on conditions."""

from tests.spec.etl.world import World


def test_events_are_linked_to_their_encounter(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | code |
    | p1      | e1        | 2020-01-01 | a    |
    | p1      |           | 2020-01-02 | b    |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_source_value | person_id | visit_occurrence_id | visit_detail_id | provider_id |
    | a                      | 1         | 10                  | 11              | 12          |
    | b                      | 1         |                     |                 |             |

    etl.reject
    | reason |
    """)


def test_what_cannot_be_is_rejected_with_its_reason(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | stop       | code |
    | p3      | e1        | 2020-01-01 |            | a    |
    | p1      | e7        | 2020-01-01 |            | a    |
    | p1      | e2        | 2020-01-01 |            | a    |
    | p1      | e1        | 1980-05-31 |            | a    |
    | p2      | e2        | 2020-05-11 |            | a    |
    | p1      | e1        | 2025-01-01 |            | a    |
    | p1      | e1        | 2024-01-01 | 2025-01-01 | a    |
    | p1      | e1        | 2020-01-02 | 2020-01-01 | a    |
    | p1      | e1        | 2020-01-02 | 2020-01-02 | a    |
    """)
    world.run("07_conditions")
    world.expect("""
    etl.reject
    | step       | file       | source_row | column_name | value               | reason            |
    | conditions | conditions | 1          | PATIENT     | p3                  | unknown_patient   |
    | conditions | conditions | 2          | ENCOUNTER   | e7                  | unknown_encounter |
    | conditions | conditions | 3          | ENCOUNTER   | e2                  | unknown_encounter |
    | conditions | conditions | 4          | START       | 1980-05-31 00:00:00 | before_birth      |
    | conditions | conditions | 5          | START       | 2020-05-11 00:00:00 | after_death       |
    | conditions | conditions | 6          | START       | 2025-01-01 00:00:00 | in_future         |
    | conditions | conditions | 7          | STOP        | 2025-01-01 00:00:00 | in_future         |
    | conditions | conditions | 8          | STOP        | 2020-01-01 00:00:00 | end_before_start  |

    cdm.condition_occurrence
    | condition_start_date |
    | 2020-01-02           |
    """)


def test_the_first_reason_in_order_is_given_once(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | stop       | code |
    | p3      | e7        | 2030-01-01 | 1970-01-01 | both |
    | p2      | e2        | 2030-01-01 | 1970-01-01 | both |

    map.code
    | file_kind  | source_code | target_concept_id | target_domain | target_ordinal |
    | conditions | both        | 101               | Condition     | 1              |
    | conditions | both        | 102               | Observation   | 2              |
    """)
    world.run("07_conditions")
    world.expect("""
    etl.reject
    | source_row | reason          |
    | 1          | unknown_patient |
    | 2          | after_death     |
    """)


def test_days_of_birth_and_death_belong_to_life(world: World) -> None:
    world.given("""
    map.person
    | patient | person_id | birth               | death |
    | p4      | 4         | 2020-01-01 18:00:00 |       |

    source.conditions
    | patient | encounter | start               | code  |
    | p4      |           | 2020-01-01          | birth |
    | p2      | e2        | 2020-05-10 23:00:00 | death |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_source_value |
    | birth                  |
    | death                  |
    """)


def test_the_certification_of_a_death_may_come_after_it(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | code        |
    | p2      | e9        | 2020-05-12 | certificate |
    | p2      | e2        | 2020-05-12 | late        |
    | p2      |           | 2020-05-12 | later       |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_source_value | visit_occurrence_id |
    | certificate            | 90                  |

    etl.reject
    | source_row | reason      |
    | 2          | after_death |
    | 3          | after_death |
    """)


def test_nothing_lasts_longer_than_life(world: World) -> None:
    world.given("""
    source.conditions
    | patient | encounter | start      | stop       | code |
    | p2      | e2        | 2020-05-01 | 2020-06-01 | a    |
    """)
    world.run("07_conditions")
    world.expect("""
    cdm.condition_occurrence
    | condition_start_date | condition_end_date | condition_end_datetime |
    | 2020-05-01           | 2020-05-10         | 2020-05-10 14:00:00    |
    """)


def test_ids_come_from_the_sources_own_key_not_from_its_place(world: World) -> None:
    rows = [("k1", "a"), ("k2", "b"), ("k3", "c")]
    ids = []
    for order in (rows, rows[::-1]):
        world = World()
        lines = "\n".join(f"| p1 | e1 | 2020-01-01 | {code} | {key} |" for key, code in order)
        world.given(f"source.conditions\n| patient | encounter | start | code | source_key |\n{lines}")
        world.run("07_conditions")
        ids.append(
            world.connection.execute(
                "SELECT condition_source_value, condition_occurrence_id FROM cdm.condition_occurrence ORDER BY ALL"
            ).fetchall()
        )
    assert ids[0] == ids[1]
    assert len({row[1] for row in ids[0]}) == 3
    assert all(0 < row[1] < 2**53 for row in ids[0])
