"""What Spark computes is what DuckDB computes, where their functions differ: on this machine, and through Connect."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from asan.modules.etl.keys import resolve_collisions
from asan.modules.etl.on_spark.keys import move as on_spark
from asan.modules.etl.work import STABLE_ID
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.spark import SparkConnection, SparkError, open_session
from asan.warehouse.spark.errors import BadSpark, JavaMissing, SparkNotInstalled
from tests.support.spark import ADDRESS, connect_server, missing_spark, small_spark

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(missing_spark() is not None, reason=missing_spark() or ""),
]

NUMBERS = (
    "SELECT CAST(x AS DOUBLE) AS x FROM (VALUES (0.5), (1.5), (2.5), (-0.5), (-1.5), (0.285), (1.005), (2.675), "
    "(1e-5), (1e16), (123456789.125), (5.684341886080802e-14), (42.02613), (-71.0), (0.0), (NULL)) AS v(x)"
)
SMALL = f"SELECT x FROM ({NUMBERS}) AS n WHERE x <> 0 AND abs(x) < 1000"
TEXTS = (
    "SELECT x FROM (VALUES ('7'), ('7' || chr(10)), ('a' || chr(10) || '7'), (' <= 7.5 '), ('Yes (finding)'), "
    "('it''s \\ \"x\"'), ('가나'), (''), (NULL)) AS v(x)"
)
EXPRESSIONS = [
    (SMALL, "CAST(CAST(x AS INTEGER) AS VARCHAR)"),
    (NUMBERS, "CAST(x AS VARCHAR)"),
    (NUMBERS, "CAST(round(x, 2) AS VARCHAR)"),
    (SMALL, "CAST(ceil(7 / abs(x)) AS VARCHAR)"),
    (NUMBERS, "CAST(greatest(coalesce(floor(x), 1), 1) AS VARCHAR)"),
    (NUMBERS, "CAST(sum(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) IS NULL AS VARCHAR)"),
    (NUMBERS, "CAST(row_number() OVER (ORDER BY x) AS VARCHAR)"),
    (TEXTS, "CAST(regexp_matches(x, '^[0-9]$') AS VARCHAR)"),
    (TEXTS, "regexp_replace(x, ' [(][a-z /]+[)]$', '')"),
    (TEXTS, "concat_ws(chr(31), x, 'b')"),
    (TEXTS, "x || 'b'"),
    (TEXTS, "trim(translate(x, '<>=', '   '))"),
    (TEXTS, "CAST(stable_id('person', x) AS VARCHAR)"),
    (TEXTS, "CAST(row_number() OVER (ORDER BY x) AS VARCHAR)"),
    (TEXTS, "CAST(CAST('1899-12-31 23:59:59' AS TIMESTAMP) AS VARCHAR)"),
    (TEXTS, "CAST(date_diff('day', CAST('2020-03-01' AS DATE), CAST('2020-02-28' AS DATE)) AS VARCHAR)"),
]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkConnection]:
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in small_spark(folder).items():
            patch.setenv(name, value)
        connection = SparkConnection(open_session(ADDRESS), folder, f"t{os.getpid()}", ("etl", "cdm"))
        yield connection
        connection.close()


@pytest.mark.parametrize(
    ("rows", "expression"), EXPRESSIONS, ids=lambda value: value if "VALUES" not in value else "of"
)
def test_an_expression_means_the_same(local: SparkConnection, rows: str, expression: str) -> None:
    sql = f"SELECT x, {expression} AS y FROM ({rows}) AS t"
    engine = duckdb.connect()
    engine.execute(STABLE_ID)
    ours = sorted(engine.execute(sql).fetchall(), key=repr)
    assert sorted(local.execute(sql).fetchall(), key=repr) == ours


def test_rows_that_share_an_id_are_told_apart_alike(local: SparkConnection) -> None:
    """The same rows, in another order, on both; the items that point at them follow."""
    measurements = [
        "(5, 1, 3, '2020-01-01', 32817, 1.5)",
        "(5, 2, 3, '2020-01-01', 32817, 1e-5)",
        "(5, 3, 3, '2019-01-01', 32817, NULL)",
        "(6, 1, 3, '2020-01-01', 32817, 2)",
    ]
    items = ["('f', 1, 'measurement', 5, 1)", "('f', 2, 'measurement', 5, 2)", "('f', 3, 'drug_exposure', 5, 2)"]
    engine = duckdb.connect()
    engine.execute(f"CREATE SCHEMA etl; CREATE SCHEMA cdm; {STABLE_ID}")
    found = []
    for connection, turn, move in ((engine, 1, None), (local, -1, on_spark)):
        for table in ("measurement", "care_site"):
            connection.execute(create_table(CDM.tables[table], "duckdb", "cdm"))
        connection.execute(
            f"""INSERT INTO cdm.measurement (measurement_id, person_id, measurement_concept_id, measurement_date,
                    measurement_type_concept_id, value_as_number)
                SELECT a, b, c, CAST(d AS DATE), e, CAST(f AS DOUBLE)
                FROM (VALUES {", ".join(measurements[::turn])}) AS v(a, b, c, d, e, f);
                INSERT INTO cdm.care_site (care_site_id, care_site_name) VALUES (1, 'a'), (1, 'b');
                CREATE TABLE etl.item (
                    file VARCHAR, source_row BIGINT, table_name VARCHAR, row_id BIGINT, person_id BIGINT);
                INSERT INTO etl.item VALUES {", ".join(items[::turn])}"""
        )
        moved = resolve_collisions(connection, "measurements", ("care_site", "measurement"), move)
        found.append(
            [moved]
            + [
                sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall()))
                for table in ("cdm.measurement", "cdm.care_site", "etl.item")
            ]
        )
    assert found[1] == found[0]
    assert found[0][0] == 3


def test_what_spark_refuses_is_one_kind_of_error(local: SparkConnection) -> None:
    with pytest.raises(SparkError, match="NOT_FOUND"):
        local.execute("SELECT * FROM etl.nothing")
    with pytest.raises(SparkError):
        local.execute("SELECT CAST(a AS INTEGER) FROM (SELECT 'x' AS a) AS t").fetchall()
    with pytest.raises(SparkError, match="cannot be said"):
        local.execute("DELETE FROM etl.nothing")


def test_an_address_that_is_none_is_refused() -> None:
    for address in ("", "postgresql://x", "local[two]", "http://h:1"):
        with pytest.raises(BadSpark):
            open_session(address)


def test_without_java_or_pyspark_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(JavaMissing) as raised:
        open_session(ADDRESS)
    assert "openjdk" in raised.value.next_step.en
    # As Python behaves where a package is absent.
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(SparkNotInstalled) as raised_too:
        open_session(ADDRESS)
    assert "asan[spark]" in raised_too.value.next_step.en


def test_spark_connect_means_the_same(tmp_path: Path) -> None:
    """In a process of its own: one that has a session on this machine opens none elsewhere."""
    program = f"""
import sys
from pathlib import Path
from asan.modules.etl.keys import resolve_collisions
from asan.modules.etl.on_spark.keys import move as on_spark
from asan.modules.etl.work import STABLE_ID
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.spark import SparkConnection, open_session
connection = SparkConnection(open_session(sys.argv[1]), Path({str(tmp_path)!r}), "c", ("etl",))
connection.execute("CREATE TABLE etl.t (a BIGINT, b DOUBLE); INSERT INTO etl.t (b, a) SELECT 1e-5, 1")
connection.execute("CREATE OR REPLACE TABLE etl.u AS SELECT a, CAST(CAST(2.5 AS DOUBLE) AS INTEGER) AS c, b FROM etl.t")
print(connection.execute("SELECT a, c, CAST(b AS VARCHAR) FROM etl.u WHERE a = $a", {{"a": 1}}).fetchall())
connection.close()
"""
    with connect_server(tmp_path) as server:
        done = subprocess.run(
            [sys.executable, "-c", program, server.address], capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "[(1, 2, '1e-05')]"
