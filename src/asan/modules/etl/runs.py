"""The record of runs in the app store: begun, followed, ended, and found again."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from asan.kit.clock import utc_now
from asan.kit.errors import AsanError, NotFound
from asan.kit.machine import machine
from asan.kit.store import transaction
from asan.modules.etl.models import EtlRun, EtlStep


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a run as pages show it. ``progress`` is from 0 to 1."""

    ordinal: int
    name: str
    state: str
    rows: int | None
    seconds: float | None
    progress: float
    message: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as pages and the terminal show it."""

    id: int
    kind: str
    source: str
    synthetic: bool
    state: str
    pid: int
    machine: str
    started_by: str
    started: datetime
    ended: datetime | None
    seconds: float | None
    peak_mb: float | None
    snapshot: int | None
    resumed_from: int | None
    report: dict[str, Any] | None
    error_code: str | None
    error_text: dict[str, Any] | None
    steps: tuple[StepView, ...]


def begin(kind: str, source: str, started_by: str, *, synthetic: bool = False) -> int:
    """Record a run that starts in this process; returns its id."""
    with transaction() as session:
        run = EtlRun(
            kind=kind,
            synthetic=synthetic,
            source=source,
            state="running",
            pid=os.getpid(),
            machine=machine(),
            started=utc_now(),
            started_by=started_by,
        )
        session.add(run)
        session.flush()
        return run.id


def plan_steps(run_id: int, names: Sequence[tuple[int, str]]) -> None:
    """Record the steps that a run will take."""
    with transaction() as session:
        session.add_all(EtlStep(run_id=run_id, ordinal=ordinal, name=name) for ordinal, name in names)


def update_step(run_id: int, name: str, **values: object) -> None:
    """Change a step's state, rows, seconds, progress or message."""
    with transaction() as session:
        step = session.scalars(select(EtlStep).where(EtlStep.run_id == run_id, EtlStep.name == name)).one()
        for key, value in values.items():
            setattr(step, key, value)


def note_progress(run_id: int, name: str, fraction: float, message: str) -> None:
    """Tell followers what a step is doing; before the steps are known there is nobody to tell."""
    with transaction() as session:
        step = session.scalars(select(EtlStep).where(EtlStep.run_id == run_id, EtlStep.name == name)).first()
        if step is not None:
            step.message, step.progress = message, fraction


def update_run(run_id: int, **values: object) -> None:
    """Change columns of a run."""
    with transaction() as session:
        run = session.get_one(EtlRun, run_id)
        for key, value in values.items():
            setattr(run, key, value)


def end(run_id: int, state: str, *, error: AsanError | None = None, **values: object) -> None:
    """Record how a run ended; a step that was running then has failed."""
    now = utc_now()
    with transaction() as session:
        run = session.get_one(EtlRun, run_id)
        run.state, run.ended, run.seconds = state, now, (now - run.started).total_seconds()
        if error is not None:
            run.error_code = error.code
            run.error_text = {
                language: f"{text} {step}"
                for language, text, step in (
                    ("ko", error.message.ko, error.next_step.ko),
                    ("en", error.message.en, error.next_step.en),
                )
            }
        for key, value in values.items():
            setattr(run, key, value)
        for step in run.steps:
            if step.state == "running":
                step.state = "failed"


def mark_interrupted(*, run_id: int | None = None, except_run: int | None = None) -> list[int]:
    """Mark a run, or all but one, that never ended as interrupted.

    All but one: only the holder of the write lock may say so. One: whoever has seen that its process is gone.
    """
    which = EtlRun.id == run_id if run_id is not None else EtlRun.id != except_run
    with transaction() as session:
        lost = session.scalars(select(EtlRun).where(EtlRun.state == "running", which)).all()
        for run in lost:
            run.state, run.ended = "interrupted", utc_now()
            for step in run.steps:
                if step.state == "running":
                    step.state = "failed"
        return [run.id for run in lost]


def resumable(fingerprint: str) -> int | None:
    """The newest run that did not finish, when it read the same source with the same code and vocabulary."""
    with transaction() as session:
        last = session.scalars(
            select(EtlRun).where(EtlRun.state.in_(("interrupted", "failed"))).order_by(EtlRun.id.desc()).limit(1)
        ).first()
        return last.id if last and last.fingerprint == fingerprint else None


def view(run_id: int) -> RunView:
    """One run. Raises NotFound."""
    with transaction() as session:
        run = session.get(EtlRun, run_id)
        if run is None:
            raise NotFound(what=f"run {run_id}")
        return _view(run)


def latest(limit: int) -> list[RunView]:
    """The newest runs, newest first."""
    with transaction() as session:
        return [_view(run) for run in session.scalars(select(EtlRun).order_by(EtlRun.id.desc()).limit(limit))]


def _view(run: EtlRun) -> RunView:
    columns = {name: getattr(run, name) for name in RunView.__slots__ if name != "steps"}
    steps = (StepView(*(getattr(step, name) for name in StepView.__slots__)) for step in run.steps)
    return RunView(**columns, steps=tuple(steps))
