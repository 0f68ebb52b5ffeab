"""What every engine promises the gateway; a new engine joins by a parameter in conftest.py."""

import threading

import pytest
from sqlglot import exp, parse_one

from asan.kit.settings import settings
from asan.warehouse.engines import engine_of
from asan.warehouse.engines.base import Column, Rows, Session
from asan.warehouse.engines.faults import Failed, Fault, Interrupted, Missing, Unreadable
from tests.integration.engines.conftest import Published

PERSON = ("cdm", "person")


def ask(published: Published, session: Session, sql: str, version: int | None = None, **parameters: object) -> Rows:
    """Run ``sql``, in which ``person`` stands for the CDM's table at ``version`` (default: the newest)."""
    snapshot = session.current() if version is None else session.find(version)
    statement = parse_one(sql, dialect="duckdb")
    for table in list(statement.find_all(exp.Table)):
        if table.name == "person":
            table.replace(exp.alias_(published.engine.locate(PERSON, snapshot), "person", table=True))
    return session.run(published.engine.translate(statement), parameters)


def answer(rows: Rows) -> list[dict[str, object]]:
    return [row for batch in rows.batches for row in batch.to_pylist()]


def test_snapshots_are_found_by_their_version(published: Published, session: Session) -> None:
    newest = session.current()
    assert newest is not None
    assert newest.version == published.new
    older = session.find(published.old)
    assert older is not None
    assert (older.version, older.run) == (published.old, 1)
    # Between them lie versions that nobody published.
    assert session.find(published.new - 1) is None
    assert session.find(10**9) is None


def test_a_snapshot_has_the_columns_that_it_was_published_with(published: Published, session: Session) -> None:
    older = (Column("person_id", "BIGINT"), Column("person_source_value", "VARCHAR"))
    assert session.schema(session.find(published.old))[PERSON] == older
    assert session.schema(session.current())[PERSON] == (*older, Column("birth_date", "DATE"))


def test_the_same_snapshot_gives_the_same_object(published: Published, session: Session) -> None:
    other = published.engine.open()
    try:
        assert session.schema(session.current()) is other.schema(other.current())
    finally:
        other.close()


def test_without_a_snapshot_no_clinical_table_is_there(session: Session) -> None:
    assert {schema for schema, _ in session.schema(None)} == {"etl"}


def test_a_table_is_read_at_its_snapshot(published: Published, session: Session) -> None:
    sql = "SELECT person_id FROM person ORDER BY 1"
    assert answer(ask(published, session, sql, published.old)) == [{"person_id": 1}, {"person_id": 2}]
    assert answer(ask(published, session, sql))[-1] == {"person_id": 9007199254740993}


def test_values_reach_the_statement_beside_its_text(published: Published, session: Session) -> None:
    sql = "SELECT person_id FROM person WHERE person_source_value = $name"
    assert answer(ask(published, session, sql, name="나")) == [{"person_id": 3}]
    assert answer(ask(published, session, sql, name="' OR 1 = 1 --")) == []


def test_columns_are_known_before_rows(published: Published, session: Session) -> None:
    rows = ask(published, session, "SELECT birth_date, person_id AS id FROM person WHERE false")
    assert rows.schema.names == ["birth_date", "id"]
    assert answer(rows) == []


def test_translating_leaves_the_statement_as_it_was(published: Published) -> None:
    statement = parse_one("SELECT person_id // 2 FROM person", dialect="duckdb")
    before = statement.copy()
    published.engine.translate(statement)
    assert statement == before


def test_a_statement_is_cancelled_from_another_thread(published: Published, session: Session) -> None:
    # The engine would need days for it; without the cancel this test would hang, not fail.
    endless = "SELECT sum(a.range * b.range * c.range) AS s FROM range(1000000) a, range(1000000) b, range(1000000) c"
    canceller = threading.Timer(0.2, session.cancel)
    canceller.start()
    with pytest.raises(Interrupted):
        answer(ask(published, session, endless))
    canceller.join()
    # The session is not spent by it.
    assert answer(ask(published, session, "SELECT count(*) AS n FROM person")) == [{"n": 3}]


def test_a_name_that_is_not_there_is_told(published: Published, session: Session) -> None:
    with pytest.raises(Unreadable, match="salary"):
        ask(published, session, "SELECT salary FROM person")


def test_a_value_that_does_not_fit_is_not_told(published: Published, session: Session) -> None:
    with pytest.raises(Failed) as failed:
        answer(ask(published, session, "SELECT CAST(person_source_value AS INTEGER) AS n FROM person"))
    assert isinstance(failed.value, Fault)
    assert "Kim" not in repr(failed.value)
    assert failed.value.__suppress_context__


def test_nothing_is_written(published: Published, session: Session) -> None:
    snapshot = session.current()
    table = published.engine.translate(published.engine.locate(PERSON, None))
    with pytest.raises(Fault):
        answer(session.run(f"DELETE FROM {table}", {}))
    with pytest.raises(Fault):
        answer(session.run("CREATE TABLE lake.cdm.mine AS SELECT 1 AS a", {}))
    assert session.current() == snapshot
    assert answer(ask(published, session, "SELECT count(*) AS n FROM person")) == [{"n": 3}]


@pytest.mark.usefixtures("asan_home")
def test_without_a_cdm_there_is_no_session() -> None:
    with pytest.raises(Missing):
        engine_of(settings()).open()
