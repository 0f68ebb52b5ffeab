"""The built pages are served as files, packed where the browser understands it, and nothing beside them is."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from asan.http import errors, pages


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    build = tmp_path / "dist"
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text("<html>page</html>")
    (build / "assets" / "app-1.js").write_text("let plain")
    (build / "assets" / "app-1.js.gz").write_bytes(gzip.compress(b"let plain"))
    (tmp_path / "secret.txt").write_text("secret")
    app = FastAPI()
    errors.install(app)
    pages.install(app, build)
    return TestClient(app)


def test_every_address_of_the_browser_is_the_one_page(client: TestClient) -> None:
    assert client.get("/mart/person?tab=rows").text == "<html>page</html>"
    assert client.get("/").headers["cache-control"] == "no-cache"


def test_a_page_may_load_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_assets_are_kept_and_packed_where_understood(client: TestClient) -> None:
    packed = client.get("/assets/app-1.js", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert "immutable" in packed.headers["cache-control"]
    plain = client.get("/assets/app-1.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text == "let plain"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt"])
def test_nothing_outside_the_build_is_served(client: TestClient, path: str) -> None:
    assert "secret" not in client.get(path).text


@pytest.mark.parametrize("path", ["/%00", "/assets/%00.js", "/a%0Ab", "/" + "a" * 5000])
def test_an_address_that_no_file_can_have_is_not_an_error(client: TestClient, path: str) -> None:
    assert client.get(path).status_code < 500


def test_an_unknown_api_address_is_not_the_page(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_without_a_build_the_answer_says_what_to_do(tmp_path: Path) -> None:
    app = FastAPI()
    pages.install(app, tmp_path)
    answer = TestClient(app).get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text
