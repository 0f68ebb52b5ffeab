"""Nothing is lost: each step's rows add up, and each source row is loaded, rejected or merged, once."""

import pytest

from asan.modules.etl.errors import NotReconciled
from asan.modules.etl.plan import OWNED
from asan.modules.etl.tally import Tally, reconcile, tally_step
from asan.modules.etl.work import cdm_counts
from tests.spec.etl.world import World

# Of every file something good, something bad, and a code with two targets.
SOURCE = """
    map.code
    | file_kind       | source_code | target_concept_id | target_domain | target_ordinal |
    | conditions      | both        | 101               | Condition     | 1              |
    | conditions      | both        | 102               | Measurement   | 2              |
    | allergies       | both        | 103               | Drug          | 1              |
    | allergies       | both        | 104               | Observation   | 2              |
    | medications     | both        | 105               | Drug          | 1              |
    | medications     | both        | 106               | Drug          | 2              |
    | imaging_studies | both        | 107               | Procedure     | 1              |
    | imaging_studies | both        | 108               | Measurement   | 2              |
    | observations    | both        | 109               | Specimen      | 1              |
    | observations    | both        | 110               | Observation   | 2              |

    source.encounters
    | id | patient | start      | total_claim_cost |
    | e1 | p1      | 2020-01-01 | 100              |

    source.conditions
    | patient | encounter | start      | stop       | code |
    | p1      | e1        | 2020-01-01 |            | both |
    | p1      | e1        | 2020-01-01 |            | what |
    | p3      | e1        | 2020-01-01 |            | both |
    | p1      | e1        | 2020-01-01 | 2019-01-01 | both |

    source.allergies
    | patient | encounter | start      | code |
    | p1      | e1        | 2020-01-01 | both |
    | p1      | e7        | 2020-01-01 | both |

    source.medications
    | patient | encounter | start      | code | dispenses | totalcost |
    | p1      | e1        | 2020-01-01 | both | 2         | 20        |
    | p2      | e2        | 2020-06-01 | both | 2         | 20        |

    source.immunizations
    | patient | encounter | date       | code | base_cost |
    | p1      | e1        | 2020-01-01 | what | 10        |

    source.procedures
    | patient | encounter | start      | code | base_cost |
    | p1      | e1        | 2020-01-01 | both | 7         |

    source.careplans
    | id | patient | encounter | start      | code |
    | c1 | p1      |           | 2020-01-01 | what |

    source.devices
    | patient | encounter | start      | code |
    | p1      | e1        | 1970-01-01 | what |

    source.supplies
    | patient | encounter | date       | code | quantity |
    | p1      | e1        | 2020-01-01 | what | 3        |

    source.imaging_studies
    | id | patient | encounter | date       | procedure_code |
    | s1 | p1      | e1        | 2020-01-01 | both           |
    | s1 | p1      | e1        | 2020-01-01 | both           |
    | s2 | p1      | e1        | 2020-01-02 |                |
    | s3 | p1      | e7        | 2020-01-02 | both           |

    source.observations
    | patient | encounter | date       | code | value | type    |
    | p1      | e1        | 2020-01-01 | both | 3     | numeric |
    | p1      | e1        | 2020-01-01 | both | three | numeric |
    | p1      |           | 2030-01-01 | what | three | text    |

    source.notes
    | id | patient | encounter | date       | text |
    | n1 | p1      | e1        | 2020-01-01 | Hm.  |
    | n2 | p1      | e1        | 2020-01-01 |      |

    source.payers
    | id | name  |
    | y1 | Payer |

    source.payer_transitions
    | patient | start_date | end_date   | payer | secondary_payer |
    | p1      | 2020-01-01 | 2021-01-01 | y1    | y1              |
    | p3      | 2020-01-01 | 2021-01-01 | y1    |                 |

    source.claims
    | id | patientid | appointmentid |
    | c1 | p1        | e1            |
    | c2 | p1        | e7            |

    source.claims_transactions
    | id | patientid | appointmentid |
    | t1 | p1        | e1            |
    | t2 | p3        | e1            |
"""
STEPS = ("conditions", "drugs", "procedures", "measurements", "costs", "eras")


@pytest.fixture
def tallies(world: World) -> dict[str, Tally]:
    world.given(SOURCE)
    found = {}
    for ordinal, step in enumerate(STEPS, 7):
        before = cdm_counts(world.connection)
        world.run(f"{ordinal:02}_{step}")
        found[step] = tally_step(world.connection, step, OWNED.get(step, ()), before, cdm_counts(world.connection))
        reconcile(world.connection, step, found[step])
    return found


def test_each_step_adds_up(tallies: dict[str, Tally]) -> None:
    assert {step: tally.difference for step, tally in tallies.items()} == dict.fromkeys(STEPS, 0)
    assert tallies["conditions"].loaded == {"condition_occurrence": 2, "measurement": 1, "observation": 2}
    assert tallies["procedures"].merged == {"image_of_study": 1, "study_of_procedure": 1}
    assert tallies["costs"].loaded == {"cost": 4, "payer_plan_period": 2}


def test_each_row_of_each_file_has_one_fate(world: World, tallies: dict[str, Tally]) -> None:
    fates = {file: counts for tally in tallies.values() for file, counts in tally.files.items()}
    assert {file: (f["read"], f["loaded"], f["rejected"], f["merged"]) for file, f in fates.items()} == {
        "conditions": (4, 2, 2, 0),
        "allergies": (2, 1, 1, 0),
        "medications": (2, 1, 1, 0),
        "immunizations": (1, 1, 0, 0),
        "procedures": (1, 1, 0, 0),
        "careplans": (1, 1, 0, 0),
        "devices": (1, 0, 1, 0),
        "supplies": (1, 1, 0, 0),
        "imaging_studies": (4, 0, 2, 2),
        "observations": (3, 1, 2, 0),
        "notes": (2, 1, 1, 0),
        "payers": (1, 0, 0, 1),
        "payer_transitions": (2, 1, 1, 0),
        "claims": (2, 0, 1, 1),
        "claims_transactions": (2, 0, 1, 1),
    }


def test_the_costs_sums_are_the_accepted_rows_sums(world: World, tallies: dict[str, Tally]) -> None:
    world.expect("""
    (SELECT cost_domain_id, sum(total_cost) AS total FROM cdm.cost GROUP BY cost_domain_id)
    | cost_domain_id | total |
    | Drug           | 30.0  |
    | Procedure      | 7.0   |
    | Visit          | 100.0 |
    """)


def test_a_file_whose_rows_do_not_add_up_fails_the_step(world: World) -> None:
    world.given(SOURCE)
    before = cdm_counts(world.connection)
    world.run("07_conditions")
    # A condition too many and an allergy too few leave the step's sums as they were.
    world.connection.execute("UPDATE etl.loaded SET rows = rows + CASE file WHEN 'conditions' THEN 1 ELSE -1 END")
    tally = tally_step(world.connection, "conditions", OWNED["conditions"], before, cdm_counts(world.connection))
    assert tally.difference == 0
    with pytest.raises(NotReconciled, match="4 read, 3 loaded, 2 rejected, 0 merged"):
        reconcile(world.connection, "conditions", tally)
