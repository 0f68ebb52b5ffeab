"""A definition's persons: computed with the platform's rights on a pinned snapshot, published in the lake, recorded."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from asan.gateway import audit
from asan.gateway.errors import NoSnapshot
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.policies.definition import KeepRows, Members
from asan.gateway.policies.store import WRITERS
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.sight import sight
from asan.kit.clock import naive_utc, today, utc_now
from asan.kit.errors import DiskFull
from asan.kit.jobs.queue import submit
from asan.kit.jobs.registry import JobContext
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research import service as research
from asan.modules.research.brought import Rights, rights_of
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.reach import reach
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.generation.errors import DecidesWhoSees, LooksAtHidden, OwnRightsAlone
from asan.modules.research.models import CohortDefinition, CohortGeneration
from asan.modules.research.saved.expressions import named
from asan.modules.research.saved.store import SHELF
from asan.modules.research.shelf.errors import NotYours
from asan.modules.research.shelf.store import Stored
from asan.warehouse.cohorts import CohortRow, publish_cohort
from asan.warehouse.connection import EngineError, out_of_space
from asan.warehouse.engines.base import State
from asan.warehouse.in_place import is_in_place
from asan.warehouse.lake import Lake
from asan.warehouse.lock import LakeBusy, write_lock
from asan.warehouse.snapshots import InPlace, Snapshot

KIND: Final = "cohort.generate"
SURFACE: Final = f"job:{KIND}"
_LOOK: Final = 0.5
"""Seconds between two looks whether the lake is free."""


def start(principal: Principal, cohort: int, version: int | None, *, own: bool = False) -> int:
    """Queue the generation of a version (default: the newest) on the snapshot that ``principal`` reads: its job.

    ``own``: with the rights of ``principal``, as `asan.modules.research.generation.own` does. What can be refused is
    refused now. Raises NotFound, NotYours, OwnRightsAlone, NoSnapshot, CannotRun, LooksAtHidden, DecidesWhoSees.
    """
    if not own:
        _refuse_in_place()
    stored = SHELF.find(principal, cohort, version)
    snapshot = gateway().snapshot(principal.snapshot)
    if snapshot is None:
        raise NoSnapshot(which="")
    if own:
        rights_of(principal, [named(stored.name, stored.expression, stored.digest)], snapshot.version)
    else:
        _check(principal, stored, snapshot.version)
    asked: dict[str, Any] = {
        "cohort": cohort,
        "version": stored.version,
        "snapshot": snapshot.version,
        "project": principal.project,
    }
    asked |= {"own": True} if own else {}
    return submit(KIND, principal.name, asked)


def carry_out(context: JobContext, principal: Principal, cohort: int, version: int, snapshot: int) -> CohortGeneration:
    """Compute, publish and record: the job's work. Cancelled before publication, it leaves nothing.

    Raises what `start` raises, LakeBusy where the lake stays busy for the setting ``cohort_seconds``, VocabularyAhead.
    """
    _refuse_in_place()
    stored = SHELF.find(principal, cohort, version)
    definition = _check(principal, stored, snapshot)
    read = snapshot_of(snapshot)
    with cancelled_with(context) as cancellation:
        done = research.generate(
            principal,
            [definition],
            snapshot=snapshot,
            surface=SURFACE,
            progress=reporting(context),
            cancellation=cancellation,
        )
    context.progress(0.85, "publish")
    row = _row(stored)
    with _turn(context, cohort) as lake:
        published = publish_cohort(lake, row, done.spans.drop_columns("cohort"), _gone())
    return recorded(
        principal,
        stored,
        deed="cohort.publish",
        rights="platform",
        read=read,
        published=published,
        data_at=read.published_at,
        seconds=done.seconds,
        missing=done.cohorts[0].missing,
        absent=done.absent,
    )


def recorded(
    principal: Principal,
    stored: Stored,
    *,
    deed: str,
    rights: Rights,
    read: State,
    published: State,
    data_at: datetime,
    seconds: float,
    missing: int,
    absent: Sequence[str],
) -> CohortGeneration:
    """Record that a version was generated on ``read``, in the audit as ``deed``.

    ``published`` holds its rows, if any are kept.
    """
    with transaction() as session:
        note = f"{stored.id} version {stored.version}"
        audit.append(session, principal, audit.Entry(deed, "done", SURFACE, question=note))
        made = CohortGeneration(
            definition_id=stored.id,
            version=stored.version,
            digest=stored.digest,
            rights=rights,
            snapshot=read.version,
            published=published.version,
            source=read.source if isinstance(read, InPlace) else None,
            data_at=naive_utc(data_at),
            vocabulary=published.vocabulary_version,
            author=principal.name,
            created_at=utc_now(),
            seconds=seconds,
            missing=missing,
            absent=list(absent),
        )
        session.add(made)
    return made


def generations(principal: Principal, cohort: int) -> list[CohortGeneration]:
    """All generations of a definition, newest first; of those with own rights the asker's alone. Raises NotFound."""
    SHELF.find(principal, cohort)
    with transaction() as session:
        of = select(CohortGeneration).where(CohortGeneration.definition_id == cohort)
        shown = or_(CohortGeneration.rights == "platform", CohortGeneration.author == principal.name)
        return list(session.scalars(of.where(shown).order_by(CohortGeneration.id.desc())))


def _check(principal: Principal, stored: Stored, snapshot: int | None) -> NamedDefinition:
    if not stored.may_edit:
        raise NotYours(owner=stored.owner)
    if _in_policies(stored.id) and not principal.has(*WRITERS):
        raise DecidesWhoSees(id=stored.id)
    definition = named(stored.name, stored.expression, stored.digest)
    plan = Plan()
    plan.add(definition.expression)
    hidden = sight(gateway(), principal, reach(plan), snapshot=snapshot).hidden
    if hidden:
        raise LooksAtHidden(names=", ".join(hidden))
    return definition


def snapshot_of(version: int) -> Snapshot:
    """The published snapshot of a version; since it was published, its data are as they are. Raises NoSnapshot."""
    snapshot = state_of(version)
    if not isinstance(snapshot, Snapshot):
        raise NoSnapshot(which=f" {version}")
    return snapshot


def state_of(version: int | None) -> State:
    """The snapshot of a version, or what is read now. Raises NoSnapshot."""
    state = gateway().snapshot(version)
    if state is None:
        raise NoSnapshot(which="")
    return state


def _refuse_in_place() -> None:
    """Raise OwnRightsAlone where a CDM is read in place."""
    if is_in_place(settings()):
        raise OwnRightsAlone


def _in_policies(cohort: int) -> bool:
    """Whether a policy goes by who is in the cohort, whomever it applies to."""
    effects = (policy.definition.effect for policy in gateway().policies.explicit().policies)
    rules = (effect.rule for effect in effects if isinstance(effect, KeepRows))
    return any(isinstance(rule, Members) and cohort in rule.ids for rule in rules)


def _gone() -> list[int]:
    """Definitions that were deleted, but for those whose members a policy goes by: it must not let more be seen."""
    with transaction() as session:
        deleted = session.scalars(select(CohortDefinition.id).where(CohortDefinition.deleted_at.is_not(None)))
        return [number for number in deleted if not _in_policies(number)]


def _row(stored: Stored) -> CohortRow:
    """The definition as the lake tells it to everyone who sees its tables: of one that not everyone may see its number
    alone.
    """
    if not stored.with_everyone:
        return CohortRow(stored.id, f"#{stored.id}", None, None, today())
    return CohortRow(stored.id, stored.name, stored.description or None, stored.expression, today())


def reporting(context: JobContext) -> research.Progress:
    """Each report is a transaction of the app store: not one for every statement."""
    last = 0.0

    def report(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _LOOK:
            last = now
            context.progress(0.8 * done / of, "compute")

    return report


@contextmanager
def _turn(context: JobContext, cohort: int) -> Iterator[Lake]:
    """The lake for writing, when whoever writes it now has ended. Raises LakeBusy, DiskFull, Cancelled."""
    lake, given_up = Lake(settings()), time.monotonic() + settings().cohort_seconds
    while True:
        try:
            with write_lock(lake, f"cohort {cohort}"):
                try:
                    yield lake
                except EngineError as error:
                    if out_of_space(error):
                        detail = str(error).split("\n", maxsplit=1)[0][:300]
                        raise DiskFull(detail=detail, folder=lake.settings.home) from error
                    raise
                return
        except LakeBusy:
            if time.monotonic() > given_up:
                raise
            context.progress(0.85, "wait")
            time.sleep(_LOOK)
