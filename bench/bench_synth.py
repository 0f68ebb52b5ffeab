"""The synthetic hospital at growing size: seconds, peak memory of all its processes, rows and bytes, and how they grow.

python bench/bench_synth.py [patients ...] [--format csv|parquet] [--workers N] [--preset original] [--keep FOLDER]

Each size runs as the command of its own that a person would call. Memory is the sum over the command's processes,
looked at every fifth of a second. Nothing is asserted.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import duckdb
import psutil


class Measured(NamedTuple):
    """What one size took."""

    seconds: float
    cpu: float
    peak_mb: float
    rows: int
    megabytes: float


def measure(folder: Path, patients: int, format: str, workers: int, preset: str | None) -> Measured:
    """Write a hospital into ``folder`` and say what it took."""
    command = [sys.executable, "-m", "asan.cli", "synth", str(folder), "--patients", str(patients)]
    command += ["--preset", preset] if preset else []
    before = os.times()
    began = time.monotonic()
    process = subprocess.Popen([*command, "--format", format, "--workers", str(workers)], stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(0.2)
    seconds, after = time.monotonic() - began, os.times()
    if process.returncode:
        raise SystemExit(f"{patients} patients: asan synth ended with {process.returncode}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    size = sum(file.stat().st_size for file in folder.iterdir())
    return Measured(seconds, cpu, peak / 1e6, _rows(folder, format), size / 1e6)


def _resident(pid: int) -> int:
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # ended between two looks
    return total


def _rows(folder: Path, format: str) -> int:
    count = 0
    for file in folder.glob(f"*.{format}"):
        found = duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchone()
        count += found[0] if found else 0
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", nargs="*", type=int, default=[1000, 7607])
    parser.add_argument("--format", default="parquet", choices=["csv", "parquet"])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--preset", help="a named hospital")
    parser.add_argument("--keep", type=Path, help="write the hospitals here and keep them")
    arguments = parser.parse_args()
    print(f"{'patients':>10} {'rows':>13} {'seconds':>9} {'cpu':>8} {'rows/s':>10} {'peak MB':>9} {'MB':>8}")
    done: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as name:
        for patients in sorted(arguments.patients):
            folder = (arguments.keep or Path(name)) / f"hospital-{patients}"
            one = done[patients] = measure(folder, patients, arguments.format, arguments.workers, arguments.preset)
            print(
                f"{patients:>10,} {one.rows:>13,} {one.seconds:>9.1f} {one.cpu:>8.1f} {one.rows / one.seconds:>10,.0f} "
                f"{one.peak_mb:>9,.0f} {one.megabytes:>8,.1f}",
                flush=True,
            )
    for small, large in itertools.pairwise(done):
        a, b = done[small], done[large]
        print(
            f"{small:,} to {large:,}: rows x{b.rows / a.rows:.2f}, seconds x{b.seconds / a.seconds:.2f}, "
            f"peak x{b.peak_mb / a.peak_mb:.2f}"
        )


if __name__ == "__main__":
    main()
