"""What is done every day: old exports, uploads, indexes and audit records go, and who loses access soon is told."""

import logging
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from asan.gateway.audit.archive import archive_before
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError
from asan.kit.settings import Settings, settings
from asan.modules.security.service import remind, tell_stuck
from asan.omop.search.build import index_folder
from asan.warehouse import vocabulary
from asan.warehouse.connection import EngineError
from asan.warehouse.engines.kept import read_kept
from asan.warehouse.engines.postgres.address import address_of
from asan.warehouse.in_place import is_in_place
from asan.warehouse.lake import Lake

DAY = 86_400.0
_log = logging.getLogger(__name__)


def start() -> None:
    """Do it now and every day, beside the worker's jobs."""
    threading.Thread(target=_daily, daemon=True).start()


def _daily() -> None:
    while True:
        try:
            removed = tidy(settings(), time.time())
            retain(settings(), time.time())
            remind(settings().access_notice_days)
            tell_stuck()
        except (OSError, AsanError, EngineError, SQLAlchemyError):
            _log.exception("the data folder could not be tidied")
        else:
            if removed:
                _log.warning("removed %s", ", ".join(map(str, removed)))
        time.sleep(DAY)


def retain(given: Settings, now: float) -> int:
    """Move records of the audit that are older than ``audit_keep_days`` into archives; returns the number of files.

    Raises OSError and the app store's errors.
    """
    if not given.audit_keep_days:
        return 0
    day = datetime.fromtimestamp(now - given.audit_keep_days * DAY, UTC).date().isoformat()
    return len(archive_before(Principal("system", frozenset()), day, surface="upkeep"))


def tidy(given: Settings, now: float) -> list[Path]:
    """Remove exports and uploads older than ``keep_days``, and search indexes of vocabularies that nobody reads.

    ``now`` is in seconds since 1970. Returns what was removed. An index of the last day is never removed: a search may
    still read it, and a build may still write it. Raises OSError; AsanError and EngineError where the lake cannot tell
    which vocabularies are read.
    """
    old = [*_older(given.exports, now - given.keep_days * DAY), *_older(given.uploads, now - given.keep_days * DAY)]
    indexes = list(_older(given.search, now - DAY))
    if indexes:
        used = {index_folder(given.search, fingerprint) for fingerprint in _vocabularies(given)}
        old += [index for index in indexes if index not in used]
    for folder in old:
        shutil.rmtree(folder)
    return old


def _vocabularies(given: Settings) -> set[str]:
    """Fingerprints of the vocabularies that somebody may read."""
    if is_in_place(given):
        kept = read_kept(given, address_of(given.cdm.get_secret_value()).shown)
        return {kept.vocabulary.fingerprint} if kept and kept.vocabulary else set()
    lake = Lake(given)
    return vocabulary.in_use(lake) if lake.exists() else set()


def _older(folder: Path, than: float) -> Iterator[Path]:
    """The folders in ``folder`` in which nothing has changed since ``than``."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.is_dir() and max(file.stat().st_mtime for file in (each, *each.rglob("*"))) < than:
            yield each
