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

from hospital_definitions import definitions

SHARED = Path(__file__).parents[2] / "shared" / "data" / "phenotypes" / "json"


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

    own = []
    for name, made_of in definitions(lambda sql: gateway().query(someone, sql).rows()):
        own.append(made / f"{name}.json")
        own[-1].write_text(json.dumps(made_of))

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


if __name__ == "__main__":
    main()
