"""What people call a snapshot: its version, one of its tags, or ``current``."""

import re
from typing import Final

from asan.gateway.errors import NoSnapshot
from asan.gateway.models import SnapshotTag
from asan.kit.store import transaction

CURRENT: Final = "current"

_VERSION = re.compile(r"[0-9]{1,18}")


def version_of(name: str) -> int | None:
    """The lake version that ``name`` stands for; None for ``current``. Raises NoSnapshot for a name nobody gave.

    Whether that version can still be read is the gateway's to say.
    """
    name = name.strip()
    if name.lower() == CURRENT:
        return None
    if _VERSION.fullmatch(name):
        return int(name)
    with transaction() as session:
        tag = session.get(SnapshotTag, name)
        if tag is None:
            raise NoSnapshot(which=f" {name[:64]}")
        return tag.version
