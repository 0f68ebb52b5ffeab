"""Guessing: limits by name and by address, the same for all processes, and nothing learnt from the answers."""

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from asan.kit.settings import settings
from asan.modules.security import passwords
from asan.modules.security.errors import AddressLocked, SignInFailed, SignInLocked
from asan.modules.security.sessions import Client
from asan.modules.security.sign_in import sign_in
from tests.integration.security.people import PASSWORD

HERE = Client("192.0.2.1")


def guess(name: str, client: Client, password: str = "a guess") -> type[Exception] | None:
    try:
        sign_in(name, password, client=client)
    except (SignInFailed, SignInLocked, AddressLocked) as refusal:
        return type(refusal)
    return None


@pytest.fixture
def three_an_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_LOGIN_ADDRESS_ATTEMPTS", "3")
    settings.cache_clear()


@pytest.mark.usefixtures("three_an_address")
def test_an_address_that_tries_many_names_is_locked_and_others_are_not() -> None:
    assert [guess(f"nobody{number}", HERE) for number in range(3)] == [SignInFailed] * 3
    assert guess("dana", HERE, PASSWORD) is AddressLocked
    assert guess("dana", Client("192.0.2.2"), PASSWORD) is None


@pytest.mark.usefixtures("three_an_address")
def test_a_locked_address_locks_no_names() -> None:
    for _ in range(10):
        guess("dana", HERE)
    assert guess("dana", Client("192.0.2.2"), PASSWORD) is None


@pytest.mark.usefixtures("three_an_address")
def test_who_signs_in_does_not_count_against_the_address() -> None:
    for _ in range(5):
        assert guess("dana", HERE, PASSWORD) is None
    assert guess("dana", HERE) is SignInFailed


def test_guesses_of_several_processes_count_together(client: TestClient, asan_home: Path) -> None:
    code = (
        "from asan.modules.security.sign_in import sign_in\n"
        "from asan.modules.security.errors import SignInFailed, SignInLocked\n"
        "for _ in range(2):\n"
        "    try: sign_in('dana', 'a guess')\n"
        "    except (SignInFailed, SignInLocked) as refusal: print(refusal.code)\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], env={"ASAN_HOME": str(asan_home)}, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    codes = [line for process in processes for line in process.communicate(timeout=60)[0].decode().split()]
    assert sorted(codes) == ["sign_in_failed"] * 5 + ["sign_in_locked"]


def test_every_name_costs_one_hash(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[bool] = []
    matches = passwords.matches

    def counted(password_hash: str | None, password: str) -> bool:
        checked.append(password_hash is not None)
        return matches(password_hash, password)

    monkeypatch.setattr(passwords, "matches", counted)
    assert [guess(name, HERE) for name in ("dana", "nobody")] == [SignInFailed] * 2
    assert checked == [True, False]


def test_the_address_is_the_one_of_the_connection(client: TestClient) -> None:
    headers = {"x-forwarded-for": "198.51.100.7"}
    body = {"username": "dana", "password": PASSWORD}
    assert client.post("/api/auth/login", json=body, headers=headers).status_code == 200
    # Only a proxy's word for it counts, and uvicorn hears that before this application.
    assert client.get("/api/auth/sessions").json()[0]["address"] == "testclient"
