"""Expiry and compaction: which snapshots may go, and the work on the lake under its write lock."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asan.gateway import audit
from asan.gateway.principal import Principal
from asan.kit.errors import DiskFull
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots.errors import BadAge, NoRule
from asan.modules.etl.snapshots.service import listed
from asan.warehouse import compaction, upkeep
from asan.warehouse.compaction import Compaction
from asan.warehouse.connection import EngineError, out_of_space
from asan.warehouse.lake import Lake
from asan.warehouse.lock import write_lock
from asan.warehouse.upkeep import Expiry

_AGE = re.compile(r"([0-9]{1,5})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


@dataclass(frozen=True, slots=True)
class Rule:
    """Which snapshots are to go: those beyond the newest ``keep`` and, where both are given, ``older_than`` as well."""

    keep: int | None = None
    older_than: timedelta | None = None


def age(text: str) -> timedelta:
    """``30d``, ``12h`` or ``2w`` as a span of time. Raises BadAge."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        raise BadAge(age=text[:40])
    return timedelta(hours=int(found[1]) * _HOURS[found[2]])


def foresee(by: Principal, rule: Rule) -> Expiry:
    """What `expire` would do now; nothing is changed. Raises NoRule, LakeMissing, Forbidden."""
    _may(by, "snapshot.expire")
    _check(rule)
    connection = Lake(settings()).connect_reader()
    try:
        return upkeep.foresee(connection, _chosen(rule), _grace())
    finally:
        connection.close()


def expire(by: Principal, rule: Rule, *, surface: str) -> Expiry:
    """Forget the snapshots that ``rule`` chooses; never the current one, a tagged one, or one that a job reads.

    Their files stay for ``lake_grace_hours``. Raises NoRule, LakeBusy, LakeMissing, DiskFull, Forbidden.
    """
    _may(by, "snapshot.expire")
    _check(rule)
    lake = Lake(settings())
    with _writing(lake, "snapshot expire"):
        # Said before it is done: a process killed between the two leaves a record of what it was about to do.
        audit.write(by, audit.Entry("snapshot.expire", "started", surface, question=repr(rule)))
        with transaction() as session:
            # Tagging waits for the same lock, and then finds the snapshot gone.
            audit.lock(session)
            told = upkeep.expire(lake, _chosen(rule), _grace())
            audit.append(session, by, audit.Entry("snapshot.expire", "done", surface, question=repr(told)))
            return told


def compact(by: Principal, *, surface: str, progress: Callable[[float, str], None]) -> Compaction:
    """Write scattered tables anew and remove files that no snapshot needs, once ``lake_grace_hours`` are over.

    ``progress`` may raise to end it; what was done stays done. Raises LakeBusy, LakeMissing, DiskFull, Forbidden.
    """
    may_compact(by)
    lake = Lake(settings())
    with _writing(lake, "snapshot compact"):
        done = compaction.compact(lake, _grace(), progress)
        audit.write(by, audit.Entry("snapshot.compact", "done", surface, question=repr(done)))
        return done


def may_compact(by: Principal) -> None:
    """Raise Forbidden unless ``by`` may compact."""
    _may(by, "snapshot.compact")


def _may(by: Principal, action: str) -> None:
    by.require(action, "admin", "engineer")


def _grace() -> timedelta:
    return timedelta(hours=settings().lake_grace_hours)


def _check(rule: Rule) -> None:
    if rule.keep is None and rule.older_than is None:
        raise NoRule


def _chosen(rule: Rule) -> set[int]:
    before = datetime.now(UTC) - rule.older_than if rule.older_than is not None else None
    beyond = listed()[rule.keep or 0 :]
    return {
        each.snapshot.version
        for each in beyond
        if not each.protected and (before is None or each.snapshot.published_at < before)
    }


@contextmanager
def _writing(lake: Lake, what: str) -> Iterator[None]:
    """The write lock of a lake that is there, and the engine's complaint about space as ours."""
    lake.connect_reader().close()
    try:
        with write_lock(lake, what):
            yield
    except EngineError as error:
        if out_of_space(error):
            detail = str(error).split("\n", maxsplit=1)[0][:300]
            raise DiskFull(detail=detail, folder=settings().home) from error
        raise
