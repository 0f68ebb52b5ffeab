"""Two people before the server. Passwords are hashed cheaply: how long a hash takes is argon2's business."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.modules.security import passwords
from asan.modules.security.accounts import create_user
from tests.integration.security.people import PASSWORD


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def client(asan_home: Path) -> Iterator[TestClient]:
    """A browser before a server that knows dana, a researcher, and root, an administrator."""
    from asan.server import create_app

    upgrade()
    create_user(owner(), "dana", PASSWORD, ["researcher"])
    create_user(owner(), "root", PASSWORD, ["admin"])
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client
