"""Snapshots over HTTP. Everyone signed in may know which there are; naming, expiring and compacting are for a few."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.output import plain
from asan.kit.jobs.queue import submit
from asan.modules.etl.snapshots import comparison, jobs, service, tags, upkeep
from asan.modules.etl.snapshots.schemas import (
    DiffIn,
    ExpiryOut,
    RuleIn,
    SampleIn,
    SampleRowOut,
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


@router.post("/diff", status_code=202)
def start_diff(asked: DiffIn, principal: CurrentPrincipal) -> UpkeepJob:
    """Compare two snapshots table by table, as a job; both are kept from expiry until it has ended."""
    principal.require("snapshot.diff", "admin", "engineer", "steward")
    pinned = {name: comparison.version_named(which) for name, which in (("old", asked.old), ("new", asked.new))}
    return UpkeepJob(job=submit(jobs.DIFF, principal.name, {**pinned, "project": principal.project}))


@router.get("/sample")
def get_sample(asked: Annotated[SampleIn, Query()], principal: CurrentPrincipal) -> list[SampleRowOut]:
    """Rows of a table that differ between two snapshots, under the asker's policies."""
    rows = comparison.sample(principal, asked.old, asked.new, asked.table, asked.limit, surface="page:etl")
    return [SampleRowOut(key=row.key, before=_plain(row.before), after=_plain(row.after)) for row in rows]


def _plain(row: comparison.Row | None) -> dict[str, Any] | None:
    return None if row is None else {name: plain(value) for name, value in row.items()}
