"""The rules for passwords: what a new one must be, when it must be changed, and what does not come again."""

import unicodedata
from datetime import datetime
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from asan.gateway.owner import owner
from asan.kit.errors import Conflict
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.accounts import change_user, create_user, set_password
from asan.modules.security.errors import WeakPassword
from tests.integration.security.people import PASSWORD, login, new_token, program, refused, signed_in


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short one", "10 characters"),
        ("abababababab", "5 different"),
        ("my-DANA-password", "user name"),
        ("1234567890", None),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client: TestClient, password: str, reason: str | None) -> None:
    headers = {**signed_in(client), "accept-language": "en"}
    answer = client.post("/api/auth/password", json={"old": PASSWORD, "new": password}, headers=headers)
    if reason is None:
        assert answer.status_code == 204
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
        assert reason in answer.json()["message"]


def test_the_reason_is_said_in_both_languages(client: TestClient) -> None:
    with pytest.raises(WeakPassword) as refusal:
        create_user(owner(), "kim", "short", ["analyst"])
    assert "10자보다 짧습니다" in refusal.value.message.ko
    assert "fewer than 10 characters" in refusal.value.message.en


def test_the_minimum_is_a_setting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_PASSWORD_MINIMUM", "14")
    settings.cache_clear()
    with pytest.raises(WeakPassword):
        create_user(owner(), "kim", "thirteen char", ["analyst"])
    create_user(owner(), "kim", "fourteen chars", ["analyst"])


def test_hangul_is_the_same_from_every_keyboard(client: TestClient) -> None:
    composed = "비밀번호를 길게 정합니다"
    create_user(owner(), "kim", composed, ["analyst"])
    login(client, "kim", unicodedata.normalize("NFD", composed))


def test_a_temporary_password_opens_nothing_but_its_own_change(client: TestClient) -> None:
    create_user(owner(), "kim", "given by the admin", ["analyst"], temporary=True)
    assert refused(client, "kim", "given by the admin") == "password_change_required"
    assert "asan_session" not in client.cookies
    # The rules hold there too, and who does not know the old one learns nothing.
    assert refused(client, "kim", "given by the admin", new_password="short") == "weak_password"
    assert refused(client, "kim", "given by the admin", new_password="given by the admin") == "weak_password"
    assert refused(client, "kim", "a wrong password", new_password="a password of my own") == "sign_in_failed"
    login(client, "kim", "given by the admin", new_password="a password of my own")
    assert client.get("/api/auth/me").json()["user"]["name"] == "kim"
    login(client, "kim", "a password of my own")


def test_asking_for_the_change_does_not_lock_the_name(client: TestClient) -> None:
    create_user(owner(), "kim", "given by the admin", ["analyst"], temporary=True)
    for _ in range(8):
        assert refused(client, "kim", "given by the admin") == "password_change_required"


def test_a_password_that_an_administrator_gives_is_temporary(client: TestClient) -> None:
    headers = signed_in(client, "root")
    new = {"name": "kim", "password": "given by the admin", "roles": ["analyst"]}
    assert client.post("/api/security/users", json=new, headers=headers).status_code == 201
    client.patch("/api/security/users/dana", json={"password": "another one for her"}, headers=headers)
    assert refused(client, "kim", "given by the admin") == "password_change_required"
    assert refused(client, "dana", "another one for her") == "password_change_required"


def test_an_old_password_must_be_changed_and_tokens_go_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = new_token(client, signed_in(client))
    monkeypatch.setenv("ASAN_PASSWORD_DAYS", "90")
    settings.cache_clear()
    login(client)
    with transaction() as session:
        session.execute(text("UPDATE password SET changed_at = '2020-01-01 00:00:00'"))
    assert refused(client, "dana", PASSWORD) == "password_change_required"
    login(client, "dana", PASSWORD, new_password="a newer long one")
    assert program(client, token).get("/api/auth/me").status_code == 200


def test_former_passwords_do_not_come_again_within_the_history(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_PASSWORD_HISTORY", "3")
    settings.cache_clear()
    chosen = [PASSWORD, *(f"a chosen password {number}" for number in range(3))]

    def change(old: str, new: str) -> int:
        body = {"old": old, "new": new}
        return client.post("/api/auth/password", json=body, headers=signed_in(client, "dana", old)).status_code

    for old, new in pairwise(chosen):
        assert change(old, new) == 204
    # The present one and two before it; the first is forgotten.
    assert [change(chosen[3], old) for old in (chosen[3], chosen[2], chosen[1])] == [422, 422, 422]
    assert change(chosen[3], chosen[0]) == 204
    with transaction() as session:
        assert session.execute(text("SELECT count(*) FROM former_password")).scalar_one() == 2


def test_guessing_ones_old_password_locks_as_signing_in_does(client: TestClient) -> None:
    headers = signed_in(client)
    guess = {"old": "a guess", "new": "a new long password"}
    codes = [client.post("/api/auth/password", json=guess, headers=headers).json()["code"] for _ in range(6)]
    assert codes == ["sign_in_failed"] * 5 + ["sign_in_locked"]


def test_an_account_ends_on_its_day(client: TestClient) -> None:
    token = new_token(client, signed_in(client))
    headers = signed_in(client, "root")
    past = {"ends_at": "2026-01-01T00:00:00+09:00"}
    changed = client.patch("/api/security/users/dana", json=past, headers=headers)
    assert changed.json()["ends_at"] == "2025-12-31T15:00:00Z"
    assert refused(client, "dana", PASSWORD) == "sign_in_failed"
    assert program(client, token).get("/api/auth/me").status_code == 401
    client.patch("/api/security/users/dana", json={"ends_at": None}, headers=headers)
    login(client)


def test_the_last_administrator_with_a_password_gets_no_end(client: TestClient) -> None:
    with pytest.raises(Conflict):
        change_user(owner(), "root", ends_at=datetime(2030, 1, 1))
    set_password(owner(), "root", "another long password")
    change_user(owner(), "dana", roles=["admin"])
    change_user(owner(), "root", ends_at=datetime(2030, 1, 1))
