"""The published snapshots with what is known of each, and why one may not expire."""

from dataclasses import dataclass

from sqlalchemy import select

from asan.gateway.models import SnapshotTag
from asan.kit.jobs.models import Job
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots.tags import tags
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import Extent, Snapshot, extents, published


@dataclass(frozen=True, slots=True)
class Listed:
    """A snapshot in the list. ``protected``: why it does not expire (``current``, ``tag``, ``job``); empty: it may."""

    snapshot: Snapshot
    extent: Extent
    tags: tuple[SnapshotTag, ...]
    protected: tuple[str, ...]


def listed() -> list[Listed]:
    """Every published snapshot, newest first; none where nothing was ever loaded."""
    lake = Lake(settings())
    if not lake.exists():
        return []
    connection = lake.connect_reader()
    try:
        snapshots, sizes = published(connection), extents(connection)
    finally:
        connection.close()
    named, read = tags(), _read_by_jobs()
    return [
        Listed(
            snapshot,
            sizes[snapshot.version],
            tuple(named.get(snapshot.version, ())),
            _reasons(snapshot.version, place == 0, named, read),
        )
        for place, snapshot in enumerate(snapshots)
        if snapshot.version in sizes
    ]


def _reasons(version: int, newest: bool, named: dict[int, list[SnapshotTag]], read: set[int]) -> tuple[str, ...]:
    reasons = {"current": newest, "tag": version in named, "job": version in read}
    return tuple(reason for reason, holds in reasons.items() if holds)


def _read_by_jobs() -> set[int]:
    """Versions that a job under way was asked to read."""
    with transaction() as session:
        open_jobs = select(Job).where(Job.state.in_(["queued", "running", "cancelling"]))
        asked = [job.parameters for job in session.scalars(open_jobs)]
    pinned = [each.get(name) for each in asked for name in ("snapshot", "old", "new")]
    return {version for version in pinned if isinstance(version, int)}
