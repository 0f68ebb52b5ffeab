"""Passwords: the rules for new ones, argon2id hashes, and the same work for names that nobody has."""

import secrets
import threading
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from asan.kit.clock import utc_now
from asan.kit.settings import settings
from asan.kit.translation import Text
from asan.modules.security.errors import WeakPassword

_DISTINCT: Final = 5
_SHORTEST_PART: Final = 3
"""A name of fewer characters may stand in a password: it would by chance."""

# Each hash takes 64 MB and both cores' time: a flood of sign-ins must wait, not exhaust the machine.
_AT_ONCE = threading.BoundedSemaphore(2)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def check_strength(name: str, password: str) -> None:
    """Raise WeakPassword for a password of the user ``name`` that is too short, too uniform, or holds the name."""
    given, held = _normal(password), _normal(name).casefold()
    minimum = settings().password_minimum
    if len(given) < minimum:
        raise WeakPassword(reason=Text(f"{minimum}자보다 짧습니다.", f"it has fewer than {minimum} characters."))
    if given.casefold() == held or (len(held) >= _SHORTEST_PART and held in given.casefold()):
        raise WeakPassword(reason=Text("사용자 이름이 들어 있습니다.", "it holds the user name."))
    if len(set(given)) < _DISTINCT:
        raise WeakPassword(
            reason=Text(
                f"서로 다른 문자가 {_DISTINCT}개보다 적습니다.", f"it has fewer than {_DISTINCT} different characters."
            )
        )


def check_new_to(former: list[str], password: str) -> None:
    """Raise WeakPassword where one of the hashes ``former`` is the password's."""
    if any(matches(password_hash, password) for password_hash in former):
        raise WeakPassword(reason=Text("최근에 쓴 적이 있습니다.", "it was in use not long ago."))


def change_due(changed_at: datetime, *, temporary: bool) -> Text | None:
    """Why a password must be changed before it opens anything; None where it need not."""
    if temporary:
        return Text("관리자가 정한 임시 비밀번호입니다.", "an administrator gave it for the first sign-in.")
    days = settings().password_days
    if days and changed_at < utc_now() - timedelta(days=days):
        return Text(f"{days}일이 지났습니다.", f"it is older than {days} days.")
    return None


def hashed(password: str) -> str:
    """The encoded argon2id hash of ``password``."""
    with _AT_ONCE:
        return _hasher().hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one that was hashed; None takes as long and is never right."""
    with _AT_ONCE:
        try:
            return _hasher().verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def invented() -> str:
    """A new password for a demo account: 96 random bits, easy to copy."""
    return "-".join(secrets.token_hex(4) for _ in range(3))


def _normal(text: str) -> str:
    """Hangul comes composed from one keyboard and in parts from another; both are the same password."""
    return unicodedata.normalize("NFC", text)
