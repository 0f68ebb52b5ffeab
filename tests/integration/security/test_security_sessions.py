"""Sessions and tokens: seen and ended by their owner and by an administrator; tokens do what their scopes say."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from asan.kit.store import transaction
from asan.modules.security.scopes import SCOPES, scope_of
from tests.integration.security.people import login, new_token, program, signed_in


def test_one_sees_ones_own_browsers_and_ends_another(client: TestClient) -> None:
    elsewhere = TestClient(client.app, headers={"user-agent": "Firefox on the ward"})
    login(elsewhere)
    headers = signed_in(client)
    here, there = client.get("/api/auth/sessions").json()
    assert (here["current"], there["current"]) == (True, False)
    assert there["agent"] == "Firefox on the ward"
    assert client.delete(f"/api/auth/sessions/{there['id']}", headers=headers).status_code == 204
    assert elsewhere.get("/api/auth/me").status_code == 401
    assert [one["id"] for one in client.get("/api/auth/sessions").json()] == [here["id"]]


def test_nobody_but_an_administrator_ends_anothers(client: TestClient) -> None:
    dana = TestClient(client.app)
    token = new_token(dana, signed_in(dana))
    number = dana.get("/api/auth/sessions").json()[0]["id"]
    of_token = dana.get("/api/auth/tokens").json()[0]["id"]
    root = TestClient(client.app)
    headers = signed_in(root, "root")
    for own in (f"/api/auth/sessions/{number}", f"/api/auth/tokens/{of_token}"):
        assert root.delete(own, headers=headers).status_code == 404
    for listed, whose in (("/api/security/sessions", "user"), ("/api/security/tokens", "account")):
        assert dana.get(listed).status_code == 403
        assert "dana" in {one[whose] for one in root.get(listed).json()}
    assert root.delete(f"/api/security/sessions/{number}", headers=headers).status_code == 204
    assert dana.get("/api/auth/me").status_code == 401
    assert program(client, token).get("/api/auth/me").status_code == 200
    assert root.delete(f"/api/security/tokens/{of_token}", headers=headers).status_code == 204
    assert program(client, token).get("/api/auth/me").status_code == 401
    for number in (0, 10**6, 2**63):
        assert root.delete(f"/api/security/sessions/{number}", headers=headers).status_code == 404


def test_a_session_that_is_not_used_ends(client: TestClient) -> None:
    login(client)
    with transaction() as session:
        session.execute(text("UPDATE login_session SET last_used_at = '2020-01-01 00:00:00'"))
    assert client.get("/api/auth/me").status_code == 401


def test_use_is_noted(client: TestClient) -> None:
    headers = signed_in(client)
    token = new_token(client, headers)
    assert client.get("/api/auth/tokens").json()[0]["last_used_at"] is None
    program(client, token).get("/api/auth/me")
    assert client.get("/api/auth/tokens").json()[0]["last_used_at"] is not None
    with transaction() as session:
        before = "UPDATE login_session SET last_used_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 minutes')"
        session.execute(text(before))
    noted = client.get("/api/auth/sessions").json()[0]
    assert noted["last_used_at"] >= noted["created_at"]


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["query"], {"query"}),
        (["query", "export"], {"query", "export"}),
        (["admin"], {"admin"}),
        (list(SCOPES), set(SCOPES)),
    ],
)
def test_a_token_reaches_what_its_scopes_name(client: TestClient, scopes: list[str], allowed: set[str]) -> None:
    asking = program(client, new_token(client, signed_in(client, "root"), scopes=scopes))
    requests = {
        "query": ("GET", "/api/auth/me"),
        "export": ("GET", "/api/mart/exports"),
        "operate": ("POST", "/api/etl/runs"),
        "admin": ("GET", "/api/security/users"),
    }
    reached = {scope for scope, request in requests.items() if _code(asking, *request) != "scope_missing"}
    assert reached == allowed


def _code(client: TestClient, method: str, path: str) -> str | None:
    body = client.request(method, path, json={}).json()
    return body.get("code") if isinstance(body, dict) else None


def test_a_token_without_scopes_or_with_unknown_ones_is_not_made(client: TestClient) -> None:
    headers = signed_in(client)
    for scopes in ([], ["everything"]):
        body = {"name": "t", "scopes": scopes}
        assert client.post("/api/auth/tokens", json=body, headers=headers).status_code == 422


def test_every_route_has_the_scope_that_one_expects(client: TestClient) -> None:
    app: FastAPI = client.app  # type: ignore[assignment]
    scopes: dict[str, set[str]] = {}
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            scopes.setdefault(scope_of(method.upper(), path), set()).add(f"{method.upper()} {path}")
    assert all("/api/security/" in route for route in scopes["admin"])
    assert scopes["export"] == {
        "GET /api/etl/runs/{run}/rejects.csv",
        "GET /api/mart/exports",
        "POST /api/mart/exports",
        "GET /api/mart/exports/{job}/file",
    }
    assert {route for route in scopes["query"] if not route.startswith("GET ")} == {
        "POST /api/query",
        "POST /api/mart/tables/{table}/rows",
        "POST /api/auth/logout",
    }


@pytest.mark.parametrize("path", ["/api/security/users/a\nb", "/api/security/"])
def test_no_odd_address_of_the_admin_routes_falls_to_a_lesser_scope(path: str) -> None:
    assert scope_of("GET", path) == "admin"
