"""Accounts of programs: no password, tokens only, an owner, an end."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from asan.cli import app
from asan.gateway.owner import owner
from asan.kit.clock import utc_now
from asan.kit.errors import BadInput
from asan.modules.security.accounts import change_user, set_password
from asan.modules.security.service_accounts import create_service_account
from tests.integration.security.people import PASSWORD, new_token, program, refused, signed_in


@pytest.fixture(autouse=True)
def nightly(client: TestClient) -> None:
    """A program of dana's, which asks as an analyst."""
    create_service_account(owner(), "nightly", "dana", ["analyst"], utc_now() + timedelta(days=30))


def test_it_comes_with_tokens_alone(client: TestClient) -> None:
    assert refused(client, "nightly", PASSWORD) == "sign_in_failed"
    with pytest.raises(BadInput):
        set_password(owner(), "nightly", "a password for a program")
    token = new_token(client, signed_in(client), account="nightly")
    me = program(client, token).get("/api/auth/me").json()["user"]
    assert (me["name"], me["owner"], me["roles"]) == ("nightly", "dana", ["analyst"])


def test_its_owner_and_administrators_make_and_end_its_tokens(client: TestClient) -> None:
    token = new_token(client, signed_in(client, "root"), account="nightly")
    headers = signed_in(client)
    (listed,) = client.get("/api/auth/tokens").json()
    assert listed["account"] == "nightly"
    assert client.delete(f"/api/auth/tokens/{listed['id']}", headers=headers).status_code == 204
    assert program(client, token).get("/api/auth/me").status_code == 401


def test_nobody_makes_a_token_of_another_person(client: TestClient) -> None:
    for name, account in (("root", "dana"), ("dana", "root")):
        body = {"name": "t", "account": account}
        answer = client.post("/api/auth/tokens", json=body, headers=signed_in(client, name))
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_nobody_else_makes_its_tokens(client: TestClient) -> None:
    create_service_account(owner(), "backup", "root", ["engineer"], utc_now() + timedelta(days=30))
    answer = client.post("/api/auth/tokens", json={"name": "t", "account": "backup"}, headers=signed_in(client))
    assert answer.json()["code"] == "forbidden"


def test_who_may_make_its_tokens_finds_it_listed(client: TestClient) -> None:
    def listed(name: str) -> list[str]:
        signed_in(client, name)
        return [account["name"] for account in client.get("/api/auth/service-accounts").json()]

    create_service_account(owner(), "backup", "root", ["engineer"], utc_now() + timedelta(days=30))
    assert listed("dana") == ["nightly"]
    assert listed("root") == ["backup", "nightly"]
    change_user(owner(), "nightly", disabled=True)
    assert listed("dana") == []


def test_it_ends_with_its_owner_and_on_its_day(client: TestClient) -> None:
    token = new_token(client, signed_in(client), account="nightly")

    def status() -> int:
        return program(client, token).get("/api/auth/me").status_code

    assert status() == 200
    change_user(owner(), "dana", ends_at=utc_now() - timedelta(minutes=1))
    assert status() == 401
    change_user(owner(), "dana", ends_at=None)
    assert status() == 200
    change_user(owner(), "nightly", ends_at=utc_now() - timedelta(minutes=1))
    assert status() == 401


def test_it_needs_a_person_and_a_day_to_come(client: TestClient) -> None:
    tomorrow = utc_now() + timedelta(days=1)
    with pytest.raises(BadInput):
        create_service_account(owner(), "second", "nightly", ["analyst"], tomorrow)
    with pytest.raises(BadInput):
        create_service_account(owner(), "second", "dana", ["analyst"], utc_now())
    headers = signed_in(client, "root")
    body = {"name": "second", "owner": "dana", "roles": ["analyst"], "ends_at": f"{tomorrow.isoformat()}Z"}
    made = client.post("/api/security/service-accounts", json=body, headers=headers)
    assert (made.status_code, made.json()["owner"]) == (201, "dana")
    assert client.post("/api/security/service-accounts", json=body, headers=headers).json()["code"] == "name_taken"
    headers = signed_in(client)
    assert client.post("/api/security/service-accounts", json=body, headers=headers).status_code == 403


def test_from_the_command_line(client: TestClient) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output.strip()

    run("user", "service", "loader", "--owner", "root", "--role", "engineer", "--until", "2999-01-01")
    token = run("token", "create", "loader", "--name", "nightly load", "--scope", "operate", "--scope", "query")
    assert program(client, token).get("/api/auth/me").json()["user"]["name"] == "loader"
    number = run("token", "list").split("\t")[0]
    assert "query,operate" in run("token", "list")
    run("token", "revoke", number)
    assert program(client, token).get("/api/auth/me").status_code == 401
