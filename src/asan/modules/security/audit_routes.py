"""The audit log over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from asan.gateway import audit
from asan.gateway.principal import CurrentPrincipal
from asan.modules.security import audit_log
from asan.modules.security.schemas import AuditPage, AuditVerdict, audit_view

router = APIRouter(prefix="/api/security", tags=["security"])


@router.get("/audit")
def read_audit(
    principal: CurrentPrincipal,
    user: Annotated[str | None, Query(max_length=120)] = None,
    outcome: Annotated[str | None, Query(max_length=20)] = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
    size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """The audit log, newest first, older than record ``before``."""
    principal.require("audit", "auditor", "admin")
    wanted = audit_log.Filter(principal=user, outcome=outcome, text=text, since=since, until=until)
    records = audit_log.page(wanted, before=before, size=size)
    return AuditPage(
        records=[audit_view(record) for record in records],
        next=records[-1].id if len(records) == size else None,
    )


@router.get("/audit/verify")
def verify_audit(principal: CurrentPrincipal) -> AuditVerdict:
    """Follow the audit's chain from its first record."""
    principal.require("audit", "auditor", "admin")
    return AuditVerdict(**asdict(audit.verify()))
