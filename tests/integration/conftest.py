"""One loaded hospital for all tests that only look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.kit.settings import settings
from tests.support.loaded_hospital import load_hospital
from tests.support.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """One PostgreSQL for all tests that make a database of their own in it."""
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="session")
def oldest_server() -> Iterator[PostgresServer]:
    """The same of the oldest supported version. Ask `missing_oldest` first."""
    with postgres_server(oldest=True) as running:
        yield running


@dataclass(frozen=True)
class Hospital:
    home: Path
    run: int


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    folder = tmp_path_factory.mktemp("hospital")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        yield Hospital(folder / "home", load_hospital(folder))
    settings.cache_clear()
