"""People on a server: what benchmarks of pages share. The server is a process of its own on a data folder."""

import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def visitors(home: Path, users: int, role: str = "researcher") -> Iterator[list[httpx.Client]]:
    """Clients that are signed in, each as a user made for this call; their accounts are disabled at its end.

    Raises SystemExit where the server does not answer within a minute.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    names = [f"bench-{secrets.token_hex(4)}" for _ in range(users)]
    password = secrets.token_urlsafe(24)
    for name in names:
        asan(home, "user", "create", name, "--role", role, given=password + "\n")
    environment = {**os.environ, "ASAN_HOME": str(home)}
    server = subprocess.Popen(
        [sys.executable, "-m", "asan.cli", "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(address)
        yield [_signed_in(address, name, password) for name in names]
    finally:
        server.terminate()
        server.wait(timeout=30)
        for name in names:
            asan(home, "user", "disable", name)


def asan(home: Path, *words: str, given: str = "") -> None:
    """A command on the data folder."""
    environment = {**os.environ, "ASAN_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "asan.cli", *words], env=environment, input=given, text=True, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def show(taken: Mapping[str, list[float]]) -> None:
    """A line for each thing that was asked: how often, and milliseconds."""
    print(f"{'asked':<34} {'times':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'most ms':>8}")
    for name, all_of in taken.items():
        cuts = statistics.quantiles(all_of, n=100, method="inclusive") if len(all_of) > 1 else all_of * 99
        print(f"{name:<34} {len(all_of):>6} {cuts[49]:>8.0f} {cuts[94]:>8.0f} {cuts[98]:>8.0f} {max(all_of):>8.0f}")


def _signed_in(address: str, name: str, password: str) -> httpx.Client:
    """A client with a session, as a browser has it."""
    client = httpx.Client(base_url=address, timeout=300)
    answer = client.post("/api/auth/login", json={"username": name, "password": password})
    answer.raise_for_status()
    client.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return client


def _wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(f"{address}/api/health")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")
