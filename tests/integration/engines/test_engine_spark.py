"""A CDM of Parquet files that Spark reads in place: what is there, what is stopped, what never shows, what changes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from py4j.protocol import Py4JError
from sqlglot import exp, parse_one

from asan.gateway.masks import KEY_PARAMETER, Token, masked
from asan.kit.settings import settings
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.connection import open_engine
from asan.warehouse.engines import engine_of, place_of
from asan.warehouse.engines.base import Column, Engine, Session
from asan.warehouse.engines.errors import NotACdm
from asan.warehouse.engines.faults import Failed, Interrupted, Unreadable, Unsupported
from asan.warehouse.engines.spark.faults import CHANGED, fault_of
from asan.warehouse.in_place import CdmInPlace, NoSnapshotsInPlace
from asan.warehouse.lake import Lake
from asan.warehouse.spark import open_session
from tests.integration.engines.asking import PERSON, answer, ask
from tests.support import s3, spark_cdm
from tests.support.spark import ADDRESS

KEY = "5a" * 32


@pytest.fixture
def folder(asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CDM of one person and an empty table."""
    where = tmp_path / "cdm"
    write_persons(where, 1)
    (where / "cdm" / "death").mkdir()
    spark_cdm.use(monkeypatch, where, asan_home)
    return where


def write_persons(folder: Path, count: int, columns: str = "*") -> None:
    source = open_engine(settings())
    source.execute("CREATE SCHEMA cdm")
    source.execute(create_table(CDM.tables["person"], "duckdb", "cdm", not_null=False))
    source.execute(
        "INSERT INTO cdm.person BY NAME SELECT i AS person_id, 8507 AS gender_concept_id, 1980 AS year_of_birth, "
        f"'Kim' || i AS person_source_value FROM range({count}) t(i)"
    )
    spark_cdm.write(source, folder, "cdm", "person", f"SELECT {columns} FROM cdm.person")
    source.close()


@pytest.fixture
def engine(folder: Path) -> Engine:
    return engine_of(settings())


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    opened = engine.open()
    yield opened
    opened.close()


def test_it_has_no_snapshots_and_no_lake_beside_it(session: Session, folder: Path) -> None:
    state = session.current()
    assert state is not None
    assert (state.version, state.kind, state.source) == (None, "in_place", f"spark+file://{folder}")
    with pytest.raises(NoSnapshotsInPlace):
        session.find(1)
    with pytest.raises(CdmInPlace):
        Lake(settings())


def test_tables_are_those_of_the_cdm_with_its_types(session: Session, folder: Path) -> None:
    schema = session.schema(session.current())
    assert schema[PERSON][0] == Column("person_id", "BIGINT")
    assert ("cdm", "death") in schema
    assert ("cdm", "measurement") not in schema
    assert ("cdm", "measurement") in place_of(settings()).found.left_out


def test_a_folder_without_persons_is_no_cdm(folder: Path) -> None:
    write_persons(folder, 1, "* EXCLUDE (person_id)")
    with pytest.raises(NotACdm):
        engine_of(settings()).open()


def test_columns_of_other_widths_and_without_a_source(folder: Path, engine: Engine) -> None:
    write_persons(folder, 1, "* EXCLUDE (birth_datetime, year_of_birth), 1980::SMALLINT AS YEAR_OF_BIRTH")
    session = engine.open()
    columns = {column.name: column.type for column in session.schema(session.current())[PERSON]}
    assert columns["year_of_birth"] == "INTEGER"
    assert columns["birth_datetime"] == "TIMESTAMP"
    assert place_of(settings()).found.empty[PERSON] == ("birth_datetime",)


@pytest.mark.usefixtures("folder")
def test_statistics_and_constants_need_no_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_SPARK", "spark://nowhere.invalid:1")
    settings.cache_clear()
    engine = engine_of(settings())
    session = engine.open()
    table = exp.select("count(*) AS n").from_(engine.locate(("results", "table_statistic"), None))
    assert answer(session.run(engine.translate(table), {})) == [{"n": 0}]
    assert answer(ask(engine, session, "SELECT [1, 2] AS a")) == [{"a": [1, 2]}]


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE x",
        "SET x = 1",
        "SELECT 1 AS a; SELECT 2",
        "SELECT 1 AS a /* {} */; DROP TABLE x",
        "SELECT * FROM read_parquet('/etc/*')",
        "SELECT * FROM parquet.`/etc`",
        "SELECT * FROM information_schema.tables",
        "SELECT java_method('java.lang.System', 'exit', 1) AS a FROM spark.cdm.person",
    ],
)
def test_nothing_runs_that_was_not_turned(session: Session, sql: str) -> None:
    with pytest.raises((Unsupported, Unreadable, Failed)):
        session.run(sql, {})
    with pytest.raises((Unsupported, Unreadable, Failed)):
        session.keep("mine", sql, {})


def test_a_relation_that_is_kept_is_a_table_until_the_session_ends(engine: Engine, session: Session) -> None:
    person = engine.locate(PERSON, None).sql(dialect="duckdb")
    session.keep("given", "SELECT unnest(CAST($n AS INTEGER[])) AS n, 'a' AS t", {"n": [1, None, 3]})
    session.keep("doubled", f"SELECT n * 2 AS N, t, p.person_id FROM given, (SELECT person_id FROM {person}) p", {})
    rows = answer(session.run('SELECT n, "t", person_id AS i FROM Doubled WHERE n > 0 ORDER BY 1', {}))
    assert rows == [{"N": 2, "t": "a", "i": 0}, {"N": 6, "t": "a", "i": 0}]
    other = engine.open()
    with pytest.raises(Unreadable):
        other.run("SELECT n FROM given", {})
    other.close()


@pytest.mark.parametrize("name", ["*/ DROP", "a */ b /*", "${env:HOME}", "`x`", "'", "나"])
def test_a_column_s_name_comes_back_and_stays_a_name(engine: Engine, session: Session, name: str) -> None:
    statement = parse_one("SELECT person_id FROM person", dialect="duckdb")
    statement.expressions[0].replace(exp.alias_(exp.column("person_id"), name, quoted=True))
    text = ask_text(engine, statement)
    assert "DROP" not in text.partition("/*")[0]
    assert text.count("*/") == 1


def ask_text(engine: Engine, statement: exp.Expr) -> str:
    for table in list(statement.find_all(exp.Table)):
        table.replace(exp.alias_(engine.locate(PERSON, None), "person", table=True))
    return engine.translate(statement)


class TestWithSpark:
    """What takes Spark itself."""

    pytestmark = spark_cdm.needs_spark

    def test_the_key_is_not_in_the_text_and_a_token_is_duckdb_s(self, engine: Engine, session: Session) -> None:
        column = exp.column("person_source_value", table="person", quoted=True)
        statement = exp.select(exp.alias_(masked(Token(), column, "VARCHAR"), "t")).from_("person")
        text = ask_text(engine, statement)
        assert KEY not in text
        expected = open_engine(settings()).execute("SELECT sha256(?)[:16]", [f"{KEY}|Kim0"]).fetchone()
        assert [tuple(row.values()) for row in answer(session.run(text, {KEY_PARAMETER: KEY}))] == [expected]

    def test_plans_do_not_show_the_key(self, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
        sql = "SELECT sha2(concat(:k, CAST(id AS STRING)), 256) AS h FROM range(3)"
        open_session(ADDRESS).sql(sql, args={"k": KEY}).explain(extended=True)
        shown = capsys.readouterr().out
        assert "sha2(" in shown
        assert KEY not in shown

    def test_a_cancelled_statement_stops_and_spark_is_there_for_the_next(
        self, engine: Engine, session: Session
    ) -> None:
        # It would take Spark days.
        endless = "SELECT sum(a.range * b.range) AS s FROM range(1000000) a, range(1000000) b, range(90) c, person"
        ended = threading.Event()

        def cancel() -> None:
            # Again and again: a statement that has not begun yet does not hear it.
            while not ended.wait(3):
                session.cancel()

        canceller = threading.Thread(target=cancel)
        canceller.start()
        try:
            with pytest.raises(Interrupted):
                answer(ask(engine, session, endless))
        finally:
            ended.set()
            canceller.join()
        assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 1}]

    def test_rows_left_unread_leave_nothing_running(self, folder: Path) -> None:
        write_persons(folder, 50_000)
        engine = engine_of(settings())
        session = engine.open()
        rows = ask(engine, session, "SELECT * FROM person")
        assert next(rows.batches).num_rows == 2048
        session.close()
        other = engine.open()
        assert answer(ask(engine, other, "SELECT count(*) AS n FROM person")) == [{"n": 50_000}]
        other.close()

    def test_order_is_kept_over_all_batches(self, folder: Path) -> None:
        write_persons(folder, 10_000)
        engine = engine_of(settings())
        session = engine.open()
        rows = ask(engine, session, "SELECT person_id AS i FROM person ORDER BY person_id DESC LIMIT 10000")
        assert [row["i"] for row in answer(rows)] == list(range(9_999, -1, -1))
        session.close()

    def test_files_that_are_replaced_are_told_and_then_seen(self, engine: Engine, folder: Path) -> None:
        session = engine.open()
        assert answer(ask(engine, session, "SELECT count(*) AS n FROM person")) == [{"n": 1}]
        (folder / "cdm" / "person" / "0.parquet").rename(folder / "cdm" / "person" / "1.parquet")
        with pytest.raises(Failed, match=CHANGED):
            answer(ask(engine, session, "SELECT max(person_id) AS n FROM person"))
        session.close()
        again = engine.open()
        assert answer(ask(engine, again, "SELECT max(person_id) AS n FROM person")) == [{"n": 0}]
        again.close()

    @pytest.mark.usefixtures("folder")
    def test_a_cluster_without_a_client_for_s3_says_so(self) -> None:
        from pyspark.errors import PySparkException

        with pytest.raises((PySparkException, Py4JError)) as raised:
            open_session(ADDRESS).read.parquet("s3a://bucket/cdm").collect()
        fault = fault_of(raised.value)
        assert isinstance(fault, Unsupported)
        assert "hadoop-aws" in fault.what

    def test_a_long_list_is_asked_for(self, engine: Engine, session: Session) -> None:
        """As row rules bind theirs."""
        statement = parse_one("SELECT person_id AS i FROM person WHERE person_id IN (SELECT 1)", dialect="duckdb")
        unnested = exp.Anonymous(this="unnest", expressions=[exp.Placeholder(this="many")])
        query = statement.find(exp.In)
        assert query is not None
        query.set("query", exp.Subquery(this=exp.Select(expressions=[unnested])))
        for table in list(statement.find_all(exp.Table)):
            table.replace(exp.alias_(engine.locate(PERSON, None), "person", table=True))
        many = {"many": list(range(0, 100_000, 2))}
        assert answer(session.run(engine.translate(statement, many), many)) == [{"i": 0}]


@pytest.mark.skipif(s3.program() is None, reason="no SeaweedFS here")
def test_files_on_s3_are_looked_at(tmp_path: Path, asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By DuckDB: Spark itself needs Hadoop's client for S3, which is not to be had here."""
    with s3.s3_server(tmp_path / "store") as store:
        for name, value in store.environment("unused").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ASAN_CDM", f"spark+s3://{s3.BUCKET}/hospital")
        settings.cache_clear()
        write_to_s3(f"s3://{s3.BUCKET}/hospital/cdm/person/0.parquet")
        found = place_of(settings()).found
        assert found.tables == {PERSON: "cdm/person"}
        assert found.source == f"spark+s3://{s3.BUCKET}/hospital"


def write_to_s3(file: str) -> None:
    from asan.warehouse.storage.s3 import S3Storage

    connection = open_engine(settings())
    S3Storage(settings(), file.rpartition("/cdm/")[0]).prepare(connection)
    connection.execute("CREATE SCHEMA cdm")
    connection.execute(create_table(CDM.tables["person"], "duckdb", "cdm"))
    connection.execute(f"COPY cdm.person TO '{file}' (FORMAT parquet)")
    connection.close()
