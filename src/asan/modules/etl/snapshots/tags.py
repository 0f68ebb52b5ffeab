"""Names of snapshots: given and taken with a record in the audit, both or neither."""

import re

from sqlalchemy import select

from asan.gateway import audit
from asan.gateway.errors import NoSnapshot
from asan.gateway.models import SnapshotTag
from asan.gateway.principal import Principal
from asan.gateway.snapshot_names import CURRENT
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots.errors import BadTag, NoTag, TagTaken
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import find

# A name that begins with a letter is never taken for a version.
_NAME = re.compile(r"[^\W\d_][\w.\-]{0,63}")


def tag(by: Principal, version: int, name: str, note: str = "", *, surface: str) -> SnapshotTag:
    """Call the published snapshot ``version`` ``name``, which keeps it from expiry.

    Raises BadTag, TagTaken, NoSnapshot (also for one that has expired), LakeMissing, Forbidden.
    """
    by.require("snapshot.tag", "admin", "engineer", "steward")
    if not _NAME.fullmatch(name) or name.lower() == CURRENT:
        raise BadTag(name=name[:80])
    with transaction() as session:
        # The audit's lock is held from here on, by expiry too: a snapshot seen below cannot expire before the commit.
        entry = audit.Entry("snapshot.tag", "done", surface, question=f"{name}: {note}", snapshot=version)
        audit.append(session, by, entry)
        taken = session.get(SnapshotTag, name)
        if taken is not None:
            raise TagTaken(name=name, version=taken.version)
        _must_exist(version)
        made = SnapshotTag(name=name, version=version, note=note, created_by=by.acting_for or by.name)
        session.add(made)
    return made


def untag(by: Principal, name: str, *, surface: str) -> int:
    """Take the name ``name`` off its snapshot and return that one's version. Raises NoTag, Forbidden."""
    by.require("snapshot.untag", "admin", "engineer", "steward")
    with transaction() as session:
        found = session.get(SnapshotTag, name)
        if found is None:
            raise NoTag(name=name[:80])
        session.delete(found)
        entry = audit.Entry("snapshot.untag", "done", surface, question=name, snapshot=found.version)
        audit.append(session, by, entry)
        return found.version


def tags() -> dict[int, list[SnapshotTag]]:
    """All tags by version, oldest first."""
    with transaction() as session:
        by_version: dict[int, list[SnapshotTag]] = {}
        for each in session.scalars(select(SnapshotTag).order_by(SnapshotTag.created_at, SnapshotTag.name)):
            by_version.setdefault(each.version, []).append(each)
        return by_version


def _must_exist(version: int) -> None:
    connection = Lake(settings()).connect_reader()
    try:
        if find(connection, version) is None:
            raise NoSnapshot(which=f" {version}")
    finally:
        connection.close()
