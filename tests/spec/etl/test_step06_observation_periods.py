"""Step 6: one period a person, from the first to the last recorded day, cut at death."""

import pytest

from tests.spec.etl.world import World

SOURCE = """
    source.conditions
    | patient | encounter | start      | stop       | code |
    | p1      | e1        | 2019-03-01 | 2024-08-01 | a    |
    | p1      | e1        | 1970-01-01 |            | a    |
    | p2      | e2        | 2018-01-01 | 2020-06-01 | a    |
    | p9      | e2        | 2010-01-01 |            | a    |

    source.observations
    | patient | encounter | date       | code |
    | p1      | e1        | 2025-01-01 | a    |
    | p2      | e9        | 2020-05-12 | a    |
"""


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [("events", "2019-03-01", "2024-08-01"), ("encounters", "2020-01-01", "2024-06-30")],
)
def test_the_rule_is_a_setting(world: World, rule: str, first: str, last: str) -> None:
    world.given(SOURCE)
    world.given(f"""
    etl.parameter
    | name               | value  |
    | observation_period | {rule} |
    """)
    world.connection.execute("UPDATE map.encounter SET stop_at = start_at")
    world.run("06_observation_periods")
    start = "2018-01-01" if rule == "events" else "2020-05-10"
    world.expect(f"""
    cdm.observation_period
    | person_id | observation_period_start_date | observation_period_end_date | period_type_concept_id |
    | 1         | {first}                       | {last}                      | 32882                  |
    | 2         | {start}                       | 2020-05-10                  | 32882                  |
    """)
