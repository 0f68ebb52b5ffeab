"""Failed sign-ins, counted in the app store, so that a limit holds for all processes and machines together."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from asan.kit.clock import utc_now
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.security.errors import AddressLocked, SignInLocked
from asan.modules.security.models import SignInAttempts


@contextmanager
def attempt(name: str | None, address: str | None) -> Iterator[None]:
    """Around one try to prove who one is, as ``name`` from ``address``: it counts unless the block ends well.

    Without a name (a provider will tell it) only the address counts.

    It counts before it is made, so that simultaneous guesses all count. Raises AddressLocked or SignInLocked.
    """
    minutes = f"{settings().lockout_minutes:g}"
    # The address first: one that is locked cannot go on locking names.
    if address is not None and not _take(_label("address", address), settings().login_address_attempts):
        raise AddressLocked(minutes=minutes)
    if name is not None and not _take(_label("name", name.strip().lower()), settings().login_attempts):
        raise SignInLocked(minutes=minutes)
    try:
        yield
    except AsanError as error:
        # A provider that is down is nobody's guess.
        if error.status < 500:
            raise
        _give_back(name, address)
        raise
    _give_back(name, address)


def _give_back(name: str | None, address: str | None) -> None:
    with transaction() as session:
        if name is not None:
            label = _label("name", name.strip().lower())
            session.execute(delete(SignInAttempts).where(SignInAttempts.name == label))
        if address is not None:
            session.execute(
                update(SignInAttempts)
                .where(SignInAttempts.name == _label("address", address), SignInAttempts.failed > 0)
                .values(failed=SignInAttempts.failed - 1)
            )


def _label(kind: str, subject: str) -> str:
    """Names as typed may be anything, passwords too: only their hash is kept."""
    return hashlib.sha256(f"{kind}:{subject}".encode()).hexdigest()


def _take(label: str, most: int) -> bool:
    """Count one attempt; False once there were ``most``, until none has come for the time of the lock."""
    starts = utc_now() - timedelta(minutes=settings().lockout_minutes)
    insert = (postgresql if engine().dialect.name == "postgresql" else sqlite).insert
    with transaction() as session:
        session.execute(delete(SignInAttempts).where(SignInAttempts.last_at < starts))
        session.execute(insert(SignInAttempts).values(name=label, failed=0, last_at=utc_now()).on_conflict_do_nothing())
        counted = session.execute(
            update(SignInAttempts)
            .where(SignInAttempts.name == label, SignInAttempts.failed < most)
            .values(failed=SignInAttempts.failed + 1, last_at=utc_now())
            .returning(SignInAttempts.failed)
        )
        return counted.one_or_none() is not None
