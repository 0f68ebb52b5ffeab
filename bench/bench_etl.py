"""The 13 steps on synthetic hospitals of growing size: seconds, rows a second and peak memory, and how they grow.

python bench/bench_etl.py [patients ...] [--vocabulary FOLDER]

Each size runs in a process and a data folder of its own, with the starter vocabulary unless another is named. The peak
is that of the run, the vocabulary's load not included. Nothing is asserted.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from asan.omop import starter
from asan.synth import write_hospital


def run(source: Path, vocabulary: Path, home: Path) -> dict[str, Any]:
    """Load the vocabulary, then the source, as `asan` does; returns the report of the run."""
    environment = {**os.environ, "ASAN_HOME": str(home)}

    def asan(*words: str) -> str:
        command = [sys.executable, "-m", "asan.cli", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    asan("vocabulary", "load", str(vocabulary))
    report: dict[str, Any] = json.loads(asan("etl", "run", "--source", str(source), "--synthetic", "--json"))
    return report


def rows_read(report: dict[str, Any]) -> int:
    return sum(file["read"] for file in report["files"].values())


def seconds_by_step(report: dict[str, Any]) -> dict[str, float]:
    """Seconds of each step; what is left is opening, publishing into the lake and the report."""
    steps = {step["name"]: step["seconds"] for step in report["steps"]}
    return {**steps, "rest": report["seconds"] - sum(steps.values())}


def show(reports: dict[int, dict[str, Any]]) -> None:
    sizes = list(reports)
    print(f"{'patients':<22}" + "".join(f"{size:>14,}" for size in sizes))
    print(f"{'source rows':<22}" + "".join(f"{rows_read(reports[size]):>14,}" for size in sizes))
    taken = {size: seconds_by_step(reports[size]) for size in sizes}
    for name in taken[sizes[0]]:
        print(f"{name:<22}" + "".join(f"{taken[size][name]:>12.2f} s" for size in sizes))
    print(f"{'seconds':<22}" + "".join(f"{reports[size]['seconds']:>12.2f} s" for size in sizes))
    print(
        f"{'rows/s':<22}" + "".join(f"{rows_read(reports[size]) / reports[size]['seconds']:>14,.0f}" for size in sizes)
    )
    print(f"{'peak':<22}" + "".join(f"{reports[size]['peak_mb']:>11,.0f} MB" for size in sizes))
    for small, large in itertools.pairwise(sizes):
        rows = rows_read(reports[large]) / rows_read(reports[small])
        time = reports[large]["seconds"] / reports[small]["seconds"]
        memory = reports[large]["peak_mb"] / reports[small]["peak_mb"]
        print(f"{small:,} to {large:,} patients: rows x{rows:.2f}, seconds x{time:.2f}, peak x{memory:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", nargs="*", type=int, default=[300, 1000, 3000])
    parser.add_argument("--vocabulary", type=Path, help="an Athena download; default: the starter vocabulary")
    arguments = parser.parse_args()
    reports = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vocabulary = arguments.vocabulary
        if vocabulary is None:
            vocabulary = folder / "vocabulary"
            starter.write(vocabulary)
        for patients in sorted(arguments.patients):
            source = folder / f"source-{patients}"
            write_hospital(source, patients=patients, seed=1, years=10)
            reports[patients] = run(source, vocabulary, folder / f"home-{patients}")
    show(reports)


if __name__ == "__main__":
    main()
