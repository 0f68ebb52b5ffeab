"""Files in ASAN_HOME that nobody needs any more: exports and uploads of long ago, replaced search indexes."""

import logging
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from asan.kit.settings import Settings, settings
from asan.omop.search.build import current_folder

DAY = 86_400.0
_log = logging.getLogger(__name__)


def start() -> None:
    """Tidy now and every day, beside the worker's jobs."""
    threading.Thread(target=_daily, daemon=True).start()


def _daily() -> None:
    while True:
        try:
            removed = tidy(settings(), time.time())
        except OSError:
            _log.exception("the data folder could not be tidied")
        else:
            if removed:
                _log.warning("removed %s", ", ".join(map(str, removed)))
        time.sleep(DAY)


def tidy(given: Settings, now: float) -> list[Path]:
    """Remove exports and uploads older than ``keep_days``, and search indexes that another replaced a day ago.

    ``now`` is in seconds since 1970. Returns what was removed. The folder of the index in use is never removed, nor is
    one of the last day: a search may still read it, and a build may still write it. Raises OSError.
    """
    old = [*_older(given.exports, now - given.keep_days * DAY), *_older(given.uploads, now - given.keep_days * DAY)]
    old += [index for index in _older(given.search, now - DAY) if index != current_folder(given.search)]
    for folder in old:
        shutil.rmtree(folder)
    return old


def _older(folder: Path, than: float) -> Iterator[Path]:
    """The folders in ``folder`` in which nothing has changed since ``than``."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.is_dir() and max(file.stat().st_mtime for file in (each, *each.rglob("*"))) < than:
            yield each
