"""The secret key of tokens and date shifts: one a data folder, apart from the data, readable by its owner alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from asan.kit.settings import Settings


def masking_key(settings: Settings) -> str:
    """The key, 64 hexadecimal digits; made on first use."""
    path = settings.make_home() / "keys" / "masking.key"
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    _create(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


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
