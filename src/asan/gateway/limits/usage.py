"""What is being used now, in the app store: so that limits hold over all processes and machines that share it.

Nobody is counted who has no limit. The counts are no record of anything: a power cut may forget the last of them, so
that counting costs no wait for the disk. Questions of a process that has died lapse with their time limit.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from asan.gateway.errors import ExportSpent, TooManyAtOnce
from asan.gateway.limits.definition import MEGABYTE
from asan.gateway.models import PrincipalUsage, RunningQuestion
from asan.kit.clock import today, utc_now
from asan.kit.store import fleeting, transaction

PATIENCE: Final = 2.0
"""Seconds that a question waits for another of the same asker to end: pages ask several at once."""
_PAUSE: Final = 0.05
_GRACE: Final = 60.0
"""Seconds beyond its time limit after which a question is not running any more, whatever became of its process."""

log = logging.getLogger("asan.gateway")


def start(principal: str, most: int, seconds: float, stopped: Callable[[], bool]) -> int:
    """Note that ``principal`` asks a question of at most ``seconds``; returns the note's number, for `end`.

    Raises TooManyAtOnce where ``most`` run already, after a short wait; ``stopped`` ends the wait.
    """
    patience = time.monotonic() + PATIENCE
    while True:
        with fleeting() as session:
            locked(session, principal)
            mine = RunningQuestion.principal == principal
            session.execute(delete(RunningQuestion).where(mine, RunningQuestion.ends_at < utc_now()))
            running = session.execute(
                select(func.count(RunningQuestion.id), func.min(RunningQuestion.ends_at)).where(mine)
            ).one()
            if running[0] < most:
                note = RunningQuestion(principal=principal, ends_at=utc_now() + dt.timedelta(seconds=seconds + _GRACE))
                session.add(note)
                session.flush()
                return note.id
        if stopped() or time.monotonic() > patience:
            raise TooManyAtOnce(most=most, **until(running[1] - utc_now()))
        time.sleep(_PAUSE)


def end(number: int) -> None:
    """Note that a question has ended. Raises nothing: what cannot be noted lapses."""
    try:
        with fleeting() as session:
            session.execute(delete(RunningQuestion).where(RunningQuestion.id == number))
    except SQLAlchemyError:
        log.warning("the end of question %s could not be noted", number, exc_info=True)


def take_bytes(principal: str, wanted: int, most: int) -> None:
    """Count ``wanted`` bytes as given to ``principal`` today.

    Raises ExportSpent where that were more than ``most``; nothing is counted then.
    """
    with fleeting() as session:
        used = locked(session, principal)
        day = today().isoformat()
        before = used.bytes if used.day == day else 0
        if before + wanted > most:
            raise ExportSpent(megabytes=most // MEGABYTE, **until(_midnight() - dt.datetime.now().astimezone()))
        used.day, used.bytes = day, before + wanted


def give_back(principal: str, unused: int) -> None:
    """Take ``unused`` bytes off the count again. Raises nothing: what cannot be noted is free again tomorrow."""
    try:
        with fleeting() as session:
            used = locked(session, principal)
            if used.day == today().isoformat():
                used.bytes = max(0, used.bytes - unused)
    except SQLAlchemyError:
        log.warning("%s bytes of %s could not be given back", unused, principal, exc_info=True)


def used_now(principal: str) -> tuple[int, int]:
    """How many questions of ``principal`` run now, and how many bytes they were given today, as far as counted."""
    with transaction() as session:
        mine = select(func.count(RunningQuestion.id)).where(
            RunningQuestion.principal == principal, RunningQuestion.ends_at >= utc_now()
        )
        used = session.get(PrincipalUsage, principal)
        given = used.bytes if used is not None and used.day == today().isoformat() else 0
        return session.scalar(mine) or 0, given


def locked(session: Session, principal: str) -> PrincipalUsage:
    """The asker's row, which nobody else may count in until the session's transaction ends."""
    connection = session.connection()
    given = {"principal": principal, "day": "", "bytes": 0}
    if connection.dialect.name == "sqlite":
        # The first statement writes, so that the store's one writer is us from here on.
        connection.execute(sqlite.insert(PrincipalUsage).values(given).on_conflict_do_nothing())
    else:
        connection.execute(postgresql.insert(PrincipalUsage).values(given).on_conflict_do_nothing())
    return session.scalars(select(PrincipalUsage).where(PrincipalUsage.principal == principal).with_for_update()).one()


def _midnight() -> dt.datetime:
    """When the next day begins where the server stands."""
    return dt.datetime.combine(today() + dt.timedelta(days=1), dt.time()).astimezone()


def until(left: dt.timedelta) -> dict[str, object]:
    """When it is free again, for people and for ``Retry-After``."""
    seconds = max(1, round(left.total_seconds()))
    at = dt.datetime.now().astimezone() + dt.timedelta(seconds=seconds)
    return {"again": f"{at:%Y-%m-%d %H:%M:%S %Z}".strip(), "retry_after": seconds}
