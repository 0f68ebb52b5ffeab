"""How many processes are taken where nobody says."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from asan.synth import workers


@pytest.mark.parametrize(
    ("cores", "free", "limit", "expected"),
    [
        (2, 16_000_000_000, "max", 2),
        (16, 9_000_000_000, "max", 4),  # memory for four and a half
        (16, 64_000_000_000, "5000000000\n", 2),  # the container has less than the machine
        (4, 500_000_000, "max", 1),
    ],
)
def test_there_are_no_more_processes_than_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cores: int, free: int, limit: str, expected: int
) -> None:
    (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(workers, "_LIMIT_OF_CONTAINER", tmp_path / "memory.max")
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=free))
    assert workers.fitting() == expected
