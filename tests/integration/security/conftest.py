"""Passwords are hashed cheaply here: how long a hash takes is argon2's business, not these tests'."""

import pytest
from argon2 import PasswordHasher

from asan.modules.security import passwords


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
