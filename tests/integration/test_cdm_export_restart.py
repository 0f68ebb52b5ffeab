"""PostgreSQL restarts, stays away, or the export is killed in mid-load: the schema that is there answers on."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from asan.gateway.owner import owner
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.etl.cdm_export.errors import ExportStopped
from asan.modules.etl.cdm_export.service import export
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from asan.warehouse.target import Address
from tests.support.postgres import PostgresServer, missing_postgres, postgres_server

ROWS = 1_000_000


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    if reason := missing_postgres():
        pytest.skip(reason)
    with postgres_server() as server:
        yield server


@pytest.fixture
def url(postgres: PostgresServer, asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that holds an export of one row, in an installation whose next snapshot has a million."""
    monkeypatch.setenv("ASAN_ETL_TARGET_RETRIES", "4")
    settings.cache_clear()
    url = postgres.create_database("hospital")
    for rows in (1, ROWS):
        path = tmp_path / f"{rows}.duckdb"
        connection = open_engine(settings(), path)
        connection.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
        connection.execute(
            f"CREATE TABLE cdm.location AS SELECT range AS location_id, 'Seoul' AS city FROM range({rows})"
        )
        connection.close()
        publish(Lake(settings()), path, extra={"kind": "etl", "run": rows})
        if rows == 1:
            export(owner(), Address.parse(url), surface="cli")
    return url


def rows_there(url: str) -> int:
    with psycopg.connect(url) as session:
        return int(session.execute("SELECT count(*) FROM cdm.location").fetchall()[0][0])


def wait_for_copy(url: str) -> None:
    """Return when some rows of a COPY have arrived; what is copied is a million rows, so more are on their way."""
    end = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as session:
        while time.monotonic() < end:
            found = session.execute("SELECT max(tuples_processed) FROM pg_stat_progress_copy").fetchall()[0][0]
            if found:
                return
            time.sleep(0.005)
    raise AssertionError("no COPY within a minute")


@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_a_restart_in_mid_copy_is_survived(postgres: PostgresServer, url: str, mode: str) -> None:
    copied: list[int] = []

    def restart() -> None:
        wait_for_copy(url)
        copied.append(rows_there(url))
        postgres.stop(mode)
        postgres.start()

    thread = threading.Thread(target=restart)
    thread.start()
    told = export(owner(), Address.parse(url), surface="cli", verify=True)
    thread.join()
    assert copied == [1], "the restart came too late to prove anything"
    assert told["verified"]
    assert rows_there(url) == ROWS


@pytest.mark.parametrize("phase", ["primary keys", "indexes", "foreign keys", "analyze", "swap"])
def test_a_restart_before_any_later_phase_is_survived(postgres: PostgresServer, url: str, phase: str) -> None:
    def restart(_share: float, what: str) -> None:
        if what == phase:
            assert rows_there(url) == 1
            postgres.stop()
            postgres.start()

    told = export(owner(), Address.parse(url), surface="cli", progress=restart)
    assert rows_there(url) == told["rows"]["location"] == ROWS
    with psycopg.connect(url) as session:
        found = session.execute("SELECT count(*) FROM pg_constraint WHERE connamespace = 'cdm'::regnamespace")
        assert found.fetchall() == [(202,)]


def test_a_server_that_stays_away_ends_the_load_and_the_next_one_completes(
    postgres: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_ETL_TARGET_RETRIES", "1")
    settings.cache_clear()

    def stop(_share: float, what: str) -> None:
        if what == "indexes":
            postgres.stop()

    with pytest.raises(AsanError) as lost:
        export(owner(), Address.parse(url), surface="cli", progress=stop)
    postgres.start()
    assert lost.value.code == "target_lost"
    assert "indexes" in lost.value.message.en
    assert rows_there(url) == 1
    export(owner(), Address.parse(url), surface="cli")
    assert rows_there(url) == ROWS


def test_a_killed_export_leaves_the_schema_and_the_next_one_completes(postgres: PostgresServer, url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "asan.cli", "cdm", "export"],
        env={**os.environ, "ASAN_ETL_TARGET": url},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_copy(url)
        process.send_signal(signal.SIGKILL)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
    assert rows_there(url) == 1
    # The server frees the lock once it notices that the killed process's connection is closed.
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(411511, hashtext('cdm'))")
    export(owner(), Address.parse(url), surface="cli")
    assert rows_there(url) == ROWS
    with psycopg.connect(url) as session:
        assert session.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^cdm'").fetchall() == [("cdm",)]


def test_ctrl_c_in_mid_copy_ends_the_export_with_a_word(postgres: PostgresServer, url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "asan.cli", "cdm", "export"],
        env={**os.environ, "ASAN_ETL_TARGET": url},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_copy(url)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert err.splitlines()[-1].startswith("target_stopped: ")
    assert rows_there(url) == 1


def test_ctrl_c_in_mid_copy_ends_what_works_at_the_server(postgres: PostgresServer, url: str) -> None:
    def stop() -> None:
        wait_for_copy(url)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        thread = threading.Thread(target=stop)
        thread.start()
        with pytest.raises(ExportStopped):
            export(owner(), Address.parse(url), surface="cli")
        thread.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert sessions_end(url)
    assert rows_there(url) == 1


def sessions_end(url: str) -> bool:
    """Whether the server comes to have no session but the one that asks."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    with psycopg.connect(url, autocommit=True) as session:
        for _ in range(100):
            if session.execute(asked).fetchall() == [(0,)]:
                return True
            time.sleep(0.1)
    return False
