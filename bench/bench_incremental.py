"""Incremental loads of growing changes beside a full load of the same hospital: CPU seconds and their ratio.

python bench/bench_incremental.py SOURCE [--vocabulary FOLDER] [--shares 0.0001 0.001 0.01 0.1] [--home FOLDER]

SOURCE is a folder of Parquet files, such as `bench_synth.py --keep` leaves. A change of share s is every row of s of
the patients, as a source that sends changed patients again would bring it; rows replace themselves, so that the CDM
stays as it is and the changes can follow each other. Last comes one encounter a day after all others: the end of the
data moves, as with a feed that comes every day. Each run is the command that a person would call. Nothing is
asserted.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from asan.modules.etl.staging import BY_PATIENT
from asan.omop import starter
from asan.synth.label import is_labelled


def run(home: Path, source: Path, *more: str) -> dict[str, Any]:
    """One load; its report, with ``cpu`` seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "asan.cli", "etl", "run", "--source", str(source), "--json", *more],
        env={**os.environ, "ASAN_HOME": str(home)},
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    report: dict[str, Any] = json.loads(done.stdout)
    report["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return report


def write_change(source: Path, folder: Path, share: float) -> int:
    """All rows of ``share`` of the patients (at least one), by their Ids' hash; returns how many patients."""
    folder.mkdir()
    engine = duckdb.connect()
    patients = f"read_parquet('{source}/patients.parquet')"
    engine.execute(f"CREATE TABLE every AS SELECT Id AS patient FROM {patients} ORDER BY md5(Id)")
    total = int(engine.execute("SELECT count(*) FROM every").fetchall()[0][0])
    taken = max(1, round(total * share))
    engine.execute(f"CREATE TABLE taken AS SELECT patient FROM every LIMIT {taken}")
    columns = [("patients", "Id"), *((file.stem, column) for file, column in BY_PATIENT)]
    for stem, column in columns:
        path = source / f"{stem}.parquet"
        if path.exists():
            engine.execute(
                f"""COPY (SELECT * FROM read_parquet('{path}') WHERE {column} IN (FROM taken))
                    TO '{folder}/{stem}.parquet'"""
            )
    return taken


def write_later(source: Path, folder: Path) -> None:
    """One patient's last encounter once more, a day after the last of all."""
    folder.mkdir()
    duckdb.connect().execute(
        f"""COPY (WITH e AS (FROM read_parquet('{source}/encounters.parquet'))
                  SELECT * REPLACE ('later' AS Id, late.day AS START, late.day AS STOP)
                  FROM (FROM e ORDER BY START DESC, Id LIMIT 1) AS last,
                       (SELECT max(STOP) + INTERVAL 1 DAY AS day FROM e) AS late)
            TO '{folder}/encounters.parquet'"""
    )


def main() -> None:
    """Load in full, then each change, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--shares", type=float, nargs="+", default=[0.0001, 0.001, 0.01, 0.1])
    parser.add_argument("--home", type=Path, help="where to work; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.home) as name:
        folder = Path(name)
        home = folder / "home"
        vocabulary = asked.vocabulary or folder / "vocabulary"
        if asked.vocabulary is None:
            starter.write(vocabulary)
        subprocess.run(
            [sys.executable, "-m", "asan.cli", "vocabulary", "load", str(vocabulary)],
            env={**os.environ, "ASAN_HOME": str(home)},
            check=True,
            capture_output=True,
        )
        label = ("--synthetic",) if is_labelled(asked.source) else ()
        full = run(home, asked.source)
        rows = sum(file["read"] for file in full["files"].values())
        print(
            f"{'change':>10} {'patients':>9} {'made anew':>10} {'rows read':>12} {'CPU s':>8} {'of full':>8} {'MB':>7}"
        )
        print(f"{'full':>10} {'':>9} {'':>10} {rows:>12,} {full['cpu']:>8.1f} {1:>8.1%} {full['peak_mb']:>7.0f}")
        for number, share in enumerate(asked.shares):
            patients = write_change(asked.source, folder / str(number), share)
            told = run(home, folder / str(number), "--incremental", *label)
            show(f"{share:.2%}", patients, told, full)
        write_later(asked.source, folder / "later")
        show("later", 1, run(home, folder / "later", "--incremental", *label), full)


def show(change: str, patients: int, told: dict[str, Any], full: dict[str, Any]) -> None:
    """Print the line of one run beside the full one."""
    made = told["incremental"]
    print(
        f"{change:>10} {patients:>9,} {made['persons']:>10,} {made['incoming'] + made['stored']:>12,} "
        f"{told['cpu']:>8.1f} {told['cpu'] / full['cpu']:>8.1%} {told['peak_mb']:>7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
