"""psycopg 3: parameters and results in text and binary, prepared statements, pipelines, cursors, transactions, COPY."""

import datetime as dt
import threading
import time
from decimal import Decimal
from typing import Any

import pytest
from psycopg import errors, generators
from psycopg.pq import TransactionStatus

from asan.gateway.limits import usage
from asan.gateway.limits.definition import Limits
from asan.gateway.limits.store import set_limits
from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.kit.store import transaction
from tests.integration.gateway.conftest import PERSONS
from tests.integration.wire.conftest import Wire

EVERY_TYPE = """SELECT person_id AS a, 1::int2 AS b, 2::int4 AS c, true AS d, 1.5::float8 AS e, 2.5::float4 AS f,
    12345.6789::numeric(12, 4) AS g, 'é,"\\{}' AS h, DATE '1999-12-31' AS i, TIMESTAMP '2020-02-29 10:11:12.5' AS j,
    TIME '23:59:59.25' AS k, INTERVAL '1 day' AS l, ARRAY[1, 2, NULL] AS m, ARRAY['a', 'b,c', 'NULL', ''] AS n,
    NULL AS o, TIMESTAMPTZ '2020-02-29 10:11:12+00' AS p, ARRAY[DATE '2020-01-01'] AS q, -0.00123::numeric(10, 5) AS r
    FROM person ORDER BY 1 LIMIT 2"""
VALUES = (
    1, 2, True, 1.5, 2.5, Decimal("12345.6789"), 'é,"\\{}', dt.date(1999, 12, 31),
    dt.datetime(2020, 2, 29, 10, 11, 12, 500000), dt.time(23, 59, 59, 250000), dt.timedelta(days=1), [1, 2, None],
    ["a", "b,c", "NULL", ""], None, dt.datetime(2020, 2, 29, 10, 11, 12, tzinfo=dt.UTC), [dt.date(2020, 1, 1)],
    Decimal("-0.00123"),
)  # fmt: skip


@pytest.mark.parametrize("binary", [False, True])
def test_every_type_arrives_in_both_formats(wire: Wire, binary: bool) -> None:
    with wire.connect() as connection:
        rows = connection.execute(EVERY_TYPE, binary=binary).fetchall()
    assert rows == [(0, *VALUES), (1, *VALUES)]


PARAMETERS: list[tuple[str, Any]] = [
    ("person_id = {}", 7),
    ("person_id = {}", "7"),
    ("person_id = {}", Decimal(7)),
    ("person_id::float8 = {}", 7.0),
    ("person_id = ANY({})", [7, 100]),
    ("person_id::text = ANY({})", ["7", "a,b", None]),
    ("'x' || person_id = {}", "x7"),
    ("DATE '2020-01-01' + person_id::int = {}", dt.date(2020, 1, 8)),
    ("TIMESTAMP '2020-01-01 00:00:00' + person_id * INTERVAL '1 day' = {}", dt.datetime(2020, 1, 8)),
    ("(person_id = 7) = {}", True),
    ("INTERVAL '1 day' * person_id::int = {}", dt.timedelta(days=7)),
]


@pytest.mark.parametrize("format_", ["s", "t", "b"])
@pytest.mark.parametrize(("condition", "value"), PARAMETERS)
def test_parameters_of_every_type_in_both_formats(wire: Wire, format_: str, condition: str, value: Any) -> None:
    sql = f"SELECT person_id FROM person WHERE {condition.format('%' + format_)}"
    with wire.connect() as connection:
        assert connection.execute(sql, [value]).fetchall() == [(7,)]


def test_a_parameter_is_a_value_and_never_sql(wire: Wire) -> None:
    with wire.connect() as connection:
        found = connection.execute("SELECT count(*) FROM location WHERE state = %s", ["x' OR '1' = '1"]).fetchone()
    assert found == (0,)


@pytest.mark.parametrize("value", ["no number", "1; DROP TABLE person"])
def test_a_value_that_is_none_of_its_type_is_an_error(wire: Wire, value: str) -> None:
    with wire.connect() as connection, pytest.raises(errors.DataError):
        connection.execute("SELECT %s::int", [value])


def test_a_statement_is_prepared_once_and_asked_often(wire: Wire) -> None:
    with wire.connect() as connection:
        for number in range(10):
            row = connection.execute(
                "SELECT person_id FROM person WHERE person_id = %s", [number], prepare=True
            ).fetchone()
            assert row == (number,)
        connection.execute("DEALLOCATE ALL")
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pipeline_is_answered_in_order_and_skips_after_an_error(wire: Wire) -> None:
    with wire.connect() as connection:
        with connection.pipeline():
            asked = [connection.execute("SELECT person_id FROM person WHERE person_id = %s", [n]) for n in range(20)]
        assert [cursor.fetchone() for cursor in asked] == [(number,) for number in range(20)]
        with pytest.raises(errors.UndefinedTable), connection.pipeline():
            connection.execute("SELECT * FROM nosuch").execute("SELECT 1")
        assert connection.execute("SELECT 2").fetchone() == (2,)


def test_a_named_cursor_reads_in_portions(wire: Wire) -> None:
    with wire.connect(autocommit=False) as connection:
        with connection.cursor("mine") as cursor:
            cursor.execute("SELECT person_id FROM person WHERE person_id >= %s ORDER BY 1", [5])
            assert cursor.fetchmany(3) == [(5,), (6,), (7,)]
            cursor.scroll(2)
            assert cursor.fetchone() == (10,)
            assert len(cursor.fetchall()) == PERSONS - 11
        connection.execute("DECLARE again CURSOR FOR SELECT 1")
        connection.commit()
        with pytest.raises(errors.InvalidCursorName):
            connection.execute("FETCH again")


def test_a_cursor_needs_a_transaction(wire: Wire) -> None:
    with wire.connect() as connection, pytest.raises(errors.NoActiveSqlTransaction):
        connection.execute("DECLARE c CURSOR FOR SELECT 1")


def test_transactions_have_the_states_that_clients_count_on(wire: Wire) -> None:
    with wire.connect() as connection:
        state = connection.pgconn
        with connection.transaction():
            assert state.transaction_status == TransactionStatus.INTRANS
            with pytest.raises(errors.UndefinedColumn), connection.transaction():
                connection.execute("SELECT nosuch FROM person")
            # The inner one went back to its savepoint.
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert state.transaction_status == TransactionStatus.IDLE
        connection.execute("BEGIN")
        with pytest.raises(errors.UndefinedColumn):
            connection.execute("SELECT nosuch FROM person")
        assert state.transaction_status == TransactionStatus.INERROR
        with pytest.raises(errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        assert connection.execute("COMMIT").statusmessage == "ROLLBACK"
        with pytest.raises(errors.InvalidSavepointSpecification):
            connection.execute("BEGIN; ROLLBACK TO SAVEPOINT nosuch")


@pytest.mark.parametrize("format_", ["text", "binary"])
def test_a_copy_streams_rows(wire: Wire, format_: str) -> None:
    rows_of = "SELECT person_id, gender_concept_id, birth_datetime FROM person ORDER BY 1"
    sql = f"COPY ({rows_of}) TO STDOUT (FORMAT {format_})"
    with wire.connect() as connection, connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.set_types(["int8", "int8" if format_ == "text" else "int4", "timestamp"])
        rows = list(copy.rows())
    assert rows[0][0::2] == (0, None)
    assert [row[0] for row in rows] == list(range(PERSONS))


def test_an_empty_binary_copy_is_a_file_too(wire: Wire) -> None:
    sql = "COPY (SELECT person_id FROM person WHERE false) TO STDOUT (FORMAT binary)"
    with wire.connect() as connection, connection.cursor() as cursor, cursor.copy(sql) as copy:
        assert list(copy.rows()) == []


ENDLESS = "SELECT sum(a.person_id * b) FROM person a, generate_series(1, 100000000) b, generate_series(1, 1000) c"


def test_a_running_question_is_cancelled(wire: Wire) -> None:
    with wire.connect() as connection:
        timer = threading.Timer(0.5, connection.cancel_safe)
        timer.start()
        with pytest.raises(errors.QueryCanceled, match="stopped as asked"):
            connection.execute(ENDLESS)
        timer.join()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_limits_of_an_account_hold_here_too(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "PATIENCE", 0.0)
    set_limits(owner(), "role:clinician", Limits(rows=30))
    try:
        with wire.connect("clinician") as connection:
            with pytest.raises(errors.ProgramLimitExceeded, match="more than 30 rows"):
                connection.execute("SELECT person_id FROM person")
            assert len(connection.execute("SELECT person_id FROM person LIMIT 30").fetchall()) == 30
            set_limits(owner(), "role:clinician", Limits(questions=1))
            # A cursor that is not read to its end is a question that runs.
            connection.execute("DECLARE c CURSOR WITH HOLD FOR SELECT 1 FROM person a, person b, person d")
            with wire.connect("clinician") as other, pytest.raises(errors.ConfigurationLimitExceeded, match="1 quest"):
                other.execute("SELECT 1")
            connection.execute("CLOSE c")
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        set_limits(owner(), "role:clinician", Limits())


def test_a_wrong_key_cancels_nothing(wire: Wire) -> None:
    import socket
    import struct

    with wire.connect() as connection:
        with socket.create_connection(("127.0.0.1", wire.port)) as other:
            other.sendall(struct.pack("!iiii", 16, 80877102, connection.info.backend_pid, 12345))
            assert other.recv(1) == b""
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_clients_own_time_limit_ends_a_question(wire: Wire) -> None:
    with wire.connect() as connection:
        connection.execute("SET statement_timeout = '300ms'")
        started = time.monotonic()
        with pytest.raises(errors.QueryCanceled, match=r"limit of 0\.3 seconds"):
            connection.execute(ENDLESS)
        assert time.monotonic() - started < 30


def test_an_answer_beyond_the_limit_is_an_error_and_no_part_of_it(wire: Wire) -> None:
    with wire.connect() as connection, pytest.raises(errors.ProgramLimitExceeded, match="1000000 rows"):
        connection.execute("SELECT b FROM generate_series(1, 1000001) b")


def test_settings_are_kept_told_and_given_back(wire: Wire) -> None:
    with wire.connect(application_name="mine", options="-c statement_timeout=5s -c asan.note=x") as connection:
        assert connection.info.parameter_status("application_name") == "mine"
        assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
        connection.execute("SET application_name TO 'other'")
        assert connection.info.parameter_status("application_name") == "other"
        connection.execute("RESET ALL")
        assert connection.info.parameter_status("application_name") == "mine"
        assert connection.execute("SHOW asan.note").fetchone() == ("x",)
        for sql, error in (
            ("SET nosuch = 1", errors.UndefinedObject),
            ("SET client_encoding = 'EUC_KR'", errors.InvalidParameterValue),
            ("SET DateStyle = 'German'", errors.InvalidParameterValue),
            ("SET server_version = '99'", errors.InvalidParameterValue),
        ):
            with pytest.raises(error):
                connection.execute(sql)


def test_another_snapshot_is_read_where_the_session_names_one(wire: Wire) -> None:
    with wire.connect() as connection:
        assert connection.execute("SELECT concept_name FROM concept").fetchall() == [("MALE",)]
        connection.execute("SET asan.snapshot = '2'")
        # The vocabulary came after the first publication.
        with pytest.raises(errors.UndefinedTable):
            connection.execute("SELECT * FROM concept")
        connection.execute("SET asan.snapshot = '99'")
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            connection.execute("SELECT * FROM person")


def test_the_audit_has_the_question_as_it_was_asked(wire: Wire) -> None:
    sql = "SELECT person_id / 2, 'as asked' FROM person WHERE person_id < 3"
    with wire.connect() as connection:
        connection.execute(sql)
    with transaction() as session:
        records = session.query(AuditRecord).order_by(AuditRecord.id.desc()).limit(5).all()
    asked = next(record for record in records if record.question == sql)
    assert (asked.surface, asked.principal, asked.outcome) == ("pg", "researcher", "started")
    assert asked.sql_run is not None
    assert "//" in asked.sql_run


def test_an_aggregates_only_role_gets_no_rows(wire: Wire) -> None:
    with wire.connect("engineer") as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT person_id FROM person")
        assert connection.execute(
            "SELECT race_concept_id, count(*) AS n FROM person GROUP BY race_concept_id"
        ).fetchall() == [(8515, 29)]
        with pytest.raises(errors.InsufficientPrivilege, match="fewer than 5 persons"):
            connection.execute("SELECT count(*) FROM person WHERE gender_concept_id = 8507")


def test_psycopg_describes_a_prepared_statement(wire: Wire) -> None:
    with wire.connect() as connection:
        sql = b"SELECT person_id, month_of_birth::text FROM person WHERE person_id = $1 LIMIT $2"
        connection.pgconn.send_prepare(b"s", sql)
        connection.wait(generators.execute(connection.pgconn))
        # Sent and waited for, since libpq's own call would keep Python, and so the server, from running.
        connection.pgconn.send_describe_prepared(b"s")
        (told,) = connection.wait(generators.execute(connection.pgconn))
        assert told.status == 1, told.error_message
        assert [told.param_type(place) for place in range(told.nparams)] == [20, 20]
        assert [(told.fname(place), told.ftype(place)) for place in range(told.nfields)] == [
            (b"person_id", 20),
            (b"month_of_birth", 25),
        ]


def test_psycopg2_reads_and_its_named_cursors_too(wire: Wire) -> None:
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(**wire.parts("researcher"))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT person_id, %s FROM person WHERE person_id IN %s ORDER BY 1", ["a'\\b", (1, 2)])
            assert cursor.fetchall() == [(1, "a'\\b"), (2, "a'\\b")]
        with connection, connection.cursor("named") as cursor:
            cursor.itersize = 10
            cursor.execute("SELECT person_id FROM person ORDER BY 1")
            assert [row[0] for row in cursor] == list(range(PERSONS))
    finally:
        connection.close()
