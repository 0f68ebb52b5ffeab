"""DB-API 2.0 as PEP 249 has it."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from asan.client import dbapi
from tests.integration.client.conftest import Served
from tests.integration.gateway.conftest import PERSONS


@pytest.fixture
def connection(served: Served) -> Iterator[dbapi.Connection]:
    with dbapi.connect(served.url, served.token("researcher"), language="en") as connection:
        yield connection


def test_the_module_says_what_it_is() -> None:
    assert (dbapi.apilevel, dbapi.threadsafety, dbapi.paramstyle) == ("2.0", 2, "qmark")
    assert issubclass(dbapi.Warning, Exception)
    for kind in (dbapi.InterfaceError, dbapi.DatabaseError):
        assert issubclass(kind, dbapi.Error)
    for name in ("Data", "Operational", "Integrity", "Internal", "Programming", "NotSupported"):
        kind = getattr(dbapi, f"{name}Error")
        assert issubclass(kind, dbapi.DatabaseError)
        assert getattr(dbapi.Connection, f"{name}Error") is kind


def test_a_description_names_columns_and_types(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    assert cursor.description is None
    cursor.execute(
        "SELECT 1 AS n, 'x' AS s, DATE '2020-01-02' AS d, 1.50::DECIMAL(9,2) AS m, 'x'::BLOB AS b, now() AS t"
    )
    assert cursor.description is not None
    expected = [dbapi.NUMBER, dbapi.STRING, dbapi.DATETIME, dbapi.NUMBER, dbapi.BINARY, dbapi.DATETIME]
    assert [column[1] == kind for column, kind in zip(cursor.description, expected, strict=True)] == [True] * 6
    assert [column[0] for column in cursor.description] == list("nsdmbt")
    assert cursor.description[3][4:6] == (9, 2)
    assert all(len(column) == 7 for column in cursor.description)
    assert dbapi.STRING != dbapi.NUMBER
    row = cursor.fetchone()
    assert row is not None
    assert row[:5] == (1, "x", dt.date(2020, 1, 2), Decimal("1.50"), b"x")


def test_rows_are_fetched_one_some_and_all(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT person_id FROM person ORDER BY 1")
    assert cursor.rowcount == -1
    assert cursor.fetchone() == (0,)
    assert cursor.fetchmany() == [(1,)]
    cursor.arraysize = 3
    assert cursor.fetchmany() == [(2,), (3,), (4,)]
    assert cursor.fetchmany(2) == [(5,), (6,)]
    assert cursor.fetchmany(0) == []
    assert next(iter(cursor)) == (7,)
    assert cursor.fetchall() == [(i,) for i in range(8, PERSONS)]
    assert cursor.fetchone() is None
    assert cursor.fetchall() == []
    assert cursor.rowcount == PERSONS


def test_a_cursor_asks_again(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT person_id FROM person").fetchone()
    assert cursor.execute("SELECT ?", [7]).fetchall() == [(7,)]
    assert cursor.execute("SELECT $a", {"a": 8}).fetchall() == [(8,)]
    assert cursor.answer.audit_id > 0
    assert cursor.execute("SELECT person_id FROM person").fetch_arrow_table().num_rows == PERSONS


def test_what_is_closed_stays_closed(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    with pytest.raises(dbapi.InterfaceError):
        cursor.fetchone()
    cursor.close()
    with pytest.raises(dbapi.InterfaceError):
        cursor.execute("SELECT 1")
    connection.commit()
    connection.rollback()
    connection.close()
    for use in (connection.cursor, connection.commit, connection.rollback):
        with pytest.raises(dbapi.InterfaceError):
            use()


def test_writing_is_refused_by_name(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    with pytest.raises(dbapi.NotSupportedError):
        cursor.executemany("INSERT INTO person VALUES (?)", [[1], [2]])
    with pytest.raises(dbapi.ProgrammingError, match="not_allowed"):
        cursor.execute("DELETE FROM person")
    with pytest.raises(dbapi.DataError):
        cursor.execute("SELECT CAST('x' AS INTEGER)")
