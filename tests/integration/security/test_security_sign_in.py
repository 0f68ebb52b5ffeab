from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from asan.gateway.owner import owner
from asan.http.pages import BUILD
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.accounts import change_user
from tests.integration.security.people import PASSWORD, login


def test_login_gives_the_user_and_cookies_that_scripts_cannot_read(client: TestClient) -> None:
    answer = client.post("/api/auth/login", json={"username": "Dana", "password": PASSWORD})
    assert answer.json()["user"]["name"] == "dana"
    assert answer.json()["user"]["roles"] == ["researcher"]
    session, csrf = answer.headers.get_list("set-cookie")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "HttpOnly" not in csrf
    assert client.get("/api/auth/me").json() == answer.json()


def test_wrong_password_and_unknown_name_get_the_same_answer(client: TestClient) -> None:
    known = client.post("/api/auth/login", json={"username": "dana", "password": "wrong"})
    unknown = client.post("/api/auth/login", json={"username": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()


@pytest.mark.parametrize("name", ["dana", "nobody"])
def test_a_name_locks_after_five_failures_whether_or_not_it_is_known(client: TestClient, name: str) -> None:
    codes = [
        client.post("/api/auth/login", json={"username": name, "password": "wrong"}).json()["code"] for _ in range(6)
    ]
    assert codes == ["sign_in_failed"] * 5 + ["sign_in_locked"]
    answer = client.post("/api/auth/login", json={"username": name, "password": PASSWORD})
    assert answer.status_code == 429


def test_a_success_clears_the_failures(client: TestClient) -> None:
    for _ in range(3):
        for _ in range(4):
            client.post("/api/auth/login", json={"username": "dana", "password": "wrong"})
        login(client)


def test_a_change_needs_the_csrf_token(client: TestClient) -> None:
    token = login(client)
    body = {"name": "nightly"}
    assert client.post("/api/auth/tokens", json=body).json()["code"] == "csrf_refused"
    assert client.post("/api/auth/tokens", json=body, headers={"x-csrf-token": "0" * 64}).status_code == 403
    assert client.post("/api/auth/tokens", json=body, headers={"x-csrf-token": token}).status_code == 201


def test_another_site_cannot_sign_a_browser_in(client: TestClient) -> None:
    body = {"username": "dana", "password": PASSWORD}
    answer = client.post("/api/auth/login", json=body, headers={"sec-fetch-site": "cross-site"})
    assert answer.json()["code"] == "csrf_refused"


def test_logout_ends_the_session_on_the_server(client: TestClient) -> None:
    token = login(client)
    secret = client.cookies["asan_session"]
    assert client.post("/api/auth/logout", headers={"x-csrf-token": token}).json() == {"redirect": None}
    assert client.get("/api/auth/me", headers={"cookie": f"asan_session={secret}"}).status_code == 401


def test_an_api_token_works_without_csrf_until_revoked(client: TestClient) -> None:
    csrf = {"x-csrf-token": login(client)}
    made = client.post("/api/auth/tokens", json={"name": "nightly", "days": 1}, headers=csrf).json()
    program = TestClient(client.app, headers={"authorization": f"Bearer {made['token']}"})
    assert program.get("/api/auth/me").json()["user"]["name"] == "dana"
    assert "token" not in program.get("/api/auth/tokens").json()[0]
    # A change, and none that needs the CSRF token of a session.
    assert program.post("/api/auth/logout").status_code == 200
    assert client.delete(f"/api/auth/tokens/{made['id']}", headers=csrf).status_code == 204
    assert program.get("/api/auth/me").status_code == 401


def test_nobody_revokes_another_ones_token(client: TestClient) -> None:
    csrf = {"x-csrf-token": login(client)}
    made = client.post("/api/auth/tokens", json={"name": "mine"}, headers=csrf).json()
    csrf = {"x-csrf-token": login(client, "root")}
    # The last is larger than the app store can hold.
    for number in (made["id"], 0, 2**63):
        assert client.delete(f"/api/auth/tokens/{number}", headers=csrf).status_code == 404


def test_an_ended_session_is_no_login(client: TestClient) -> None:
    login(client)
    with transaction() as session:
        session.execute(text("UPDATE login_session SET expires_at = '2020-01-01 00:00:00'"))
    assert client.get("/api/auth/me").status_code == 401


def test_disabling_a_user_ends_their_sessions(client: TestClient) -> None:
    login(client)
    change_user(owner(), "dana", disabled=True)
    assert client.get("/api/auth/me").status_code == 401
    answer = client.post("/api/auth/login", json={"username": "dana", "password": PASSWORD})
    assert answer.json()["code"] == "sign_in_failed"


def test_changing_the_password_ends_sessions_and_asks_for_the_old_one(client: TestClient) -> None:
    csrf = {"x-csrf-token": login(client)}
    wrong = {"old": "wrong", "new": "a new long password"}
    assert client.post("/api/auth/password", json=wrong, headers=csrf).status_code == 401
    weak = {"old": PASSWORD, "new": "short"}
    assert client.post("/api/auth/password", json=weak, headers=csrf).json()["code"] == "weak_password"
    right = {"old": PASSWORD, "new": "a new long password"}
    assert client.post("/api/auth/password", json=right, headers=csrf).status_code == 204
    assert client.get("/api/auth/me").status_code == 401
    login(client, password="a new long password")


def test_secrets_do_not_lie_in_the_app_store(client: TestClient, asan_home: Path) -> None:
    csrf = {"x-csrf-token": login(client)}
    token = client.post("/api/auth/tokens", json={"name": "t"}, headers=csrf).json()["token"]
    stored = b"".join(path.read_bytes() for path in asan_home.glob("app.db*"))
    for secret in (PASSWORD, token, client.cookies["asan_session"], csrf["x-csrf-token"]):
        assert secret.encode() not in stored


def test_only_an_admin_manages_users(client: TestClient) -> None:
    new = {"name": "kim", "password": "a good long one", "roles": ["clinician"]}
    csrf = {"x-csrf-token": login(client)}
    assert client.get("/api/security/users").status_code == 403
    assert client.post("/api/security/users", json=new, headers=csrf).status_code == 403
    csrf = {"x-csrf-token": login(client, "root")}
    assert client.post("/api/security/users", json=new, headers=csrf).status_code == 201
    assert client.post("/api/security/users", json=new, headers=csrf).json()["code"] == "name_taken"
    assert [user["name"] for user in client.get("/api/security/users").json()] == ["dana", "kim", "root"]
    changed = client.patch("/api/security/users/kim", json={"roles": ["clinician", "analyst"]}, headers=csrf)
    assert changed.json()["roles"] == ["analyst", "clinician"]
    unknown = client.patch("/api/security/users/kim", json={"roles": ["king"]}, headers=csrf)
    assert unknown.status_code == 400


def test_the_last_admin_stays(client: TestClient) -> None:
    csrf = {"x-csrf-token": login(client, "root")}
    assert client.patch("/api/security/users/root", json={"disabled": True}, headers=csrf).status_code == 409
    assert client.patch("/api/security/users/root", json={"roles": []}, headers=csrf).status_code == 409
    assert client.get("/api/auth/me").json()["user"]["roles"] == ["admin"]


def test_the_audit_log_is_for_auditors_and_admins_and_tells_of_sign_ins(client: TestClient) -> None:
    client.post("/api/auth/login", json={"username": "dana", "password": "wrong"})
    login(client)
    assert client.get("/api/security/audit").status_code == 403
    login(client, "root")
    page = client.get("/api/security/audit", params={"user": "dana"}).json()
    refused, done, failed = [(r["action"], r["outcome"]) for r in page["records"]]
    assert (failed, done, refused) == (("sign_in", "refused"), ("sign_in", "done"), ("http.read", "refused"))
    first = client.get("/api/security/audit", params={"size": 2}).json()
    rest = client.get("/api/security/audit", params={"before": first["next"]}).json()
    assert len({r["id"] for r in first["records"] + rest["records"]}) == len(first["records"]) + len(rest["records"])
    assert client.get("/api/security/audit/verify").json()["broken_at"] is None


def test_a_token_makes_no_further_token(client: TestClient) -> None:
    headers = {"x-csrf-token": login(client)}
    body = {"name": "etl", "days": 1, "scopes": ["query", "operate"]}
    token = client.post("/api/auth/tokens", json=body, headers=headers).json()["token"]
    client.cookies.clear()
    answer = client.post(
        "/api/auth/tokens", json={"name": "heir", "days": 366}, headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/nosuch", "/api/health"])
def test_no_cache_keeps_an_answer_of_the_api(client: TestClient, path: str) -> None:
    for signed_in in (False, True):
        if signed_in:
            login(client)
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", ["/api/health", "/sign-in"])
def test_behind_tls_browsers_are_told_to_stay_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("ASAN_SECURE_COOKIES", "true")
    settings.cache_clear()
    assert client.get(path).headers["strict-transport-security"] == "max-age=31536000"
    body = {"username": "dana", "password": PASSWORD}
    cookies = client.post("/api/auth/login", json=body).headers.get_list("set-cookie")
    assert all("Secure" in cookie for cookie in cookies)


@pytest.mark.skipif(not (BUILD / "index.html").is_file(), reason="the web is not built (make setup)")
def test_a_page_runs_no_script_that_is_not_a_file_of_its_own_server(client: TestClient) -> None:
    policy = client.get("/sign-in").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert "script-src" not in rules
    assert (rules["object-src"], rules["base-uri"], rules["frame-ancestors"]) == ("'none'", "'none'", "'none'")


@pytest.mark.parametrize("path", ["/%00", "/x%0Ay", "/%1b"])
def test_an_address_with_control_characters_is_no_page(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401
