"""The secret keys of tokens and date shifts: apart from the data, readable by their owner alone, one a project.

A master key is made on first use; `rotate` makes the next one, which counts from then on. What a question gets is
derived from the newest one and the asker's project, so tokens of two projects cannot be linked, nor a project's key led
back to the master key. Older master keys stay: whoever must recompute a token of that time can, and nobody else.
"""

import hmac
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from asan.gateway.audit import Entry, append, lock
from asan.gateway.principal import Principal
from asan.kit.settings import Settings
from asan.kit.store import transaction

_FILE: Final = re.compile(r"masking(?:\.(\d{1,9}))?\.key")


def masking_key(settings: Settings, project: str | None = None) -> str:
    """The key for questions of ``project`` (None: of no project), 64 hexadecimal digits."""
    master = _master(settings)
    return hmac.digest(bytes.fromhex(master), f"project:{project or ''}".encode(), "sha256").hex()


def key_version(settings: Settings) -> int:
    """The number of the master key that counts now; 0 where none was made yet."""
    return max(_versions(_folder(settings)), default=0)


def rotate(settings: Settings, by: Principal, *, surface: str = "cli") -> int:
    """Make the next master key and return its number; tokens and shifts change with it. Raises Forbidden."""
    by.require("keys", "admin")
    folder = _folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction() as session:
        # The audit's lock: of two at once, each makes a version.
        lock(session)
        number = key_version(settings) + 1
        append(session, by, Entry("keys.rotate", "done", surface, question=f"masking key {number}"))
        _create(folder / _name(number), secrets.token_hex(32))
    return number


def _master(settings: Settings) -> str:
    folder = _folder(settings)
    for _ in range(2):
        versions = _versions(folder)
        if versions:
            return (folder / _name(max(versions))).read_text(encoding="ascii").strip()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(folder / _name(1), secrets.token_hex(32))
    raise FileNotFoundError(folder)


def _folder(settings: Settings) -> Path:
    return settings.keys or settings.make_home() / "keys"


def _versions(folder: Path) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(found[1] or 1) for name in os.listdir(folder) if (found := _FILE.fullmatch(name))]
    return []


def _name(version: int) -> str:
    return "masking.key" if version == 1 else f"masking.{version}.key"


def _create(path: Path, key: str) -> None:
    """Write the key completely or not at all; of two processes at once the first one's stays."""
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
