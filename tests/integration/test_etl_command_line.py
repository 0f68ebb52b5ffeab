"""`asan etl run` as its users meet it: what is on standard output and standard error, and the exit code."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.small_hospital import write_source, write_vocabulary


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source(tmp_path / "source")


def asan(home: Path, *words: str, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ASAN_HOME": str(home), "LC_ALL": language}
    command = [sys.executable, "-m", "asan.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_report_is_all_of_standard_output_and_each_step_a_line_of_standard_error(
    source: Path, tmp_path: Path
) -> None:
    vocabulary = write_vocabulary(tmp_path / "vocabulary")
    words = ("etl", "run", "--source", str(source), "--vocabulary", str(vocabulary), "--json")
    done = asan(tmp_path / "home", *words)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["reconciles"]
    lines = [line.split()[-1] for line in done.stderr.splitlines()]
    assert [name for name in lines if name != "vocabulary"] == [
        step["name"] for step in report["steps"] if step["name"] != "vocabulary"
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en_US.UTF-8", "A required file is missing"), ("ko_KR.UTF-8", "필수 파일이 없습니다")]
)
def test_an_error_is_one_line_with_its_code_and_standard_output_stays_empty(
    source: Path, tmp_path: Path, language: str, said: str
) -> None:
    vocabulary = write_vocabulary(tmp_path / "vocabulary")
    (source / "patients.csv").unlink()
    words = ("etl", "run", "--source", str(source), "--vocabulary", str(vocabulary), "--json")
    done = asan(tmp_path / "home", *words, language=language)
    assert (done.returncode, done.stdout) == (4, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith("file_missing: ")
    assert said in last


def test_a_data_folder_that_cannot_be_made_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = asan(tmp_path / "file" / "home", "etl", "run", "--source", str(source), "--json")
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith("home_unusable: ")
    assert "ASAN_HOME" in done.stderr


@pytest.mark.parametrize("step", ["vocabulary", "visits", "measurements"])
def test_ctrl_c_stops_the_run_in_one_line_and_the_next_goes_on(source: Path, tmp_path: Path, step: str) -> None:
    home, vocabulary = tmp_path / "home", write_vocabulary(tmp_path / "vocabulary")
    loaded = asan(home, "vocabulary", "load", str(vocabulary))
    assert loaded.returncode == 0, loaded.stderr
    words = [sys.executable, "-m", "asan.cli", "etl", "run", "--source", str(source), "--json"]
    environment = {**os.environ, "ASAN_HOME": str(home), "LC_ALL": "en_US.UTF-8"}
    run = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # Tests that run in the background inherit a SIGINT that is ignored; somebody at a terminal has one that is not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stderr is not None
    while step not in (line := run.stderr.readline()):
        assert line, "the run ended before the step began"
    run.send_signal(signal.SIGINT)
    printed, told = run.communicate()
    assert (run.returncode, printed) == (5, "")
    assert told.splitlines()[-1].startswith("run_stopped: ")
    runs = json.loads(asan(home, "etl", "status", "--json").stdout)
    assert [(one["state"], one["error"]) for one in runs] == [("interrupted", None)]
    again = asan(home, "etl", "run", "--source", str(source), "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["reconciles"]
