"""The client against a server: Arrow, pandas, polars, parameters, limits, what an answer says of itself."""

import datetime as dt
import subprocess
import sys
import warnings
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import asan
from asan.client import Error, TruncatedAnswer
from asan.client.errors import InterfaceError, OperationalError, ProgrammingError
from asan.client.transport import InsecureConnection
from tests.integration.client.conftest import Served
from tests.integration.gateway.conftest import PERSONS

MANY = "SELECT a.person_id, b.person_id AS other FROM person a, person b, person c ORDER BY 1, 2"
ENDLESS = "SELECT sum(a.person_id * b.range) FROM person a, range(100000000) b, range(1000) c"


def test_an_answer_says_what_was_done_to_it(served: Served) -> None:
    with served.connect().query("SELECT person_id, birth_datetime FROM person ORDER BY 1") as answer:
        assert answer.masked == {"birth_datetime": "null"}
        assert answer.snapshot is not None
        assert answer.audit_id > 0
        assert answer.truncated is False
        assert answer.table().column("person_id").to_pylist() == list(range(PERSONS))


@pytest.mark.parametrize("compression", ["none", "lz4", "zstd"])
@pytest.mark.parametrize("limit", [500, PERSONS**3])
def test_rows_come_the_same_however_they_are_packed(served: Served, compression: str, limit: int) -> None:
    table = served.connect(compression=compression).table(MANY, limit=limit)
    assert table.num_rows == limit
    assert table.slice(0, 3).to_pydict() == {"person_id": [0, 0, 0], "other": [0, 0, 0]}


def test_batches_come_as_the_server_has_them(served: Served) -> None:
    with served.connect().query(
        "SELECT a.person_id, repeat('x', 200) AS t FROM person a, range(2000) b", limit=10**6
    ) as answer:
        sizes = [batch.num_rows for batch in answer.batches()]
    assert sum(sizes) == answer.rows_read == PERSONS * 2000
    assert len(sizes) > 5


def test_pandas_keeps_whole_numbers_whole_and_dates_dates(served: Served) -> None:
    frame = served.connect("admin").pandas(
        "SELECT person_id, nullif(person_id, 3) AS gap, person_id = 3 AS flag, DATE '2020-01-02' AS day, "
        "2::UTINYINT AS small, CASE WHEN person_id > 1 THEN 7::UTINYINT END AS holes FROM person ORDER BY 1"
    )
    assert [str(each) for each in frame.dtypes] == ["int64", "Int64", "bool", "datetime64[ms]", "uint8", "UInt8"]
    assert frame["gap"].isna().sum() == 1
    assert frame["gap"][39] == 39


def test_polars_numbers_columns_of_one_name(served: Served) -> None:
    frame = served.connect().polars("SELECT 1 AS a, 2 AS a, 3 AS a_2, 'x' AS b")
    assert frame.columns == ["a", "a_3", "a_2", "b"]
    assert frame.row(0) == (1, 2, 3, "x")


def test_other_libraries_read_an_answer_as_a_stream(served: Served) -> None:
    answer = served.connect().query("SELECT person_id FROM person")
    rows = answer.reader()  # found by DuckDB under its name
    assert duckdb.sql("SELECT count(*), max(person_id) FROM rows").fetchone() == (PERSONS, PERSONS - 1)
    assert pa.table(served.connect().query("SELECT 1 AS one")).to_pydict() == {"one": [1]}
    assert rows is not None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "INTEGER"),
        (True, "BOOLEAN"),
        (-(2**63), "BIGINT"),
        (0.1, "DOUBLE"),
        ("김' OR 1=1 --", "VARCHAR"),
        (dt.date(2020, 2, 29), "DATE"),
        (dt.datetime(2020, 2, 29, 23, 59, 59, 1), "TIMESTAMP"),
        (Decimal("12345678901234567890.12"), "DECIMAL(38,2)"),
        (UUID(int=7), "UUID"),
        ([1, 2, 3], "BIGINT[]"),
        (np.int64(7), "BIGINT"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_a_parameter_arrives_as_it_was(served: Served, value: object, kind: str) -> None:
    (row,) = served.connect().query(f"SELECT CAST(? AS {kind}) AS v", [value]).rows()
    assert row == (str(value) if isinstance(value, UUID) else value,)


def test_parameters_have_names_or_places(served: Served) -> None:
    connection = served.connect()
    sql = "SELECT count(*) FROM person WHERE person_id {} AND person_id < {}"
    assert list(connection.query(sql.format("> ?", "?"), [1, 5]).rows()) == [(3,)]
    assert list(connection.query(sql.format("> $low", "$high"), {"high": 5, "low": 1}).rows()) == [(3,)]
    assert list(connection.query("SELECT count(*) FROM person WHERE person_id IN (SELECT unnest(?))", [[1, 2]]).rows())


@pytest.mark.parametrize("value", [float("nan"), object(), b"x", dt.time(1), {"a": 1}])
def test_a_value_that_cannot_be_sent_is_named(served: Served, value: object) -> None:
    with pytest.raises(ProgrammingError) as caught:
        served.connect().query("SELECT ?", [value])
    assert caught.value.code == "bad_parameter"


def test_a_cut_that_nobody_asked_for_warns(served: Served) -> None:
    with pytest.warns(TruncatedAnswer, match="10000"):
        assert served.connect().table(MANY).num_rows == 10_000
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = served.connect().query(MANY, limit=30_000)
        assert answer.truncated is None
        assert answer.table().num_rows == 30_000
        assert answer.truncated
        assert served.connect(limit=7).table(MANY).num_rows == 7


def test_a_snapshot_is_pinned_by_connection_or_question(served: Served) -> None:
    assert served.connect(snapshot=2).query("SELECT count(*) FROM person").snapshot == 2
    assert served.connect().query("SELECT count(*) FROM person", snapshot=2).snapshot == 2
    with pytest.raises(ProgrammingError) as caught:
        served.connect().query("SELECT count(*) FROM person", snapshot=99)
    assert (caught.value.code, caught.value.status) == ("no_snapshot", 404)


def test_an_answer_is_read_once(served: Served) -> None:
    answer = served.connect().query("SELECT 1")
    assert answer.table().num_rows == 1
    with pytest.raises(InterfaceError, match="read_already"):
        answer.table()


def test_the_catalog_is_the_askers(served: Served) -> None:
    tables = {table.name: table for table in served.connect().catalog()}
    masks = {column.name: column.mask for column in tables["person"].columns}
    assert masks["birth_datetime"] == "null"
    assert masks["person_id"] is None
    assert "person" not in {table.name for table in served.connect("auditor").catalog()}
    assert served.connect("auditor").account() == "auditor"


@pytest.mark.parametrize(
    ("sql", "kind", "code", "status"),
    [
        ("SELECT * FROM nosuch", "ProgrammingError", "not_visible", 403),
        ("DROP TABLE person", "ProgrammingError", "not_allowed", 403),
        ("SELECT FROM", "ProgrammingError", "bad_sql", 400),
        ("SELECT CAST('x' AS INTEGER)", "DataError", "question_failed", 400),
    ],
)
def test_an_error_has_code_status_and_hint(served: Served, sql: str, kind: str, code: str, status: int) -> None:
    with pytest.raises(Error) as caught:
        served.connect().query(sql)
    error = caught.value
    assert (type(error).__name__, error.code, error.status) == (kind, code, status)
    assert error.message
    assert error.hint
    assert error.message.isascii()


def test_errors_come_in_the_language_asked_for(served: Served) -> None:
    with pytest.raises(Error) as caught:
        asan.connect(served.url, served.token("researcher"), language="ko").query("SELECT FROM")
    assert "해석할 수 없습니다" in caught.value.message


def test_a_wrong_token_is_no_login(served: Served) -> None:
    with pytest.raises(OperationalError) as caught:
        asan.connect(served.url, "asan_wrong", language="en").query("SELECT 1")
    assert (caught.value.code, caught.value.status) == ("login_required", 401)


@pytest.mark.parametrize("url", ["", "server:8000", "ftp://server", "http://user:secret@server", "http://"])
def test_an_address_that_cannot_be_one_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(InterfaceError, match="bad_address") as caught:
        asan.connect(url, "asan_x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two\nlines", "é"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    with pytest.raises(InterfaceError, match="bad_address"):
        asan.connect("http://127.0.0.1:1", token)


def test_a_token_in_the_clear_to_another_machine_warns() -> None:
    with pytest.warns(InsecureConnection):
        asan.connect("http://hospital.example:8000", "asan_x")


def test_address_and_token_may_stand_in_the_environment(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_URL", served.url)
    monkeypatch.setenv("ASAN_TOKEN", served.token("analyst"))
    with asan.connect() as connection:
        assert connection.account() == "analyst"
    assert "asan_" not in repr(connection)
    with pytest.raises(InterfaceError, match="closed"):
        connection.query("SELECT 1")


def test_the_client_imports_nothing_of_the_server() -> None:
    program = (
        "import sys, asan\n"
        "light = {name for name in sys.modules if name.startswith(('asan', 'pyarrow', 'urllib3'))}\n"
        "assert light == {'asan'}, light\n"
        "asan.connect\n"
        "heavy = ('asan.gateway', 'asan.warehouse', 'asan.omop', 'asan.modules', 'asan.kit.settings', 'fastapi', "
        "'duckdb', 'sqlalchemy', 'sqlglot', 'pandas', 'polars')\n"
        "found = [name for name in sys.modules if name.startswith(heavy)]\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-I", "-c", program], check=True, cwd=Path(__file__).parent)


def test_pandas_reads_by_dbapi_and_sqlalchemy_alike(served: Served) -> None:
    from sqlalchemy import create_engine

    from asan.client import dbapi

    sql = "SELECT person_id, birth_datetime FROM person WHERE person_id < ? ORDER BY 1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # pandas would rather have SQLAlchemy
        by_dbapi = pd.read_sql(sql, dbapi.connect(served.url, served.token("researcher")), params=[5])
    address = served.url.replace("http://", f"asan+http://{served.token('researcher')}@")
    by_engine = pd.read_sql(sql, create_engine(address), params=(5,))
    assert by_dbapi.equals(by_engine)
    assert len(by_dbapi) == 5
