"""A hospital of any size for studies, whose figures follow from the persons' numbers.

Person p enters with condition 101 on 2020-01-01 + p days; the odd are men, the even women. Every second has condition
102 before. Every third gets condition 103 (the outcome) a hundred days after. Every second is given ingredient 200 on
the day. All are observed from 2019 to 2021; who is divisible by ten dies two hundred days after the day.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.support.circe_cdm import CirceCdm, publish_records

FIRST = dt.date(2020, 1, 1)
CONCEPTS = {8507: "MALE", 8532: "FEMALE", 9202: "Outpatient Visit", 101: "a condition", 102: "another condition",
            103: "an outcome", 200: "an ingredient"}  # fmt: skip


def publish_site(folder: Path, persons: int) -> None:
    """Publish the hospital in the lake of the settings; ``folder`` is to hold what is needed for it."""
    cdm = CirceCdm()
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
            for concept, name in CONCEPTS.items()
        ],
    )
    cdm.load("concept_ancestor", [{"ancestor_concept_id": c, "descendant_concept_id": c} for c in CONCEPTS])
    everybody = range(1, persons + 1)
    days = {p: FIRST + dt.timedelta(days=p) for p in everybody}
    cdm.load(
        "person",
        [{"person_id": p, "gender_concept_id": 8507 if p % 2 else 8532, "year_of_birth": 1940 + p % 40}
         for p in everybody],
    )  # fmt: skip
    cdm.load(
        "observation_period",
        [
            {
                "observation_period_id": p,
                "person_id": p,
                "observation_period_start_date": dt.date(2019, 1, 1),
                "observation_period_end_date": dt.date(2021, 12, 31),
            }
            for p in everybody
        ],
    )
    conditions = [(p, 101, days[p]) for p in everybody]
    conditions += [(p, 102, days[p] - dt.timedelta(days=30)) for p in everybody if p % 2 == 0]
    conditions += [(p, 103, days[p] + dt.timedelta(days=100)) for p in everybody if p % 3 == 0]
    cdm.load(
        "condition_occurrence",
        [
            {
                "condition_occurrence_id": number,
                "person_id": p,
                "condition_concept_id": concept,
                "condition_start_date": day,
            }
            for number, (p, concept, day) in enumerate(conditions)
        ],
    )
    cdm.load(
        "drug_era",
        [
            {
                "drug_era_id": p,
                "person_id": p,
                "drug_concept_id": 200,
                "drug_era_start_date": days[p],
                "drug_era_end_date": days[p] + dt.timedelta(days=90),
            }
            for p in everybody
            if p % 2
        ],
    )
    cdm.load("death", [{"person_id": p, "death_date": days[p] + dt.timedelta(days=200)} for p in everybody[9::10]])
    cdm.load(
        "visit_occurrence",
        [
            {
                "visit_occurrence_id": p,
                "person_id": p,
                "visit_concept_id": 9202,
                "visit_start_date": days[p],
                "visit_end_date": days[p],
            }
            for p in everybody
        ],
    )
    publish_records(cdm, folder / "work.duckdb")


def definition(concept: int, *rules: int, name: str = "a set") -> dict[str, Any]:
    """A cohort of who has a condition, of whom each of ``rules`` is another condition that came before."""
    return {
        "ConceptSets": [
            {
                "id": number,
                "name": name if number == 0 else f"rule {number}",
                "expression": {"items": [{"concept": {"CONCEPT_ID": one, "CONCEPT_NAME": CONCEPTS.get(one, "?")}}]},
            }
            for number, one in enumerate((concept, *rules))
        ],
        "PrimaryCriteria": {
            "CriteriaList": [{"ConditionOccurrence": {"CodesetId": 0}}],
            "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "First"},
        },
        "QualifiedLimit": {"Type": "First"},
        "ExpressionLimit": {"Type": "First"},
        "InclusionRules": [
            {
                "name": f"with {CONCEPTS.get(one, one)} before",
                "expression": {
                    "Type": "ALL",
                    "CriteriaList": [
                        {
                            "Criteria": {"ConditionOccurrence": {"CodesetId": number}},
                            "StartWindow": {
                                "Start": {"Coeff": -1},
                                "End": {"Days": 1, "Coeff": -1},
                                "UseEventEnd": False,
                            },
                            "Occurrence": {"Type": 2, "Count": 1},
                        }
                    ],
                    "DemographicCriteriaList": [],
                    "Groups": [],
                },
            }
            for number, one in enumerate(rules, start=1)
        ],
    }
