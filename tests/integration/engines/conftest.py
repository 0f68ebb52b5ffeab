"""The engines that can be tried here, each holding the same small CDM; those with snapshots hold an older one too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.connection import open_engine
from asan.warehouse.engines import Engine, engine_of
from asan.warehouse.engines.base import Session
from asan.warehouse.engines.lake import LakeEngine
from tests.support import spark_cdm
from tests.support.postgres import PostgresServer, missing_oldest, missing_postgres
from tests.support.postgres_cdm import fill, make_tables, reader_url, use
from tests.support.published_lake import publish_persons

# 9007199254740993 is the first integer that a double does not hold.
OLD = "SELECT * FROM (VALUES (1::BIGINT, 'Kim'), (2, '나')) AS t (person_id, person_source_value)"
NEW = "SELECT * FROM (VALUES (9007199254740993::BIGINT, 'Kim', TIMESTAMP '2020-02-29'), (2, NULL, NULL), \
(3, '나', NULL)) AS t (person_id, person_source_value, birth_datetime)"

needs_postgres = pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))
needs_oldest = pytest.mark.skipif(missing_oldest() is not None, reason=str(missing_oldest()))


@dataclass(frozen=True, slots=True)
class Published:
    """A lake, and the versions of the two snapshots published in it: the older with a column less."""

    engine: Engine
    old: int
    new: int


@pytest.fixture
def published(asan_home: Path) -> Published:
    """``OLD`` and ``NEW`` as snapshots of the lake."""
    old = publish_persons(asan_home, 1, sql=OLD).version
    new = publish_persons(asan_home, 2, sql=NEW).version
    return Published(LakeEngine(settings()), old, new)


def in_the_lake(request: pytest.FixtureRequest, _folder: Path) -> Engine:
    published: Published = request.getfixturevalue("published")
    return published.engine


def in_postgres(request: pytest.FixtureRequest, folder: Path) -> Engine:
    return _postgres(request, folder, request.getfixturevalue("server"))


def in_oldest_postgres(request: pytest.FixtureRequest, folder: Path) -> Engine:
    return _postgres(request, folder, request.getfixturevalue("oldest_server"))


def _postgres(request: pytest.FixtureRequest, folder: Path, server: PostgresServer) -> Engine:
    database = f"engine_{folder.parent.name}"
    make_tables(server, database, ["person"], {"cdm": "The CDM"})
    folder.mkdir(exist_ok=True)
    source = open_engine(settings())
    fill(server, database, '"The CDM".person', source, NEW, folder)
    source.close()
    use(request.getfixturevalue("monkeypatch"), reader_url(server, database, cdm_schema="The%20CDM"))
    return engine_of(settings())


def in_files(request: pytest.FixtureRequest, folder: Path) -> Engine:
    source = open_engine(settings())
    source.execute("CREATE SCHEMA cdm")
    source.execute(create_table(CDM.tables["person"], "duckdb", "cdm", not_null=False))
    source.execute(f"INSERT INTO cdm.person BY NAME {NEW}")
    spark_cdm.write(source, folder / "files", "cdm", "person", "SELECT * FROM cdm.person")
    source.close()
    spark_cdm.use(request.getfixturevalue("monkeypatch"), folder / "files", folder)
    return engine_of(settings())


@pytest.fixture(
    params=[
        pytest.param(in_the_lake, id="lake"),
        pytest.param(in_postgres, id="postgres", marks=needs_postgres),
        pytest.param(in_oldest_postgres, id="postgres-13", marks=needs_oldest),
        pytest.param(in_files, id="spark", marks=spark_cdm.needs_spark),
    ]
)
def engine(request: pytest.FixtureRequest, asan_home: Path) -> Engine:
    make: Callable[[pytest.FixtureRequest, Path], Engine] = request.param
    return make(request, asan_home)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    opened = engine.open()
    yield opened
    opened.close()
