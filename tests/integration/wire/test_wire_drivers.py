"""Drivers of other makers: PostgreSQL's JDBC driver in a Java program, and ADBC."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.gateway.conftest import PERSONS
from tests.integration.wire.conftest import Wire

DRIVER = Path("/usr/share/java/postgresql.jar")
needs_java = pytest.mark.skipif(
    not DRIVER.exists() or shutil.which("javac") is None,
    reason="no JDBC driver or Java compiler here: apt-get install libpostgresql-jdbc-java openjdk-17-jdk-headless",
)


@needs_java
@pytest.mark.slow
def test_a_java_program_reads_metadata_and_rows(wire: Wire) -> None:
    program = Path(__file__).parent / "java" / "Session.java"
    done = subprocess.run(
        ["java", "-cp", str(DRIVER), str(program), f"jdbc:postgresql://127.0.0.1:{wire.port}/asan", "researcher"],
        env={**os.environ, "TOKEN": wire.tokens["researcher"]},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        fact, _, value = line.partition("=")
        facts.setdefault(fact, []).append(value)
    assert facts["product"] == ["PostgreSQL 15"]
    assert facts["schemas"] == ["cdm,information_schema,pg_catalog,results,vocabulary"]
    assert facts["catalogs"] == ["asan"]
    assert "person" in facts["tables"][0].split(",")
    assert facts["any tables"] == ["person_pkey,person"]
    assert facts["columns"][0].startswith("person_id,death_date,death_datetime")
    assert facts["column types"][0].startswith("int8,date,timestamp,int4")
    assert facts["remarks"][0].endswith("(masked: null)")
    assert facts["primary key"] == ["person_id"]
    assert "person_id" in facts["imported keys"][0].split(",")
    assert facts["exported keys"] == ["person"]
    assert facts["indexes"] == ["person_pkey"]
    assert facts["privileges"] == ["SELECT"]
    assert facts["parameters"] == ["4"]
    assert facts["column of a prepared statement"] == ["person_id"]
    assert facts["person"] == ["1", "2", "3", "4", "5", "6"]
    assert facts["in portions"] == [str(PERSONS)]
    assert facts["at most"] == ["0,1,2"]
    # The first two rounds come in text, the others in binary.
    expected = (
        "int2:1 int4:2 int8:3 float8:1.5 numeric:12.340 bool:true text:text date:1999-12-31 "
        "timestamp:2020-02-29 10:11:12.5 _int4:{1,2} int4:null time:10:11:12"
    )
    assert {value.replace('"', "") for value in facts["values"]} == {expected}
    assert facts["error"] == ["42P01", "0A000", "42601"]
    assert facts["stopped"] == ["57014"]


def test_adbc_reads_arrow_and_metadata(wire: Wire) -> None:
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
    token = wire.tokens["researcher"]
    with dbapi.connect(f"postgresql://researcher:{token}@127.0.0.1:{wire.port}/asan") as connection:
        cursor = connection.cursor()
        cursor.execute(
            """SELECT person_id, year_of_birth, birth_datetime, 'x' AS t, 1.5::float8 AS f, DATE '2020-01-01' AS d,
            TIMESTAMP '2020-01-01 10:00:00' AS s, true AS b, ARRAY[1, 2] AS a, 12.5::numeric(10, 2) AS n
            FROM person ORDER BY 1"""
        )
        table = cursor.fetch_arrow_table()
        assert table.num_rows == PERSONS
        assert [str(field.type) for field in table.schema][:9] == [
            "int64", "int32", "timestamp[us]", "string", "double", "date32[day]", "timestamp[us]", "bool",
            "list<item: int32>",
        ]  # fmt: skip
        assert table["n"][0].as_py() == "12.50"
        cursor.execute("SELECT person_id FROM person WHERE person_id = $1", (5,))
        assert cursor.fetchall() == [(5,)]
        found = connection.adbc_get_objects(depth="tables", db_schema_filter="cdm").read_all().to_pylist()
        (schema,) = [schema for catalog in found for schema in catalog["catalog_db_schemas"]]
        assert "person" in {table["table_name"] for table in schema["db_schema_tables"]}
        assert connection.adbc_get_table_schema("person", db_schema_filter="cdm").field("person_id").type == "int64"
        with pytest.raises(dbapi.ProgrammingError, match="42P01"):
            cursor.execute("SELECT * FROM nosuch")
