"""The 13 steps on synthetic hospitals of growing size: seconds, peak memory and bytes by step, and how they grow.

Processor seconds are told beside the clock's: on a machine with other work they say more.

python bench/bench_etl.py [patients ...] [--preset original] [--hospitals FOLDER] [--homes FOLDER]
    [--vocabulary FOLDER] [--json FILE]

Hospitals are written as Parquet, or taken from FOLDER/hospital-PATIENTS where `bench_synth.py --keep FOLDER` has left
them. Each size runs as the command that a person would call, in a data folder of its own, with the starter vocabulary
unless another is named. Memory is the command's resident size, looked at ten times a second and told by the step under
way; bytes are the run's work folder at the end of the step, and the data folder in the end. Nothing is asserted.

"From typed rows to tables" are steps 2 to 12: about what the SQL of OHDSI's reference ETL does (docs/scaling.md).
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import psutil

from asan.omop import starter

SHARES_TOLD = ("eras", "visits", "observation_periods")  # steps whose share of the time is told
NOT_IN_SQL_ALONE = ("source", "publish", "rest")  # reading and typing; statistics and checks; the lake


class Watch(threading.Thread):
    """Peak memory, processor seconds and size of the work folder by step, while a run goes on."""

    def __init__(self, pid: int, home: Path) -> None:
        super().__init__(daemon=True)
        self.step = "source"
        self.peak: dict[str, int] = {}
        self.bytes: dict[str, int] = {}
        self.processor: dict[str, float] = {}
        self._process, self._runs, self._over = psutil.Process(pid), home / "runs", threading.Event()

    def run(self) -> None:
        before = 0.0
        while not self._over.wait(0.1):
            step = self.step
            try:
                self.peak[step] = max(self.peak.get(step, 0), self._process.memory_info().rss)
                times = self._process.cpu_times()
                used = times.user + times.system
                self.processor[step] = self.processor.get(step, 0.0) + used - before
                before = used
            except psutil.NoSuchProcess:
                return
            self.bytes[step] = size(self._runs)

    def stop(self) -> None:
        self._over.set()
        self.join()


def size(folder: Path) -> int:
    """Bytes of all files below; those that vanish meanwhile do not count."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(at, name)).st_size
            except FileNotFoundError:
                continue
    return total


def run(source: Path, vocabulary: Path, home: Path) -> dict[str, Any]:
    """Load the vocabulary, then the source, as `asan` does; returns the run's report with what was watched."""
    environment = {**os.environ, "ASAN_HOME": str(home)}
    asan = [sys.executable, "-m", "asan.cli"]
    subprocess.run([*asan, "vocabulary", "load", str(vocabulary)], env=environment, check=True, capture_output=True)
    command = [*asan, "etl", "run", "--source", str(source), "--synthetic", "--json"]
    with tempfile.TemporaryFile("w+") as answer:
        process = subprocess.Popen(command, env=environment, stdout=answer, stderr=subprocess.PIPE, text=True)
        watch = Watch(process.pid, home)
        watch.start()
        assert process.stderr is not None
        for line in process.stderr:
            words = line.split()
            if len(words) >= 2 and words[0].endswith("%"):
                watch.step = words[1]
        watch.stop()
        if process.wait():
            raise SystemExit(f"{source}: asan etl run ended with {process.returncode}")
        answer.seek(0)
        report: dict[str, Any] = json.load(answer)
    report["watched"] = {
        "peak": watch.peak,
        "bytes": watch.bytes,
        "processor": watch.processor,
        "source": size(source),
        "home": size(home),
    }
    return report


def rows_read(report: dict[str, Any]) -> int:
    return sum(file["read"] for file in report["files"].values())


def seconds_by_step(report: dict[str, Any]) -> dict[str, float]:
    """Seconds of each step; what is left is opening, publishing into the lake and the report."""
    steps = {step["name"]: step["seconds"] for step in report["steps"]}
    return {**steps, "rest": report["seconds"] - sum(steps.values())}


def rows_a_second_of_sql(report: dict[str, Any]) -> float:
    """Source rows by the time from typed rows to tables."""
    seconds = sum(s for name, s in seconds_by_step(report).items() if name not in NOT_IN_SQL_ALONE)
    return rows_read(report) / seconds


def show(reports: dict[int, dict[str, Any]]) -> None:
    """A line a step: seconds, processor seconds, MB of memory and MB of the work folder by size; then the sums."""
    sizes = list(reports)
    print(f"{'patients':<26}" + "".join(f"{size:>36,}" for size in sizes))
    print(f"{'':<26}" + f"{'seconds':>10}{'processor':>10}{'peak MB':>8}{'MB':>8}" * len(sizes))
    for name in seconds_by_step(reports[sizes[0]]):
        cells = []
        for report in reports.values():
            watched = report["watched"]
            used = watched["processor"].get(name, 0)
            peak, stored = watched["peak"].get(name, 0) / 1e6, watched["bytes"].get(name, 0) / 1e6
            cells.append(f"{seconds_by_step(report)[name]:>10.2f}{used:>10.2f}{peak:>8,.0f}{stored:>8,.0f}")
        print(f"{name:<26}" + "".join(cells))
    for label, value in (
        ("seconds", lambda r: f"{r['seconds']:,.1f}"),
        ("peak MB", lambda r: f"{r['peak_mb']:,.0f}"),
        ("source rows", lambda r: f"{rows_read(r):,}"),
        ("source rows/s", lambda r: f"{rows_read(r) / r['seconds']:,.0f}"),
        ("from typed rows to tables", lambda r: f"{rows_a_second_of_sql(r):,.0f}/s"),
        ("processor seconds", lambda r: f"{sum(r['watched']['processor'].values()):,.0f}"),
        ("rows a processor second", lambda r: f"{rows_read(r) / sum(r['watched']['processor'].values()):,.0f}"),
        ("CDM rows", lambda r: f"{sum(r['tables'].values()):,}"),
        ("source MB", lambda r: f"{r['watched']['source'] / 1e6:,.0f}"),
        ("data folder MB", lambda r: f"{r['watched']['home'] / 1e6:,.0f}"),
    ):
        print(f"{label:<26}" + "".join(f"{value(report):>36}" for report in reports.values()))
    for name in SHARES_TOLD:
        shares = (seconds_by_step(report)[name] / report["seconds"] for report in reports.values())
        print(f"{'share of ' + name:<30}" + "".join(f"{share:>32.1%}{'':>4}" for share in shares))
    for small, large in itertools.pairwise(sizes):
        rows = rows_read(reports[large]) / rows_read(reports[small])
        taken = reports[large]["seconds"] / reports[small]["seconds"]
        memory = reports[large]["peak_mb"] / reports[small]["peak_mb"]
        print(
            f"{small:,} to {large:,} patients: rows x{rows:.2f}, seconds x{taken:.2f}, peak x{memory:.2f}, "
            f"rows/s x{rows / taken:.2f}"
        )


def hospital(folder: Path, patients: int, preset: str | None) -> Path:
    """The folder of the hospital, written now where it is not there yet."""
    source = folder / f"hospital-{patients}"
    if not source.exists():
        words = ["synth", str(source), "--patients", str(patients), "--format", "parquet"]
        words += ["--preset", preset] if preset else []
        subprocess.run([sys.executable, "-m", "asan.cli", *words], check=True, stderr=subprocess.DEVNULL)
    return source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", nargs="*", type=int, default=[300, 1000, 3000])
    parser.add_argument("--preset", help="a named hospital")
    parser.add_argument("--hospitals", type=Path, help="where hospitals are, and are kept")
    parser.add_argument("--homes", type=Path, help="keep the data folders here, as home-PATIENTS")
    parser.add_argument("--vocabulary", type=Path, help="an Athena download; default: the starter vocabulary")
    parser.add_argument("--json", type=Path, help="write the reports here, for draw_scaling.py")
    arguments = parser.parse_args()
    reports = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vocabulary = arguments.vocabulary
        if vocabulary is None:
            vocabulary = folder / "vocabulary"
            starter.write(vocabulary)
        for patients in sorted(arguments.patients):
            source = hospital(arguments.hospitals or folder, patients, arguments.preset)
            reports[patients] = run(source, vocabulary, (arguments.homes or folder) / f"home-{patients}")
    show(reports)
    if arguments.json:
        arguments.json.write_text(json.dumps(reports), encoding="utf-8")


if __name__ == "__main__":
    main()
