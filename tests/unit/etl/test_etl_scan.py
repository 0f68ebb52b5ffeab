"""One pass over a file's bytes says how to read it."""

import os
from pathlib import Path

import pytest

from asan.modules.etl.source import scan as scanning
from asan.modules.etl.source.scan import blank_lines, plain_copy, scan, unchanged


@pytest.mark.parametrize(
    ("content", "encoding", "plain"),
    [
        (b"a,b\n1,2\n", "utf-8", True),
        ("이름\n김\n".encode(), "utf-8", True),
        ("이름\n김\n".encode("utf-8-sig"), "utf-8-sig", True),
        ("이름\n김철수\n".encode("cp949"), "cp949", False),
        ("이름\n".encode("utf-16"), "utf-16", False),
        (b"\xff\xfe\xfd\xfc"[1:] + b"\n", "mixed", False),
        (b"a\r\nb\r\n", "utf-8", True),
        (b"a\r\nb\n", "utf-8", False),
        (b"a\rb\r", "utf-8", False),
        (b"", "utf-8", True),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 3, 1 << 20])
def test_encoding_and_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, encoding: str, plain: bool, block: int
) -> None:
    monkeypatch.setattr(scanning, "_BLOCK", block)
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    if content.startswith(b"\xff\xfe") or content.startswith(b"\xef\xbb"):
        monkeypatch.setattr(scanning, "_BLOCK", max(block, 4))
    found = scan(file)
    assert (found.encoding, found.plain, found.size) == (encoding, plain, len(content))


@pytest.mark.parametrize("block", [1, 2, 3, 5, 1 << 20])
def test_blank_lines_are_found_whatever_the_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(scanning, "_BLOCK", block)
    file = tmp_path / "a.csv"
    file.write_bytes(b"\na\n\n\nb\r\n\r\nc\n\n")
    assert blank_lines(file) == [1, 3, 4, 6, 8]
    assert scan(file).blank_lines


def test_the_copy_keeps_lines_and_bad_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("가\r\n".encode("cp949") + b"b\n\xff\xff\n")
    copy = plain_copy(file, scan(file), tmp_path / "scratch" / "a.csv")
    assert copy.read_bytes().count(b"\n") == 3
    assert copy.read_bytes().endswith(b"\xff\xff\n")


def test_equal_content_has_an_equal_hash_and_other_content_another(tmp_path: Path) -> None:
    for name, content in (("a", b"1\n"), ("b", b"1\n"), ("c", b"2\n")):
        (tmp_path / name).write_bytes(content)
    first, second, third = (scan(tmp_path / name).digest for name in "abc")
    assert first == second != third


@pytest.mark.parametrize("later", [b"Id\nb\n", b"Id\na\nb\n"])
def test_a_file_that_is_written_after_its_scan_has_changed(tmp_path: Path, later: bytes) -> None:
    file = tmp_path / "patients.csv"
    file.write_bytes(b"Id\na\n")
    os.utime(file, ns=(1_000_000_000, 1_000_000_000))
    found = scan(file)
    assert unchanged(file, found)
    file.write_bytes(later)
    assert not unchanged(file, found)
