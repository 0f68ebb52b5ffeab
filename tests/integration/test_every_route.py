"""Every route needs a login, every change its CSRF token, every route with clinical data goes through the gateway."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import asan
from asan.gateway.owner import owner
from asan.gateway.policies import book
from asan.gateway.policy import Policy
from asan.kit.migrate import upgrade
from asan.modules.security.accounts import create_user
from asan.modules.security.middleware import OPEN, is_open
from asan.modules.security.sessions import principal_of_session
from asan.modules.security.sign_in import sign_in
from asan.modules.security.tokens import create_token
from asan.server import create_app
from tests.integration.gateway.conftest import SECRETS, fill_lake

PASSWORD = "a long enough one"
SAFE = ("GET", "HEAD")
VALUES = {"table": "person", "name": "root", "run": "1", "run_id": "1"}
"""What stands for a route's parameters; every other one is 1."""

BODIES: dict[str, dict[str, Any]] = {
    "/api/query": {"sql": "SELECT * FROM person, location, provider, visit_occurrence LIMIT 5"},
    "/api/mart/tables/{table}/rows": {},
    "/api/security/preview": {"user": "researcher", "sql": "SELECT * FROM person, location, provider"},
}
"""Questions that are asked by POST."""


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app()


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every (method, path) of the application."""
    return [(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods]


def address(path: str) -> str:
    return re.sub(r"{([^}]+)}", lambda found: VALUES.get(found.group(1).partition(":")[0], "1"), path)


def hidden(router: Any) -> Iterator[str]:
    """The paths of routes that the API's description leaves out."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from hidden(inner)
        elif not getattr(route, "include_in_schema", False):
            yield route.path


def test_the_list_of_open_routes_is_short_and_true(app: FastAPI) -> None:
    assert {
        ("GET", "/api/health"),
        ("HEAD", "/api/health"),
        ("POST", "/api/auth/login"),
        ("GET", "/api/auth/providers"),
        ("GET", "/api/auth/oidc/{provider}/start"),
        ("GET", "/api/auth/oidc/{provider}/callback"),
        ("POST", "/api/auth/oidc/{provider}/logout"),
    } == OPEN
    assert {route for route in OPEN if route[0] != "HEAD"} <= set(routes(app))
    # Outside the API there are the web application's own pages and files, and nothing else.
    assert list(hidden(app)) == ["/{path:path}"]
    assert [path for _, path in routes(app) if not path.startswith("/api/")] == []


def test_without_a_login_no_route_answers(asan_home: Path, app: FastAPI) -> None:
    upgrade()
    client = TestClient(app, raise_server_exceptions=False)
    for method, path in routes(app):
        if (method, path) not in OPEN:
            answer = client.request(method, address(path))
            assert (answer.status_code, answer.json()["code"]) == (401, "login_required"), (method, path)


@pytest.mark.parametrize(
    "path",
    ["/api", "/API/query", "//api/query", "/./api/query", "/x/../api/query", "/api%2Fquery", "/api/", "/api/nosuch"],
)
def test_no_spelling_of_an_address_passes_for_a_page(asan_home: Path, app: FastAPI, path: str) -> None:
    upgrade()
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.get(path)
    # Either no login, or the page that routes in the browser: never the API.
    assert answer.status_code == 401 or "json" not in answer.headers.get("content-type", "")


def test_only_reading_is_open_outside_the_api() -> None:
    assert is_open("GET", "/mart/person")
    assert is_open("HEAD", "/")
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert not is_open(method, "/mart/person")
        assert not is_open(method, "/api/query")


@pytest.mark.parametrize("forged", ["", "x", "asan_" + "A" * 43, "\x00", "é", "Bearer"])
def test_a_forged_session_or_token_is_no_login(asan_home: Path, app: FastAPI, forged: str) -> None:
    upgrade()
    client = TestClient(app, raise_server_exceptions=False)
    for headers in ({"authorization": f"Bearer {forged}"}, {"cookie": f"asan_session={forged}"}):
        raw = {name: value.encode("utf-8") for name, value in headers.items()}
        assert client.get("/api/auth/me", headers=raw).status_code == 401


def test_no_change_without_the_csrf_token(asan_home: Path, app: FastAPI) -> None:
    upgrade()
    create_user(owner(), "root", PASSWORD, ["admin"])
    _, secret = sign_in("root", PASSWORD)
    client = TestClient(app, raise_server_exceptions=False, cookies={"asan_session": secret, "asan_csrf": "x"})
    changes = [route for route in routes(app) if route[0] not in SAFE and route not in OPEN]
    assert changes
    for method, path in changes:
        for headers in ({}, {"x-csrf-token": "x"}):
            answer = client.request(method, address(path), headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_refused"), (method, path)


@pytest.fixture
def admin(asan_home: Path, tmp_path: Path, app: FastAPI) -> TestClient:
    """An administrator, who sees everything plain, before a lake full of secrets."""
    upgrade()
    fill_lake(tmp_path / "work.duckdb")
    create_user(owner(), "root", PASSWORD, ["admin"])
    _, secret = sign_in("root", PASSWORD)
    principal = principal_of_session(secret)
    assert principal is not None
    _, token = create_token(principal, "test", 1)
    return TestClient(app, headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def everything_said(client: TestClient) -> dict[str, str]:
    """What every reading route answers, by path. Streams of events are left out: they tell of jobs."""
    said = {}
    for method, path in routes(client.app):  # type: ignore[arg-type]
        if method == "GET" and not path.endswith("/events"):
            said[path] = client.get(address(path)).text
    for path, body in BODIES.items():
        said[path] = client.post(address(path), json=body).text
    return said


def leaked(said: dict[str, str]) -> dict[str, list[str]]:
    found = {path: [secret for secret in SECRETS if secret in text] for path, text in said.items()}
    return {path: secrets for path, secrets in found.items() if secrets}


def test_a_gateway_that_denies_everything_leaves_no_clinical_data(
    admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "resolve", lambda *_, **__: Policy(()))
    assert leaked(everything_said(admin)) == {}
    assert admin.post("/api/query", json=BODIES["/api/query"]).status_code == 403
    assert admin.get("/api/catalog").json() == []


def test_the_same_routes_do_tell_when_the_gateway_allows(admin: TestClient) -> None:
    # Otherwise the test above would pass on routes that say nothing anyway.
    said = leaked(everything_said(admin))
    assert {"/api/query", "/api/mart/tables/{table}/rows"} <= set(said)


OPENERS = {"connect_reader", "connect_writer", "open_engine", "attach_file"}
MAY_OPEN = {
    "modules/etl/": "writes clinical data",
    "modules/cdc/": "writes clinical data",
    "modules/ontology/service.py": "reads the vocabulary, which holds no patient",
    "warehouse/": "where the engines live",
    "demo.py": "asks whether anything was published",
}


def test_only_the_gateway_and_the_writers_open_the_lake() -> None:
    source = Path(asan.__file__).parent
    found = []
    for file in sorted(source.rglob("*.py")):
        name = file.relative_to(source).as_posix()
        if any(name == allowed or (allowed.endswith("/") and name.startswith(allowed)) for allowed in MAY_OPEN):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            used = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            found += [f"{name}:{node.lineno} {used}"] if used in OPENERS else []  # type: ignore[attr-defined]
    assert found == []


def test_what_etl_pages_and_commands_show_of_rejects_goes_through_the_gateway() -> None:
    # The ETL may open the lake to write it; its routes and pages may not.
    folder = Path(asan.__file__).parent / "modules" / "etl"
    for file in folder.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "APIRouter" in text or "typer.Typer" in text or "principal" in text:
            assert not OPENERS & set(re.findall(r"\w+", text)), file.name
