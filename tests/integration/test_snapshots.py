"""Snapshots named, expired and compacted: what anybody needs stays readable, whatever happens in between."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from asan.gateway.errors import NoSnapshot
from asan.gateway.execution import Execution
from asan.gateway.models import AuditRecord, SnapshotTag, User, UserRole
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.snapshot_names import version_of
from asan.kit.errors import Forbidden
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots import service, tags, upkeep
from asan.modules.etl.snapshots.errors import BadAge, BadTag, NoRule, NoTag, TagTaken
from asan.modules.etl.snapshots.upkeep import Rule
from asan.parts import load_jobs
from asan.warehouse.compaction import Compaction
from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.connection import transaction as connection_transaction
from asan.warehouse.engines.base import Rows
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.lock import LakeBusy, write_lock
from asan.warehouse.publish import commit_message
from asan.warehouse.snapshots import PREFIX
from asan.warehouse.vocabulary import load_vocabulary
from tests.support.loaded_hospital import client_as
from tests.support.published_lake import publish_persons, scatter, sum_at
from tests.support.small_hospital import write_vocabulary

ADMIN = Principal(name="root", roles=frozenset({"admin"}))
SUM = sum(range(1000))


def quiet(_fraction: float, _what: str) -> None:
    """Progress that nobody follows."""


def compact() -> Compaction:
    return upkeep.compact(ADMIN, surface="test", progress=quiet)


def files(home: Path) -> set[Path]:
    """The files of the published table."""
    return set((home / "lake" / "data" / "cdm" / "person").glob("*.parquet"))


@pytest.fixture
def versions(asan_home: Path, tmp_path: Path) -> list[int]:
    """Four published snapshots, oldest first."""
    upgrade()
    return [publish_persons(tmp_path / "work", run).version for run in range(1, 5)]


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch, versions: list[int]) -> None:
    monkeypatch.setenv("ASAN_LAKE_GRACE_HOURS", "0")
    settings.cache_clear()


def left() -> list[int]:
    return sorted(each.snapshot.version for each in service.listed())


def test_the_list_tells_rows_and_why_one_is_protected(versions: list[int]) -> None:
    tags.tag(ADMIN, versions[1], "paper", "for the paper", surface="test")
    with transaction() as session:
        session.add(Job(kind="mart.export", owner="kim", parameters={"snapshot": versions[2]}, state="queued"))
        session.add(Job(kind="mart.export", owner="kim", parameters={"snapshot": versions[0]}, state="succeeded"))
    found = service.listed()
    assert [each.snapshot.version for each in found] == versions[::-1]
    assert [each.protected for each in found] == [("current",), ("job",), ("tag",), ()]
    assert {each.extent.rows for each in found} == {1000}
    assert all(each.extent.bytes > 0 for each in found)
    assert [tag.name for tag in found[2].tags] == ["paper"]


def test_deleted_rows_are_not_counted(versions: list[int]) -> None:
    writer = Lake(settings()).connect_writer()
    writer.execute("BEGIN")
    writer.execute("DELETE FROM lake.cdm.person WHERE person_id < 10")
    writer.execute("CALL ducklake_set_commit_message('lake', 'asan', 'publish run 5', extra_info => '{\"run\": 5}')")
    writer.execute("COMMIT")
    writer.close()
    assert [each.extent.rows for each in service.listed()[:2]] == [990, 1000]


def test_a_tag_names_its_snapshot_and_the_audit_says_who_gave_and_took_it(versions: list[int]) -> None:
    tags.tag(ADMIN, versions[0], "논문-2026", "n", surface="test")
    assert version_of("논문-2026") == versions[0]
    assert version_of(str(versions[0])) == versions[0]
    assert version_of("current") is None
    assert tags.untag(ADMIN, "논문-2026", surface="test") == versions[0]
    with pytest.raises(NoSnapshot):
        version_of("논문-2026")
    with transaction() as session:
        records = session.execute(select(AuditRecord.action, AuditRecord.principal, AuditRecord.snapshot)).all()
    assert [tuple(each) for each in records] == [
        ("snapshot.tag", "root", versions[0]),
        ("snapshot.untag", "root", versions[0]),
    ]


def test_a_tag_is_unique_and_only_for_what_is_there(versions: list[int]) -> None:
    tags.tag(ADMIN, versions[0], "paper", surface="test")
    with pytest.raises(TagTaken):
        tags.tag(ADMIN, versions[1], "paper", surface="test")
    with pytest.raises(NoSnapshot):
        tags.tag(ADMIN, 999, "other", surface="test")
    with pytest.raises(NoTag):
        tags.untag(ADMIN, "other", surface="test")
    for name in ("", "7", "current", "CURRENT", "a b", "a" * 65, "../x", "-a"):
        with pytest.raises(BadTag):
            tags.tag(ADMIN, versions[0], name, surface="test")
    with transaction() as session:
        assert [each.name for each in session.scalars(select(SnapshotTag))] == ["paper"]
        assert session.scalars(select(AuditRecord.action)).all() == ["snapshot.tag"]


@pytest.mark.parametrize("role", ["researcher", "clinician", "analyst", "auditor", "steward"])
def test_expiry_and_compaction_are_for_those_who_run_the_lake(role: str, versions: list[int]) -> None:
    asker = Principal(name=role, roles=frozenset({role}))
    with pytest.raises(Forbidden):
        upkeep.expire(asker, Rule(keep=1), surface="test")
    with pytest.raises(Forbidden):
        upkeep.compact(asker, surface="test", progress=quiet)
    if role == "steward":
        tags.tag(asker, versions[0], "kept", surface="test")
    else:
        with pytest.raises(Forbidden):
            tags.tag(asker, versions[0], "kept", surface="test")
    assert left() == versions


@pytest.mark.usefixtures("no_grace")
def test_expiry_spares_the_current_the_named_and_the_pinned(versions: list[int], asan_home: Path) -> None:
    tags.tag(ADMIN, versions[0], "paper", surface="test")
    foreseen = upkeep.foresee(ADMIN, Rule(keep=1))
    assert foreseen.versions == tuple(versions[1:3])
    assert foreseen.files == 2
    assert foreseen.bytes > 0
    assert left() == versions
    assert upkeep.expire(ADMIN, Rule(keep=1), surface="test") == foreseen
    assert left() == [versions[0], versions[3]]
    assert [sum_at(version) for version in (versions[0], versions[3])] == [SUM, SUM]
    with pytest.raises(EngineError):
        sum_at(versions[1])
    with pytest.raises(NoSnapshot):
        tags.tag(ADMIN, versions[1], "late", surface="test")


def test_both_rules_must_hold(versions: list[int]) -> None:
    day = timedelta(days=1)
    assert upkeep.foresee(ADMIN, Rule(keep=1, older_than=day)).versions == ()
    assert upkeep.foresee(ADMIN, Rule(older_than=timedelta(0))).versions == tuple(versions[:3])
    assert upkeep.foresee(ADMIN, Rule(keep=3)).versions == (versions[0],)
    with pytest.raises(NoRule):
        upkeep.foresee(ADMIN, Rule())
    assert [upkeep.age(text) for text in ("36h", "30d", "2w")] == [1.5 * day, 30 * day, 14 * day]
    for text in ("", "30", "d", "-1d", "1y"):
        with pytest.raises(BadAge):
            upkeep.age(text)


def test_age_counts_from_publication(versions: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=31)
    real = service.published

    def aged(connection: Connection) -> list[object]:
        return [replace(each, published_at=long_ago) if each.run == 2 else each for each in real(connection)]

    monkeypatch.setattr(service, "published", aged)
    assert upkeep.foresee(ADMIN, Rule(older_than=timedelta(days=30))).versions == (versions[1],)


def test_files_stay_for_the_grace_and_then_go(versions: list[int], asan_home: Path) -> None:
    before = files(asan_home)
    upkeep.expire(ADMIN, Rule(keep=1), surface="test")
    assert compact().removed == 0
    assert before <= files(asan_home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_LAKE_GRACE_HOURS", "0")
        settings.cache_clear()
        # Nothing is left to expire but versions in between, which were too young for the first time.
        assert upkeep.expire(ADMIN, Rule(keep=1), surface="test").versions == ()
        compact()
    assert len(files(asan_home)) == 1
    assert sum_at(versions[3]) == SUM


def test_rejects_in_many_files_are_written_anew_once(versions: list[int]) -> None:
    assert compact().rewritten == ("etl.reject",)
    assert compact().rewritten == ()
    writer = Lake(settings()).connect_writer()
    try:
        assert writer.execute("SELECT count(*) FROM lake.etl.reject").fetchall() == [(12,)]
        writer.execute("DELETE FROM lake.etl.reject WHERE run_id = 1")
    finally:
        writer.close()
    assert compact().rewritten == ("etl.reject",)
    assert compact().rewritten == ()
    reader = Lake(settings()).connect_reader()
    assert reader.execute("SELECT count(*), min(run_id) FROM lake.etl.reject").fetchall() == [(9, 2)]
    assert [each.snapshot.version for each in service.listed()] == versions[::-1]


def files_of(version: int, table: str = "person") -> int:
    """In how many files the table lies at a version, those of deleted rows among them."""
    reader = Lake(settings()).connect_reader()
    try:
        found = reader.execute(
            "SELECT count(data_file) + count(delete_file) FROM ducklake_list_files('lake', ?, schema => 'cdm', "
            "snapshot_version => ?)",
            [table, version],
        ).fetchone()
        return int(found[0]) if found else 0
    finally:
        reader.close()


def test_a_published_table_in_many_files_is_published_anew_with_the_same_rows(versions: list[int]) -> None:
    scatter()
    before = service.listed()[0].snapshot
    done = compact()
    assert done.rewritten == ("etl.reject", "cdm.person")
    after = service.listed()[0].snapshot
    # The same data, no newer for it, in a snapshot of its own; the one before is as it was.
    assert after == replace(before, version=done.snapshot, kind="compaction")
    assert (files_of(after.version), files_of(before.version)) == (1, 10)
    assert [sum_at(version) for version in (versions[0], before.version, after.version)] == [SUM] * 3
    assert compact().rewritten == ()


def test_a_published_table_is_left_alone_while_a_vocabulary_is_loaded_that_it_was_not_made_with(
    versions: list[int], tmp_path: Path
) -> None:
    scatter()
    writer = Lake(settings()).connect_writer()
    with connection_transaction(writer):
        writer.execute("CREATE TABLE lake.cdm.provider AS SELECT range AS provider_id FROM range(10)")
        commit_message(writer, f"{PREFIX}run 5", {"kind": "etl", "run": 5, "source": "s", "vocabulary": "another"})
    writer.close()
    load_vocabulary(Lake(settings()), write_vocabulary(tmp_path / "vocabulary"), lambda part, what: None)
    assert compact().rewritten == ("etl.reject",)


def test_compaction_killed_between_two_published_tables_leaves_both(versions: list[int]) -> None:
    writer = Lake(settings()).connect_writer()
    writer.execute("CREATE TABLE lake.cdm.provider AS SELECT range AS provider_id FROM range(1000)")
    writer.close()
    scatter()
    scatter("provider")
    before = left()
    killed = python(
        ADMIN_SCRIPT
        + """
said = []
def progress(_, what):
    said.append(what)
    if said == ["rewrite"] * 3:
        die()
upkeep.compact(admin, surface="test", progress=progress)
"""
    )
    assert killed.wait() == -signal.SIGKILL
    assert left() == before
    assert sum_at(before[-1]) == SUM
    assert compact().rewritten == ("cdm.person", "cdm.provider")
    assert sum_at(left()[-1]) == SUM


def test_an_answer_from_a_snapshot_that_expires_while_it_is_asked_is_refused(
    versions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Execution.start

    def late(self: Execution, sql: str, parameters: Mapping[str, object]) -> Rows:
        run = real(self, sql, parameters)
        upkeep.expire(ADMIN, Rule(keep=1), surface="test")
        return run

    monkeypatch.setattr(Execution, "start", late)
    with pytest.raises(NoSnapshot):
        gateway().query(ADMIN, "SELECT count(*) FROM person", snapshot=versions[0])


@pytest.mark.usefixtures("no_grace")
def test_a_file_that_a_killed_cleanup_has_taken_already_does_not_stop_the_next(
    versions: list[int], asan_home: Path
) -> None:
    before = files(asan_home)
    upkeep.expire(ADMIN, Rule(keep=1), surface="test")
    oldest = min(before, key=lambda path: path.stat().st_mtime_ns)
    oldest.unlink()
    compact()
    assert len(files(asan_home)) == 1


def test_nothing_is_done_while_another_writes(versions: list[int]) -> None:
    with write_lock(Lake(settings()), "run 5"):
        with pytest.raises(LakeBusy):
            upkeep.expire(ADMIN, Rule(keep=1), surface="test")
        with pytest.raises(LakeBusy):
            compact()
        # Naming does not wait for a load of hours.
        tags.tag(ADMIN, versions[0], "paper", surface="test")
    assert left() == versions


def test_an_empty_folder_has_no_snapshots(asan_home: Path) -> None:
    upgrade()
    assert service.listed() == []
    with pytest.raises(LakeMissing):
        upkeep.foresee(ADMIN, Rule(keep=1))
    with pytest.raises(LakeMissing):
        compact()
    assert not (asan_home / "lake").exists()


def python(script: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "ASAN_HOME": str(settings().home)},
    )


ADMIN_SCRIPT = """
import os, signal
from asan.gateway.principal import Principal
from asan.modules.etl.snapshots import upkeep
admin = Principal(name="root", roles=frozenset({"admin"}))
def die():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("stage", ["rewrite", "remove", "orphans"])
def test_compaction_killed_at_any_part_leaves_the_lake_whole(
    stage: str, versions: list[int], asan_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_LAKE_GRACE_HOURS", "0")
    settings.cache_clear()
    upkeep.expire(ADMIN, Rule(keep=2), surface="test")
    killed = python(
        ADMIN_SCRIPT
        + f"upkeep.compact(admin, surface='test', progress=lambda _, what: die() if what == '{stage}' else None)"
    )
    assert killed.wait() == -signal.SIGKILL
    assert left() == versions[2:]
    assert [sum_at(version) for version in versions[2:]] == [SUM, SUM]
    compact()
    assert len(files(asan_home)) == 2
    assert [sum_at(version) for version in versions[2:]] == [SUM, SUM]


def test_expiry_killed_before_its_record_leaves_the_lake_whole_and_its_beginning_in_the_audit(
    versions: list[int],
) -> None:
    killed = python(
        ADMIN_SCRIPT
        + """
from asan.warehouse import upkeep as lake_upkeep
real = lake_upkeep.expire
def expire(*given):
    real(*given)
    die()
lake_upkeep.expire = expire
upkeep.expire(admin, upkeep.Rule(keep=1), surface="test")
"""
    )
    assert killed.wait() == -signal.SIGKILL
    assert left() == versions[3:]
    assert sum_at(versions[3]) == SUM
    with transaction() as session:
        found = session.execute(select(AuditRecord.action, AuditRecord.outcome)).all()
    assert [tuple(each) for each in found] == [("snapshot.expire", "started")]


READER_SCRIPT = """
import sys
import threading
from asan.kit.settings import settings
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import current
engine = Lake(settings()).connect_reader()
# A question that has begun on a snapshot that is about to expire: its rows come later.
begun = engine.cursor()
begun.execute("SELECT person_id FROM lake.cdm.person AT (VERSION => OLDEST)")
stream = begun.to_arrow_reader(100)
seen = stream.read_next_batch().num_rows
told = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), told.set()), daemon=True).start()
print("reading", flush=True)
rounds = 0
while rounds < 20 or not told.is_set():
    cursor = engine.cursor()
    version = current(cursor).version
    rows = cursor.execute(f"SELECT count(*), sum(person_id) FROM lake.cdm.person AT (VERSION => {version})").fetchall()
    assert rows == [(1000, 499500)], rows
    rows = cursor.execute("SELECT count(*), sum(person_id) FROM lake.cdm.person").fetchall()
    assert rows == [(1000, 499500)], rows
    rows = cursor.execute("SELECT count(*), count(DISTINCT run_id) FROM lake.etl.reject").fetchall()
    assert rows[0][0] >= 12 and rows[0][1] >= 4, rows
    rounds += 1
seen += sum(batch.num_rows for batch in stream)
assert seen == 1000, seen
print("read", rounds, flush=True)
"""


def test_readers_in_another_process_read_on_while_snapshots_expire_and_tables_are_written_anew(
    versions: list[int], tmp_path: Path
) -> None:
    reader = python(READER_SCRIPT.replace("OLDEST", str(versions[0])))
    assert reader.stdout is not None
    assert reader.stdin is not None
    assert reader.stdout.readline() == "reading\n"
    writer = Lake(settings()).connect_writer()
    for run in range(5, 9):
        for _ in range(3):
            writer.execute("INSERT INTO lake.etl.reject (run_id, step) VALUES (?, 'person')", [run])
        scatter()
        upkeep.expire(ADMIN, Rule(keep=1), surface="test")
        assert "cdm.person" in compact().rewritten
    writer.close()
    reader.stdin.write("enough\n")
    reader.stdin.flush()
    assert reader.stdout.readline().startswith("read ")
    assert reader.wait() == 0


def asan(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ASAN_HOME": str(settings().home), "LC_ALL": "en_US.UTF-8"}
    command = [sys.executable, "-m", "asan.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_commands(versions: list[int]) -> None:
    assert asan("snapshot", "tag", str(versions[0]), "paper", "--note", "n").returncode == 0
    told = json.loads(asan("snapshot", "list", "--json").stdout)
    assert [each["version"] for each in told] == versions[::-1]
    assert told[-1]["tags"][0]["name"] == "paper"
    assert "paper" in asan("snapshot", "list").stdout
    tables = asan(
        "query", "SELECT count(*) AS n FROM person", "--as", "admin", "--snapshot", "paper", "--format", "csv"
    )
    assert tables.stdout.split() == ["n", "1000"]
    foreseen = asan("snapshot", "expire", "--keep", "1", "--dry-run")
    assert foreseen.stdout.startswith(f"would expire 2 snapshots ({versions[1]}, {versions[2]})")
    assert json.loads(asan("snapshot", "expire", "--keep", "1", "--json").stdout)["versions"] == versions[1:3]
    assert asan("snapshot", "compact").returncode == 0
    refused = asan("query", "SELECT 1", "--as", "admin", "--snapshot", str(versions[1]))
    assert (refused.returncode, refused.stderr.split(":")[0]) == (4, "no_snapshot")
    assert "asan snapshot list" in refused.stderr
    assert asan("snapshot", "expire").stderr.startswith("expiry_without_rule: ")
    assert asan("snapshot", "untag", "paper").returncode == 0
    assert asan("snapshot", "untag", "paper").returncode == 4


def test_the_routes(versions: list[int]) -> None:
    load_jobs()
    with transaction() as session:
        session.add(User(name="engineer", display_name="e", roles=[UserRole(role="engineer")]))
    engineer, researcher = client_as("engineer"), client_as("researcher")
    assert [each["version"] for each in researcher.get("/api/snapshots").json()] == versions[::-1]
    asked = {"name": "논문", "note": "n"}
    assert researcher.post(f"/api/snapshots/{versions[0]}/tags", json=asked).json()["code"] == "forbidden"
    assert engineer.post(f"/api/snapshots/{versions[0]}/tags", json=asked).json()["created_by"] == "engineer"
    assert engineer.post(f"/api/snapshots/{versions[1]}/tags", json=asked).json()["code"] == "tag_taken"
    assert engineer.post("/api/snapshots/999/tags", json={"name": "x"}).json()["code"] == "no_snapshot"
    assert engineer.get("/api/snapshots/expiry").json()["code"] == "expiry_without_rule"
    assert researcher.get("/api/snapshots/expiry?keep=1").json()["code"] == "forbidden"
    assert engineer.get("/api/snapshots/expiry?keep=1").json()["versions"] == versions[1:3]
    assert researcher.post("/api/snapshots/expiry", json={"keep": 1}).status_code == 403
    assert researcher.post("/api/snapshots/compaction").status_code == 403
    for path, body, told in (
        ("expiry", {"keep": 1}, {"versions": versions[1:3]}),
        ("compaction", None, {"rewritten": ["etl.reject"]}),
    ):
        job = engineer.post(f"/api/snapshots/{path}", json=body).json()["job"]
        run_job(job)
        with transaction() as session:
            done = session.get_one(Job, job)
            assert (done.state, done.error) == ("succeeded", None)
            assert done.result is not None
            assert told.items() <= done.result.items()
    assert left() == [versions[0], versions[3]]
    assert engineer.delete("/api/snapshots/tags/논문").status_code == 204
    assert engineer.delete("/api/snapshots/tags/논문").json()["code"] == "no_tag"
