"""Failed sign-ins and tokens, counted in the app store, so that limits hold for all processes and machines."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from asan.gateway.audit import Entry, write
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.security.errors import AddressLocked, SignInLocked, TooManyBadTokens
from asan.modules.security.models import SignInAttempts


@contextmanager
def attempt(name: str | None, address: str | None) -> Iterator[None]:
    """Around one try to prove who one is, as ``name`` from ``address``: it counts unless the block ends well.

    Without a name (a provider will tell it) only the address counts.

    It counts before it is made, so that simultaneous guesses all count. Raises AddressLocked or SignInLocked.
    """
    minutes = f"{settings().lockout_minutes:g}"
    # The address first: one that is locked cannot go on locking names.
    if address is not None and _take(_label("address", address), settings().login_address_attempts) is None:
        raise AddressLocked(minutes=minutes)
    if name is not None and _take(_label("name", name.strip().lower()), settings().login_attempts) is None:
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


def token_failed(address: str | None, surface: str) -> None:
    """Count a token from ``address`` that opens nothing: forged, expired or revoked.

    Raises TooManyBadTokens once there were too many; then nothing more is written down for each, and the audit holds
    one record. Tokens that are good are never refused for it: a neighbour behind the same address could lock all
    programs out, while guessing 256 bits is hopeless.
    """
    if address is None:
        return
    most = settings().token_address_attempts
    taken = _take(_label("token", address), most)
    if taken == most:
        nobody = Principal(name="?", roles=frozenset())
        write(nobody, Entry("sign_in", "refused", surface, code=TooManyBadTokens.code, question=f"from {address}"))
    if taken is None:
        raise TooManyBadTokens(minutes=f"{settings().lockout_minutes:g}")


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


def _take(label: str, most: int) -> int | None:
    """Count one attempt, the how manieth it is; None after ``most``, until none has come for the time of the lock."""
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
        return counted.scalar_one_or_none()
