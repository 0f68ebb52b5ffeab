"""Where a result goes: a folder of this machine, or one on S3. It is made in a folder of this machine either way."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol

from asan.kit.settings import Settings
from asan.modules.etl.on_spark.errors import FolderUnfit
from asan.modules.etl.on_spark.folder import made_beside, named_folder, work_beside
from asan.warehouse.storage.results import holds_others, put_result, require_room
from asan.warehouse.storage.s3_files import SCHEME, S3Files

_ADDRESS: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,62}(/[\w.=-]+)+/?")


class Target(Protocol):
    """``str()`` of it is what people read."""

    def made(self) -> AbstractContextManager[Path]:
        """A new empty folder; what it holds at the end of the block is the result, else the one before stays."""


class FolderTarget:
    """A folder, which is replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __str__(self) -> str:
        return str(self._folder)

    def made(self) -> AbstractContextManager[Path]:
        """A folder beside it. Raises FolderUnfit."""
        return made_beside(self._folder)


class S3Target:
    """A folder on S3, and the one in which its result is made."""

    def __init__(self, files: S3Files, work: Path) -> None:
        self._files = files
        self._work = work

    def __str__(self) -> str:
        return self._files.location

    @contextmanager
    def made(self) -> Iterator[Path]:
        """A folder in the work folder, which is then put. Raises FolderUnfit, StoreUnreachable."""
        with work_beside(self._work / "result") as folder:
            yield folder
            put_result(self._files, folder)


def target_of(to: str, settings: Settings, work: Path | None = None) -> Target:
    """The place that ``to`` names. ``work``: where a result for S3 is made, by default in the data folder.

    Raises FolderUnfit where it holds what is not a result of ours or is no place for one, StoreUnreachable.
    """
    if not to.startswith(SCHEME):
        return FolderTarget(named_folder(to))
    files = S3Files(settings, s3_address(to))
    require_room(files)
    if holds_others(files):
        raise FolderUnfit(path=to, detail="it holds something else / 다른 것이 들어 있음")
    return S3Target(files, work or settings.make_home() / "spark")


def s3_address(name: str) -> str:
    """``s3://bucket/folder`` without a slash at its end. Raises FolderUnfit for any other text."""
    if not _ADDRESS.fullmatch(name) or "/.." in name:
        raise FolderUnfit(path=name, detail="not s3://bucket/folder / s3://버킷/폴더 형식이 아님")
    return name.rstrip("/")
