"""The small lake of the gateway's tests behind a wire server, with an account and a token for somebody of each role."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher

from asan.gateway.accounts import find_user, principal_of
from asan.gateway.owner import owner
from asan.gateway.principal import ROLES
from asan.gateway.service import gateway
from asan.gateway.wire.server import WireServer, serving
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.security import passwords
from asan.modules.security.accounts import create_user
from asan.modules.security.scopes import Scope
from asan.modules.security.tokens import create_token
from asan.modules.security.wire_access import TokenAccess
from tests.integration.gateway.conftest import fill_lake

PASSWORD = "blue stones sing loudly"


@dataclass(frozen=True)
class Wire:
    """A running server, and each role's token; accounts are called like their role."""

    server: WireServer
    tokens: dict[str, str]

    @property
    def port(self) -> int:
        return self.server.port

    def parts(self, role: str) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "user": role,
            "password": self.tokens[role],
            "dbname": "asan",
        }

    def connect(self, role: str = "researcher", **more: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(**{"autocommit": True, **self.parts(role), **more})


def new_token(name: str, days: int = 1, scopes: Iterable[Scope] = ("query",), project: str | None = None) -> str:
    with transaction() as session:
        user = find_user(session, name)
        assert user is not None
        principal = principal_of(user)
    return create_token(principal, "of the tests", days, scopes, project=project)[1]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("wire")
    # How long a password's hash takes is argon2's business.
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: hasher)
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        fill_lake(Path(folder / "work.duckdb"))
        for role in ROLES:
            create_user(owner(), role, PASSWORD, [role], language="en")
        tokens = {role: new_token(role) for role in ROLES}
        with serving(gateway(), TokenAccess(), "127.0.0.1", 0) as server:
            yield Wire(server, tokens)
    settings.cache_clear()
