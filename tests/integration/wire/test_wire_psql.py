"""psql, as people use it."""

import os
import shutil
import subprocess

import pytest

from tests.integration.gateway.conftest import PERSONS
from tests.integration.wire.conftest import Wire

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="no psql here: apt-get install postgresql-client")


def psql(wire: Wire, *arguments: str, role: str = "researcher", password: str | None = None, **env: str) -> str:
    """What psql prints, errors too."""
    done = subprocess.run(
        ["psql", "-X", "-At", "-h", "127.0.0.1", "-p", str(wire.port), "-U", role, "-d", "asan", *arguments],
        env={**os.environ, "PGPASSWORD": wire.tokens[role] if password is None else password, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def test_a_question_is_answered_through_the_door(wire: Wire) -> None:
    sql = "SELECT count(*), count(person_source_value) FROM cdm.person"
    assert psql(wire, "-c", sql) == f"{PERSONS}|0"
    assert psql(wire, "-c", sql, role="admin") == f"{PERSONS}|{PERSONS}"


def test_an_error_carries_sqlstate_code_and_hint(wire: Wire) -> None:
    said = psql(wire, "-v", "VERBOSITY=verbose", "-c", "SELECT * FROM etl.reject")
    assert "ERROR:  42P01: etl.reject does not exist, or you may not read it." in said
    assert "DETAIL:  not_visible" in said
    assert "HINT:  See what you may read" in said


def test_several_statements_are_several_questions(wire: Wire) -> None:
    assert psql(wire, "-c", "SELECT 1; SELECT 2; SELECT ';'") == "1\n2\n;"


def test_a_failed_transaction_answers_nothing_until_its_end(wire: Wire) -> None:
    said = psql(
        wire, "-c", "BEGIN", "-c", "SELECT nosuch FROM person", "-c", "SELECT 1", "-c", "ROLLBACK", "-c", "SELECT 2"
    )
    assert "current transaction" not in said
    assert "An earlier statement of this transaction failed." in said
    assert said.replace("\n", " ").count("1") == said.count("line 1")
    assert "ROLLBACK\n2" in said


def test_rows_come_in_portions_when_psql_asks_for_portions(wire: Wire) -> None:
    said = psql(wire, "-v", "FETCH_COUNT=7", "-c", "SELECT person_id FROM person ORDER BY 1")
    assert said.splitlines() == [str(number) for number in range(PERSONS)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "0\tMALE, \\\\x\\ty\t\\N"),
        ("(FORMAT csv, HEADER)", 'id,text,nothing\n0,"MALE, \\x\ty",'),
        ("WITH CSV DELIMITER '|' NULL 'none'", "0|MALE, \\x\ty|none"),
    ],
)
def test_a_copy_is_a_file(wire: Wire, options: str, expected: str) -> None:
    sql = "SELECT person_id AS id, E'MALE, \\\\x\\ty' AS text, NULL AS nothing FROM person ORDER BY 1 LIMIT 1"
    assert psql(wire, "-c", f"COPY ({sql}) TO STDOUT {options}") == expected


@pytest.mark.parametrize(
    "sql",
    [
        "COPY person FROM STDIN",
        "COPY (SELECT 1) TO '/tmp/stolen'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "UPDATE person SET person_id = 1",
        "CREATE TABLE x (a int)",
        "SET ROLE admin",
        "SET SESSION AUTHORIZATION admin",
        "SELECT 1; DROP TABLE person",
        "DO $$ BEGIN END $$",
        "LOCK TABLE person",
    ],
)
def test_what_writes_or_reaches_out_is_refused(wire: Wire, sql: str) -> None:
    said = psql(wire, "-v", "VERBOSITY=verbose", "-c", sql)
    assert "ERROR:  0A000" in said
    assert "not_allowed" in said


def test_the_error_is_in_the_language_of_the_account(wire: Wire) -> None:
    from asan.gateway.accounts import find_user
    from asan.kit.store import transaction

    with transaction() as session:
        user = find_user(session, "steward")
        assert user is not None
        user.language = "ko"
    assert "볼 권한이 없습니다" in psql(wire, "-c", "SELECT * FROM nosuch", role="steward")


def test_a_wrong_token_is_told_like_an_unknown_name(wire: Wire) -> None:
    wrong = psql(wire, "-c", "SELECT 1", password="asan_wrong")
    assert "Name and token do not belong together: researcher" in wrong
    unknown = subprocess.run(
        ["psql", "-X", "-h", "127.0.0.1", "-p", str(wire.port), "-U", "nobody", "-d", "asan", "-c", "SELECT 1"],
        env={**os.environ, "PGPASSWORD": "asan_wrong"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert unknown.stderr.strip() == wrong.replace("researcher", "nobody")
