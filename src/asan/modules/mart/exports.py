"""Exports: a selection streamed through the gateway into a file, as the one who asked and under their masks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import select

from asan.gateway import audit
from asan.gateway.answer import Answer
from asan.gateway.errors import TooManyRows
from asan.gateway.execution import Cancellation
from asan.gateway.job_cancel import cancelled_with
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.csv_file import CsvFile
from asan.kit.errors import Forbidden, NotFound
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import submit
from asan.kit.jobs.registry import JobContext
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.mart.errors import ExportGone, ExportNotReady
from asan.modules.mart.question import count, page
from asan.modules.mart.schemas import ExportIn, ExportOut
from asan.modules.mart.visible import askable

KIND = "mart.export"
SURFACE = "job:mart.export"
_SECONDS = 6 * 3600.0
_NO_LIMIT = 2**40


def start(principal: Principal, asked: ExportIn) -> int:
    """Queue an export and return its job. What cannot be asked is refused now, not by the job.

    A snapshot that it names does not expire before it has ended.
    Raises UnknownTable, UnknownColumn, BadFilter, AggregateOnly, NoSnapshot, and Forbidden in an emergency: what was
    opened for a moment is not taken away.
    """
    if principal.emergency is not None:
        raise Forbidden(action="mart.export: break-glass · 긴급 열람 중의 내보내기")
    reader = _reading(principal, asked)
    page(askable(reader, asked.table), asked)
    read = {"snapshot": reader.snapshot, "project": principal.project}
    return submit(KIND, principal.name, {**asked.model_dump(mode="json"), **read})


def carry_out(context: JobContext, principal: Principal, asked: ExportIn) -> dict[str, Any]:
    """Do the export: the job's work. The file appears under its name only when it is whole, never when cancelled."""
    with cancelled_with(context) as cancellation:
        return _carry_out(context, _reading(principal, asked), asked, cancellation)


def _carry_out(
    context: JobContext, principal: Principal, asked: ExportIn, cancellation: Cancellation
) -> dict[str, Any]:
    table = askable(principal, asked.table)
    counted = gateway().query(principal, count(table, asked.filters), surface=SURFACE, cancellation=cancellation)
    total = int(counted.table().column(0)[0].as_py())
    allowed = gateway().limits(principal).rows
    if allowed is not None and total > allowed:
        raise TooManyRows(rows=allowed)
    # A CDM in place goes on while it is read: the count is an estimate then, and no row may be cut off by it.
    pinned = counted.snapshot.version if counted.snapshot else None
    answer = gateway().query(
        principal,
        page(table, asked),
        snapshot=pinned,
        row_limit=max(total, 1) if pinned is not None else _NO_LIMIT,
        seconds=_SECONDS,
        surface=SURFACE,
        cancellation=cancellation,
    )
    folder = settings().exports / str(context.job_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{asked.table}.{asked.format}"
    partial = target.with_name(target.name + ".part")
    try:
        written = _stream(context, answer, partial, total, asked.format)
        if answer.truncated and allowed is not None:
            raise TooManyRows(rows=allowed)
        partial.rename(target)
    finally:
        answer.close()
        partial.unlink(missing_ok=True)
    return {
        "rows": written,
        "bytes": target.stat().st_size,
        "file": target.name,
        "masked": sorted(answer.masked),
        "snapshot": answer.snapshot.version if answer.snapshot else None,
    }


def _reading(principal: Principal, asked: ExportIn) -> Principal:
    """The asker, reading the snapshot that the export names."""
    return principal if asked.snapshot is None else replace(principal, snapshot=asked.snapshot)


def _stream(context: JobContext, answer: Answer, path: Path, total: int, form: str) -> int:
    written, reported = 0, 0.0
    with path.open("xb") as sink, _writer(sink, answer, form) as write:
        for batch in answer.batches:
            write(batch)
            written += batch.num_rows
            share = written / total if total else 1.0
            # Each report is a transaction of the app store: one a hundredth, not one a batch.
            if share - reported >= 0.01:
                context.progress(min(share, 0.99), f"{written}/{total}")
                reported = share
    return written


@contextmanager
def _writer(sink: BinaryIO, answer: Answer, form: str) -> Iterator[Callable[[pa.RecordBatch], None]]:
    if form == "csv":
        with CsvFile(sink, answer.schema) as file:
            yield file.write
    else:
        with parquet.ParquetWriter(sink, answer.schema) as file:
            yield file.write_batch


def mine(principal: Principal) -> list[ExportOut]:
    """The asker's newest hundred exports, newest first."""
    with transaction() as session:
        newest = select(Job).where(Job.owner == principal.name, Job.kind == KIND).order_by(Job.id.desc()).limit(100)
        return [_view(job) for job in session.scalars(newest)]


def download(principal: Principal, job_id: int) -> Path:
    """The finished file of one of the asker's own exports; that it was taken stands in the audit.

    Raises NotFound, ExportNotReady, ExportGone and AuditUnavailable.
    """
    path, snapshot, rows = _finished(principal, job_id)
    question = f"export {job_id}: {path.name}"
    audit.write(
        principal,
        audit.Entry(
            action="mart.download", outcome="done", surface="page:mart", question=question, snapshot=snapshot, rows=rows
        ),
    )
    return path


def _finished(principal: Principal, job_id: int) -> tuple[Path, int | None, int | None]:
    with transaction() as session:
        job = session.get(Job, job_id) if 0 < job_id < 2**63 else None
        if job is None or job.kind != KIND or job.owner != principal.name:
            raise NotFound(what=f"export {job_id}")
        path = _path(job)
        if path is None:
            raise ExportNotReady(job=job_id, state=job.state)
        if not path.is_file():
            raise ExportGone(job=job_id, days=settings().keep_days)
        result = job.result or {}
        return path, result.get("snapshot"), result.get("rows")


def _path(job: Job) -> Path | None:
    if job.state != "succeeded" or not job.result:
        return None
    return settings().exports / str(job.id) / str(job.result["file"])


def _view(job: Job) -> ExportOut:
    result, path = job.result or {}, _path(job)
    return ExportOut(
        job=job.id,
        table=job.parameters["table"],
        format=job.parameters["format"],
        state=job.state,
        fraction=job.fraction,
        created_at=job.created_at,
        ended_at=job.ended_at,
        rows=result.get("rows"),
        bytes=result.get("bytes"),
        masked=result.get("masked", []),
        snapshot=result.get("snapshot"),
        downloadable=path is not None and path.is_file(),
    )
