"""Results on S3: each in a folder of its own, and one small file that says which counts.

S3 renames nothing. So a result is put beside the one that counts, under a name that was never used; replacing the small
file makes it count, at once and whole. Who reads goes on in the folder that they found: the last one before stays.
"""

import json
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from asan.warehouse.storage.errors import StoreUnreachable
from asan.warehouse.storage.s3_files import S3Files

POINTER: Final = "current.json"
_NAME: Final = re.compile(r"result-\d{8}T\d{12}-[0-9a-f]{8}")


def result_in(files: S3Files) -> str:
    """The folder of the result that counts; "" where no pointer says so, or none that `put_result` wrote."""
    try:
        told = json.loads(files.text(POINTER))
    except (FileNotFoundError, ValueError):
        return ""
    name = told.get("folder") if isinstance(told, dict) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


def holds_others(files: S3Files) -> bool:
    """Whether anything lies there that `put_result` did not put."""
    return any(entry.name != POINTER and not _NAME.fullmatch(entry.name) for entry in files.listed())


def require_room(files: S3Files) -> None:
    """Put something and remove it, so that hours of work do not end at a door. Raises StoreUnreachable."""
    files.require_bucket()
    name = _new_name()
    files.put_text(f"{name}/probe", "")
    files.remove_folder(name)


def put_result(files: S3Files, folder: Path) -> str:
    """Put what ``folder`` holds and let it count; returns its name. What counted before stays, what is older goes.

    Raises StoreUnreachable, and what counts is then what counted before: half a result never does.
    """
    before = result_in(files)
    name = _new_name()
    try:
        files.put_folder(folder, name)
        _compare(files, folder, name)
    except BaseException:
        _remove(files, name)
        raise
    # Where this fails nobody knows whether it arrived: both results stay.
    files.put_text(POINTER, json.dumps({"folder": name}))
    for entry in files.listed():
        # By their names: another machine's, which is being put, is younger.
        if _NAME.fullmatch(entry.name) and entry.name < before:
            _remove(files, entry.name)
    return name


def _new_name() -> str:
    return f"result-{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def _compare(files: S3Files, folder: Path, name: str) -> None:
    """Raises StoreUnreachable where the store does not have each file in its size."""
    there = {entry.name.removeprefix(f"{name}/"): entry.size for entry in files.listed(name, deep=True)}
    for file in folder.rglob("*"):
        if file.is_file() and there.get(file.relative_to(folder).as_posix()) != file.stat().st_size:
            raise StoreUnreachable(location=files.location, detail="a file was not kept · 파일이 저장되지 않음")


def _remove(files: S3Files, name: str) -> None:
    """As far as the store lets: what stays does not count, and a later result's removal finds it."""
    with suppress(StoreUnreachable, FileNotFoundError):
        files.remove_folder(name)
