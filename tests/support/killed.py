"""Runs in processes of their own, to be killed."""

import subprocess
import sys
import time
from pathlib import Path

from asan.modules.etl import runs


def start(source: Path, *more: str) -> subprocess.Popen[str]:
    """`asan etl run` on ``source``."""
    return subprocess.Popen(
        [sys.executable, "-m", "asan.cli", "etl", "run", "--source", str(source), "--json", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_run(process: subprocess.Popen[str], after: int) -> None:
    """Return when a run newer than ``after`` is recorded, or the process has ended."""
    while process.poll() is None:
        if runs.latest(1)[0].id > after:
            return
        time.sleep(0.02)
