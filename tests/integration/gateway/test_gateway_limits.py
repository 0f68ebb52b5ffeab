"""Limits, parameters, snapshots, and the states in which there is nothing to answer."""

import threading
from pathlib import Path

import pytest

from asan.gateway.errors import BadSql, Cancelled, NoSnapshot, NotVisible, OutOfMemory, TimedOut
from asan.gateway.execution import Cancellation
from asan.gateway.service import Gateway, gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.warehouse.connection import Connection
from asan.warehouse.engines import lake as lake_engine
from asan.warehouse.lake import Lake
from tests.integration.gateway.conftest import PERSONS, Ask, someone

ENDLESS = "SELECT sum(a.person_id * b.range) FROM person a, range(100000000) b, range(1000) c"


def test_a_question_is_stopped_at_its_time_limit(door: Gateway) -> None:
    with pytest.raises(TimedOut):
        door.query(someone("admin"), ENDLESS, seconds=0.3)


def test_a_stream_is_stopped_at_its_time_limit(door: Gateway) -> None:
    sql = "SELECT a.person_id FROM person a, range(100000000) b"
    answer = door.query(someone("admin"), sql, seconds=0.3, row_limit=10**12)
    with pytest.raises(TimedOut):
        for _ in answer.batches:
            pass


def test_a_question_is_cancelled_from_another_thread(door: Gateway) -> None:
    cancellation = Cancellation()
    timer = threading.Timer(0.3, cancellation.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        door.query(someone("admin"), ENDLESS, seconds=60, cancellation=cancellation)
    timer.join()


@pytest.mark.parametrize(("look", "version"), [("current", None), ("find", 1), ("read_schema", None)])
def test_a_question_is_cancelled_while_the_snapshot_is_looked_up(
    home: Path, monkeypatch: pytest.MonkeyPatch, look: str, version: int | None
) -> None:
    looking = threading.Event()

    def slow(connection: Connection, *_: object) -> object:
        looking.set()
        return connection.execute("SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000) b").fetchall()

    monkeypatch.setattr(lake_engine, look, slow)
    cancellation, ended = Cancellation(), threading.Event()

    def stop() -> None:
        # The engine hears it only while it runs something.
        looking.wait(60)
        while not ended.wait(0.05):
            cancellation.cancel()

    stopping = threading.Thread(target=stop)
    stopping.start()
    try:
        with pytest.raises(Cancelled):
            Gateway(settings()).query(
                someone("admin"), "SELECT count(*) FROM person", snapshot=version, cancellation=cancellation
            )
    finally:
        ended.set()
        stopping.join()


def test_a_stream_is_cancelled_while_it_is_read(door: Gateway) -> None:
    cancellation = Cancellation()
    sql = "SELECT a.person_id FROM person a, range(100000000) b"
    answer = door.query(someone("admin"), sql, row_limit=10**12, cancellation=cancellation)
    assert next(answer.batches).num_rows
    cancellation.cancel()
    with pytest.raises(Cancelled):
        for _ in answer.batches:
            pass


def test_a_question_that_was_cancelled_before_it_began_does_not_run(door: Gateway) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(Cancelled):
        door.query(someone("admin"), "SELECT 1", cancellation=cancellation)


def test_others_are_answered_after_one_was_stopped(door: Gateway, ask: Ask) -> None:
    with pytest.raises(TimedOut):
        door.query(someone("admin"), ENDLESS, seconds=0.2)
    assert ask("admin", "SELECT count(*) AS n FROM person") == [{"n": PERSONS}]


def test_a_question_beyond_the_memory_limit_is_stopped(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_MEMORY_LIMIT", "200MB")
    small = Gateway(type(settings())())
    with pytest.raises(OutOfMemory):
        small.query(someone("admin"), "SELECT length(string_agg(repeat('x', 1000), '')) FROM range(10000000)")


def test_the_row_limit_cuts_and_says_so(door: Gateway) -> None:
    sql = "SELECT person_id FROM person ORDER BY person_id"
    answer = door.query(someone("admin"), sql, row_limit=3)
    assert [row["person_id"] for row in answer.rows()] == [0, 1, 2]
    assert answer.truncated
    exact = door.query(someone("admin"), sql, row_limit=PERSONS)
    assert len(exact.rows()) == PERSONS
    assert not exact.truncated
    own = door.query(someone("admin"), sql + " LIMIT 10", row_limit=3)
    assert len(own.rows()) == 3
    assert own.truncated


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT person_id FROM person WHERE person_id > ? AND person_id < ?", [4, 6]),
        ("SELECT person_id FROM person WHERE person_id > $low AND person_id < $high", {"high": 6, "low": 4}),
        ("SELECT person_id FROM person WHERE person_id IN (SELECT unnest($ids))", {"ids": [5]}),
        (
            "WITH p AS (SELECT person_id + ? AS i FROM person LIMIT ?) "
            "SELECT ? AS person_id FROM p WHERE i > ? LIMIT ?",
            [100, 1, 5, 99, 1],
        ),
        ("SELECT ?::INTEGER AS person_id", ["5"]),
    ],
)
@pytest.mark.parametrize("role", ["admin", "steward"])
def test_parameters_are_bound(ask: Ask, role: str, sql: str, parameters: object) -> None:
    assert ask(role, sql, parameters=parameters) == [{"person_id": 5}]


def test_a_parameter_is_a_value_and_never_sql(ask: Ask) -> None:
    wish = "x' OR '1' = '1"
    assert ask("admin", "SELECT count(*) AS n FROM person WHERE person_source_value = ?", parameters=[wish]) == [
        {"n": 0}
    ]


def test_a_missing_parameter_is_the_askers_mistake(ask: Ask) -> None:
    with pytest.raises(BadSql):
        ask("admin", "SELECT ? + ?", parameters=[1])


def test_an_older_snapshot_can_be_read(door: Gateway) -> None:
    newest = door.query(someone("admin"), "SELECT count(*) FROM person")
    assert newest.snapshot is not None
    with pytest.raises(NotVisible):
        # The vocabulary came after the first publication.
        door.query(someone("admin"), "SELECT * FROM concept", snapshot=2)
    older = door.query(someone("admin"), "SELECT count(*) AS n FROM person", snapshot=2)
    assert older.snapshot is not None
    assert older.snapshot.version == 2 < newest.snapshot.version
    assert older.rows() == [{"n": PERSONS}]


@pytest.mark.parametrize("version", [0, 1, 99, -1])
def test_a_version_that_was_not_published_is_no_snapshot(door: Gateway, version: int) -> None:
    with pytest.raises(NoSnapshot):
        door.query(someone("admin"), "SELECT 1", snapshot=version)


def test_a_question_without_tables_needs_no_grant(ask: Ask) -> None:
    assert ask("stranger", "SELECT 1 + 1 AS two") == [{"two": 2}]


def test_before_anything_was_loaded_the_answer_names_the_next_step(asan_home: Path) -> None:
    upgrade()
    with pytest.raises(NoSnapshot, match="no published snapshot"):
        gateway().query(someone("admin"), "SELECT * FROM person")
    Lake(settings()).connect_writer().close()
    with pytest.raises(NoSnapshot):
        gateway().query(someone("admin"), "SELECT * FROM person")
    assert gateway().query(someone("admin"), "SELECT * FROM etl.reject").rows() == []


def test_a_new_snapshot_is_seen_by_a_gateway_that_was_there_before(asan_home: Path, tmp_path: Path) -> None:
    from tests.integration.gateway.conftest import fill_lake

    upgrade()
    with pytest.raises(NoSnapshot):
        gateway().query(someone("admin"), "SELECT * FROM person")
    fill_lake(tmp_path / "work.duckdb")
    assert gateway().query(someone("admin"), "SELECT count(*) AS n FROM person").rows() == [{"n": PERSONS}]
