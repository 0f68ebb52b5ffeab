"""Every test has a data folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.kit.settings import settings


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file run in one worker, so that what the file shares (a loaded hospital, a server) is made once.

    Files that share more than that name a group of their own. Groups in which something is slow come first: one that
    came last would keep a worker while the others have nothing left.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    slow = {_group(item) for item in items if any(item.get_closest_marker(name) for name in ("slow", "browser"))}
    items.sort(key=lambda item: _group(item) not in slow)


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker else ""


@pytest.fixture
def asan_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ASAN_HOME, set for this test alone."""
    home = tmp_path / "home"
    monkeypatch.setenv("ASAN_HOME", str(home))
    settings.cache_clear()
    yield home
    settings.cache_clear()
