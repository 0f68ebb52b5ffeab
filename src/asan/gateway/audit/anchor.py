"""The anchor: a file, best on another machine's disk, that notes number and hash of the newest record now and then.

A chain proves that its records fit together, not that none is missing at its end, nor that nobody has computed all of
its hashes anew. Lines that lie where its forger cannot write prove both. Lines are JSON: ``at``, ``record``, ``hash``.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from asan.kit.errors import BadInput
from asan.kit.settings import settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of an anchor."""

    at: str
    record: int
    hash: str


def is_due(record: int) -> bool:
    """Whether this record's number is one of those to be noted."""
    return bool(settings().audit_anchor) and record % settings().audit_anchor_every == 0


def note(record: int, at: str, digest: str) -> None:
    """Add a line to the anchor of the settings. Where that fails, the log says so: the record itself is written."""
    try:
        write(Path(settings().audit_anchor), Mark(at, record, digest))
    except OSError as error:
        _log.error("the audit's anchor %s could not be written: %s", settings().audit_anchor, error)


def write(path: Path, mark: Mark) -> None:
    """Add a line to ``path``, whole or not at all, and wait until it is on the disk. Raises OSError."""
    line = (json.dumps(asdict(mark)) + "\n").encode()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> Iterator[Mark]:
    """The lines of an anchor. Raises BadInput for what is none, OSError."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                mark = Mark(**json.loads(line))
                if not isinstance(mark.record, int) or len(mark.hash) != 64:
                    raise ValueError
            except (ValueError, TypeError):
                raise BadInput(detail=f"{path}:{number}: {{at, record, hash}}") from None
            yield mark
