# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 9: procedures, care plans, devices, supplies and imaging studies."""

from tests.spec.etl.world import World


def test_procedures_and_care_plans(world: World) -> None:
    world.given("""
    source.procedures
    | patient | encounter | start               | stop                | code | system    |
    | p1      | e1        | 2020-01-01 09:00:00 | 2020-01-01 09:30:00 | cut  | SNOMED-CT |

    source.careplans
    | id | patient | encounter | start      | stop       | code |
    | c1 | p1      | e1        | 2020-01-01 | 2020-02-01 | care |

    map.code
    | file_kind  | source_system | source_code | target_concept_id | target_domain |
    | procedures | SNOMED-CT     | cut         | 100               | Procedure     |
    """)
    world.run("09_procedures")
    world.expect("""
    cdm.procedure_occurrence
    | procedure_concept_id | procedure_source_value | procedure_datetime  | procedure_end_date | quantity | procedure_type_concept_id | visit_occurrence_id |
    | 100                  | cut                    | 2020-01-01 09:00:00 | 2020-01-01         | 1        | 32817                     | 10                  |
    | 0                    | care                   | 2020-01-01 00:00:00 | 2020-02-01         | 1        | 32817                     | 10                  |
    """)


def test_a_udi_is_kept_in_its_two_parts(world: World) -> None:
    world.given("""
    source.devices
    | patient | encounter | start      | stop       | code  | udi                                                |
    | p1      | e1        | 2020-01-01 | 2021-01-01 | stent | (01)13465995954590(11)760704(17)010719(10)84(21)48 |
    | p1      | e1        | 2020-01-02 |            | meter | (01)87081412750336                                 |
    | p1      | e1        | 2020-01-03 |            | tube  | LOT-7                                              |
    | p1      | e1        | 2020-01-04 |            | belt  |                                                    |
    """)
    world.run("09_procedures")
    world.expect("""
    cdm.device_exposure
    | device_source_value | unique_device_id | production_id                    | quantity | device_exposure_end_date |
    | stent               | 13465995954590   | (11)760704(17)010719(10)84(21)48 | 1        | 2021-01-01               |
    | meter               | 87081412750336   |                                  | 1        |                          |
    | tube                | LOT-7            |                                  | 1        |                          |
    | belt                |                  |                                  | 1        |                          |
    """)


def test_supplies_have_a_quantity(world: World) -> None:
    world.given("""
    source.supplies
    | patient | encounter | date       | code  | quantity |
    | p1      | e1        | 2020-01-01 | glove | 24       |
    """)
    world.run("09_procedures")
    world.expect("""
    cdm.device_exposure
    | device_source_value | quantity | device_exposure_start_date | device_exposure_end_date | visit_detail_id |
    | glove               | 24       | 2020-01-01                 |                          | 11              |
    """)


def test_a_study_of_many_images_is_one_procedure(world: World) -> None:
    world.given("""
    source.imaging_studies
    | id | patient | encounter | date                | procedure_code | modality_code | instance_uid | source_key |
    | s1 | p1      | e1        | 2020-01-01 09:05:00 | mri            | MR            | 1.2          | b          |
    | s1 | p1      | e1        | 2020-01-01 09:00:00 | mri            | MR            | 1.1          | c          |
    | s1 | p1      | e1        | 2020-01-01 09:00:00 | mri            | MR            | 1.3          | d          |
    | s2 | p1      | e1        | 2020-01-01 09:00:00 | mri            | MR            | 1.1          | a          |
    | s3 | p3      | e1        | 2020-01-01 09:00:00 | mri            | MR            | 1.1          | e          |
    | s3 | p3      | e1        | 2020-01-01 09:00:00 | mri            | MR            | 1.2          | f          |
    """)
    world.run("09_procedures")
    world.expect("""
    cdm.procedure_occurrence
    | procedure_source_value | procedure_datetime  | modifier_source_value |
    | mri                    | 2020-01-01 09:00:00 | MR                    |
    | mri                    | 2020-01-01 09:00:00 | MR                    |

    etl.merged
    | step       | file            | source_row | rule           |
    | procedures | imaging_studies | 1          | image_of_study |
    | procedures | imaging_studies | 3          | image_of_study |

    etl.reject
    | file            | source_row | reason          |
    | imaging_studies | 5          | unknown_patient |
    | imaging_studies | 6          | unknown_patient |
    """)


def test_a_study_that_is_recorded_as_a_procedure_is_not_a_second_one(world: World) -> None:
    world.given("""
    source.procedures
    | patient | encounter | start               | code |
    | p1      | e1        | 2020-01-01 09:00:00 | xray |

    source.imaging_studies
    | id | patient | encounter | date                | procedure_code | modality_code |
    | s1 | p1      | e1        | 2020-01-01 09:00:00 | xray           | DX            |
    | s2 | p1      | e1        | 2020-01-01 11:00:00 | xray           | DX            |
    """)
    world.run("09_procedures")
    world.expect("""
    cdm.procedure_occurrence
    | procedure_source_value | procedure_datetime  |
    | xray                   | 2020-01-01 09:00:00 |
    | xray                   | 2020-01-01 11:00:00 |

    etl.merged
    | file            | source_row | rule               |
    | imaging_studies | 1          | study_of_procedure |
    """)
