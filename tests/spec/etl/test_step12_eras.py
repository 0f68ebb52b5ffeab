# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 12: condition, drug and dose eras."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec.etl.world import World

DRUGS = """
    vocabulary.concept
    | concept_id | concept_name  | domain_id | vocabulary_id | concept_class_id | standard_concept | concept_code | valid_start_date | valid_end_date |
    | 1          | aspirin       | Drug      | RxNorm        | Ingredient       | S                | 1            | 1970-01-01       | 2099-12-31     |
    | 2          | codeine       | Drug      | RxNorm        | Ingredient       | S                | 2            | 1970-01-01       | 2099-12-31     |
    | 11         | aspirin 81 MG | Drug      | RxNorm        | Clinical Drug    | S                | 11           | 1970-01-01       | 2099-12-31     |
    | 12         | both          | Drug      | RxNorm        | Clinical Drug    | S                | 12           | 1970-01-01       | 2099-12-31     |
    | 13         | mystery       | Drug      | RxNorm        | Clinical Drug    | S                | 13           | 1970-01-01       | 2099-12-31     |
    | 14         | aspirin 500   | Drug      | RxNorm        | Clinical Drug    | S                | 14           | 1970-01-01       | 2099-12-31     |
    | 15         | syringe       | Drug      | RxNorm        | Quant Clinical Drug | S             | 15           | 1970-01-01       | 2099-12-31     |
    | 16         | solution      | Drug      | RxNorm        | Clinical Drug    | S                | 16           | 1970-01-01       | 2099-12-31     |

    vocabulary.concept_ancestor
    | ancestor_concept_id | descendant_concept_id | min_levels_of_separation | max_levels_of_separation |
    | 1                   | 1                     | 0                        | 0                        |
    | 11                  | 11                    | 0                        | 0                        |
    | 1                   | 11                    | 1                        | 1                        |
    | 1                   | 12                    | 1                        | 1                        |
    | 2                   | 12                    | 1                        | 1                        |
    | 1                   | 14                    | 1                        | 1                        |
    | 2                   | 15                    | 1                        | 1                        |
    | 2                   | 16                    | 1                        | 1                        |
"""


def conditions(world: World, *spans: tuple[str, str]) -> None:
    lines = "\n".join(
        f"| {number} | 1 | 101 | {start} | {end} | 32817 |" for number, (start, end) in enumerate(spans, 1)
    )
    world.given(
        "cdm.condition_occurrence\n| condition_occurrence_id | person_id | condition_concept_id | condition_start_date "
        f"| condition_end_date | condition_type_concept_id |\n{lines}"
    )


def drugs(world: World, *spans: tuple[int, str, str]) -> None:
    lines = "\n".join(
        f"| {number} | 1 | {concept} | {start} | {end} | 32838 |"
        for number, (concept, start, end) in enumerate(spans, 1)
    )
    world.given(
        "cdm.drug_exposure\n| drug_exposure_id | person_id | drug_concept_id | drug_exposure_start_date "
        f"| drug_exposure_end_date | drug_type_concept_id |\n{lines}"
    )


def test_thirty_days_hold_an_era_together_and_are_not_part_of_it(world: World) -> None:
    conditions(world, ("2020-01-01", "2020-01-10"), ("2020-02-09", "2020-02-12"), ("2020-03-14", ""))
    world.run("12_eras")
    world.expect("""
    cdm.condition_era
    | person_id | condition_concept_id | condition_era_start_date | condition_era_end_date | condition_occurrence_count |
    | 1         | 101                  | 2020-01-01               | 2020-02-12             | 2                          |
    | 1         | 101                  | 2020-03-14               | 2020-03-14             | 1                          |
    """)


def test_the_days_are_a_setting(world: World) -> None:
    world.connection.execute("UPDATE etl.parameter SET value = '29' WHERE name = 'era_gap_days'")
    conditions(world, ("2020-01-01", "2020-01-10"), ("2020-02-09", "2020-02-12"))
    world.run("12_eras")
    assert world.count("cdm.condition_era") == 2


def test_a_long_span_holds_the_era_over_short_ones_inside(world: World) -> None:
    conditions(world, ("2020-01-01", "2020-12-31"), ("2020-02-01", "2020-02-03"), ("2021-01-15", "2021-01-20"))
    world.run("12_eras")
    world.expect("""
    cdm.condition_era
    | condition_era_start_date | condition_era_end_date | condition_occurrence_count |
    | 2020-01-01               | 2021-01-20             | 3                          |
    """)


def test_concept_0_and_other_persons_make_no_era_of_one(world: World) -> None:
    world.given("""
    cdm.condition_occurrence
    | condition_occurrence_id | person_id | condition_concept_id | condition_start_date | condition_type_concept_id |
    | 1                       | 1         | 0                    | 2020-01-01           | 32817                     |
    | 2                       | 1         | 101                  | 2020-01-01           | 32817                     |
    | 3                       | 2         | 101                  | 2020-01-02           | 32817                     |
    | 4                       | 1         | 102                  | 2020-01-02           | 32817                     |

    cdm.drug_exposure
    | drug_exposure_id | person_id | drug_concept_id | drug_exposure_start_date | drug_exposure_end_date | drug_type_concept_id |
    | 1                | 1         | 0               | 2020-01-01               | 2020-01-05             | 32838                |
    """)
    world.run("12_eras")
    world.expect("""
    cdm.condition_era
    | person_id | condition_concept_id | condition_era_start_date |
    | 1         | 101                  | 2020-01-01               |
    | 2         | 101                  | 2020-01-02               |
    | 1         | 102                  | 2020-01-02               |

    cdm.drug_era
    | drug_era_id |

    etl.expanded
    | step | rule    | table_name    | rows |
    | eras | derived | condition_era | 3    |
    """)


def test_drug_eras_are_of_ingredients(world: World) -> None:
    world.given(DRUGS)
    drugs(
        world,
        (11, "2020-01-01", "2020-01-10"),
        (12, "2020-01-20", "2020-01-25"),
        (1, "2020-01-26", "2020-01-30"),
        (13, "2020-01-01", "2020-01-10"),
    )
    world.run("12_eras")
    world.expect("""
    cdm.drug_era
    | drug_concept_id | drug_era_start_date | drug_era_end_date | drug_exposure_count | gap_days |
    | 1               | 2020-01-01          | 2020-01-30        | 3                   | 9        |
    | 2               | 2020-01-20          | 2020-01-25        | 1                   | 0        |
    """)


def test_overlapping_and_equal_exposures_leave_no_gap_and_count_each(world: World) -> None:
    world.given(DRUGS)
    drugs(
        world,
        (11, "2020-01-01", "2020-01-31"),
        (11, "2020-01-01", "2020-01-31"),
        (11, "2020-01-05", "2020-01-07"),
        (11, "2020-02-03", "2020-02-10"),
    )
    world.run("12_eras")
    world.expect("""
    cdm.drug_era
    | drug_concept_id | drug_era_start_date | drug_era_end_date | drug_exposure_count | gap_days |
    | 1               | 2020-01-01          | 2020-02-10        | 4                   | 2        |
    """)


def test_dose_eras_where_strength_is_known(world: World) -> None:
    world.given(DRUGS)
    world.given("""
    vocabulary.drug_strength
    | drug_concept_id | ingredient_concept_id | amount_value | amount_unit_concept_id | numerator_value | numerator_unit_concept_id | denominator_value | valid_start_date | valid_end_date |
    | 11              | 1                     | 81           | 8576                   |                 |                           |                   | 1970-01-01       | 2099-12-31     |
    | 14              | 1                     | 500          | 8576                   |                 |                           |                   | 1970-01-01       | 2099-12-31     |
    | 15              | 2                     |              |                        | 30              | 8576                      | 3                 | 1970-01-01       | 2099-12-31     |
    | 16              | 2                     |              |                        | 10              | 8576                      |                   | 1970-01-01       | 2099-12-31     |
    """)
    drugs(
        world,
        (11, "2020-01-01", "2020-01-10"),
        (11, "2020-01-15", "2020-01-20"),
        (14, "2020-01-21", "2020-01-25"),
        (15, "2020-01-01", "2020-01-01"),
        (16, "2020-01-01", "2020-01-01"),
        (1, "2020-01-01", "2020-01-01"),
    )
    world.run("12_eras")
    world.expect("""
    cdm.dose_era
    | drug_concept_id | dose_value | unit_concept_id | dose_era_start_date | dose_era_end_date |
    | 1               | 81.0       | 8576            | 2020-01-01          | 2020-01-20        |
    | 1               | 500.0      | 8576            | 2020-01-21          | 2020-01-25        |
    | 2               | 30.0       | 8576            | 2020-01-01          | 2020-01-01        |
    """)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_eras_are_what_a_calendar_shows(spans: list[tuple[int, int]]) -> None:
    """Marked day by day: an era is a run of covered days with no gap of 30 or more free days between."""
    world = World()
    world.given(DRUGS)
    world.connection.executemany(
        "INSERT INTO cdm.drug_exposure (drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date,"
        " drug_exposure_end_date, drug_type_concept_id)"
        " VALUES (?, 1, 1, DATE '2020-01-01' + ?::INTEGER, DATE '2020-01-01' + ?::INTEGER, 32838)",
        [[number, start, start + length] for number, (start, length) in enumerate(spans)],
    )
    world.run("12_eras")
    covered = sorted({day for start, length in spans for day in range(start, start + length + 1)})
    eras = [[covered[0], covered[0], 0]]
    for before, day in pairwise(covered):
        if day - before > 30:
            eras.append([day, day, 0])
        else:
            eras[-1] = [eras[-1][0], day, eras[-1][2] + day - before - 1]
    expected = [(a, b, gap, sum(a <= start <= b for start, _ in spans)) for a, b, gap in eras]
    found = world.connection.execute(
        "SELECT drug_era_start_date - DATE '2020-01-01', drug_era_end_date - DATE '2020-01-01', gap_days,"
        " drug_exposure_count FROM cdm.drug_era ORDER BY 1"
    ).fetchall()
    assert found == expected
