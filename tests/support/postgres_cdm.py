"""A CDM in a PostgreSQL of the tests', and an account that may read it and nothing else."""

from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest

from asan.kit.settings import settings
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.lake import Lake
from tests.support.postgres import PostgresServer

READER = "reader"


def make_tables(server: PostgresServer, database: str, names: Iterable[str], schemas: dict[str, str]) -> None:
    """A database with empty tables of CDM 5.4 in ``schemas`` (ours: theirs), readable by `READER` alone."""
    server.create_database(database)
    with psycopg.connect(server.url(database, "postgres"), autocommit=True) as session:
        if not session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]).fetchone():
            server.create_role(READER)
        for schema in dict.fromkeys(schemas.values()):
            session.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            session.execute(f'GRANT USAGE ON SCHEMA "{schema}" TO {READER}')
        for name in names:
            table = CDM.tables[name]
            schema = schemas[table.schema]
            session.execute(create_table(table, "postgres", f'"{schema}"', not_null=False))
            session.execute(f'GRANT SELECT ON "{schema}".{name} TO {READER}')


def fill(server: PostgresServer, database: str, table: str, source: Connection, sql: str, folder: Path) -> None:
    """Add the rows of ``sql``, asked of ``source``, to the server's ``table`` (with its schema)."""
    file = folder / "rows.csv"
    columns = ", ".join(f'"{name}"' for name, *_ in source.execute(f"DESCRIBE {sql}").fetchall())
    source.execute(f"COPY ({sql}) TO '{file}' (HEADER false)")
    with (
        psycopg.connect(server.url(database, "postgres")) as session,
        session.cursor().copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(file.read_bytes())
    file.unlink()


def copy_lake(lake: Lake, server: PostgresServer, database: str, schemas: dict[str, str], folder: Path) -> None:
    """A database with the tables of the lake's newest state in ``schemas`` (ours: theirs)."""
    names = [name for name, table in CDM.tables.items() if table.schema in schemas]
    make_tables(server, database, names, schemas)
    source = open_engine(lake.settings)
    lake.attach(source, read_only=True)
    there = source.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'lake'"
    ).fetchall()
    for schema, name in there:
        if schema in schemas and name in names:
            fill(server, database, f'"{schemas[schema]}".{name}', source, f"SELECT * FROM lake.{schema}.{name}", folder)
    source.close()


def reader_url(server: PostgresServer, database: str, **parameters: str) -> str:
    """What ASAN_CDM is for `READER`."""
    return f"{server.url(database, READER)}?{'&'.join(f'{name}={value}' for name, value in parameters.items())}"


def use(patch: pytest.MonkeyPatch, url: str) -> None:
    """Let the settings of this process name the CDM at ``url``."""
    patch.setenv("ASAN_CDM", url)
    settings.cache_clear()
