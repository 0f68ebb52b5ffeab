"""What people call a snapshot: its version, one of its tags, or ``current``."""

import re
from typing import Final

from asan.gateway.errors import NoSnapshot
from asan.gateway.models import SnapshotTag
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.warehouse.in_place import NoSnapshotsInPlace, is_in_place

CURRENT: Final = "current"

_VERSION = re.compile(r"[0-9]{1,18}")


def version_of(name: str) -> int | None:
    """The lake version that ``name`` stands for; None for ``current``.

    Whether that version can still be read is the gateway's to say. Raises NoSnapshot for a name nobody gave,
    NoSnapshotsInPlace where the CDM has none.
    """
    name = name.strip()
    if name.lower() == CURRENT:
        return None
    if is_in_place(settings()):
        raise NoSnapshotsInPlace
    if _VERSION.fullmatch(name):
        return int(name)
    with transaction() as session:
        tag = session.get(SnapshotTag, name)
        if tag is None:
            raise NoSnapshot(which=f" {name[:64]}")
        return tag.version
