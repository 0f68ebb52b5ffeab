"""What every engine promises the gateway; a new engine joins by a parameter in conftest.py."""

import threading

import pytest
from sqlglot import parse_one

from asan.kit.settings import settings
from asan.warehouse.engines import Engine, engine_of
from asan.warehouse.engines.base import Session
from asan.warehouse.engines.faults import Failed, Fault, Interrupted, Missing, Unreadable
from tests.integration.engines.asking import PERSON, answer, ask


def test_the_same_snapshot_gives_the_same_object(engine: Engine, session: Session) -> None:
    other = engine.open()
    try:
        assert session.schema(session.current()) is other.schema(other.current())
    finally:
        other.close()


def test_values_reach_the_statement_beside_its_text(engine: Engine, session: Session) -> None:
    sql = "SELECT person_id FROM person WHERE person_source_value = $name"
    assert answer(ask(engine, session, sql, name="나")) == [{"person_id": 3}]
    assert answer(ask(engine, session, sql, name="' OR 1 = 1 --")) == []


def test_columns_are_known_before_rows(engine: Engine, session: Session) -> None:
    rows = ask(engine, session, "SELECT birth_datetime, person_id AS id FROM person WHERE false")
    assert rows.schema.names == ["birth_datetime", "id"]
    assert answer(rows) == []


def test_translating_leaves_the_statement_as_it_was(engine: Engine) -> None:
    statement = parse_one("SELECT person_id // 2 FROM person", dialect="duckdb")
    before = statement.copy()
    engine.translate(statement)
    assert statement == before


def test_a_statement_is_cancelled_from_another_thread(engine: Engine, session: Session) -> None:
    # The engine would need days for it; without the cancel this test would hang, not fail.
    endless = "SELECT sum(a.range * b.range * c.range) AS s FROM range(1000000) a, range(1000000) b, range(1000000) c"
    canceller = threading.Timer(0.2, session.cancel)
    canceller.start()
    with pytest.raises(Interrupted):
        answer(ask(engine, session, endless))
    canceller.join()
    # The session is not spent by it.
    assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 3}]


def test_an_answer_is_cancelled_while_it_is_read(engine: Engine, session: Session) -> None:
    rows = ask(engine, session, "SELECT person.person_id FROM person, range(1000000) a")
    assert next(rows.batches).num_rows
    session.cancel()
    with pytest.raises(Interrupted):
        for _ in rows.batches:
            pass
    assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 3}]


def test_a_name_that_is_not_there_is_told(engine: Engine, session: Session) -> None:
    with pytest.raises(Unreadable, match="salary"):
        ask(engine, session, "SELECT salary FROM person")


def test_a_value_that_does_not_fit_is_not_told(engine: Engine, session: Session) -> None:
    with pytest.raises(Failed) as failed:
        answer(ask(engine, session, "SELECT CAST(person_source_value AS INTEGER) AS n FROM person"))
    assert isinstance(failed.value, Fault)
    assert "Kim" not in repr(failed.value)
    assert failed.value.__suppress_context__


def test_nothing_is_written(engine: Engine, session: Session) -> None:
    snapshot = session.current()
    table = engine.translate(engine.locate(PERSON, None))
    with pytest.raises(Fault):
        answer(session.run(f"DELETE FROM {table}", {}))
    with pytest.raises(Fault):
        answer(session.run("CREATE TABLE lake.cdm.mine AS SELECT 1 AS a", {}))
    assert session.current() == snapshot
    assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 3}]


@pytest.mark.usefixtures("asan_home")
def test_without_a_cdm_there_is_no_session() -> None:
    with pytest.raises(Missing):
        engine_of(settings()).open()
