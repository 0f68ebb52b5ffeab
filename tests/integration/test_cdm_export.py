"""A published snapshot written to a real PostgreSQL: the same rows, whole or not at all, and nobody's things taken."""

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import psycopg
import pytest
from hypothesis import strategies
from psycopg import sql

from asan.gateway.owner import owner
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError, Forbidden
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job, submit
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.cdm_export.service import export
from asan.modules.etl.jobs import KIND
from asan.modules.etl.service import load_source
from asan.parts import load_jobs
from asan.warehouse.connection import open_engine
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from asan.warehouse.target import Address, hashes
from asan.warehouse.target.schemas import TABLES
from tests.support.postgres import OWNER, PASSWORD, PostgresServer, missing_postgres, on_both_versions, postgres_server
from tests.support.small_hospital import CONCEPTS, write_source, write_vocabulary

pytestmark = pytest.mark.xdist_group("cdm_export")


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    oldest = getattr(request, "param", False)
    if not oldest and (reason := missing_postgres()):
        pytest.skip(reason)
    with postgres_server(oldest=oldest) as server:
        yield server


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with one published snapshot of three persons."""
    folder = tmp_path_factory.mktemp("hospital")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        patch.setenv("ASAN_ETL_TARGET_RETRIES", "3")
        settings.cache_clear()
        load_source(write_source(folder / "source"), write_vocabulary(folder / "vocabulary"))
        yield folder
    settings.cache_clear()


@dataclass
class Database:
    """An empty database of its own, and what is in it."""

    url: str

    def __call__(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as session:
            cursor = session.execute(sql.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def export(self, **words: Any) -> dict[str, Any]:
        return export(owner(), Address.parse(self.url), surface="cli", **words)

    def schemas(self) -> set[str]:
        return {name for (name,) in self("SELECT nspname FROM pg_namespace WHERE nspname ~ '^cdm'")}


@pytest.fixture
def database(postgres: PostgresServer, request: pytest.FixtureRequest) -> Database:
    return Database(postgres.create_database(f"d{zlib.crc32(request.node.name.encode())}"))


@on_both_versions("postgres")
def test_every_row_keys_and_indexes_and_only_the_schema_stays(hospital: Path, database: Database) -> None:
    told = database.export(verify=True)
    assert told["verified"]
    assert told["rows"]["person"] == 3
    assert told["rows"]["concept"] == len(CONCEPTS)
    assert database.schemas() == {"cdm"}
    kinds = "SELECT contype::text, count(*) FROM pg_constraint WHERE connamespace = 'cdm'::regnamespace GROUP BY 1"
    assert dict(database(kinds)) == {
        "f": len([field for table in TABLES for field in table.fields if field.foreign_key]),
        "p": len([table for table in TABLES if table.primary_key]),
    }
    assert database("SELECT count(*) FROM pg_indexes WHERE schemaname = 'cdm' AND indexname LIKE 'idx_%'") == [(61,)]
    assert database("SELECT count(*) FROM pg_stats WHERE schemaname = 'cdm' AND tablename = 'person'") != [(0,)]


@on_both_versions("postgres")
def test_the_export_replaces_the_one_before_and_keeps_its_grants(
    hospital: Path, database: Database, postgres: PostgresServer
) -> None:
    database.export()
    postgres.create_role("reader")
    database("GRANT USAGE ON SCHEMA cdm TO reader")
    database("GRANT SELECT ON cdm.concept TO reader WITH GRANT OPTION")
    database("GRANT SELECT (person_id) ON cdm.person TO reader")
    database("ALTER DEFAULT PRIVILEGES IN SCHEMA cdm GRANT SELECT ON TABLES TO reader")
    before = database("SELECT 'cdm.person'::regclass::oid")
    assert database.export()["kept"] is None
    assert database("SELECT 'cdm.person'::regclass::oid") != before
    reader = Database(database.url.replace(f"//{OWNER}:", "//reader:"))
    assert reader("SELECT count(*) FROM cdm.concept") == [(len(CONCEPTS),)]
    assert reader("SELECT count(person_id) FROM cdm.person") == [(3,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader("SELECT year_of_birth FROM cdm.person")
    assert database.schemas() == {"cdm"}


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TABLE cdm.my_cohort (a integer)", "my_cohort"),
        ("CREATE VIEW mine.adults AS SELECT * FROM cdm.person", "adults"),
        ("CREATE TABLE mine.patients (p bigint REFERENCES cdm.person)", "patients"),
        ("ALTER TABLE cdm.note ENABLE ROW LEVEL SECURITY", "row level security of note"),
        ("COMMENT ON SCHEMA cdm IS 'the other hospital'", "cdm, which this platform did not write"),
    ],
)
@on_both_versions("postgres")
def test_what_others_made_is_named_and_nothing_is_changed(
    hospital: Path, postgres: PostgresServer, database: Database, statement: str, named: str
) -> None:
    database("CREATE SCHEMA cdm")  # an empty one may be there: an administrator made it for us
    database.export()
    database("CREATE SCHEMA mine")
    database(statement)
    before = database("SELECT 'cdm.person'::regclass::oid")
    with pytest.raises(AsanError) as refused:
        database.export()
    assert refused.value.code == "target_occupied"
    assert named in refused.value.message.en
    assert database("SELECT 'cdm.person'::regclass::oid") == before
    assert database.schemas() == {"cdm"}


def test_a_schema_that_is_still_read_is_kept_until_the_next_export(hospital: Path, database: Database) -> None:
    database.export()
    with psycopg.connect(database.url) as reader:
        assert reader.execute("SELECT count(*) FROM cdm.person").fetchall() == [(3,)]
        assert database.export()["kept"] == "cdm__old"
        with pytest.raises(AsanError) as refused:
            database.export()
        assert refused.value.code == "target_busy"
    assert database.export()["kept"] is None
    assert database.schemas() == {"cdm"}


def test_one_load_a_schema_at_a_time(hospital: Path, database: Database) -> None:
    with psycopg.connect(database.url) as other:
        other.execute("SELECT pg_advisory_lock(411511, hashtext('cdm'))")
        with pytest.raises(AsanError) as refused:
            database.export()
    assert refused.value.code == "target_busy"
    assert database.schemas() == set()


def test_an_unfit_database_and_a_role_without_rights_are_told(hospital: Path, postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        admin.execute("CREATE DATABASE theirs")
    for name, code in (("latin", "target_unfit"), ("theirs", "target_forbidden"), ("nowhere", "target_unreachable")):
        with pytest.raises(AsanError) as refused:
            Database(postgres.url(name)).export()
        assert refused.value.code == code
        assert PASSWORD not in str(refused.value.as_json("en"))


def test_a_role_without_a_second_connection_is_told_so_and_not_its_password(
    hospital: Path, database: Database, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_ETL_TARGET_RETRIES", "0")
    settings.cache_clear()
    postgres.create_role("lonely")
    name = database.url.rpartition("/")[2]
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute("ALTER ROLE lonely CONNECTION LIMIT 1")
        admin.execute(f"GRANT CREATE ON DATABASE {name} TO lonely".encode())
    with pytest.raises(AsanError) as lost:
        Database(postgres.url(name, "lonely")).export()
    assert lost.value.code == "target_lost"
    assert "too many connections for role" in lost.value.message.en
    assert PASSWORD not in lost.value.message.en


def publish_table(folder: Path, name: str, sql: str) -> None:
    """Publish a snapshot that has but this table."""
    path = folder / f"{name}.duckdb"
    connection = open_engine(settings(), path)
    connection.execute(f"CREATE SCHEMA cdm; CREATE SCHEMA results; CREATE TABLE cdm.{name} AS {sql}")
    connection.close()
    publish(Lake(settings()), path, extra={"kind": "etl", "run": 1})


def test_a_nul_in_a_text_is_named_with_table_column_and_rows(
    asan_home: Path, tmp_path: Path, database: Database
) -> None:
    publish_table(tmp_path, "location", "SELECT 7::BIGINT AS location_id, 'Seoul' || chr(0) AS city, '5' AS zip")
    with pytest.raises(AsanError) as refused:
        database.export()
    assert refused.value.code == "target_nul_in_text"
    assert "location.city (1)" in refused.value.message.en
    assert "cdm" not in database.schemas()


@on_both_versions("postgres")
def test_rows_that_share_a_key_are_refused_and_missing_values_told(
    asan_home: Path, tmp_path: Path, database: Database
) -> None:
    publish_table(tmp_path, "person", "SELECT 1::BIGINT AS person_id FROM range(2)")
    with pytest.raises(AsanError) as refused:
        database.export()
    assert refused.value.code == "target_key_broken"
    assert "person" in refused.value.message.en
    publish_table(tmp_path, "death", "SELECT 1::BIGINT AS person_id")
    told = database.export(verify=True)
    assert told["nullable"] == ["death.death_date"]
    assert told["not_valid"] == ["fk_death_person_id"]
    assert database("SELECT person_id, death_date FROM cdm.death") == [(1, None)]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        database("INSERT INTO cdm.death (person_id) VALUES (2)")


@on_both_versions("postgres")
def test_doubles_dates_and_texts_hash_alike(asan_home: Path, tmp_path: Path, database: Database) -> None:
    publish_table(
        tmp_path,
        "measurement",
        """SELECT row_number() OVER () AS measurement_id, value_as_number, measurement_date, measurement_datetime, text
             AS unit_source_value, 1::BIGINT AS person_id, 0 AS measurement_concept_id, 0 AS measurement_type_concept_id
           FROM (SELECT unnest(['0', '-0.0', '1', '-1.5', '0.1', '1e-4', '1e-5', '123456789012345', '1e15', '-1e15',
               '1234567890123456.7', '9007199254740993', '9999999999999998', '1e16', '1.5e300', '5e-324', 'inf', '-inf',
               'nan'])::DOUBLE AS value_as_number),
             (SELECT unnest([DATE '0001-01-01', DATE '0044-03-15 (BC)', DATE '12345-06-07']) AS measurement_date),
             (SELECT unnest([TIMESTAMP '2020-02-29 23:59:59.5', NULL, TIMESTAMP '0044-03-15 (BC) 01:02:03.000001'])
               AS measurement_datetime),
             (SELECT unnest(['', NULL, '한글\\N', 'a' || chr(9) || chr(10) || '"', '🩺']) AS text)""",
    )
    told = database.export(verify=True)
    assert told["verified"]
    assert told["rows"]["measurement"] == 19 * 3 * 3 * 5


# Where texts differ: whole numbers that a double does not hold exactly, and where exponents begin.
DOUBLES = strategies.floats() | strategies.integers(10**14, 10**18).map(float) | strategies.floats(1e14, 1e25)


@on_both_versions("postgres")
@hypothesis.settings(
    max_examples=60, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(values=strategies.lists(DOUBLES, min_size=1, max_size=200))
def test_any_double_has_duckdbs_text(postgres: PostgresServer, values: list[float]) -> None:
    numbers = [str(value) for value in values]
    query = sql.SQL("SELECT {} FROM unnest({}::float8[]) WITH ORDINALITY AS t (v, n) ORDER BY n")
    with psycopg.connect(postgres.url("postgres")) as session:
        session.execute("SET extra_float_digits = 1")
        text = hashes.double_text(sql.SQL("v"))
        there = session.execute(query.format(text, sql.Literal(numbers))).fetchall()
    here = duckdb.execute("SELECT CAST(CAST(unnest($1) AS DOUBLE) AS VARCHAR)", [numbers]).fetchall()
    assert there == here


@on_both_versions("postgres")
def test_a_changed_row_is_seen_by_verification(hospital: Path, database: Database) -> None:
    database.export()
    reader = Lake(settings()).connect_reader()
    lake = schema_hashes(reader, "lake.cdm") | schema_hashes(reader, "lake.vocabulary")
    reader.close()
    with psycopg.connect(database.url) as session:
        there = {table.name: hashes.table_hash("cdm", table, session) for table in TABLES}
        assert {name: there[name] for name in lake} == lake
        session.execute("UPDATE cdm.measurement SET value_as_number = 170.50000000000003 WHERE measurement_id = "
                        "(SELECT min(measurement_id) FROM cdm.measurement)")  # fmt: skip
        assert (
            hashes.table_hash("cdm", next(t for t in TABLES if t.name == "measurement"), session) != lake["measurement"]
        )


def test_only_administrators_export(hospital: Path, database: Database) -> None:
    with pytest.raises(Forbidden):
        export(
            Principal(name="r", roles=frozenset({"engineer", "steward", "researcher"})),
            Address.parse(database.url),
            surface="cli",
        )
    assert database.schemas() == set()


def asan(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "asan.cli", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_takes_its_password_from_anywhere_but_its_words(
    hospital: Path, database: Database, tmp_path: Path
) -> None:
    bare = database.url.replace(f":{PASSWORD}@", "@") + "?schema=omop"
    refused = asan("cdm", "export", database.url)
    assert refused.returncode == 4
    assert "target_password_shown" in refused.stderr
    assert PASSWORD not in refused.stderr + refused.stdout
    assert "target_missing" in asan("cdm", "export").stderr
    asked = asan("cdm", "export", bare, "--json", PGPASSWORD=PASSWORD)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["target"].endswith("?schema=omop")
    passfile = tmp_path / "pgpass"
    passfile.write_text(f"*:*:*:*:{PASSWORD}\n")
    passfile.chmod(0o600)
    assert asan("cdm", "export", bare, PGPASSFILE=str(passfile)).returncode == 0
    told = asan("cdm", "export", "--verify", ASAN_ETL_TARGET=database.url)
    assert told.returncode == 0
    assert "row hashes equal the lake's" in told.stdout
    assert PASSWORD not in told.stdout + told.stderr
    audit = asan("audit", "list").stdout
    assert "cdm.export\tdone" in audit
    assert PASSWORD not in audit
    assert database("SELECT count(*) FROM omop.person") == database("SELECT count(*) FROM cdm.person") == [(3,)]


@on_both_versions("postgres")
def test_a_run_writes_its_snapshot_to_the_target(database: Database, tmp_path: Path) -> None:
    home = {"ASAN_HOME": str(tmp_path / "home"), "PGPASSWORD": PASSWORD}
    words = ["etl", "run", "--source", str(write_source(tmp_path / "source")), "--json"]
    bare = database.url.replace(f":{PASSWORD}@", "@")
    away = bare.replace(str(psycopg.conninfo.conninfo_to_dict(bare)["port"]), "1")
    refused = asan(*words, "--target", away, **home)
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "target_unreachable" in refused.stderr
    vocabulary = ["--vocabulary", str(write_vocabulary(tmp_path / "vocabulary"))]
    done = asan(*words, *vocabulary, "--target", bare, **home)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["target"]["snapshot"] == report["snapshot"]
    assert database("SELECT count(*) FROM cdm.person") == [(3,)]
    # A configured target that is away: the run is published and told, and the exit code says that the copy is not.
    halfway = asan(*words, ASAN_ETL_TARGET=away, **home)
    assert halfway.returncode == 5
    assert "target_unreachable" in halfway.stderr
    assert json.loads(halfway.stdout)["snapshot"] > report["snapshot"]
    assert "target" not in json.loads(halfway.stdout)


def test_a_run_started_from_the_page_writes_to_the_configured_target(
    asan_home: Path, tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_ETL_TARGET", database.url)
    settings.cache_clear()
    upgrade()
    load_jobs()
    source = write_source(tmp_path / "source")
    load_source(source, write_vocabulary(tmp_path / "vocabulary"))
    assert "cdm" not in database.schemas()
    job = submit(KIND, "eve", {"source": str(source), "label": "hospital"})
    run_job(job)
    with transaction() as session:
        assert session.get_one(Job, job).state == "succeeded"
    assert database("SELECT count(*) FROM cdm.person") == [(3,)]
    audited = asan("audit", "list").stdout
    assert "(eve)\tjob:etl.run\tcdm.export\tdone" in audited
    assert PASSWORD not in audited
