"""Extensions are loaded from signed files, and nothing unsigned after them."""

from pathlib import Path

import duckdb
import pytest

from asan.kit.settings import settings
from asan.warehouse import extensions
from asan.warehouse.connection import open_engine
from asan.warehouse.extensions import extension_file, load_extensions


def test_a_changed_file_is_refused(asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = extension_file("sqlite_scanner").read_bytes()
    changed = tmp_path / "sqlite_scanner.duckdb_extension"
    changed.write_bytes(signed[:1000] + bytes([signed[1000] ^ 1]) + signed[1001:])
    monkeypatch.setattr(extensions, "extension_file", lambda name: changed)
    with open_engine(settings()) as connection, pytest.raises(duckdb.IOException, match="signature"):
        load_extensions(connection, ["sqlite_scanner"])


def test_no_unsigned_file_is_taken_after_those_that_were_checked(asan_home: Path) -> None:
    with open_engine(settings()) as connection:
        load_extensions(connection, ["sqlite_scanner"])
        assert connection.execute("SELECT current_setting('allow_unsigned_extensions')").fetchone() == (False,)
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("SET allow_unsigned_extensions = true")
