"""Who gets in: tokens live, wrong, expired, revoked and of disabled accounts, and tokens' keys in the app store."""

from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import delete, func, select, text

from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.kit.clock import today
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security.accounts import change_user, create_user
from asan.modules.security.models import ApiToken, SignInAttempts
from asan.modules.security.projects import change_members, create_project
from asan.modules.security.secrets import secret_hash
from tests.integration.wire.conftest import PASSWORD, Wire, new_token


def try_(wire: Wire, user: str, token: str) -> str:
    """What a client is told; empty where it got in."""
    try:
        with wire.connect(user=user, password=token) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return str(error)
    return ""


def test_each_live_token_of_the_account_gets_in_in_any_case_of_its_name(wire: Wire) -> None:
    first, second = new_token("analyst"), new_token("analyst")
    assert [try_(wire, name, token) for name in ("analyst", "Analyst") for token in (first, second)] == [""] * 4


def test_a_token_of_somebody_else_does_not(wire: Wire) -> None:
    assert "do not belong together" in try_(wire, "analyst", wire.tokens["admin"])


def test_an_expired_token_does_not(wire: Wire) -> None:
    token = new_token("analyst")
    with transaction() as session:
        held = session.scalar(select(ApiToken).where(ApiToken.token_hash == secret_hash(token)))
        assert held is not None
        session.execute(text("UPDATE api_token SET expires_at = '2020-01-01 00:00:00' WHERE id = :id"), {"id": held.id})
    assert "do not belong together" in try_(wire, "analyst", token)


def test_too_many_wrong_tokens_of_an_address_are_told_so_and_good_ones_get_in(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        session.execute(delete(SignInAttempts))
        last = session.scalar(select(func.max(AuditRecord.id))) or 0
    monkeypatch.setenv("ASAN_TOKEN_ADDRESS_ATTEMPTS", "2")
    settings.cache_clear()
    told = [try_(wire, name, "asan_forged") for name in ("analyst", "nobody", "analyst", "admin")]
    assert ["do not belong together" in each for each in told] == [True, True, False, False]
    assert all("too many API tokens" in each for each in told[2:])
    assert try_(wire, "analyst", wire.tokens["analyst"]) == ""
    with transaction() as session:
        codes = session.scalars(
            select(AuditRecord.code).where(AuditRecord.id > last, AuditRecord.outcome == "refused")
        ).all()
        session.execute(delete(SignInAttempts))
    monkeypatch.undo()
    settings.cache_clear()
    # The audit does not grow with each further attempt.
    assert sorted(codes) == ["token_refused", "token_refused", "too_many_bad_tokens"]


def test_a_token_that_may_not_query_does_not(wire: Wire) -> None:
    assert "This API token's scopes (operate) lack: query" in try_(
        wire, "analyst", new_token("analyst", scopes=["operate"])
    )


def test_a_token_made_before_there_were_keys_does_not(wire: Wire) -> None:
    token = new_token("analyst")
    with transaction() as session:
        session.execute(
            text("UPDATE api_token SET scram_stored = NULL, scram_server = NULL WHERE token_hash = :hash"),
            {"hash": secret_hash(token)},
        )
    assert "do not belong together" in try_(wire, "analyst", token)


def test_a_revoked_token_ends_its_sessions_with_their_next_question(wire: Wire) -> None:
    token = new_token("analyst")
    with wire.connect(user="analyst", password=token) as connection:
        connection.execute("SELECT 1")
        with transaction() as session:
            session.execute(text("DELETE FROM api_token WHERE token_hash = :hash"), {"hash": secret_hash(token)})
        with pytest.raises(errors.InvalidAuthorizationSpecification, match="expired or was revoked"):
            connection.execute("SELECT 1")
        assert connection.broken


def test_a_disabled_account_and_changed_roles_count_at_once(wire: Wire) -> None:
    create_user(owner(), "lee", PASSWORD, ["researcher"], language="en")
    with wire.connect(user="lee", password=new_token("lee")) as connection:
        connection.execute("SELECT person_id FROM person")
        change_user(owner(), "lee", roles=["auditor"])
        with pytest.raises(errors.UndefinedTable):
            connection.execute("SELECT person_id FROM person")
        change_user(owner(), "lee", disabled=True)
        with pytest.raises(errors.InvalidAuthorizationSpecification):
            connection.execute("SELECT 1")


def test_sign_ins_are_in_the_audit_and_unknown_names_are_not_written_down(wire: Wire) -> None:
    try_(wire, "analyst", "asan_wrong")
    try_(wire, "a-password-typed-as-name", "asan_wrong")
    try_(wire, "analyst", wire.tokens["analyst"])
    with transaction() as session:
        newest = select(AuditRecord).where(AuditRecord.action == "sign_in").order_by(AuditRecord.id.desc()).limit(3)
        found = [(record.principal, record.outcome, record.surface) for record in session.scalars(newest)]
    assert found == [("analyst", "done", "pg"), ("?", "refused", "pg"), ("analyst", "refused", "pg")]


def test_no_token_lies_in_the_app_store(wire: Wire) -> None:
    home: Path = settings().home
    stored = b"".join(path.read_bytes() for path in home.glob("app.db*"))
    assert all(token.encode() not in stored for token in wire.tokens.values())


def test_the_password_of_the_account_is_no_token(wire: Wire) -> None:
    assert "do not belong together" in try_(wire, "admin", PASSWORD)


def test_a_token_for_a_project_asks_for_it_and_for_nothing_once_it_is_over(wire: Wire) -> None:
    day = today()
    create_project(owner(), "wire", title="Wire", purpose="a study", starts=day, ends=day, lead="analyst")
    token = new_token("analyst", project="wire")
    with wire.connect(user="analyst", password=token) as connection:
        connection.execute("SELECT count(*) FROM person")
        with transaction() as session:
            asked = select(AuditRecord).where(AuditRecord.action == "query").order_by(AuditRecord.id.desc())
            record = session.scalars(asked.limit(1)).one()
            assert (record.project, record.purpose) == ("wire", "a study")
        change_members(owner(), "wire", put={"admin": True}, remove=["analyst"])
        with pytest.raises(psycopg.Error, match="no member of project wire"):
            connection.execute("SELECT count(*) FROM person")
