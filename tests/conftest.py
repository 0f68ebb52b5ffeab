"""Every test has a data folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.kit.settings import settings


@pytest.fixture
def asan_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ASAN_HOME, set for this test alone."""
    home = tmp_path / "home"
    monkeypatch.setenv("ASAN_HOME", str(home))
    settings.cache_clear()
    yield home
    settings.cache_clear()
