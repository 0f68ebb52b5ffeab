"""The audit: written before rows leave, chained, and found out when touched."""

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select

from asan.gateway import audit
from asan.gateway.audit import Entry, verify, write
from asan.gateway.audit import records as records_module
from asan.gateway.audit.records import noting
from asan.gateway.audit.together import Together
from asan.gateway.errors import AuditUnavailable, BadSql, NotVisible
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from tests.integration.gateway.conftest import someone


def records(count: int) -> list[AuditRecord]:
    """The newest ``count`` records, oldest first."""
    with transaction() as session:
        newest = session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(count))
        return list(newest)[::-1]


def test_an_answer_leaves_one_record_of_what_was_asked_and_done(door: Gateway) -> None:
    who = Principal("dana", frozenset({"steward"}), acting_for="os:kim", purpose="IRB 7", project="stroke")
    answer = door.query(who, "SELECT person_source_value FROM person", surface="page:mart", row_limit=7)
    (record,) = records(1)
    assert record.id == answer.audit_id
    assert (record.principal, record.acting_for) == ("dana", "os:kim")
    assert (record.purpose, record.project, record.surface) == ("IRB 7", "stroke", "page:mart")
    assert record.question == "SELECT person_source_value FROM person"
    assert record.sql_run == answer.sql_run
    assert record.policies is not None
    assert '"person_source_value": "token"' in record.policies
    assert (record.outcome, record.rows) == ("answered", 7)
    assert answer.truncated
    assert answer.snapshot is not None
    assert record.snapshot == answer.snapshot.version


def test_the_secret_key_is_not_in_the_audit(door: Gateway, home: Path) -> None:
    door.query(someone("steward"), "SELECT person_source_value FROM person")
    key_file = home / "keys" / "masking.key"
    key = key_file.read_text().strip()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert len(key) == 64
    assert not [path for path in home.glob("app.db*") if key.encode() in path.read_bytes()]


def test_refusals_and_mistakes_are_recorded_with_their_code(door: Gateway) -> None:
    with pytest.raises(NotVisible):
        door.query(someone("auditor"), "SELECT * FROM person")
    with pytest.raises(BadSql):
        door.query(someone("auditor"), "SELEC")
    assert [(record.outcome, record.code, record.rows) for record in records(2)] == [
        ("refused", "not_visible", None),
        ("failed", "bad_sql", None),
    ]


def test_a_long_answer_is_recorded_before_and_after(door: Gateway) -> None:
    sql = "SELECT a.person_id FROM person a, person b, person c"
    answer = door.query(someone("admin"), sql, row_limit=50_000)
    (before,) = records(1)
    assert (before.outcome, before.rows) == ("started", None)
    assert answer.table().num_rows == 50_000
    assert answer.truncated
    (after,) = records(1)
    assert (after.outcome, after.rows, after.refers_to) == ("answered", 50_000, before.id)


def test_one_who_stops_reading_is_recorded_with_what_was_read(door: Gateway) -> None:
    answer = door.query(someone("admin"), "SELECT 1 FROM person a, person b, person c", row_limit=50_000)
    read = next(answer.batches).num_rows
    answer.close()
    (after,) = records(1)
    assert (after.outcome, after.rows, after.code) == ("answered", read, "stopped_reading")


def test_one_who_never_reads_is_recorded_as_well(door: Gateway) -> None:
    door.query(someone("admin"), "SELECT 1 FROM person a, person b, person c", row_limit=50_000).close()
    (after,) = records(1)
    assert (after.outcome, after.rows, after.code) == ("answered", 0, "stopped_reading")


@pytest.mark.parametrize("row_limit", [10, 50_000])
def test_no_row_without_a_record(door: Gateway, monkeypatch: pytest.MonkeyPatch, row_limit: int) -> None:
    def full(*_: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(audit.records, "_add", full)
    with pytest.raises(AuditUnavailable):
        door.query(someone("admin"), "SELECT * FROM person", row_limit=row_limit)


@pytest.fixture
def fresh(asan_home: Path) -> Path:
    upgrade()
    return asan_home


def write_some(count: int) -> None:
    for index in range(count):
        # Every third for a project: of a record without one, the hash is as it was before there were projects.
        who = replace(someone("admin"), project="stroke" if index % 3 == 2 else None)
        write(who, Entry("query", "answered", "test", question=f"SELECT {index}"))


def tampered(home: Path, sql: str) -> None:
    """Change the app store as somebody would who has the file."""
    connection = sqlite3.connect(home / "app.db")
    for trigger in ("audit_record_no_update", "audit_record_no_delete"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_an_untouched_chain_holds(fresh: Path) -> None:
    assert verify().records == 0
    write_some(5)
    verdict = verify()
    assert (verdict.records, verdict.broken_at) == (5, None)
    assert verdict.newest == records(1)[0].hash


@pytest.mark.parametrize(
    ("sql", "at"),
    [
        ("UPDATE audit_record SET question = 'SELECT 99' WHERE id = 3", 3),
        ("UPDATE audit_record SET rows = 1 WHERE id = 5", 5),
        ("UPDATE audit_record SET at = '2020-01-01' WHERE id = 1", 1),
        ("UPDATE audit_record SET principal = 'other' WHERE id = 2", 2),
        ("UPDATE audit_record SET project = 'other' WHERE id = 2", 2),
        ("UPDATE audit_record SET project = NULL WHERE id = 3", 3),
        ("DELETE FROM audit_record WHERE id = 4", 4),
        ("DELETE FROM audit_record WHERE id = 1", 1),
        ("UPDATE audit_record SET id = CASE id WHEN 2 THEN -3 ELSE id END WHERE id = 2", -3),
    ],
)
def test_a_changed_removed_or_moved_record_is_found(fresh: Path, sql: str, at: int) -> None:
    write_some(5)
    tampered(fresh, sql)
    assert verify().broken_at is not None
    assert verify().broken_at in (at, 1)


def test_records_from_before_some_columns_were_there_keep_their_hashes() -> None:
    later = ("hash", "project", "parameters", "reach", "persons")
    names = [column.name for column in AuditRecord.__table__.columns if column.name not in later]
    content = {name: None for name in names} | {"id": 1, "principal": "김", "previous": audit.FIRST}
    # As it was computed when the columns were not there.
    before = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert audit.digest(AuditRecord(**content)) == before


def test_the_store_itself_refuses_changes(fresh: Path) -> None:
    write_some(1)
    connection = sqlite3.connect(fresh / "app.db")
    for sql in ("UPDATE audit_record SET rows = 1", "DELETE FROM audit_record"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql)
    connection.close()


def test_records_of_many_threads_are_one_commit_while_the_store_is_busy(fresh: Path) -> None:
    write_some(1)
    commits: list[object] = []
    other = sqlite3.connect(fresh / "app.db")
    other.execute("BEGIN IMMEDIATE")
    # The store is this test's own, and so is its engine.
    event.listen(engine(), "commit", lambda connection: commits.append(connection))
    told: dict[int, list[int]] = {}

    def one(index: int) -> None:
        with noting() as held:
            number = write(someone("admin"), Entry("query", "answered", "test", question=f"SELECT {index}"))
        told[index] = [number, *held]

    threads = [threading.Thread(target=one, args=(index,)) for index in range(20)]
    for thread in threads:
        thread.start()
    writer = records_module._together(settings().app_store_url)
    while writer.waiting < 19:
        time.sleep(0.01)
    assert told == {}
    other.rollback()
    for thread in threads:
        thread.join()
    # The one that came first waited for the store; all others came to be with it.
    assert len(commits) == 2
    assert (verify().records, verify().broken_at) == (21, None)
    assert sorted(number for number, *_ in told.values()) == list(range(2, 22))
    with transaction() as session:
        asked = {each.id: each.question for each in session.scalars(select(AuditRecord))}
    assert all(asked[number] == f"SELECT {index}" and held == [number] for index, (number, *held) in told.items())


def test_a_record_that_cannot_be_written_takes_no_other_with_it() -> None:
    refused = [3]

    def commit(some: Sequence[int]) -> list[int]:
        if set(some) & set(refused):
            raise ValueError(some)
        written.append(list(some))
        return [each * 10 for each in some]

    written: list[list[int]] = []
    together = Together(commit)
    found: dict[int, object] = {}

    def one(number: int) -> None:
        try:
            found[number] = together.write(number)
        except ValueError as error:
            found[number] = error.args[0]

    with together._turn:
        threads = [threading.Thread(target=one, args=(number,)) for number in range(1, 6)]
        for thread in threads:
            thread.start()
        while together.waiting < 5:
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert found == {1: 10, 2: 20, 3: [3], 4: 40, 5: 50}
    assert sorted(written) == [[1], [2], [4], [5]]


def test_writers_at_once_make_one_chain(fresh: Path) -> None:
    threads = [threading.Thread(target=write_some, args=(10,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verify().records, verify().broken_at) == (60, None)
