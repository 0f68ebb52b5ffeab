"""A run that is killed, doubled or out of disk leaves the published snapshot as it was; the next one completes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from asan.kit.errors import Exit
from asan.kit.settings import settings
from asan.modules.etl import service
from asan.modules.etl.errors import StepOutOfMemory
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import Lake, lake
from asan.warehouse.lock import LakeBusy, write_lock
from asan.warehouse.snapshots import published
from tests.support.killed import start, wait_for_run
from tests.support.small_hospital import write_source, write_vocabulary

MOMENTS = 20


def snapshot() -> tuple[int, dict[str, str]]:
    """Version and hashes of what readers see."""
    reader = lake().connect_reader()
    try:
        return published(reader)[0].version, schema_hashes(reader, "lake.cdm")
    finally:
        reader.close()


@pytest.mark.slow
def test_killed_at_twenty_moments_the_old_snapshot_answers_and_the_next_run_completes(
    asan_home: Path, tmp_path: Path
) -> None:
    service.load_source(write_source(tmp_path / "old"), write_vocabulary(tmp_path / "vocabulary"))
    old_version, old = snapshot()
    new_source = write_source(tmp_path / "new", persons=60, encounters=40)
    began = time.monotonic()
    whole = start(new_source)
    assert whole.wait() == 0, whole.communicate()[1]
    takes = time.monotonic() - began
    _, new = snapshot()
    assert old != new
    service.load_source(tmp_path / "old")

    killed = 0
    for moment in range(MOMENTS):
        before_version, before = snapshot()
        last = service.runs_status(1)[0].id
        process = start(new_source)
        wait_for_run(process, last)
        time.sleep(takes * 0.8 * moment / MOMENTS)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        version, content = snapshot()
        state = service.runs_status(1)[0].state
        if version == before_version:
            assert content == before
            assert state in ("interrupted", "succeeded")
        else:
            assert content == new
            service.load_source(tmp_path / "old")
    assert killed >= MOMENTS // 2

    report = service.load_source(new_source)
    assert report["reconciles"]
    assert snapshot()[1] == new
    assert service.run_status(report["run"]).state == "succeeded"
    assert old_version < snapshot()[0]


def test_a_killed_run_goes_on_after_its_last_finished_step(
    asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_source(tmp_path / "source")
    vocabulary = write_vocabulary(tmp_path / "vocabulary")

    class Killed(BaseException):
        """Stands for what no handler catches."""

    def die(fraction: float, step: str, message: str) -> None:
        if step == "drugs":
            raise Killed

    with pytest.raises(Killed):
        service.load_source(source, vocabulary, progress=die)
    first = service.runs_status(1)[0]
    assert first.state == "interrupted"
    assert [step.name for step in first.steps if step.state == "succeeded"][-1] == "conditions"

    begun: list[str] = []
    report = service.load_source(source, progress=lambda fraction, step, message: begun.append(step))
    second = service.run_status(report["run"])
    assert second.resumed_from == first.id
    assert "drugs" in begun
    assert "conditions" not in begun
    assert [step["name"] for step in report["steps"]][:2] == ["source", "vocabulary"]
    resumed = snapshot()[1]

    again = service.load_source(source)
    assert service.run_status(again["run"]).resumed_from is None
    assert snapshot()[1] == resumed


def test_a_changed_source_starts_anew(asan_home: Path, tmp_path: Path) -> None:
    source = write_source(tmp_path / "source")

    class Killed(BaseException):
        pass

    def die(fraction: float, step: str, message: str) -> None:
        if step == "drugs":
            raise Killed

    with pytest.raises(Killed):
        service.load_source(source, write_vocabulary(tmp_path / "vocabulary"), progress=die)
    with (source / "conditions.csv").open("a") as file:
        file.write("2015-01-01,,p0,,444814009,one more\n")
    report = service.load_source(source)
    assert service.run_status(report["run"]).resumed_from is None
    assert report["files"]["conditions"]["loaded"] == 13


def test_a_second_run_is_refused_and_told_by_whom(asan_home: Path, tmp_path: Path) -> None:
    source = write_source(tmp_path / "source")
    service.load_source(source, write_vocabulary(tmp_path / "vocabulary"))
    before = snapshot()
    with write_lock(Lake(settings()), "run 77"):
        process = start(source)
        out, err = process.communicate(timeout=120)
        with pytest.raises(LakeBusy):
            service.load_source(source)
    assert process.returncode == Exit.FAILED
    assert out == ""
    assert "lake_busy" in err
    assert "run 77" in err
    assert str(os.getpid()) in err
    assert [view.state for view in service.runs_status(2)] == ["refused", "refused"]
    assert snapshot() == before
    service.load_source(source)


def test_two_processes_at_once_one_publishes(asan_home: Path, tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", persons=40, encounters=20)
    service.load_source(write_source(tmp_path / "first"), write_vocabulary(tmp_path / "vocabulary"))
    processes = [start(source), start(source)]
    outs = [process.communicate(timeout=240) for process in processes]
    codes = sorted(process.returncode for process in processes)
    # One may have ended before the other began.
    assert codes in ([0, 0], [0, int(Exit.FAILED)]), outs
    report = json.loads(next(out for (out, _), process in zip(outs, processes, strict=True) if not process.returncode))
    assert report["tables"]["person"] == 40


def full_disk(source: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow past ``limit`` bytes: what a full disk looks like to a process."""
    code = (
        "import resource, signal, sys; from asan.cli import main; "
        f"signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        f"sys.argv = ['asan', 'etl', 'run', '--source', {str(source)!r}]; main()"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.parametrize("kilobytes", [600, 3000, 6000])
def test_a_full_disk_stops_the_run_and_nothing_else(asan_home: Path, tmp_path: Path, kilobytes: int) -> None:
    service.load_source(write_source(tmp_path / "old"), write_vocabulary(tmp_path / "vocabulary"))
    before = snapshot()
    source = write_source(tmp_path / "source", persons=400, encounters=60)
    ended = full_disk(source, kilobytes * 1000)
    assert ended.returncode == Exit.FAILED, ended.stderr
    assert "disk_full" in ended.stderr
    assert snapshot() == before
    report = service.load_source(source)
    assert report["reconciles"]
    assert report["tables"]["person"] == 400


@pytest.mark.parametrize("limit", ["30MB", "42MB"])
def test_too_little_memory_stops_the_run_and_nothing_else(
    asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """With 30 MB the engine cannot read a file, which is not the file's fault; with 42 MB a step fails."""
    service.load_source(write_source(tmp_path / "old"), write_vocabulary(tmp_path / "vocabulary"))
    before = snapshot()
    source = write_source(tmp_path / "source", persons=400, encounters=60)
    monkeypatch.setenv("ASAN_MEMORY_LIMIT", limit)
    settings.cache_clear()
    with pytest.raises(StepOutOfMemory):
        service.load_source(source)
    assert snapshot() == before
    monkeypatch.delenv("ASAN_MEMORY_LIMIT")
    settings.cache_clear()
    assert service.load_source(source)["tables"]["person"] == 400
