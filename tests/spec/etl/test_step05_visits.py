"""Step 5: every encounter is a visit_detail; encounters become visits by named rules."""

import pytest

from tests.spec.etl.world import World

# Visits of one test, with the encounters that they were made of.
MADE = """(SELECT v.visit_concept_id, v.visit_start_datetime, v.visit_end_datetime, v.visit_source_value,
    string_agg(e.encounter, '+' ORDER BY e.encounter) AS encounters
    FROM cdm.visit_occurrence AS v JOIN map.encounter AS e ON e.visit_occurrence_id = v.visit_occurrence_id
    GROUP BY v.visit_occurrence_id, v.visit_concept_id, v.visit_start_datetime, v.visit_end_datetime,
    v.visit_source_value)"""


@pytest.fixture
def world() -> World:
    """No providers and care sites, but their maps, which step 3 makes."""
    made = World()
    made.run("03_facilities")
    made.connection.execute("DELETE FROM etl.expanded")
    return made


def visits(world: World, rows: str) -> None:
    world.given(f"""
    source.encounters
    | id | patient | start | stop | encounterclass | organization |
    {rows}
    """)
    world.run("05_visits")


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("wellness", 9202),
        ("ambulatory", 9202),
        ("outpatient", 9202),
        ("urgentcare", 8782),
        ("emergency", 9203),
        ("inpatient", 9201),
        ("snf", 8863),
        ("hospice", 8546),
        ("home", 581476),
        ("virtual", 5083),
        ("Inpatient", 9201),
        ("spaceship", 0),
    ],
)
def test_every_class_has_a_visit_and_a_visit_detail(world: World, name: str, concept: int) -> None:
    visits(world, f"| a | p1 | 2020-01-01 09:00:00 | 2020-01-01 09:30:00 | {name} | o1 |")
    world.expect(f"""
    cdm.visit_occurrence
    | visit_concept_id | visit_source_value | visit_start_date | visit_end_datetime  |
    | {concept}        | {name}             | 2020-01-01       | 2020-01-01 09:30:00 |

    cdm.visit_detail
    | visit_detail_concept_id | visit_detail_source_value |
    | {concept}               | {name}                    |

    etl.merged
    | rule |
    """)


def test_overlapping_and_touching_stays_become_one(world: World) -> None:
    visits(
        world,
        """
    | a | p1 | 2020-01-01 08:00:00 | 2020-01-10 08:00:00 | inpatient | o1 |
    | b | p1 | 2020-01-02 08:00:00 | 2020-01-03 08:00:00 | inpatient | o2 |
    | c | p1 | 2020-01-10 08:00:00 | 2020-01-12 08:00:00 | inpatient | o1 |
    | d | p1 | 2020-01-12 08:00:01 | 2020-01-13 08:00:00 | inpatient | o1 |
    | e | p2 | 2020-01-01 08:00:00 | 2020-01-02 08:00:00 | inpatient | o1 |
    """,
    )
    world.expect(f"""
    {MADE.replace(chr(10), " ")}
    | encounters | visit_concept_id | visit_start_datetime | visit_end_datetime  |
    | a+b+c      | 9201             | 2020-01-01 08:00:00  | 2020-01-12 08:00:00 |
    | d          | 9201             | 2020-01-12 08:00:01  | 2020-01-13 08:00:00 |
    | e          | 9201             | 2020-01-01 08:00:00  | 2020-01-02 08:00:00 |

    etl.merged
    | step   | file       | source_row | rule           |
    | visits | encounters | 2          | inpatient_stay |
    | visits | encounters | 3          | inpatient_stay |

    etl.expanded
    | rule                      | rows |
    | visit_detail_beside_visit | 5    |
    """)


def test_an_emergency_that_ends_in_an_admission_is_part_of_its_visit(world: World) -> None:
    visits(
        world,
        """
    | a | p1 | 2020-01-01 08:00:00 | 2020-01-01 10:00:00 | emergency | o1 |
    | b | p1 | 2020-01-01 12:00:00 | 2020-01-05 08:00:00 | inpatient | o1 |
    | c | p1 | 2020-01-01 09:00:00 | 2020-01-01 09:30:00 | emergency | o2 |
    | d | p1 | 2020-01-04 08:00:00 | 2020-01-06 08:00:00 | inpatient | o1 |
    | e | p1 | 2020-01-05 08:00:00 | 2020-01-05 09:00:00 | emergency | o1 |
    | f | p1 | 2020-02-01 08:00:00 | 2020-02-01 10:00:00 | emergency | o1 |
    | g | p1 | 2020-02-02 08:00:00 | 2020-02-03 10:00:00 | inpatient | o1 |
    """,
    )
    world.expect(f"""
    {MADE.replace(chr(10), " ")}
    | encounters | visit_concept_id | visit_start_datetime | visit_end_datetime  | visit_source_value |
    | a+b+c+d    | 262              | 2020-01-01 08:00:00  | 2020-01-06 08:00:00 | emergency          |
    | e          | 9203             | 2020-01-05 08:00:00  | 2020-01-05 09:00:00 | emergency          |
    | f          | 9203             | 2020-02-01 08:00:00  | 2020-02-01 10:00:00 | emergency          |
    | g          | 9201             | 2020-02-02 08:00:00  | 2020-02-03 10:00:00 | inpatient          |

    etl.merged
    | source_row | rule                   |
    | 2          | emergency_to_admission |
    | 3          | emergency_to_admission |
    | 4          | inpatient_stay         |
    """)
    assert world.count("cdm.visit_detail", "visit_detail_concept_id = 9203") == 4


def test_outpatient_encounters_of_one_day_and_place_become_one(world: World) -> None:
    visits(
        world,
        """
    | a | p1 | 2020-01-01 08:00:00 | 2020-01-01 08:15:00 | wellness   | o1 |
    | b | p1 | 2020-01-01 14:00:00 | 2020-01-01 14:15:00 | outpatient | o1 |
    | c | p1 | 2020-01-01 09:00:00 | 2020-01-01 09:15:00 | ambulatory | o2 |
    | d | p1 | 2020-01-02 09:00:00 | 2020-01-02 09:15:00 | ambulatory | o1 |
    | e | p1 | 2020-01-01 15:00:00 | 2020-01-01 15:15:00 | urgentcare | o1 |
    | f | p2 | 2020-01-01 09:00:00 | 2020-01-01 09:15:00 | ambulatory | o1 |
    | g | p1 | 2020-01-01 09:00:00 | 2020-01-01 09:15:00 | ambulatory |    |
    | h | p1 | 2020-01-01 09:00:00 | 2020-01-01 09:15:00 | ambulatory |    |
    """,
    )
    world.expect(f"""
    {MADE.replace(chr(10), " ")}
    | encounters | visit_concept_id | visit_end_datetime  |
    | a+b        | 9202             | 2020-01-01 14:15:00 |
    | c          | 9202             | 2020-01-01 09:15:00 |
    | d          | 9202             | 2020-01-02 09:15:00 |
    | e          | 8782             | 2020-01-01 15:15:00 |
    | f          | 9202             | 2020-01-01 09:15:00 |
    | g          | 9202             | 2020-01-01 09:15:00 |
    | h          | 9202             | 2020-01-01 09:15:00 |

    etl.merged
    | source_row | rule           |
    | 2          | outpatient_day |
    """)


def test_details_know_what_came_before_and_what_they_lie_in(world: World) -> None:
    visits(
        world,
        """
    | a | p1 | 2020-01-01 08:00:00 | 2020-01-10 08:00:00 | inpatient | o1 |
    | b | p1 | 2020-01-02 08:00:00 | 2020-01-03 08:00:00 | inpatient | o1 |
    | c | p1 | 2020-01-09 08:00:00 | 2020-01-12 08:00:00 | inpatient | o1 |
    | d | p1 | 2020-03-01 08:00:00 | 2020-03-01 09:00:00 | home      | o1 |
    """,
    )
    before = "(SELECT e.encounter, b.encounter AS preceding, p.encounter AS parent FROM cdm.visit_detail AS d "
    before += "JOIN map.encounter AS e ON e.visit_detail_id = d.visit_detail_id "
    before += "LEFT JOIN map.encounter AS b ON b.visit_detail_id = d.preceding_visit_detail_id "
    before += "LEFT JOIN map.encounter AS p ON p.visit_detail_id = d.parent_visit_detail_id)"
    world.expect(f"""
    {before}
    | encounter | preceding | parent |
    | a         |           |        |
    | b         | a         | a      |
    | c         | b         |        |
    | d         | c         |        |
    """)
    assert world.count("cdm.visit_occurrence", "preceding_visit_occurrence_id IS NOT NULL") == 1


def test_what_cannot_be_is_rejected_but_a_death_certification_stays(world: World) -> None:
    world.given("""
    source.encounters
    | id | patient | start      | stop       | encounterclass | code      |
    | a  | p9      | 2020-01-01 |            | wellness       |           |
    | b  | p1      | 1980-05-31 |            | wellness       |           |
    | c  | p2      | 2020-05-11 |            | wellness       |           |
    | d  | p2      | 2020-05-11 |            | wellness       | 308646001 |
    | e  | p2      | 2020-05-10 |            | wellness       |           |
    | f  | p1      | 2025-01-01 |            | wellness       |           |
    | g  | p1      | 2024-12-31 | 2025-01-01 | wellness       |           |
    | h  | p1      | 2020-01-02 | 2020-01-01 | wellness       |           |
    """)
    world.run("05_visits")
    world.expect("""
    etl.reject
    | source_row | column_name | value               | reason           |
    | 1          | PATIENT     | p9                  | unknown_patient  |
    | 2          | START       | 1980-05-31 00:00:00 | before_birth     |
    | 3          | START       | 2020-05-11 00:00:00 | after_death      |
    | 6          | START       | 2025-01-01 00:00:00 | in_future        |
    | 7          | STOP        | 2025-01-01 00:00:00 | in_future        |
    | 8          | STOP        | 2020-01-01 00:00:00 | end_before_start |

    map.encounter
    | encounter | stop_at             |
    | d         | 2020-05-11 00:00:00 |
    | e         | 2020-05-10 00:00:00 |
    """)
