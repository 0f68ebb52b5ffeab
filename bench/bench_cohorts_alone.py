"""One cohort at a time on a published hospital of any size: seconds by definition, compiling included.

python bench/bench_cohorts_alone.py --home FOLDER [--definitions FOLDER] [--count 60]

FOLDER is a data folder with a published CDM. Beside the given definitions (the 300 reference phenotypes, where they
lie) it asks definitions made of the hospital's own most frequent concepts: a first diagnosis with a year of history, a
measurement above the hospital's median within 90 days and no earlier drug. The asker is the platform's administrator.
Memory is the process's peak. Nothing is asserted.
"""

import argparse
import json
import os
import resource
import statistics
import time
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[2] / "shared" / "data" / "phenotypes" / "json"
FREQUENT = """SELECT {column} AS concept, count(*) AS n FROM {table} WHERE {column} > 0 GROUP BY 1
    ORDER BY n DESC, concept LIMIT 5"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--definitions", type=Path, default=SHARED)
    parser.add_argument("--count", type=int, default=60, help="of the given definitions, evenly spread")
    arguments = parser.parse_args()
    os.environ["ASAN_HOME"] = str(arguments.home)

    from asan.gateway.principal import Principal
    from asan.gateway.service import gateway
    from asan.modules.research.definitions import read_definitions
    from asan.modules.research.service import generate

    someone = Principal(name="bench", roles=frozenset({"admin"}))
    made = arguments.home / "bench-definitions"
    made.mkdir(exist_ok=True)

    def frequent(table: str, column: str) -> list[int]:
        asked = gateway().query(someone, FREQUENT.format(table=table, column=column)).rows()
        return [int(row["concept"]) for row in asked]

    own = []
    drugs, tests = frequent("drug_exposure", "drug_concept_id"), frequent("measurement", "measurement_concept_id")
    for place, condition in enumerate(frequent("condition_occurrence", "condition_concept_id")):
        for test, drug in zip(tests, drugs, strict=False):
            file = made / f"{condition}-{test}.json"
            value = gateway().query(
                someone, f"SELECT median(value_as_number) AS m FROM measurement WHERE measurement_concept_id = {test}"
            )
            file.write_text(json.dumps(definition([condition, test, drug], value.rows()[0]["m"] or 0.0)))
            own.append(file)
        print(f"made of concept {condition} ({place + 1} of 5)", flush=True)

    given = sorted(arguments.definitions.glob("*.json"))
    for name, files in (("own", own), ("given", given[:: max(1, len(given) // arguments.count)])):
        if not files:
            continue
        generate(someone, read_definitions(files[:1])[0], surface="bench")  # opens the lake
        taken = []
        for file in files:
            began, used = time.perf_counter(), time.process_time()
            rows = generate(someone, read_definitions([file])[0], surface="bench").spans.num_rows
            taken.append((time.perf_counter() - began, rows, file.name, time.process_time() - used))
        seconds = [each[0] for each in taken]
        slowest, used_by = max(taken), [each[3] for each in taken]
        print(
            f"{name}: {len(files)} definitions, {sum(1 for each in taken if each[1])} with rows: median "
            f"{statistics.median(seconds):.2f} s, slowest {slowest[0]:.2f} s ({slowest[2]}, {slowest[1]:,} rows); "
            f"CPU seconds: median {statistics.median(used_by):.2f}, most {max(used_by):.2f}"
        )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def definition(concepts: list[int], above: float) -> dict[str, Any]:
    """First diagnosis after a year of history, the test above a value within 90 days, no earlier drug."""
    sets = [
        {"id": number, "name": str(number), "expression": {"items": [
            {"concept": {"CONCEPT_ID": concept}, "includeDescendants": True}]}}
        for number, concept in enumerate(concepts)
    ]  # fmt: skip

    def rule(
        name: str, criterion: dict[str, Any], occurrence: dict[str, int], window: dict[str, Any]
    ) -> dict[str, Any]:
        correlated = {"Criteria": criterion, "StartWindow": window, "Occurrence": occurrence}
        return {"name": name, "expression": {
            "Type": "ALL", "CriteriaList": [correlated], "DemographicCriteriaList": [], "Groups": []}}  # fmt: skip

    return {
        "ConceptSets": sets,
        "PrimaryCriteria": {
            "CriteriaList": [{"ConditionOccurrence": {"CodesetId": 0, "First": True}}],
            "ObservationWindow": {"PriorDays": 365, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "First"},
        },
        "QualifiedLimit": {"Type": "First"},
        "ExpressionLimit": {"Type": "First"},
        "InclusionRules": [
            rule("test", {"Measurement": {"CodesetId": 1, "ValueAsNumber": {"Value": above, "Op": "gt"}}},
                 {"Type": 2, "Count": 1}, {"Start": {"Days": 0, "Coeff": -1}, "End": {"Days": 90, "Coeff": 1}}),
            rule("no drug", {"DrugExposure": {"CodesetId": 2}},
                 {"Type": 0, "Count": 0}, {"Start": {"Coeff": -1}, "End": {"Days": 1, "Coeff": -1}}),
        ],
        "CensoringCriteria": [],
        "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
    }  # fmt: skip


if __name__ == "__main__":
    main()
