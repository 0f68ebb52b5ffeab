"""What is tidied away, and what stays."""

import os
from pathlib import Path

from asan.kit.settings import Settings
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


def test_what_a_killed_build_of_an_index_left_goes_and_one_at_work_stays(tmp_path: Path) -> None:
    given = Settings(home=tmp_path)
    left, at_work = (folder(given.search / name, 400) for name in ("b.12.new", "c.13.new"))
    os.utime(at_work, (NOW, NOW))
    assert tidy(given, NOW) == [left]
    assert at_work.exists()


def test_an_empty_data_folder_is_tidy(tmp_path: Path) -> None:
    assert tidy(Settings(home=tmp_path / "none"), NOW) == []
