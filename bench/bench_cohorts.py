"""Cohorts beside the peer's: a folder of definitions over a folder of a CDM's Parquet files, in one run.

python bench/bench_cohorts.py [DEFINITIONS CDM]    (default: the reference data, 300 phenotypes on GiBleed)

The peer is duckcdm: Circe's SQL, translated, one definition after the other, on the tables in DuckDB's memory. Ours
reads the published lake through the gateway, as the server does. Both start from the definitions' text. CPU seconds are
those of the process, all threads; they mean more than the clock on a machine that has other work.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from duckcdm.circe import build_cohort_query
from duckcdm.sqlrender import render, translate

SHARED = Path(__file__).parents[2] / "shared" / "data"


class Taken:
    """Seconds by the clock and of the processors."""

    clock = 0.0
    cpu = 0.0


@contextmanager
def taken() -> Iterator[Taken]:
    found, clock, cpu = Taken(), time.perf_counter(), time.process_time()
    yield found
    found.clock, found.cpu = time.perf_counter() - clock, time.process_time() - cpu


def main() -> None:
    given = sys.argv[1:3] or (SHARED / "phenotypes" / "json", SHARED / "gibleed")
    definitions, cdm = (Path(path) for path in given)
    files = sorted(definitions.glob("*.json"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ASAN_HOME"] = str(Path(folder) / "home")
        ours = prepare_ours(cdm)
        theirs = run_peer(files, cdm)
        ours(files[:1])  # opens the lake
        batches = [ours(files) for _ in range(3)]
        best = min(batches, key=lambda batch: batch[0].cpu)
        rows, taken_best = best[1], best[0]
        print(f"ours:  {show(taken_best)}, {rows:,} rows (best of {len(batches)})")
        alone = [ours([file]) for file in files[:: max(1, len(files) // 30)]]
        clocks = [1000 * one.clock for one, _ in alone]
        print(f"alone: median {statistics.median(clocks):.0f} ms, slowest {max(clocks):.0f} ms, of {len(alone)}")
        by_cpu, by_clock = theirs.cpu / taken_best.cpu, theirs.clock / taken_best.clock
        print(f"ratio: {by_cpu:.1f} times fewer CPU seconds, {by_clock:.1f} by the clock")


def prepare_ours(cdm: Path) -> Callable[[list[Path]], tuple[Taken, int]]:
    """The CDM imported into a lake, and what runs definitions on it."""
    from asan.gateway.principal import Principal
    from asan.kit.migrate import upgrade
    from asan.modules.etl.cdm_import.service import import_cdm
    from asan.modules.research.definitions import read_definitions
    from asan.modules.research.service import generate

    upgrade()
    import_cdm(cdm)
    someone = Principal(name="bench", roles=frozenset({"admin"}))

    def run(files: list[Path]) -> tuple[Taken, int]:
        with taken() as found:
            done = generate(someone, read_definitions(files)[0], surface="bench")
        return found, done.spans.num_rows

    return run


def run_peer(files: list[Path], cdm: Path) -> Taken:
    connection: Any = duckdb.connect()
    connection.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    for table in cdm.glob("*.parquet"):
        connection.execute(f"CREATE TABLE cdm.{table.stem} AS SELECT * FROM '{table}'")
    columns = "cohort_definition_id INTEGER, subject_id BIGINT, cohort_start_date DATE, cohort_end_date DATE"
    connection.execute(f"CREATE TABLE results.cohort ({columns})")
    with taken() as compiling:
        queries = [compiled(file, number) for number, file in enumerate(files)]
    with taken() as running:
        for query in queries:
            connection.execute(query)
    rows = connection.execute("SELECT count(*) FROM results.cohort").fetchone()[0]
    print(f"peer:  compile {show(compiling)}; run {show(running)}; {rows:,} rows")
    both = Taken()
    both.clock, both.cpu = compiling.clock + running.clock, compiling.cpu + running.cpu
    return both


def compiled(file: Path, number: int) -> str:
    query = build_cohort_query(file.read_text(), cdm_schema="cdm", target_table="results.cohort", cohort_id=number)
    sql: str = translate(render(query), "duckdb")
    return sql


def show(one: Taken) -> str:
    return f"{one.clock:.2f} s ({one.cpu:.2f} CPU seconds)"


if __name__ == "__main__":
    main()
