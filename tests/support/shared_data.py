"""Where the reference data lies that the project tests against and never copies."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shared_data(name: str = "") -> Path:
    """The folder of reference data ``name``; skips the calling test, saying why, where it is absent."""
    folder = Path(os.environ.get("ASAN_SHARED_DATA", ROOT.parent / "shared" / "data")) / name
    if not folder.exists():
        pytest.skip(f"reference data not here: {folder} (set ASAN_SHARED_DATA)")
    return folder
