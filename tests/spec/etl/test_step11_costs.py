# ruff: noqa: E501 (a table is as wide as its columns)
"""Step 11: costs, insurance periods, and the ledger of claims."""

from tests.spec.etl.world import World


def test_an_items_cost_stands_on_the_item_and_the_encounters_on_its_visit(world: World) -> None:
    world.given("""
    map.encounter
    | encounter | person_id | visit_occurrence_id | visit_detail_id | start_at   |
    | e3        | 1         | 10                  | 13              | 2020-01-01 |

    source.encounters
    | id | patient | start      | total_claim_cost | payer_coverage |
    | e1 | p1      | 2020-01-01 | 100.10           | 80.05          |
    | e3 | p1      | 2020-01-01 | 50               |                |
    | e2 | p2      | 2020-05-10 |                  |                |
    | e7 | p3      | 2020-05-10 | 7000             |                |

    etl.item
    | file          | table_name           | row_id | person_id | total  | paid_by_payer |
    | medications   | drug_exposure        | 1001   | 1         | 126.6  | 0             |
    | procedures    | procedure_occurrence | 1002   | 1         | 516.65 |               |
    | procedures    | measurement          | 1003   | 1         | 20     |               |
    """)
    world.run("11_costs")
    world.expect("""
    cdm.cost
    | cost_event_id | cost_domain_id | total_cost | total_charge | total_paid | paid_by_payer | paid_by_patient | cost_type_concept_id | currency_concept_id |
    | 10            | Visit          | 100.1      | 100.1        | 100.1      | 80.05         | 20.05           | 32814                | 44818668            |
    | 10            | Visit          | 50.0       | 50.0         |            |               |                 | 32814                | 44818668            |
    | 1001          | Drug           | 126.6      | 126.6        | 126.6      | 0.0           | 126.6           | 32814                | 44818668            |
    | 1002          | Procedure      | 516.65     | 516.65       |            |               |                 | 32814                | 44818668            |
    | 1003          | Measurement    | 20.0       | 20.0         |            |               |                 | 32814                | 44818668            |

    etl.expanded
    | step  | rule              | table_name | rows |
    | costs | cost_of_encounter | cost       | 2    |
    | costs | cost_of_item      | cost       | 3    |
    """)
    assert world.count("(SELECT DISTINCT cost_id FROM cdm.cost)") == 5


def test_a_code_with_several_targets_costs_once(world: World) -> None:
    world.given("""
    source.procedures
    | patient | encounter | start      | code | base_cost |
    | p1      | e1        | 2020-01-01 | both | 99.5      |
    | p1      | e7        | 2020-01-01 | both | 1000      |

    source.medications
    | patient | encounter | start      | stop       | code | base_cost | dispenses | totalcost | payer_coverage |
    | p1      | e1        | 2020-01-01 | 2020-01-02 | pill | 10        | 3         | 30        | 12             |
    | p1      | e1        | 2020-01-01 | 2020-01-02 | drop | 10        | 2         |           |                |

    source.immunizations
    | patient | encounter | date       | code | base_cost |
    | p1      | e1        | 2020-01-01 | 140  | 140.52    |

    map.code
    | file_kind  | source_code | target_concept_id | target_domain | target_ordinal |
    | procedures | both        | 101               | Procedure     | 1              |
    | procedures | both        | 102               | Measurement   | 2              |
    """)
    world.run("08_drugs")
    world.run("09_procedures")
    world.run("11_costs")
    world.expect("""
    cdm.cost
    | cost_domain_id | total_cost | paid_by_payer | paid_by_patient |
    | Procedure      | 99.5       |               |                 |
    | Drug           | 30.0       | 12.0          | 18.0            |
    | Drug           | 20.0       |               |                 |
    | Drug           | 140.52     |               |                 |
    """)
    assert world.count("cdm.cost JOIN cdm.drug_exposure ON drug_exposure_id = cost_event_id") == 3
    assert world.count("cdm.cost JOIN cdm.procedure_occurrence ON procedure_occurrence_id = cost_event_id") == 1


def test_claims_and_their_transactions_add_no_amount(world: World) -> None:
    world.given("""
    source.claims
    | id | patientid | appointmentid |
    | c1 | p1        | e1            |
    | c2 | p3        | e1            |
    | c3 | p1        | e7            |
    | c4 | p1        |               |

    source.claims_transactions
    | id | claimid | patientid | appointmentid | type    | amount |
    | t1 | c1      | p1        | e1            | CHARGE  | 77.49  |
    | t2 | c1      | p1        | e2            | PAYMENT |        |
    """)
    world.run("11_costs")
    world.expect("""
    cdm.cost
    | cost_id |

    etl.merged
    | step  | file                | source_row | rule                     |
    | costs | claims              | 1          | claim_of_encounter       |
    | costs | claims_transactions | 1          | transaction_of_encounter |

    etl.reject
    | step  | file                | source_row | column_name   | value | reason            |
    | costs | claims              | 2          | PATIENTID     | p3    | unknown_patient   |
    | costs | claims              | 3          | APPOINTMENTID | e7    | unknown_encounter |
    | costs | claims              | 4          | APPOINTMENTID |       | missing_value     |
    | costs | claims_transactions | 2          | APPOINTMENTID | e2    | unknown_encounter |
    """)


def test_insurance_periods(world: World) -> None:
    world.given("""
    vocabulary.concept
    | concept_id | concept_name | domain_id | vocabulary_id | concept_class_id | standard_concept | concept_code | valid_start_date | valid_end_date |
    | 280        | MEDICARE     | Payer     | SOPT          | SOPT             | S                | 1            | 1970-01-01       | 2099-12-31     |

    source.payers
    | id | name     | ownership  |
    | y1 | Medicare | GOVERNMENT |
    | y2 | Humana   | PRIVATE    |

    source.payer_transitions
    | patient | memberid | start_date          | end_date   | payer | secondary_payer | ownership |
    | p1      | m1       | 2014-01-01 04:17:47 | 2014-12-31 | y1    |                 | Guardian  |
    | p1      | m1       | 2015-01-01          | 2016-01-01 | y1    | y2              |           |
    | p1      | m2       | 2016-01-01          |            | y9    |                 | Self      |
    | p2      | m3       | 2020-01-01          | 2021-01-01 | y2    |                 | Self      |
    | p2      | m3       | 2021-01-01          | 2022-01-01 | y2    |                 | Self      |
    | p1      | m2       | 2016-01-02          | 2016-01-01 | y2    |                 | Self      |
    | p1      | m2       | 2025-01-02          | 2026-01-01 | y2    |                 | Self      |
    | p3      | m2       | 2016-01-02          | 2016-01-01 | y2    |                 | Self      |
    | p1      | m2       | 2016-01-02          | 2016-01-01 |       |                 | Self      |
    | p1      | m0       | 1980-01-01          | 1981-01-01 | y2    |                 | Guardian  |
    """)
    world.run("11_costs")
    world.expect("""
    cdm.payer_plan_period
    | person_id | payer_plan_period_start_date | payer_plan_period_end_date | payer_concept_id | payer_source_value | plan_source_value | sponsor_source_value | family_source_value |
    | 1         | 2014-01-01                   | 2014-12-31                 | 280              | Medicare           | GOVERNMENT        | Guardian             | m1                  |
    | 1         | 2015-01-01                   | 2016-01-01                 | 280              | Medicare           | GOVERNMENT        |                      | m1                  |
    | 1         | 2015-01-01                   | 2016-01-01                 | 0                | Humana             | PRIVATE           |                      | m1                  |
    | 1         | 2016-01-01                   | 2024-06-30                 | 0                | y9                 |                   | Self                 | m2                  |
    | 2         | 2020-01-01                   | 2020-05-10                 | 0                | Humana             | PRIVATE           | Self                 | m3                  |

    etl.reject
    | file              | source_row | column_name | reason           |
    | payer_transitions | 5          | START_DATE  | after_death      |
    | payer_transitions | 6          | END_DATE    | end_before_start |
    | payer_transitions | 7          | START_DATE  | in_future        |
    | payer_transitions | 8          | PATIENT     | unknown_patient  |
    | payer_transitions | 9          | PAYER       | missing_value    |
    | payer_transitions | 10         | START_DATE  | before_birth     |

    etl.merged
    | file   | source_row | rule             |
    | payers | 1          | payer_of_periods |
    | payers | 2          | payer_of_periods |

    etl.expanded
    | step  | rule            | table_name        | rows |
    | costs | secondary_payer | payer_plan_period | 1    |
    """)
    assert world.count("(SELECT DISTINCT payer_plan_period_id FROM cdm.payer_plan_period)") == 5
