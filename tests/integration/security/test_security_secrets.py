"""No secret is ever written to a log, an error, or the audit."""

import logging
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from asan.kit.settings import Settings
from tests.integration.security.people import PASSWORD, new_token, program, signed_in

TYPED = "typed-into-the-wrong-field"


def test_nothing_that_opens_a_door_is_logged_or_audited(
    client: TestClient, asan_home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = signed_in(client)
    token = new_token(client, headers)
    asking = program(client, token)
    answers = [
        asking.get("/api/auth/me"),
        asking.get("/api/security/users"),
        program(client, token + "x").get("/api/auth/me"),
        client.post("/api/auth/login", json={"username": TYPED, "password": "wrong " + TYPED}),
        client.post("/api/auth/login", json={"username": ["dana"], "password": TYPED}),
        client.post("/api/auth/login", content=f'{{"username": "dana", "password": "{TYPED}'),
        client.post("/api/auth/password", json={"old": TYPED, "new": TYPED}, headers=headers),
        client.get("/api/auth/oidc/keycloak/callback", params={"code": TYPED, "state": TYPED}),
        client.post("/api/auth/oidc/keycloak/logout", data={"logout_token": TYPED}),
    ]
    session = client.cookies["asan_session"]
    written = capfd.readouterr()
    # The test client's own log names the addresses that it asks, so it alone is left out.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    stored = b"".join(path.read_bytes() for path in asan_home.glob("app.db*")).decode("utf-8", "replace")
    said = "".join([*ours, written.out, written.err, stored, *(answer.text for answer in answers)])
    for secret in (PASSWORD, token, session, headers["x-csrf-token"], TYPED):
        assert secret not in said


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__ISSUER", "https://sso.example")
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__CLIENT_ID", "asan")
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__CLIENT_SECRET", TYPED)
    monkeypatch.setenv("ASAN_S3_SECRET", TYPED)
    assert TYPED not in repr(Settings())
    assert TYPED not in Settings().model_dump_json()
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__SKEW_SECONDS", "x")
    with pytest.raises(ValidationError) as refusal:
        Settings()
    assert TYPED not in str(refusal.value)
