"""A demo hospital behind a real server, as `make run` makes it, for tests that come from outside."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen


@dataclass(frozen=True)
class DemoServer:
    """Where it answers, where its data lies, and the password of each demo account."""

    url: str
    home: Path
    passwords: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_server(home: Path, seconds: float = 240) -> Iterator[DemoServer]:
    """Run `asan up` with its data in ``home`` until the block ends. Raises with the server's output when it dies."""
    with running("up", home, seconds) as url:
        sheet = (home / "demo" / "sign-in.txt").read_text(encoding="utf-8")
        yield DemoServer(url, home, dict(line.split() for line in sheet.splitlines()))


@contextmanager
def running(command: str, home: Path, seconds: float = 240, **more: str) -> Iterator[str]:
    """The address of `asan` ``command``, serving ``home`` with ``more`` settings until the block ends."""
    port = free_port()
    log = home.parent / "server.log"
    environment = {**os.environ, "ASAN_HOME": str(home), "ASAN_PORT": str(port), **more}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "asan.cli", command], env=environment, stdout=output, stderr=output
        )
        try:
            _wait(process, f"http://127.0.0.1:{port}", log, seconds)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}:\n{log.read_text()[-4000:]}")
        try:
            with urlopen(f"{url}/api/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer within {seconds} s:\n{log.read_text()[-4000:]}")
