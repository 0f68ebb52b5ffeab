"""The app store in PostgreSQL: the same tables and promises, shared by several machines."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from asan.gateway.audit import Entry, verify, write
from asan.gateway.audit.archive import archive_before
from asan.gateway.differencing import Counted, admit
from asan.gateway.errors import Differencing
from asan.gateway.limits import usage
from asan.gateway.models import AuditRecord
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import mark_interrupted
from asan.kit.machine import machine
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import Base, engine, transaction
from asan.modules.etl import runs
from asan.modules.etl.models import EtlRun
from asan.modules.etl.service import load_source, run_status
from asan.parts import load_models
from tests.support.postgres import PostgresServer, missing_postgres, postgres_server
from tests.support.small_hospital import write_source, write_vocabulary

pytestmark = pytest.mark.xdist_group("shared_lake")

AHEAD = 2**22 + 1
"""A number above the largest that Linux gives to a process."""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if reason := missing_postgres():
        pytest.skip(reason)
    with postgres_server() as running:
        yield running


@pytest.fixture
def store(server: PostgresServer, asan_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """An empty app store on the server, set for this test; returns its URL."""
    url = server.create_database(tmp_path.name).replace("postgresql://", "postgresql+psycopg://")
    monkeypatch.setenv("ASAN_APP_STORE", url)
    settings.cache_clear()
    return url


def test_the_versions_make_exactly_the_declared_tables(store: str) -> None:
    load_models()
    upgrade()
    with engine().connect() as connection:
        opts = {"compare_type": True, "include_object": lambda *told: not str(told[1]).startswith("audit_index")}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_machines_that_start_together_wait_for_each_other(store: str, tmp_path: Path) -> None:
    code = "from asan.kit.migrate import upgrade; upgrade()"
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={"ASAN_HOME": str(tmp_path / f"machine-{number}"), "ASAN_APP_STORE": store, "PATH": ""},
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    errors = [process.communicate(timeout=60)[1] for process in starts]
    assert [process.returncode for process in starts] == [0, 0, 0], errors


def test_who_has_many_roles_of_the_hospital_s_own_is_audited(store: str) -> None:
    upgrade()
    roles = frozenset(f"{number:02}-a-role-of-this-hospital-s-own" for number in range(30))
    write(Principal("kim", roles), Entry("query", "answered", "test"))
    with transaction() as session:
        assert session.scalars(select(AuditRecord.roles)).one() == ",".join(sorted(roles))
    assert verify().broken_at is None


def test_what_is_used_and_counted_holds_here_too(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "PATIENCE", 0.0)
    upgrade()
    first = usage.start("kim", 1, 60, lambda: False)
    with pytest.raises(usage.TooManyAtOnce):
        usage.start("kim", 1, 60, lambda: False)
    assert usage.start("lee", 1, 60, lambda: False) != first
    usage.end(first)
    usage.end(usage.start("kim", 1, 60, lambda: False))
    usage.take_bytes("kim", 900_000, 1_000_000)
    with pytest.raises(usage.ExportSpent):
        usage.take_bytes("kim", 200_000, 1_000_000)
    usage.give_back("kim", 500_000)
    usage.take_bytes("kim", 200_000, 1_000_000)
    assert usage.used_now("kim") == (0, 600_000)
    kim, lee = (Principal(name, frozenset({"engineer"}), project="stroke") for name in ("kim", "lee"))
    admit(kim, [Counted("person", "3", frozenset(), "", 40, {})], 5, 24)
    admit(kim, [Counted("person", "3", frozenset({"a"}), "", 30, {})], 5, 24)
    for asker, terms in ((kim, "b"), (lee, "c")):
        with pytest.raises(Differencing):
            admit(asker, [Counted("person", "3", frozenset({terms}), "", 38, {})], 5, 24)


def test_a_run_and_a_question_are_kept_and_audited(store: str, tmp_path: Path) -> None:
    report = load_source(write_source(tmp_path / "source"), write_vocabulary(tmp_path / "vocabulary"))
    assert report["reconciles"]
    assert run_status(report["run"]).state == "succeeded"
    admin = Principal(name="admin", roles=frozenset({"admin"}))
    assert gateway().query(admin, "SELECT count(*) AS n FROM person").rows() == [{"n": 3}]
    assert verify().broken_at is None
    assert verify().records > 0
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(text("UPDATE audit_record SET outcome = 'refused'"))
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(text("DELETE FROM audit_record"))


def test_records_go_into_archives_and_the_chain_goes_on(store: str) -> None:
    upgrade()
    admin = Principal(name="admin", roles=frozenset({"admin"}))
    for _ in range(3):
        write(admin, Entry("query", "answered", "test"))
    assert archive_before(admin, "2999-01-01", surface="test")
    assert verify().archived >= 2
    assert verify().broken_at is None


def test_what_another_machine_does_is_not_called_interrupted(store: str) -> None:
    upgrade()
    run = runs.begin("etl", "theirs", "kim")
    with transaction() as session:
        record = session.get_one(EtlRun, run)
        assert record.machine == machine()
        record.pid, record.machine = AHEAD, "another"
        session.add(Job(kind="k", owner="kim", parameters={}, state="running", worker_pid=AHEAD, machine="another"))
        session.add(Job(kind="k", owner="kim", parameters={}, state="running", worker_pid=AHEAD, machine=machine()))
    mark_interrupted()
    with transaction() as session:
        states = {job.machine: job.state for job in session.scalars(select(Job))}
    assert states == {"another": "running", machine(): "interrupted"}
    assert run_status(run).state == "running"
    runs.update_run(run, machine=machine())
    assert run_status(run).state == "interrupted"
