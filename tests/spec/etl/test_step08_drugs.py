# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 8: medications and immunizations."""

import pytest

from tests.spec.etl.world import World


@pytest.mark.parametrize(
    ("start", "stop", "dispenses", "end", "days_supply", "quantity", "refills"),
    [
        pytest.param("2020-01-01", "2020-01-10", "1", "2020-01-10", "10", "1.0", "0", id="one dispensing lasts all"),
        pytest.param("2020-01-01", "2020-03-01", "2", "2020-03-01", "31", "2.0", "1", id="61 days shared by two"),
        pytest.param("2020-01-01", "2020-01-01", "1", "2020-01-01", "1", "1.0", "0", id="one day is a day's supply"),
        pytest.param("2020-01-01", "2020-01-02", "9", "2020-01-02", "1", "9.0", "8", id="never 0"),
        pytest.param("2020-01-01", "2020-01-05", "", "2020-01-05", "5", "1.0", "0", id="no DISPENSES is one"),
        pytest.param("2020-01-01", "2020-01-05", "0", "2020-01-05", "5", "1.0", "0", id="0 DISPENSES is one"),
        pytest.param("2020-01-01", "", "3", "2020-03-30", "30", "3.0", "2", id="no STOP: 30 days a dispensing"),
        pytest.param(
            "2024-06-01", "", "12", "2024-06-30", "3", "12.0", "11", id="no STOP: not past the end of the data"
        ),
        pytest.param(
            "2024-06-30 15:00:00", "", "1", "2024-06-30", "1", "1.0", "0", id="no STOP: begins on the last day"
        ),
        pytest.param("2024-08-01", "", "1", "2024-08-01", "1", "1.0", "0", id="no STOP: begins after the last day"),
    ],
)
def test_supply_and_end(
    world: World, start: str, stop: str, dispenses: str, end: str, days_supply: str, quantity: str, refills: str
) -> None:
    world.given(f"""
    source.medications
    | patient | encounter | start   | stop   | code | dispenses   |
    | p1      | e1        | {start} | {stop} | pill | {dispenses} |
    """)
    world.run("08_drugs")
    world.expect(f"""
    cdm.drug_exposure
    | drug_exposure_end_date | days_supply   | quantity   | refills   | drug_type_concept_id | verbatim_end_date | route_concept_id |
    | {end}                  | {days_supply} | {quantity} | {refills} | 32838                | {stop}            |                  |
    """)


def test_an_open_prescription_ends_with_life_and_so_does_its_supply(world: World) -> None:
    world.given("""
    source.medications
    | patient | encounter | start      | stop | code | dispenses |
    | p2      | e2        | 2020-05-01 |      | pill | 2         |
    """)
    world.run("08_drugs")
    world.expect("""
    cdm.drug_exposure
    | drug_exposure_end_date | days_supply |
    | 2020-05-10             | 5           |
    """)


def test_an_immunization_is_one_dose_on_one_day(world: World) -> None:
    world.given("""
    source.immunizations
    | patient | encounter | date                | code |
    | p1      | e1        | 2020-01-01 09:10:00 | 140  |

    map.code
    | file_kind     | source_code | target_concept_id | target_domain |
    | immunizations | 140         | 40213154          | Drug          |
    """)
    world.run("08_drugs")
    world.expect("""
    cdm.drug_exposure
    | drug_concept_id | drug_exposure_start_datetime | drug_exposure_end_datetime | quantity | days_supply | refills | drug_type_concept_id | visit_detail_id |
    | 40213154        | 2020-01-01 09:10:00          | 2020-01-01 09:10:00        | 1.0      | 1           | 0       | 32818                | 11              |
    """)


def test_a_medication_that_is_a_device_goes_to_devices(world: World) -> None:
    world.given("""
    source.medications
    | patient | encounter | start      | code | dispenses | totalcost |
    | p1      | e1        | 2020-01-01 | iud  | 1         | 80        |

    map.code
    | file_kind   | source_code | target_concept_id | target_domain |
    | medications | iud         | 77                | Device        |
    """)
    world.run("08_drugs")
    world.expect("""
    cdm.device_exposure
    | device_concept_id | device_source_value |
    | 77                | iud                 |

    etl.item
    | file        | table_name      | total |
    | medications | device_exposure | 80.0  |
    """)
