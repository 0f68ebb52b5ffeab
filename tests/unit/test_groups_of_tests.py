"""Tests of one group run in one worker: each group has a server or a browser that is to start once."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = """
import os, pathlib, pytest
pytestmark = pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(4))
def test_it(number): pathlib.Path({folder!r}, str(os.getpid())).touch()
"""


def test_a_group_has_one_worker(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    pids.mkdir()
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text(TESTS.format(folder=str(pids)))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "8 passed" in done.stdout, done.stdout + done.stderr
    assert len(list(pids.iterdir())) == 1
