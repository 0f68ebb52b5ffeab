"""A result's folder is replaced whole, or is as it was; what is not a result is never touched."""

from pathlib import Path

import pytest

from asan.modules.etl.on_spark.errors import FolderUnfit
from asan.modules.etl.on_spark.folder import REPORT, made_beside, named_folder


def result(folder: Path, text: str) -> Path:
    with made_beside(folder) as new:
        (new / REPORT).write_text(text)
    return folder


def test_a_whole_result_takes_the_name_and_the_place_of_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cdm"
    result(folder, "first")
    (folder / "more").mkdir()
    result(folder, "second")
    assert [entry.name for entry in folder.iterdir()] == [REPORT]
    assert (folder / REPORT).read_text() == "second"
    assert [entry.name for entry in folder.parent.iterdir()] == ["cdm"]
    assert folder.stat().st_mode & 0o077 == 0


def test_what_fails_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    folder = result(tmp_path / "cdm", "first")
    with pytest.raises(KeyboardInterrupt), made_beside(folder) as new:
        raise KeyboardInterrupt((new / REPORT).write_text("half"))
    assert (folder / REPORT).read_text() == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["cdm"]


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "cdm.asan-new" / "etl").mkdir(parents=True)
    assert (result(tmp_path / "cdm", "whole") / REPORT).exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["cdm"]


def test_a_run_killed_between_the_two_names_loses_no_result(tmp_path: Path) -> None:
    result(tmp_path / "cdm", "first").rename(tmp_path / "cdm.asan-old")
    with pytest.raises(KeyboardInterrupt), made_beside(tmp_path / "cdm"):
        raise KeyboardInterrupt
    assert (tmp_path / "cdm" / REPORT).read_text() == "first"


def test_one_run_at_a_time_makes_a_result(tmp_path: Path) -> None:
    with made_beside(tmp_path / "cdm") as new:
        (new / REPORT).write_text("first")
        with pytest.raises(FolderUnfit, match="another run"), made_beside(tmp_path / "cdm"):
            pass
        assert (new / REPORT).exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["cdm"]


@pytest.mark.parametrize("name", ["gs://bucket/cdm", "file", "others"])
def test_what_is_no_place_for_a_result_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "mine.txt").touch()
    with pytest.raises(FolderUnfit) as raised:
        named_folder(name if "://" in name else str(tmp_path / name))
    assert name in raised.value.message.en


def test_an_empty_folder_and_an_earlier_result_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert named_folder(str(tmp_path / "empty")) == tmp_path / "empty"
    assert named_folder(str(result(tmp_path / "cdm", "first"))) == tmp_path / "cdm"
