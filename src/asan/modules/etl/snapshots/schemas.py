"""What the snapshots' routes take and give; the command line's JSON is the same."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from asan.kit.clock import UtcTime
from asan.modules.etl.snapshots.service import Listed
from asan.modules.etl.snapshots.upkeep import Rule


class TagOut(BaseModel):
    """A name of a snapshot: who gave it, when and why."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    note: str
    created_by: str
    created_at: UtcTime


class SnapshotListed(BaseModel):
    """A published snapshot. ``rows`` and ``bytes``: of the clinical tables; ``rows`` None: not told by the catalog.

    ``protected``: why it does not expire; empty where it may.
    """

    version: int
    published_at: UtcTime
    run: int | None
    kind: str
    source: str
    vocabulary_version: str
    synthetic: bool
    rows: int | None
    bytes: int
    tags: list[TagOut]
    protected: list[Literal["current", "tag", "job"]]


class TagIn(BaseModel):
    """A name to give."""

    name: Annotated[str, Field(max_length=64)]
    note: Annotated[str, Field(max_length=500)] = ""


class RuleIn(BaseModel):
    """Which snapshots are to go: beyond the newest ``keep`` and, where both are given, older as well."""

    keep: Annotated[int | None, Field(ge=1, le=100_000)] = None
    older_than_hours: Annotated[float | None, Field(ge=0, le=1_000_000)] = None

    def rule(self) -> Rule:
        """As upkeep takes it."""
        hours = self.older_than_hours
        return Rule(self.keep, timedelta(hours=hours) if hours is not None else None)


class ExpiryOut(BaseModel):
    """What expiry would do: snapshots to go, versions never published, files and bytes that compaction then removes."""

    versions: list[int]
    others: int
    files: int
    bytes: int


class DiffIn(BaseModel):
    """The two snapshots to compare: a version, a tag, or ``current``."""

    old: Annotated[str, Field(max_length=64)]
    new: Annotated[str, Field(max_length=64)] = "current"


class SampleIn(DiffIn):
    """Whose changed rows to show."""

    table: Annotated[str, Field(max_length=60)]
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class SampleRowOut(BaseModel):
    """A row that differs, before and after, as the asker may see it; null where it is not."""

    key: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class UpkeepJob(BaseModel):
    """The job that was queued; follow it at /api/jobs/{job}."""

    job: int


def listed_out(each: Listed) -> SnapshotListed:
    """A snapshot as pages and the command line show it."""
    told = each.snapshot
    return SnapshotListed.model_validate(
        {
            "version": told.version,
            "published_at": told.published_at,
            "run": told.run,
            "kind": told.kind,
            "source": told.source,
            "vocabulary_version": told.vocabulary_version,
            "synthetic": told.synthetic,
            "rows": each.extent.rows,
            "bytes": each.extent.bytes,
            "tags": [TagOut.model_validate(tag) for tag in each.tags],
            "protected": list(each.protected),
        }
    )
