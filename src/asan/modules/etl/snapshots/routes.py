"""Snapshots over HTTP. Everyone signed in may know which there are; naming, expiring and compacting are for a few."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from asan.gateway.principal import CurrentPrincipal
from asan.kit.jobs.queue import submit
from asan.modules.etl.snapshots import jobs, service, tags, upkeep
from asan.modules.etl.snapshots.schemas import (
    ExpiryOut,
    RuleIn,
    SnapshotListed,
    TagIn,
    TagOut,
    UpkeepJob,
    listed_out,
)

Version = Annotated[int, Path(ge=0, le=2**53)]

router = APIRouter(prefix="/api/snapshots", tags=["snapshots"])


@router.get("")
def list_snapshots(principal: CurrentPrincipal) -> list[SnapshotListed]:
    """Every published snapshot, newest first."""
    return [listed_out(each) for each in service.listed()]


@router.post("/{version}/tags", status_code=201)
def add_tag(version: Version, asked: TagIn, principal: CurrentPrincipal) -> TagOut:
    """Name a snapshot, which keeps it from expiry."""
    return TagOut.model_validate(tags.tag(principal, version, asked.name, asked.note, surface="page:etl"))


@router.delete("/tags/{name}", status_code=204)
def remove_tag(name: str, principal: CurrentPrincipal) -> None:
    """Take a name off its snapshot."""
    tags.untag(principal, name, surface="page:etl")


@router.get("/expiry")
def foresee_expiry(rule: Annotated[RuleIn, Query()], principal: CurrentPrincipal) -> ExpiryOut:
    """What expiry would do now."""
    return ExpiryOut.model_validate(upkeep.foresee(principal, rule.rule()), from_attributes=True)


@router.post("/expiry", status_code=202)
def start_expiry(rule: RuleIn, principal: CurrentPrincipal) -> UpkeepJob:
    """Expire as a job; refused now where it could not be done at all."""
    upkeep.foresee(principal, rule.rule())
    return UpkeepJob(job=submit(jobs.EXPIRE, principal.name, rule.model_dump()))


@router.post("/compaction", status_code=202)
def start_compaction(principal: CurrentPrincipal) -> UpkeepJob:
    """Write scattered tables anew and remove unneeded files, as a job."""
    upkeep.may_compact(principal)
    return UpkeepJob(job=submit(jobs.COMPACT, principal.name, {}))
