"""The audit over HTTP: search, who has seen a patient, proof and export. Whoever reads it is in it."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from asan.gateway import audit
from asan.gateway.current_principal import CurrentPrincipal
from asan.kit.settings import settings
from asan.modules.security import audit_export, audit_log
from asan.modules.security.schemas import AuditPage, AuditVerdict, SeenView, audit_view, seen_view

router = APIRouter(prefix="/api/security", tags=["security"])

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


def _filter(
    user: Annotated[str | None, Query(max_length=120)] = None,
    person: Annotated[int | None, Query(ge=-(2**63), lt=2**63)] = None,
    table: Annotated[str | None, Query(max_length=120)] = None,
    purpose: Annotated[str | None, Query(max_length=200)] = None,
    project: Annotated[str | None, Query(max_length=60)] = None,
    surface: Annotated[str | None, Query(max_length=60)] = None,
    action: Annotated[str | None, Query(max_length=60)] = None,
    outcome: Annotated[str | None, Query(max_length=20)] = None,
    code: Annotated[str | None, Query(max_length=60)] = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> audit_log.Filter:
    return audit_log.Filter(user, person, table, purpose, project, surface, action, outcome, code, text, since, until)


Wanted = Annotated[audit_log.Filter, Depends(_filter)]


@router.get("/audit")
def read_audit(
    principal: CurrentPrincipal,
    wanted: Wanted,
    before: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """The audit log, newest first, older than record ``before``."""
    principal.require("audit", "auditor", "admin")
    records = audit_log.page(wanted, before=before, size=size)
    audit_log.note(principal, "audit.search", wanted, rows=len(records))
    return AuditPage(
        records=[audit_view(record) for record in records],
        next=records[-1].id if len(records) == size else None,
        archived_until=audit_log.archived_until(),
    )


@router.get("/audit/seen/{person}")
def who_has_seen(
    person: int, principal: CurrentPrincipal, since: datetime | None = None, until: datetime | None = None
) -> SeenView:
    """Who has seen the patient with this person_id, for certain or possibly."""
    principal.require("audit", "auditor", "admin")
    wanted = audit_log.Filter(person=person if -(2**63) <= person < 2**63 else 0, since=since, until=until)
    found = audit_log.seen(wanted.person or 0, since, until)
    audit_log.note(principal, "audit.seen", wanted, rows=len(found.certain))
    return seen_view(found, audit_log.archived_until())


@router.get("/audit/verify")
def verify_audit(principal: CurrentPrincipal) -> AuditVerdict:
    """Follow the audit's chain from its first record, and hold it against the anchor where one is set."""
    principal.require("audit", "auditor", "admin")
    anchor = Path(settings().audit_anchor) if settings().audit_anchor else None
    verdict = audit.verify(anchor if anchor is not None and anchor.is_file() else None)
    audit_log.note(principal, "audit.verify", verdict.reason or "", rows=verdict.records)
    return AuditVerdict(**asdict(verdict))


@router.get("/audit/export", response_class=StreamingResponse)
def export_audit(
    principal: CurrentPrincipal, wanted: Wanted, form: Annotated[audit_export.Format, Query(alias="format")] = "csv"
) -> StreamingResponse:
    """What the search finds, as a file; that it was taken is in the audit before it is sent."""
    principal.require("audit", "auditor", "admin")
    # Without a name, so that nothing is left of it whatever happens; the answer closes it.
    file = tempfile.TemporaryFile(dir=settings().make_home())  # noqa: SIM115
    try:
        audit_export.export(principal, wanted, form, file)
    except BaseException:
        file.close()
        raise
    headers = {"content-disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(_content(file), media_type=_MEDIA[form], headers=headers)


def _content(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(2**18):
            yield piece
