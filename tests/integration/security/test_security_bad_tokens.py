"""Forged, expired and foreign credentials: told apart from good ones, limited by address over all processes."""

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from asan.gateway.models import AuditRecord
from asan.kit.settings import settings
from asan.kit.store import transaction
from tests.integration.security.people import new_token, program, signed_in


@pytest.fixture(autouse=True)
def three_an_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_TOKEN_ADDRESS_ATTEMPTS", "3")
    settings.cache_clear()


def asked(client: TestClient, authorization: str) -> tuple[int, str]:
    client.cookies.clear()
    answer = client.get("/api/auth/me", headers={"Authorization": authorization})
    return answer.status_code, answer.json().get("code", "")


def test_forged_expired_and_basic_count_together_and_good_tokens_get_in(client: TestClient) -> None:
    headers = signed_in(client)
    expired, good = new_token(client, headers), new_token(client, headers)
    with transaction() as session:
        session.execute(text("UPDATE api_token SET expires_at = '2020-01-01 00:00:00' WHERE id = 1"))
    tried = [asked(client, each) for each in ("Bearer asan_forged", f"Bearer {expired}", "Basic ZGFuYTp4")]
    assert tried == [(401, "login_required")] * 3
    assert [asked(client, each) for each in ("Bearer other", "Basic eA==")] == [(429, "too_many_bad_tokens")] * 2
    # Who has a good one is no guesser, and a neighbour behind the same address is not to lock them out.
    assert program(client, good).get("/api/auth/me").status_code == 200
    with transaction() as session:
        of = select(func.count()).where(AuditRecord.code == "too_many_bad_tokens")
        assert session.scalar(of) == 1


def test_no_token_and_an_ended_session_count_for_nothing(client: TestClient) -> None:
    for _ in range(5):
        assert client.get("/api/auth/me").json()["code"] == "login_required"
        answer = client.get("/api/auth/me", headers={"Cookie": "asan_session=ended"})
        assert answer.json()["code"] == "login_required"
    assert asked(client, "Bearer asan_forged") == (401, "login_required")


def test_processes_count_together(client: TestClient, asan_home: Path) -> None:
    code = (
        "from asan.modules.security.attempts import token_failed\n"
        "from asan.modules.security.errors import TooManyBadTokens\n"
        "for _ in range(2):\n"
        "    try: token_failed('testclient', 'http'); print('counted')\n"
        "    except TooManyBadTokens: print('refused')\n"
    )
    environment = {"ASAN_HOME": str(asan_home), "ASAN_TOKEN_ADDRESS_ATTEMPTS": "3"}
    processes = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) for _ in range(2)
    ]
    told = [line for each in processes for line in each.communicate(timeout=60)[0].decode().split()]
    assert sorted(told) == ["counted"] * 3 + ["refused"]
    assert asked(client, "Bearer asan_forged") == (429, "too_many_bad_tokens")
