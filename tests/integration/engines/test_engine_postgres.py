"""A CDM in PostgreSQL that is read in place: names, types, one moment, lost servers, and what never shows."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from asan.kit.settings import settings
from asan.warehouse.engines import engine_of
from asan.warehouse.engines.base import Column, Engine, Session
from asan.warehouse.engines.errors import CdmAddressWrong, CdmBusy, CdmUnreachable, NotACdm
from asan.warehouse.engines.faults import Failed, Interrupted, Lost
from asan.warehouse.engines.postgres.address import address_of
from asan.warehouse.engines.postgres.pool import SLOTS
from asan.warehouse.in_place import CdmInPlace, NoSnapshotsInPlace
from asan.warehouse.lake import Lake
from tests.integration.engines.asking import PERSON, answer, ask
from tests.integration.engines.conftest import needs_postgres
from tests.support.postgres import PASSWORD, PostgresServer, postgres_server
from tests.support.postgres_cdm import READER, make_tables, reader_url, use

pytestmark = needs_postgres

Administrator = psycopg.Connection[tuple[object, ...]]
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND state = 'active'"


@pytest.fixture
def database(server: PostgresServer, asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database whose schema ``cdm`` has the tables that the tests need, all of them empty."""
    name = f"place_{asan_home.parent.name}"
    make_tables(server, name, ["person", "death", "measurement", "concept"], {"cdm": "cdm", "vocabulary": "voc"})
    use(monkeypatch, reader_url(server, name, cdm_schema="cdm", vocabulary_schema="voc"))
    return name


@pytest.fixture
def administrator(server: PostgresServer, database: str) -> Iterator[Administrator]:
    with psycopg.connect(server.url(database, "postgres"), autocommit=True) as connection:
        yield connection


def add_persons(administrator: Administrator, rows: int, width: int) -> None:
    """Persons with long texts, which the scanner fetches over several connections."""
    administrator.execute(
        "INSERT INTO cdm.person (person_id, person_source_value) "
        f"SELECT i, repeat('x', {width}) FROM generate_series(1, {rows}) i"
    )
    administrator.execute("ANALYZE cdm.person")


def opened() -> tuple[Engine, Session]:
    engine = engine_of(settings())
    return engine, engine.open()


@pytest.mark.usefixtures("database")
def test_it_has_no_snapshots_and_says_so() -> None:
    _, session = opened()
    state = session.current()
    assert state is not None
    assert (state.version, state.kind) == (None, "in_place")
    assert state.source.startswith("postgresql://127.0.0.1:")
    assert "cdm_schema=cdm" in state.source
    assert READER not in state.source
    with pytest.raises(NoSnapshotsInPlace):
        session.find(1)
    session.close()


@pytest.mark.usefixtures("database")
def test_no_lake_is_written_beside_it() -> None:
    with pytest.raises(CdmInPlace):
        Lake(settings())


def test_names_in_any_case_and_types_of_any_width(
    administrator: Administrator,
) -> None:
    administrator.execute(
        """DROP TABLE cdm.death; CREATE TABLE cdm."Death" ("PERSON_ID" numeric(12), "Death_Date" timestamp,
           death_datetime date, death_type_concept_id bigint, cause_source_value char(8))"""
    )
    administrator.execute("""GRANT SELECT ON cdm."Death" TO reader""")
    administrator.execute("INSERT INTO cdm.\"Death\" VALUES (7, '2020-05-01 10:00', '2020-05-01', 32817, 'I21')")
    engine, session = opened()
    columns = session.schema(session.current())["cdm", "death"]
    assert columns[:5] == (
        Column("person_id", "BIGINT"),
        Column("death_date", "DATE"),
        Column("death_datetime", "TIMESTAMP"),
        Column("death_type_concept_id", "BIGINT"),
        Column("cause_concept_id", "INTEGER"),
    )
    place = engine.translate(engine.locate(("cdm", "death"), None))
    chosen = "person_id, death_date::VARCHAR AS d, cause_source_value AS c, cause_concept_id AS x"
    rows = answer(session.run(f"SELECT {chosen} FROM {place} WHERE cause_source_value = 'I21' AND person_id = 7", {}))
    assert rows == [{"person_id": 7, "d": "2020-05-01", "c": "I21", "x": None}]
    # Blanks that fill a character(8) up are no part of the value, here as on the lake.
    assert answer(session.run(f"SELECT 1 FROM {place} WHERE cause_source_value = 'I21 '", {})) == []
    session.close()


def test_texts_are_compared_by_their_bytes_whatever_the_server_s_collation(
    administrator: Administrator,
) -> None:
    administrator.execute(
        """CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
           ALTER TABLE cdm.person ALTER person_source_value TYPE text COLLATE "en-x-icu",
                                  ALTER gender_source_value TYPE text COLLATE nocase;
           INSERT INTO cdm.person (person_id, person_source_value, gender_source_value)
           VALUES (1, 'a', 'F'), (2, 'B', 'f'), (3, '나', NULL)"""
    )
    engine, session = opened()
    persons = "SELECT person_id AS i FROM person"
    assert answer(ask(engine, session, f"{persons} WHERE person_source_value < 'a'")) == [{"i": 2}]
    assert answer(ask(engine, session, f"{persons} WHERE gender_source_value = 'f'")) == [{"i": 2}]
    assert [row["i"] for row in answer(ask(engine, session, f"{persons} ORDER BY person_source_value"))] == [2, 1, 3]
    session.close()


def test_a_table_that_may_not_be_read_or_lacks_what_omop_requires_is_not_there(
    administrator: Administrator,
) -> None:
    administrator.execute("REVOKE SELECT ON cdm.death FROM reader; ALTER TABLE cdm.measurement DROP person_id")
    _, session = opened()
    schema = session.schema(session.current())
    assert PERSON in schema
    assert ("vocabulary", "concept") in schema
    assert ("cdm", "death") not in schema
    assert ("cdm", "measurement") not in schema
    session.close()


def test_all_tables_of_a_statement_are_seen_at_one_moment(
    administrator: Administrator,
) -> None:
    add_persons(administrator, 6000, 2000)
    administrator.execute("INSERT INTO cdm.death (person_id) SELECT person_id FROM cdm.person")
    engine, session = opened()
    place = engine.translate(engine.locate(("cdm", "death"), None))
    stop = threading.Event()

    def write(url: str) -> None:
        number = 1_000_000
        with psycopg.connect(url) as other:
            while not stop.is_set():
                number += 1
                other.execute("INSERT INTO cdm.person (person_id) VALUES (%s)", [number])
                other.execute("INSERT INTO cdm.death (person_id) VALUES (%s)", [number])
                other.commit()

    writer = threading.Thread(target=write, args=[administrator.info.dsn + f" password={PASSWORD}"])
    writer.start()
    try:
        counts = [
            answer(ask(engine, session, f"SELECT (SELECT count(*) FROM {place} d) - count(*) AS n, "
                       "count(DISTINCT person_source_value) AS t FROM person"))[0]
            for _ in range(20)
        ]  # fmt: skip
    finally:
        stop.set()
        writer.join()
        session.close()
    found = administrator.execute("SELECT count(*) FROM cdm.person").fetchone()
    assert found is not None
    assert found[0] != 6000
    assert counts == [{"n": 0, "t": 1}] * 20


def test_a_cancelled_statement_stops_on_the_server(administrator: Administrator) -> None:
    # A view that the server would sleep over for hours.
    administrator.execute(
        """INSERT INTO cdm.death (person_id) SELECT generate_series(1, 100000);
           ALTER TABLE cdm.death RENAME TO deaths;
           CREATE VIEW cdm.death AS SELECT person_id + length(pg_sleep(1)::text) AS person_id, death_date,
           death_type_concept_id FROM cdm.deaths;
           GRANT SELECT ON cdm.death TO reader"""
    )
    engine, session = opened()
    place = engine.translate(engine.locate(("cdm", "death"), None))
    running = threading.Event()

    def cancel() -> None:
        while administrator.execute(BUSY, [READER]).fetchone() == (0,):
            pass
        running.set()
        session.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(Interrupted):
        answer(session.run(f"SELECT sum(person_id) AS s FROM {place}", {}))
    canceller.join()
    assert running.is_set()
    assert administrator.execute(BUSY, [READER]).fetchone() == (0,)
    assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 0}]
    session.close()


def test_rows_left_unread_hold_nothing_on_the_server(administrator: Administrator) -> None:
    add_persons(administrator, 100_000, 500)
    engine, session = opened()
    next(ask(engine, session, "SELECT * FROM person").batches)
    session.close()
    held = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND state <> 'idle'"
    assert administrator.execute(held, [READER]).fetchone() == (0,)


@pytest.mark.usefixtures("database")
def test_the_account_cannot_write_even_around_the_gateway(
    administrator: Administrator,
) -> None:
    _, session = opened()
    for catalog in ("asan_cdm_1", "asan_cdm_2"):
        with pytest.raises(Failed):
            answer(session.run(f"DELETE FROM {catalog}.cdm.person", {}))
        with pytest.raises(Failed):
            answer(session.run(f"CALL postgres_execute('{catalog}', 'CREATE TABLE cdm.mine (a int)')", {}))
    session.close()
    assert administrator.execute("SELECT to_regclass('cdm.mine')").fetchone() == (None,)


def test_columns_that_come_later_are_seen_after_a_look(
    administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asan.warehouse.engines.postgres.engine._LOOK_AGAIN_SECONDS", 0.0)
    engine, session = opened()
    session.close()
    administrator.execute(
        """ALTER TABLE cdm.person RENAME TO person_old; CREATE TABLE cdm.person AS TABLE cdm.person_old;
           ALTER TABLE cdm.person ALTER year_of_birth TYPE bigint; GRANT SELECT ON cdm.person TO reader"""
    )
    later = engine.open()
    assert Column("year_of_birth", "BIGINT") in later.schema(later.current())[PERSON]
    later.close()


def test_a_database_that_is_no_cdm_is_refused_with_a_hint(
    administrator: Administrator,
    server: PostgresServer, database: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    administrator.execute("CREATE SCHEMA other")
    use(monkeypatch, reader_url(server, database, cdm_schema="other"))
    with pytest.raises(NotACdm, match=r"other\.person.*person: cdm"):
        opened()


@pytest.mark.parametrize("url", ["mysql://a:hidden@h/d", "postgresql://a:hid%den@h:1/d",
                                 "postgresql://a:hidden@h/d?no_such_thing=1", "host=h password=hidden"])  # fmt: skip
def test_an_address_that_is_none_is_not_quoted(url: str) -> None:
    with pytest.raises(CdmAddressWrong) as wrong:
        address_of(url)
    assert "hid" not in f"{wrong.value} {wrong.value.as_json('en')}"
    assert wrong.value.__suppress_context__ or wrong.value.__context__ is None


def test_a_wrong_password_is_told_without_it(
    server: PostgresServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, reader_url(server, database, cdm_schema="cdm").replace(PASSWORD, "quite-wrong"))
    with pytest.raises(CdmUnreachable, match="authentication failed") as refused:
        opened()
    assert "quite-wrong" not in f"{refused.value!r} {refused.value.as_json('ko')}"
    assert "quite-wrong" not in repr(settings())
    assert "quite-wrong" not in repr(address_of(settings().cdm.get_secret_value()))


def test_a_server_that_restarts_in_mid_query_is_told_and_found_again(
    asan_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server() as own:
        make_tables(own, "hospital", ["person"], {"cdm": "cdm"})
        with psycopg.connect(own.url("hospital", "postgres"), autocommit=True) as administrator:
            add_persons(administrator, 100_000, 500)
        use(monkeypatch, reader_url(own, "hospital", cdm_schema="cdm"))
        engine, session = opened()
        rows = ask(engine, session, "SELECT * FROM person")
        next(rows.batches)
        own.stop("immediate")
        with pytest.raises(Lost):
            answer(rows)
        with pytest.raises(Lost):
            answer(ask(engine, session, "SELECT count(*) AS n FROM person"))
        session.close()
        own.start()
        again = engine.open()
        assert answer(ask(engine, again, "SELECT count(*) AS n FROM person")) == [{"n": 100000}]
        again.close()


@pytest.mark.usefixtures("database")
def test_the_server_is_asked_no_more_than_a_few_things_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asan.warehouse.engines.postgres.pool._WAIT_SECONDS", 0.01)
    engine = engine_of(settings())
    sessions = [engine.open() for _ in range(SLOTS)]
    with pytest.raises(CdmBusy):
        engine.open()
    sessions.pop().close()
    sessions.append(engine.open())
    for session in sessions:
        session.close()


def test_numerics_of_any_precision_are_the_numbers_that_they_say(administrator: Administrator) -> None:
    administrator.execute(
        """ALTER TABLE cdm.measurement ALTER value_as_number TYPE numeric, ALTER range_low TYPE numeric(40, 20),
               ALTER range_high TYPE real, ALTER visit_occurrence_id TYPE numeric(10, 2);
           INSERT INTO cdm.measurement (measurement_id, value_as_number, range_low, range_high, visit_occurrence_id)
           VALUES (1, 0.10000000000000000001, 0.10000000000000000001, 0.5, 12.5)"""
    )
    engine, session = opened()
    place = engine.translate(engine.locate(("cdm", "measurement"), None))
    # A double has no more digits than 0.1 shows, here as on the lake; a half is no row's id.
    asked = f"SELECT visit_occurrence_id::DOUBLE AS v FROM {place} WHERE range_high = 0.5 AND"
    for column in ("value_as_number", "range_low"):
        assert answer(session.run(f"{asked} {column} = 0.1::DOUBLE", {})) == [{"v": 12.5}]
        assert answer(session.run(f"{asked} {column} > 0.1::DOUBLE", {})) == []
    session.close()
