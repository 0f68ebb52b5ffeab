"""Nothing that a process does takes away the locks of its own open transactions on the catalog's file."""

from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.warehouse.lake import Lake
from tests.support.published_lake import publish_persons

LOCKS = Path("/proc/locks")


def held(folder: Path) -> set[str]:
    """The kernel's locks of processes (POSIX) on the catalog's files: file, first and last byte."""
    files = {file.stat().st_ino: file.name for file in folder.glob("catalog.sqlite*")}
    found = set()
    for line in LOCKS.read_text().splitlines():
        words = line.replace("-> ", "").split()
        inode = int(words[5].rsplit(":", 1)[1])
        if words[1] == "POSIX" and inode in files:
            found.add(f"{files[inode]} {words[6]} {words[7]}")
    return found


@pytest.mark.skipif(not LOCKS.exists(), reason="the kernel does not tell its locks")
def test_a_writer_that_comes_and_goes_leaves_an_open_transaction_its_locks(asan_home: Path, tmp_path: Path) -> None:
    publish_persons(tmp_path / "work", 1)
    lake = Lake(settings())
    with lake.connect_reader() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM lake.cdm.person").fetchall()
        before = held(lake.catalog.file.parent)  # type: ignore[attr-defined]
        assert before
        lake.connect_writer().close()
        assert before <= held(lake.catalog.file.parent)  # type: ignore[attr-defined]
        reader.execute("ROLLBACK")


def test_the_catalog_is_in_wal_mode(asan_home: Path, tmp_path: Path) -> None:
    lake = Lake(settings())
    lake.connect_writer().close()
    header = lake.catalog.file.read_bytes()[:20]  # type: ignore[attr-defined]
    # The format's versions for writing and for reading (SQLite's file format, section 1.3.3): 2 is WAL.
    assert header[18:20] == b"\x02\x02"
