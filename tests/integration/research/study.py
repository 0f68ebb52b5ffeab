"""A study of fourteen persons, so small that every figure of it can be worked out on paper.

Everybody enters on 2020-01-01: 1 to 10 cohort 1, 11 to 14 cohort 3, until 2020-12-31; 1 enters cohort 1 again in 2021.
The odd are men. Who is 1 was born in 1959, who is 14 in 1946. All are observed from 2019-01-01 to 2021-12-31, but 4,
who dies on 2020-03-01. Cohort 2 is an outcome. 1 to 6 and 11 have condition 101 in the middle of 2019; 1 to 5 are given
product 201 (of ingredient 200) on the day they enter. Each has measurement 301 thirty days before, with their number
as its value. 1 to 5 come to two visits before, at ten times their number each.
"""

import datetime as dt
from pathlib import Path

from tests.support.circe_cdm import CirceCdm, publish_records
from tests.support.cohort_rows import publish_cohorts

INDEX = dt.date(2020, 1, 1)
END = dt.date(2020, 12, 31)
TARGET, OUTCOME, COMPARATOR, OTHERS = 1, 2, 3, 4
EVERYBODY = range(1, 15)


def day(after: int) -> dt.date:
    return INDEX + dt.timedelta(days=after)


COHORTS = {
    TARGET: [(p, INDEX, END) for p in range(1, 11)] + [(1, dt.date(2021, 6, 1), dt.date(2021, 6, 30))],
    OUTCOME: [(1, day(10), day(20)), (2, dt.date(2019, 12, 1), dt.date(2019, 12, 5)), (3, INDEX, day(2)),
              (11, day(30), day(31))],
    COMPARATOR: [(p, INDEX, END) for p in range(11, 15)],
    OTHERS: [(p, day(-100), day(-90)) for p in range(1, 5)],
}  # fmt: skip


def publish_study(folder: Path) -> None:
    """Publish the study's records and cohorts in the lake of the settings."""
    cdm = CirceCdm()
    names = {8507: "MALE", 8532: "FEMALE", 9202: "Outpatient Visit", 101: "a condition", 200: "an ingredient",
             201: "a product", 301: "a measurement", 8840: "mg/dL", 44818598: "won"}  # fmt: skip
    cdm.load(
        "concept",
        [
            {
                "concept_id": concept,
                "concept_name": name,
                "concept_code": name,
                "concept_class_id": "Ingredient" if concept == 200 else "Other",
                "standard_concept": "S",
            }
            for concept, name in names.items()
        ],
    )
    cdm.load(
        "concept_ancestor",
        [
            {"ancestor_concept_id": above, "descendant_concept_id": below}
            for above, below in ((200, 200), (200, 201), (201, 201))
        ],
    )
    cdm.load(
        "concept_synonym",
        [{"concept_id": 101, "concept_synonym_name": "어떤 병", "language_concept_id": 4175771}],
    )
    cdm.load(
        "person",
        [{"person_id": p, "gender_concept_id": 8507 if p % 2 else 8532, "year_of_birth": 1960 - p} for p in EVERYBODY],
    )
    cdm.load(
        "observation_period",
        [
            {
                "observation_period_id": p,
                "person_id": p,
                "observation_period_start_date": dt.date(2019, 1, 1),
                "observation_period_end_date": dt.date(2020, 3, 1) if p == 4 else dt.date(2021, 12, 31),
            }
            for p in EVERYBODY
        ],
    )
    cdm.load("death", [{"person_id": 4, "death_date": dt.date(2020, 3, 1)}])
    cdm.load(
        "condition_occurrence",
        [
            {
                "condition_occurrence_id": p,
                "person_id": p,
                "condition_concept_id": 101,
                "condition_start_date": dt.date(2019, 6, 1),
            }
            for p in (*range(1, 7), 11)
        ],
    )
    cdm.load(
        "drug_exposure",
        [
            {"drug_exposure_id": p, "person_id": p, "drug_concept_id": 201, "drug_exposure_start_date": INDEX}
            for p in range(1, 6)
        ],
    )
    cdm.load(
        "drug_era",
        [
            {
                "drug_era_id": p,
                "person_id": p,
                "drug_concept_id": 200,
                "drug_era_start_date": INDEX,
                "drug_era_end_date": day(90),
            }
            for p in range(1, 6)
        ],
    )
    values = [(p, day(-30), float(p)) for p in EVERYBODY] + [(1, day(-40), 100.0)]
    cdm.load(
        "measurement",
        [
            {
                "measurement_id": number,
                "person_id": p,
                "measurement_concept_id": 301,
                "measurement_date": when,
                "value_as_number": value,
                "unit_concept_id": 8840,
            }
            for number, (p, when, value) in enumerate(values)
        ],
    )
    visits = [(10 * p + n, p, day(-10 * n)) for p in range(1, 6) for n in (1, 2)]
    visits += [(10 * p, p, INDEX) for p in range(1, 9)]
    cdm.load(
        "visit_occurrence",
        [
            {
                "visit_occurrence_id": visit,
                "person_id": p,
                "visit_concept_id": 9202,
                "visit_start_date": when,
                "visit_end_date": when,
            }
            for visit, p, when in visits
        ],
    )
    cdm.load(
        "cost",
        [
            {
                "cost_id": visit,
                "cost_event_id": visit,
                "cost_domain_id": "Visit",
                "currency_concept_id": 44818598,
                "total_cost": 10.0 * p,
            }
            for visit, p, when in visits
            if when < INDEX
        ],
    )
    publish_records(cdm, folder / "work.duckdb")
    publish_cohorts(COHORTS)
