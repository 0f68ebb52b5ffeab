from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from asan.synth import write_hospital
from asan.synth.blocks import TABLES

Ask = Callable[[str], list[tuple]]


def _asker(folder: Path) -> tuple[duckdb.DuckDBPyConnection, Ask]:
    connection = duckdb.connect()
    for name in TABLES:
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv('{folder / name}.csv', all_varchar = true, header = true)"
        )
    connection.execute(
        "CREATE TABLE numbers AS SELECT * REPLACE (VALUE::DOUBLE AS VALUE) FROM observations WHERE TYPE = 'numeric'"
    )
    return connection, lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hospital")
    write_hospital(folder, patients=300, seed=7)
    return folder


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger")
    write_hospital(folder, patients=1500, seed=3)
    return folder


@pytest.fixture(scope="session")
def ask(larger: Path) -> Iterator[Ask]:
    """Questions in SQL to the files of 1,500 patients, every column as text."""
    connection, asker = _asker(larger)
    yield asker
    connection.close()
