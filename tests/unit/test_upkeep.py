"""What is tidied away, and what stays."""

import os
from pathlib import Path

from asan.kit.settings import Settings
from asan.omop.search.build import FORMAT
from asan.upkeep import DAY, tidy

NOW = 2_000_000_000.0


def folder(path: Path, days_old: float) -> Path:
    """A folder with one file, both last changed so many days before now."""
    path.mkdir(parents=True)
    (path / "file").write_text("x")
    for each in (path / "file", path):
        os.utime(each, (NOW - days_old * DAY,) * 2)
    return path


def test_old_exports_and_uploads_go_and_new_ones_stay(tmp_path: Path) -> None:
    given = Settings(home=tmp_path, keep_days=10)
    gone = [folder(given.exports / "1", 11), folder(given.uploads / "a", 11)]
    stay = [folder(given.exports / "2", 9), folder(given.uploads / "b", 9)]
    assert sorted(tidy(given, NOW)) == sorted(gone)
    assert [path.exists() for path in (*gone, *stay)] == [False, False, True, True]


def test_an_export_that_is_still_written_stays(tmp_path: Path) -> None:
    given = Settings(home=tmp_path, keep_days=10)
    old = folder(given.exports / "1", 30)
    os.utime(old / "file", (NOW, NOW))
    assert tidy(given, NOW) == []


def test_the_index_in_use_stays_however_old_and_replaced_ones_go(tmp_path: Path) -> None:
    given = Settings(home=tmp_path)
    used, replaced, left, new = (folder(given.search / name, 400) for name in ("used", "replaced", "b.12.new", "new"))
    os.utime(new, (NOW, NOW))
    (given.search / "current").write_text(f"used {FORMAT}")
    assert sorted(tidy(given, NOW)) == sorted([replaced, left])
    assert used.exists()
    assert new.exists()


def test_an_empty_data_folder_is_tidy(tmp_path: Path) -> None:
    assert tidy(Settings(home=tmp_path / "none"), NOW) == []
