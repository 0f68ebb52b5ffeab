"""Passwords: argon2id hashes, and the same work for names that nobody has."""

import secrets
import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from asan.modules.security.errors import WeakPassword

MINIMUM: Final = 10
# Each hash takes 64 MB and both cores' time: a flood of sign-ins must wait, not exhaust the machine.
_AT_ONCE = threading.BoundedSemaphore(2)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def check_strength(name: str, password: str) -> None:
    """Raise WeakPassword for one that is too short or the name."""
    if len(password) < MINIMUM or password.lower() == name.lower():
        raise WeakPassword(minimum=MINIMUM)


def hashed(password: str) -> str:
    """The encoded argon2id hash of ``password``."""
    with _AT_ONCE:
        return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one that was hashed; None takes as long and is never right."""
    with _AT_ONCE:
        try:
            return _hasher().verify(password_hash or _nobodys_hash(), password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def invented() -> str:
    """A new password for a demo account: 96 random bits, easy to copy."""
    return "-".join(secrets.token_hex(4) for _ in range(3))
