"""A real server process over a small lake with things worth stealing, and a token of each role."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import asan
from asan.client import Connection
from asan.gateway.accounts import principal_named
from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.security.accounts import create_user
from asan.modules.security.tokens import create_token
from tests.integration.gateway.conftest import fill_lake
from tests.support.demo_server import running

PASSWORD = "a long enough one"


@dataclass
class Served:
    """Where the server answers, its data folder, and a token a role."""

    url: str
    home: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def connect(self, role: str = "researcher", **options: Any) -> Connection:
        return asan.connect(self.url, self.tokens[role], language="en", **options)

    def token(self, role: str) -> str:
        return self.tokens[role]


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        fill_lake(folder / "work.duckdb")
        tokens = {role: _token(role) for role in ("admin", "researcher", "analyst", "auditor")}
        with running("serve", folder / "home", ASAN_QUERY_SECONDS="10") as url:
            yield Served(url, folder / "home", tokens)
    settings.cache_clear()


def _token(role: str) -> str:
    create_user(owner(), role, PASSWORD, [role])
    return create_token(principal_named(role, acting_for="test"), "client", 1)[1]
