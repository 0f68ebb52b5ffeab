"""The catalogs as psql, SQLAlchemy and plain SQL read them: what the asker sees, and nothing else."""

import shutil
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors

from tests.integration.gateway.conftest import PERSONS
from tests.integration.wire.conftest import Wire
from tests.integration.wire.test_wire_psql import psql

needs_psql = pytest.mark.skipif(shutil.which("psql") is None, reason="no psql here: apt-get install postgresql-client")


REFUSALS = (errors.UndefinedTable, errors.FeatureNotSupported, errors.InsufficientPrivilege)


@needs_psql
def test_psql_lists_the_tables_that_the_asker_sees(wire: Wire) -> None:
    assert "cdm|person|table|asan" in psql(wire, "-c", r"\dt *.*")
    assert "reject" not in psql(wire, "-c", r"\dt *.*")
    assert "etl|reject|table|asan" in psql(wire, "-c", r"\dt *.*", role="admin")
    assert "cdm|person" not in psql(wire, "-c", r"\dt *.*", role="auditor")


@needs_psql
def test_psql_describes_a_table_with_its_keys_and_what_is_masked(wire: Wire) -> None:
    said = psql(wire, "-P", "tuples_only=off", "-c", r"\d+ cdm.visit_occurrence")
    assert "visit_occurrence_id|bigint||not null|" in said
    assert '"visit_occurrence_pkey" PRIMARY KEY, btree (visit_occurrence_id)' in said
    assert "FOREIGN KEY (person_id) REFERENCES cdm.person(person_id)" in said
    assert "exactly as the source states it. (masked: null)" in said
    assert "masked" not in psql(wire, "-c", r"\d+ cdm.visit_occurrence", role="admin")


@needs_psql
@pytest.mark.parametrize("command", [r"\d", r"\d person_pkey", r"\dn+", r"\l+", r"\du", r"\df", r"\dv", r"\di", r"\ds",
                                     r"\dT", r"\dx", r"\dp", r"\db", r"\dC", r"\do", r"\dL", r"\det", r"\des", r"\dm",
                                     r"\dy", r"\dRp", r"\ddp", r"\drds", r"\da", r"\dO", r"\dc", r"\dF", r"\dP", r"\dA",
                                     r"\dAc", r"\conninfo"])  # fmt: skip
def test_psqls_other_commands_are_answered(wire: Wire, command: str) -> None:
    assert "ERROR" not in psql(wire, "-c", command)


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_sqlalchemy_reflects_and_asks(wire: Wire, driver: str) -> None:
    pytest.importorskip(driver)
    url = sa.URL.create(f"postgresql+{driver}", "researcher", wire.tokens["researcher"], "127.0.0.1", wire.port, "asan")
    engine = sa.create_engine(url)
    try:
        inspector = sa.inspect(engine)
        assert inspector.default_schema_name == "cdm"
        assert set(inspector.get_schema_names()) == {"cdm", "information_schema", "results", "vocabulary"}
        assert inspector.get_pk_constraint("person", "cdm")["constrained_columns"] == ["person_id"]
        assert inspector.get_table_comment("person", "cdm")["text"]
        assert inspector.has_table("person", "cdm")
        assert not inspector.has_table("reject", "etl")
        for read in ("view_names", "materialized_view_names", "sequence_names", "enums", "domains"):
            assert getattr(inspector, f"get_{read}")("cdm") == []
        for read in ("indexes", "unique_constraints", "check_constraints"):
            assert getattr(inspector, f"get_{read}")("person", "cdm") == []
        metadata = sa.MetaData()
        metadata.reflect(engine, schema="cdm")
        person, visit = metadata.tables["cdm.person"], metadata.tables["cdm.visit_occurrence"]
        assert isinstance(person.c.person_id.type, sa.BigInteger)
        assert isinstance(visit.c.visit_start_date.type, sa.Date)
        assert [key.column for key in visit.c.person_id.foreign_keys] == [person.c.person_id]
        with engine.begin() as connection:
            counted = sa.select(person.c.gender_concept_id, sa.func.count()).group_by(person.c.gender_concept_id)
            assert connection.execute(counted.order_by(sa.desc(sa.literal_column("2")))).all() == [
                (8507, 38),
                (8532, 2),
            ]
            joined = sa.select(sa.func.count(visit.c.visit_occurrence_id)).join_from(visit, person)
            assert connection.scalar(joined.where(person.c.person_id.in_([1, 2, 3]))) == 3
            streamed = connection.execution_options(stream_results=True).execute(sa.select(person.c.person_id))
            assert len(streamed.all()) == PERSONS
    finally:
        engine.dispose()


def one(connection: "psycopg.Connection[Any]", sql: str) -> Any:
    return connection.execute(sql).fetchone()


def test_a_session_can_be_asked_about_itself(wire: Wire) -> None:
    with wire.connect() as connection:
        assert one(connection, "SELECT current_user, session_user, user, current_database(), current_schema()") == (
            "researcher", "researcher", "researcher", "asan", "cdm",
        )  # fmt: skip
        assert one(connection, "SELECT pg_backend_pid()") == (connection.info.backend_pid,)
        assert "PostgreSQL 15" in one(connection, "SELECT version()")[0]
        assert one(connection, "SELECT current_setting('search_path')") == ("cdm, vocabulary, results",)
        assert one(connection, "SELECT set_config('application_name', 'x', false)") == ("x",)
        assert one(connection, "SELECT setting FROM pg_settings WHERE name = 'application_name'") == ("x",)
        # Also beside data.
        assert one(connection, "SELECT current_user, count(*) FROM person") == ("researcher", PERSONS)


def test_names_and_numbers_of_tables_and_types_are_cast_into_each_other(wire: Wire) -> None:
    with wire.connect() as connection:
        number, name = one(
            connection, "SELECT 'cdm.person'::regclass::oid, 'cdm.person'::regclass::oid::regclass::text"
        )
        assert name == "person"
        assert one(connection, f"SELECT relname FROM pg_class WHERE oid = {number}") == ("person",)
        assert one(connection, "SELECT atttypid::regtype FROM pg_attribute WHERE attname = 'person_id'") == ("bigint",)
        assert one(connection, "SELECT to_regclass('nosuch')") == (None,)


def test_information_schema_tells_what_the_asker_sees(wire: Wire) -> None:
    sql = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'reject'"
    with wire.connect() as connection:
        assert one(connection, sql) == (0,)
        assert one(
            connection,
            """SELECT data_type, is_nullable FROM information_schema.columns
            WHERE table_schema = 'cdm' AND table_name = 'person' AND column_name = 'birth_datetime'""",
        ) == ("timestamp without time zone", "YES")
    with wire.connect("admin") as connection:
        assert one(connection, sql)[0] > 0


def test_the_catalogs_and_data_are_not_read_together(wire: Wire) -> None:
    with wire.connect() as connection:
        for sql in (
            "SELECT * FROM pg_class, person",
            "SELECT (SELECT count(*) FROM information_schema.tables) FROM person",
            "SELECT format_type(23, NULL) FROM person",
            "WITH c AS (SELECT oid FROM pg_class) SELECT * FROM c JOIN person ON true",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM pg_authid2",
        "SELECT * FROM pg_catalog.duckdb_tables",
        "SELECT * FROM pg_class, read_csv('/etc/passwd')",
        "SELECT * FROM pg_class, duckdb_settings()",
        "SELECT pg_read_file('/etc/passwd') FROM pg_class",
        "SELECT pgf_format_type(23, NULL) FROM pg_class",
        "SELECT getenv('HOME') FROM pg_class",
        "SELECT * FROM pg_catalog.key_definition",
        "SELECT * FROM pg_catalog_.pg_class",
        "SELECT * FROM pg_class, sqlite_master",
        "SELECT * FROM information_schema.duckdb_columns",
        "SELECT lo_import('/etc/passwd'), oid FROM pg_class",
        "SELECT repeat('x', 1000000000) FROM pg_class",
    ],
)
def test_the_catalogs_are_no_way_to_anything_else(wire: Wire, sql: str) -> None:
    with wire.connect() as connection, pytest.raises(REFUSALS):
        connection.execute(sql)


def test_a_catalog_query_ends(wire: Wire) -> None:
    with wire.connect() as connection:
        connection.execute("SET statement_timeout = '500ms'")
        with pytest.raises(errors.QueryCanceled):
            connection.execute(
                "SELECT count(*) FROM pg_attribute a, pg_attribute b, pg_attribute c, pg_attribute d, pg_type e"
            )
        assert one(connection, "SELECT 1") == (1,)
