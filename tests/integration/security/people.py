"""How people sign in, in these tests."""

from typing import Any

from fastapi.testclient import TestClient

PASSWORD = "correct horse battery"


def login(client: TestClient, name: str = "dana", password: str = PASSWORD, **more: str) -> str:
    """Sign in and return the CSRF token."""
    answer = client.post("/api/auth/login", json={"username": name, "password": password, **more})
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["csrf_token"]
    return token


def signed_in(client: TestClient, name: str = "dana", password: str = PASSWORD) -> dict[str, str]:
    """Sign in and return what changes must carry."""
    return {"x-csrf-token": login(client, name, password)}


def refused(client: TestClient, name: str, password: str, **more: str) -> str:
    """The code of a refused sign-in."""
    answer = client.post("/api/auth/login", json={"username": name, "password": password, **more})
    code: str = answer.json()["code"]
    return code


def program(client: TestClient, token: str) -> TestClient:
    """A program before the same server, with an API token."""
    return TestClient(client.app, headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def new_token(client: TestClient, headers: dict[str, str], **body: Any) -> str:
    """A new API token of who is signed in."""
    answer = client.post("/api/auth/tokens", json={"name": "t", **body}, headers=headers)
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token
