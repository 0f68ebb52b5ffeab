"""The folder of a result: made beside its name, and given its name when it is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asan.modules.etl.on_spark.errors import FolderUnfit

REPORT = "report.json"
"""Its presence tells that a folder holds a result of ours, which may be replaced."""


@contextmanager
def made_beside(target: Path) -> Iterator[Path]:
    """A new empty folder that becomes ``target`` at the end, and is removed where anything is raised.

    ``target`` is as it was until then. What a killed run left is removed first. Raises FolderUnfit.
    """
    old = target.with_name(f"{target.name}.asan-old")
    with work_beside(target) as new:
        if old.exists() and not target.exists():
            old.rename(target)  # killed between the two names
        shutil.rmtree(old, ignore_errors=True)
        yield new
        try:
            if target.exists():
                target.rename(old)
            new.rename(target)
        except BaseException:
            if old.exists() and not target.exists():
                old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def work_beside(target: Path) -> Iterator[Path]:
    """A new empty folder beside ``target``, which is gone afterwards unless it was renamed.

    What a killed run left is removed first. Raises FolderUnfit, at once where another run is in it.
    """
    new, lock = (target.with_name(f"{target.name}.asan-{what}") for what in ("new", "lock"))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _held(lock, target):
            shutil.rmtree(new, ignore_errors=True)
            # Patients' rows lie in it: for its owner alone, until that one decides otherwise.
            new.mkdir(mode=0o700)
            try:
                yield new
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except PermissionError as error:
        raise FolderUnfit(path=target, detail=error.strerror or "permission denied") from error


@contextmanager
def _held(lock: Path, target: Path) -> Iterator[None]:
    """One run at a time makes ``target``; a killed one holds nothing. Raises FolderUnfit at once where another does."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderUnfit(path=target, detail="another run is writing it / 다른 실행이 쓰는 중") from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def named_folder(name: str) -> Path:
    """The folder ``name`` for a result. Raises FolderUnfit where it is none, or holds what is not a result of ours."""
    if "://" in name:
        raise FolderUnfit(path=name, detail="an address, not a folder / 폴더가 아닌 주소")
    target = Path(name).resolve()
    if target.exists() and not target.is_dir():
        raise FolderUnfit(path=target, detail="a file / 파일")
    if target.exists() and any(target.iterdir()) and not (target / REPORT).exists():
        raise FolderUnfit(path=target, detail="it holds something else / 다른 것이 들어 있음")
    near = target.parent
    if near.exists() and not os.access(near, os.W_OK | os.X_OK):
        raise FolderUnfit(path=target, detail=f"{near} is not writable / 쓰기 권한 없음")
    return target
