"""`asan query`, `asan user` and `asan audit` as programs: what they print, where, and how they end."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from asan.gateway import owner
from asan.gateway.principal import ROLES, Principal
from asan.kit.errors import Forbidden
from asan.modules.security.service import ensure_demo_accounts


def asan(home: Path, *arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "asan.cli", *arguments],
        input=text.encode(),
        capture_output=True,
        env={**os.environ, "ASAN_HOME": str(home), "LANG": "C.UTF-8", **environment},
        timeout=60,
    )


def test_json_is_a_list_of_objects(home: Path) -> None:
    sql = "SELECT person_id, birth_datetime, sum(1) OVER () AS s FROM person ORDER BY 1 LIMIT 2"
    done = asan(home, "query", sql, "--as", "admin", "--format", "json")
    assert json.loads(done.stdout) == [
        {"person_id": 0, "birth_datetime": "1969-07-20T10:00:00", "s": 40},
        {"person_id": 1, "birth_datetime": "1969-07-20T10:00:00", "s": 40},
    ]
    assert done.returncode == 0


def test_csv_comes_from_standard_input_to_standard_output(home: Path) -> None:
    done = asan(home, "query", "-", "--as", "researcher", "--format", "csv", text="SELECT 1 AS a, '김, \"철수\"' AS b")
    assert done.stdout.decode().splitlines() == ["a,b", '1,"김, ""철수"""']


def test_arrow_is_an_ipc_stream_and_limits_hold(home: Path) -> None:
    arguments = ("--as", "steward", "--format", "arrow", "--limit", "5")
    done = asan(home, "query", "SELECT person_source_value FROM person", *arguments)
    table = pa.ipc.open_stream(io.BytesIO(done.stdout)).read_all()
    assert table.num_rows == 5
    assert b"truncated" in done.stderr


def test_a_table_marks_masked_columns(home: Path) -> None:
    done = asan(home, "query", "SELECT person_source_value FROM person LIMIT 1", "--as", "steward")
    assert "person_source_value (token)" in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["SELECT * FROM person", "--as", "auditor"], 3, "not_visible"),
        (["SELECT * FROM person", "--as", "engineer"], 3, "aggregates_only"),
        (["COPY person TO 'x'", "--as", "admin"], 3, "not_allowed"),
        (["SELECT FROM FROM", "--as", "admin"], 4, "bad_sql"),
        (["SELECT nosuch FROM person", "--as", "admin"], 4, "bad_sql"),
        (["SELECT CAST('x' AS INTEGER)", "--as", "admin"], 4, "question_failed"),
        (["SELECT 1", "--as", "nobody-of-that-name"], 4, "not_found"),
        (["SELECT 1", "--as", "admin", "--snapshot", "999"], 4, "no_snapshot"),
    ],
)
def test_a_failure_is_one_line_with_code_and_next_step(home: Path, arguments: list[str], code: int, named: str) -> None:
    done = asan(home, "query", *arguments)
    assert done.returncode == code
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{named}: ")


def test_bad_usage_is_two(home: Path) -> None:
    assert asan(home, "query", "SELECT 1").returncode == 2
    assert asan(home, "query", "SELECT 1", "--as", "admin", "--format", "xml").returncode == 2


def test_a_timeout_is_five(home: Path) -> None:
    sql = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range % 7 = b.range % 11"
    done = asan(home, "query", sql, "--as", "admin", ASAN_QUERY_SECONDS="0.3")
    assert (done.returncode, done.stderr[:13]) == (5, b"query_timeout")


def test_accounts_are_made_and_act_and_the_audit_says_for_whom(home: Path) -> None:
    made = asan(home, "user", "create", "kim.min-ji", "--role", "analyst", text="a good long one\n")
    assert made.returncode == 0, made.stderr
    assert asan(home, "query", "SELECT 7 AS seven", "--as", "Kim.Min-ji").returncode == 0
    listed = asan(home, "audit", "list", "--user", "kim.min-ji").stdout.decode()
    assert "SELECT 7 AS seven" in listed
    assert "(os:" in listed
    assert asan(home, "user", "disable", "kim.min-ji").returncode == 0
    assert asan(home, "query", "SELECT 7", "--as", "kim.min-ji").returncode == 4
    weak = asan(home, "user", "create", "lee", "--role", "analyst", text="short\n")
    assert (weak.returncode, weak.stderr[:13]) == (4, b"weak_password")
    verified = asan(home, "audit", "verify")
    assert verified.returncode == 0
    assert len(verified.stdout.decode().split("\t")[1].strip()) == 64


def test_demo_accounts_have_one_role_each_and_are_used_for_it(home: Path) -> None:
    accounts = ensure_demo_accounts()
    assert [name for name, _, _ in accounts] == [role for _, role, _ in accounts]
    assert len({password for _, _, password in accounts}) == len(accounts) == len(ROLES)
    assert all(len(password) >= 20 for _, _, password in accounts)
    again = ensure_demo_accounts()
    assert not {password for _, _, password in accounts} & {password for _, _, password in again}
    assert asan(home, "query", "SELECT 1 AS one", "--as", "researcher").returncode == 0
    assert "researcher (os:" in asan(home, "audit", "list", "--user", "researcher").stdout.decode()


def test_who_does_not_own_the_data_folder_may_not_act_for_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner.os, "geteuid", lambda: home.stat().st_uid + 1)
    with pytest.raises(Forbidden):
        owner.owner_name()


def test_the_owner_is_named_as_the_operating_system_does(home: Path) -> None:
    assert owner.owner() == Principal(f"os:{owner.owner_name()}", frozenset({"admin"}))
