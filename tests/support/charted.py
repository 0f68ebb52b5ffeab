"""Three patients whose charts can be read on paper, published in the lake of the settings.

7 has something of everything in 2020 and 2021; 8 has died; 9 was measured 1,500 times, once a day, and has no other
event. Measurement 301 is given in mg/dL with ranges, in unit `cups`, which is mapped to nothing, and without a unit.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.support.circe_cdm import CirceCdm, publish_records

FULL, DEAD, OFTEN = 7, 8, 9
FIRST = dt.date(2020, 1, 1)
MANY = 1_500

NAMES = {
    8507: "MALE", 8532: "FEMALE", 9201: "Inpatient Visit", 101: "a condition", 200: "an ingredient", 201: "a product",
    301: "a measurement", 302: "a finding", 401: "a procedure", 501: "an observation", 551: "a specimen",
    552: "a site", 32037: "Intensive Care", 601: "a device",
    701: "a discharge note", 8840: "milligram per deciliter", 4171756: "<", 45884084: "Positive",
}  # fmt: skip


def day(after: int) -> dt.date:
    return FIRST + dt.timedelta(days=after)


def _measured(number: int, person: int, after: int, **more: Any) -> dict[str, Any]:
    empty = {"value_as_number": None, "unit_concept_id": None, "unit_source_value": None, "range_low": None,
             "range_high": None, "operator_concept_id": None, "value_as_concept_id": None}  # fmt: skip
    return {
        "measurement_id": number,
        "person_id": person,
        "measurement_concept_id": 301,
        "measurement_date": day(after),
        "measurement_source_value": "glu",
        **empty,
        **more,
    }


def charted() -> CirceCdm:
    """The records."""
    cdm = CirceCdm()
    cdm.load(
        "concept",
        [
            {"concept_id": concept, "concept_name": name, "concept_code": "mg/dL" if concept == 8840 else name}
            for concept, name in NAMES.items()
        ],
    )
    cdm.load(
        "concept_synonym",
        [{"concept_id": 101, "concept_synonym_name": "어떤 병", "language_concept_id": 4175771}],
    )
    cdm.load(
        "person",
        [
            {"person_id": person, "gender_concept_id": 8507 if person % 2 else 8532, "year_of_birth": 1950 + person}
            for person in (FULL, DEAD, OFTEN)
        ],
    )
    cdm.load(
        "observation_period",
        [
            {"observation_period_id": person, "person_id": person, "observation_period_start_date": FIRST,
             "observation_period_end_date": dt.date(2023, 12, 31)}
            for person in (FULL, DEAD, OFTEN)
        ],
    )  # fmt: skip
    cdm.load(
        "visit_occurrence",
        [{"visit_occurrence_id": 70, "person_id": FULL, "visit_concept_id": 9201, "visit_start_date": day(10),
          "visit_end_date": day(40)}],
    )  # fmt: skip
    cdm.load(
        "visit_detail",
        [{"visit_detail_id": 80, "person_id": FULL, "visit_detail_concept_id": 32037, "visit_occurrence_id": 70,
          "visit_detail_start_date": day(10), "visit_detail_end_date": day(12)}],
    )  # fmt: skip
    cdm.load(
        "condition_era",
        [{"condition_era_id": 81, "person_id": FULL, "condition_concept_id": 101,
          "condition_era_start_date": day(10), "condition_era_end_date": day(400), "condition_occurrence_count": 3}],
    )  # fmt: skip
    cdm.load(
        "specimen",
        [
            {
                "specimen_id": 82,
                "person_id": FULL,
                "specimen_concept_id": 551,
                "specimen_date": day(11),
                "anatomic_site_concept_id": 552,
            }
        ],
    )
    cdm.load(
        "condition_occurrence",
        [
            {"condition_occurrence_id": 71, "person_id": FULL, "condition_concept_id": 101,
             "condition_start_date": day(10), "condition_end_date": day(400), "condition_source_value": "K29"},
            {"condition_occurrence_id": 72, "person_id": FULL, "condition_concept_id": 0,
             "condition_start_date": day(12), "condition_end_date": None, "condition_source_value": "odd"},
        ],
    )  # fmt: skip
    cdm.load(
        "drug_exposure",
        [{"drug_exposure_id": 73, "person_id": FULL, "drug_concept_id": 201, "drug_exposure_start_date": day(11),
          "drug_exposure_end_date": day(20), "quantity": 30.0, "days_supply": 10}],
    )  # fmt: skip
    cdm.load(
        "drug_era",
        [{"drug_era_id": 74, "person_id": FULL, "drug_concept_id": 200, "drug_era_start_date": day(11),
          "drug_era_end_date": day(90), "drug_exposure_count": 2}],
    )  # fmt: skip
    cdm.load(
        "procedure_occurrence",
        [{"procedure_occurrence_id": 75, "person_id": FULL, "procedure_concept_id": 401, "procedure_date": day(15)}],
    )
    cdm.load(
        "device_exposure",
        [{"device_exposure_id": 76, "person_id": FULL, "device_concept_id": 601,
          "device_exposure_start_date": day(15)}],
    )  # fmt: skip
    cdm.load(
        "observation",
        [{"observation_id": 77, "person_id": FULL, "observation_concept_id": 501, "observation_date": day(16),
          "value_as_string": "smokes"}],
    )  # fmt: skip
    cdm.load(
        "note",
        [{"note_id": 78, "person_id": FULL, "note_date": day(40), "note_class_concept_id": 701,
          "note_title": "퇴원 요약", "note_text": "환자는 호전되어 퇴원함."},
         {"note_id": 79, "person_id": DEAD, "note_date": day(40), "note_class_concept_id": 701,
          "note_title": "another's", "note_text": "another's"}],
    )  # fmt: skip
    cdm.load("death", [{"person_id": DEAD, "death_date": day(500), "cause_concept_id": 101}])
    mg = {"unit_concept_id": 8840, "unit_source_value": "mg/dL", "range_low": 70.0, "range_high": 100.0}
    cdm.load(
        "measurement",
        [
            _measured(1, FULL, 12, value_as_number=90.0, **mg),
            _measured(2, FULL, 13, value_as_number=130.0, **mg),
            _measured(3, FULL, 14, value_as_number=40.0, **mg, operator_concept_id=4171756),
            _measured(4, FULL, 14, value_as_number=5.0, unit_concept_id=0, unit_source_value="cups"),
            _measured(5, FULL, 15, value_as_number=1.0),
            _measured(6, FULL, 400, measurement_concept_id=302, value_as_concept_id=45884084),
            *(_measured(1_000 + n, OFTEN, n, value_as_number=float(n % 10), **mg) for n in range(MANY)),
        ],
    )
    return cdm


def publish_charted(folder: Path) -> None:
    """Publish them; ``folder`` is where the work is done."""
    publish_records(charted(), folder / "work.duckdb")
