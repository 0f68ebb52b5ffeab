"""A token's rate holds for all processes together, and for each token alone."""

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from asan.kit.settings import settings
from asan.modules.security import token_rate
from tests.integration.security.people import new_token, program, signed_in

MINUTE = 30_000_000.0 * 60


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute that does not end by itself."""
    token_rate._permits.clear()
    monkeypatch.setattr(token_rate.time, "time", lambda: MINUTE)


def at_most(monkeypatch: pytest.MonkeyPatch, requests: int) -> None:
    monkeypatch.setenv("ASAN_TOKEN_REQUESTS", str(requests))
    settings.cache_clear()


@pytest.mark.parametrize("most", [3, 40])
def test_a_token_asks_so_often_in_a_minute_and_again_in_the_next(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    at_most(monkeypatch, most)
    headers = signed_in(client)
    asking, other = (program(client, new_token(client, headers)) for _ in range(2))
    statuses = [asking.get("/api/auth/me").status_code for _ in range(most + 2)]
    assert statuses == [200] * most + [429] * 2
    assert asking.get("/api/auth/me").json()["code"] == "too_many_requests"
    assert other.get("/api/auth/me").status_code == 200
    monkeypatch.setattr(token_rate.time, "time", lambda: MINUTE + 60)
    assert asking.get("/api/auth/me").status_code == 200


def test_processes_share_one_limit(client: TestClient, asan_home: Path) -> None:
    token = new_token(client, signed_in(client))
    code = (
        "import sys\n"
        "from asan.modules.security import token_rate\n"
        "from asan.modules.security.errors import TooManyRequests\n"
        "from asan.modules.security.tokens import principal_of_token\n"
        f"token_rate.time.time = lambda: {MINUTE}\n"
        "answered = 0\n"
        "for _ in range(60):\n"
        "    try: answered += principal_of_token(sys.argv[1], 'query') is not None\n"
        "    except TooManyRequests: pass\n"
        "print(answered)\n"
    )
    environment = {"ASAN_HOME": str(asan_home), "ASAN_TOKEN_REQUESTS": "100"}
    processes = [
        subprocess.Popen([sys.executable, "-c", code, token], env=environment, stdout=subprocess.PIPE) for _ in range(3)
    ]
    answered = [int(process.communicate(timeout=120)[0]) for process in processes]
    # What one process has taken and not spent is nobody else's: five permits at a time.
    assert 100 - 3 * 4 <= sum(answered) <= 100
