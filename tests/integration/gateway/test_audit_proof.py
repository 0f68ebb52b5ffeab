"""The proof of the audit: whatever is done to chain, anchor or archives is found."""

import gzip
import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from asan import upkeep
from asan.gateway.audit import Entry, archive, records, verify, write
from asan.gateway.models import AuditDay, AuditRecord
from asan.kit.errors import BadInput
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.security.audit_log import Filter, archived_until, page
from tests.integration.gateway.conftest import someone

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


@pytest.fixture
def anchor(asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The anchor of an audit that notes every second record."""
    path = tmp_path / "elsewhere" / "audit.anchor"
    path.parent.mkdir()
    monkeypatch.setenv("ASAN_AUDIT_ANCHOR", str(path))
    monkeypatch.setenv("ASAN_AUDIT_ANCHOR_EVERY", "2")
    settings.cache_clear()
    upgrade()
    return path


def write_some(count: int) -> None:
    for number in range(count):
        write(someone("admin"), Entry("query", "answered", "test", question=f"SELECT {number}"))


def tampered(home: Path, *statements: str) -> None:
    """Change the app store as somebody would who has the file."""
    connection = sqlite3.connect(home / "app.db")
    for table in ("audit_record", "audit_archive"):
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def forged(home: Path, statement: str) -> None:
    """Change the records and compute every hash anew, as a forger would who knows how."""
    tampered(home, statement)
    with transaction() as session:
        previous = records.FIRST
        for number, record in enumerate(session.query(AuditRecord).order_by(AuditRecord.id).all(), start=1):
            session.expunge(record)
            old, record.id, record.previous = record.id, number, previous
            previous = records.digest(record)
            values = {"old": old, "id": number, "previous": record.previous, "hash": previous}
            session.execute(
                text("UPDATE audit_record SET id = :id, previous = :previous, hash = :hash WHERE id = :old"), values
            )


def test_the_anchor_notes_what_was_committed(anchor: Path) -> None:
    write_some(5)
    marks = [json.loads(line) for line in anchor.read_text().splitlines()]
    assert [mark["record"] for mark in marks] == [2, 4]
    assert marks[1]["hash"] == page(Filter(), before=5, size=1)[0].hash
    assert (verify(anchor).anchored, verify(anchor).broken_at) == (4, None)
    with sessionmaker(engine())() as session:
        assert records.append(session, someone("admin"), Entry("query", "answered", "test")) == 6
        session.rollback()
    assert len(anchor.read_text().splitlines()) == 2


def test_an_anchor_that_cannot_be_written_keeps_no_record_back(anchor: Path, caplog: pytest.LogCaptureFixture) -> None:
    anchor.parent.rmdir()
    write_some(2)
    assert verify().records == 2
    assert "could not be written" in caplog.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET question = 'SELECT 99' WHERE id = 3",
        "UPDATE audit_record SET reach = 'named' WHERE id = 3",
        "UPDATE audit_record SET persons = '[5]' WHERE id = 3",
        "UPDATE audit_record SET parameters = '[]' WHERE id = 3",
        "DELETE FROM audit_record WHERE id = 3",
        "DELETE FROM audit_record WHERE id = 1",
        "UPDATE audit_record SET hash = (SELECT hash FROM audit_record WHERE id = 4) WHERE id = 3",
        "UPDATE audit_record SET question = CASE id WHEN 3 THEN 'SELECT 3' ELSE 'SELECT 2' END WHERE id IN (3, 4)",
        "UPDATE audit_record SET id = CASE id WHEN 3 THEN 30 ELSE id END WHERE id = 3",
    ],
)
def test_what_was_changed_removed_reordered_or_swapped_is_found(anchor: Path, asan_home: Path, statement: str) -> None:
    write_some(6)
    tampered(asan_home, statement)
    assert verify().broken_at is not None
    assert verify(anchor).broken_at is not None


def test_a_cut_end_is_found_by_the_anchor_alone(anchor: Path, asan_home: Path) -> None:
    write_some(6)
    tampered(asan_home, "DELETE FROM audit_record WHERE id >= 5")
    assert verify().broken_at is None
    assert (verify(anchor).broken_at, verify(anchor).reason) == (5, "cut off: the anchor knows record 6")
    # Even when others have been written in the place of those cut off.
    write_some(4)
    assert verify().broken_at is None
    assert verify(anchor).broken_at == 6


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_record SET principal = 'other' WHERE id = 3", "DELETE FROM audit_record WHERE id = 3"],
)
def test_a_chain_computed_anew_is_found_by_the_anchor_alone(anchor: Path, asan_home: Path, statement: str) -> None:
    write_some(6)
    forged(asan_home, statement)
    assert verify().broken_at is None
    assert verify(anchor).broken_at is not None


@pytest.mark.parametrize("line", ["", "{}", "no json", '{"at": "", "record": "4", "hash": "x"}', "[1]"])
def test_what_is_no_anchor_is_named(anchor: Path, line: str) -> None:
    write_some(2)
    anchor.write_text(line + "\n")
    with pytest.raises(BadInput, match=r"audit\.anchor:1"):
        verify(anchor)


def test_times_are_kept_to_even_when_the_clock_was_set_back(asan_home: Path) -> None:
    upgrade()
    write_some(5)
    with transaction() as session:
        # As if records 4 and 5 were written by a clock that was years behind.
        session.execute(text("DROP TRIGGER audit_record_no_update"))
        session.execute(text("UPDATE audit_record SET at = '2020-01-01T10:00:00.000+00:00' WHERE id >= 4"))
        session.execute(text("DELETE FROM audit_day"))
        today = datetime.now(UTC).date().isoformat()
        session.add_all([AuditDay(day=today, first=1, last=3), AuditDay(day="2020-01-01", first=4, last=5)])
    now, then = datetime.now(UTC), datetime(2020, 1, 1, 12, tzinfo=UTC)
    assert [record.id for record in page(Filter(since=now - timedelta(hours=1)))] == [3, 2, 1]
    assert [record.id for record in page(Filter(since=then - timedelta(hours=3), until=then))] == [5, 4]
    assert page(Filter(since=then, until=then + timedelta(days=1))) == []
    assert page(Filter(since=now + timedelta(days=2))) == []


@pytest.fixture
def archived(anchor: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten records, all but the newest in archives of four; returns the first one's file."""
    monkeypatch.setattr(archive, "MOST", 4)
    write_some(10)
    made = archive.archive_before(someone("admin"), TOMORROW, surface="test")
    # The newest stays, and the records that moving made.
    assert [(one.first, one.last) for one in made] == [(1, 4), (5, 8), (9, 9)]
    return archive.path_of(made[0].file)


def test_archived_records_leave_the_store_and_stay_in_the_chain(anchor: Path, archived: Path) -> None:
    verdict = verify(anchor)
    assert verdict.broken_at is None
    assert verdict.records == verdict.archived + len(page(Filter(), size=1000))
    assert page(Filter(text="SELECT 0")) == []
    assert archived_until() is not None
    assert archived.stat().st_mode & 0o777 == 0o400
    with gzip.open(archived, "rt", encoding="utf-8") as lines:
        assert [json.loads(line)["question"] for line in lines] == [f"SELECT {i}" for i in range(4)]
    assert page(Filter(action="audit.archive"))
    write_some(3)
    assert verify(anchor).broken_at is None


def test_a_store_lets_only_archived_records_go(archived: Path, asan_home: Path) -> None:
    connection = sqlite3.connect(asan_home / "app.db")
    for statement in ("DELETE FROM audit_record", "DELETE FROM audit_archive", "UPDATE audit_archive SET sha256 = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("harm", ["changed", "removed", "forged", "unregistered", "cut"])
def test_what_was_done_to_an_archive_is_found(anchor: Path, archived: Path, asan_home: Path, harm: str) -> None:
    lines = gzip.decompress(archived.read_bytes()).splitlines(keepends=True)
    archived.chmod(0o600)
    if harm == "changed":
        archived.write_bytes(gzip.compress(b"".join(lines).replace(b"SELECT 1", b"SELECT 2")))
    elif harm == "removed":
        archived.unlink()
    elif harm == "unregistered":
        tampered(asan_home, "DELETE FROM audit_archive WHERE first = 1")
    else:
        content = b"".join(lines[:-1]) if harm == "cut" else b"".join(lines).replace(b"SELECT 1", b"SELECT 2")
        archived.write_bytes(gzip.compress(content))
        digest = hashlib.sha256(archived.read_bytes()).hexdigest()
        tampered(asan_home, f"UPDATE audit_archive SET sha256 = '{digest}' WHERE first = 1")
    assert verify().broken_at is not None


def test_retention_by_days_is_done_daily(anchor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_some(3)
    then = (datetime.now(UTC) + timedelta(days=40)).timestamp()
    assert upkeep.retain(settings(), then) == 0
    monkeypatch.setenv("ASAN_AUDIT_KEEP_DAYS", "30")
    settings.cache_clear()
    assert upkeep.retain(settings(), datetime.now(UTC).timestamp()) == 0
    assert upkeep.retain(settings(), then) > 0
    assert verify(anchor).archived > 0
    engine().dispose()
