"""Finds the source files in a folder or a zip. Nothing is ever written outside the run's own folder."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from asan.modules.etl.errors import (
    FileForbidden,
    FileMissing,
    FileTwice,
    NotAnArchive,
    SourceMissing,
    ZipBomb,
    ZipEscapes,
    ZipTooLarge,
)
from asan.modules.etl.source.files import FILES

SUFFIXES = (".csv", ".parquet")
# Synthea writes its files into output/csv: a folder above them is meant kindly.
FOLDERS = ("", "csv", "output/csv")
# Text packs to a tenth or so; a file that unpacks to two hundred times its size was made to fill the disk.
MOST_TIMES = 200
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Located:
    """The files of a source by stem, and the names of those that no step reads."""

    files: dict[str, Path]
    unknown: tuple[str, ...]


def locate(source: Path, unpack_into: Path, limit_megabytes: int, *, partial: bool = False) -> Located:
    """The source files of a folder, or of a zip after unpacking it into ``unpack_into``.

    Raises SourceMissing, FileForbidden, FileTwice, FileMissing for a required file (where ``partial``, only if there is
    no file at all), and for a zip what `unpack` raises.
    """
    if not source.exists():
        raise SourceMissing(path=source)
    try:
        return _locate(source, unpack_into, limit_megabytes, partial)
    except PermissionError as error:
        raise FileForbidden(path=error.filename or source) from error


def _locate(source: Path, unpack_into: Path, limit_megabytes: int, partial: bool) -> Located:
    folder = source
    if source.is_file():
        unpack(source, unpack_into, limit_megabytes)
        folder = unpack_into
    found = _in_folder(folder)
    for deeper in FOLDERS[1:]:
        if not found.files and (folder / deeper).is_dir():
            found = _in_folder(folder / deeper)
    for file in FILES.values():
        if file.required and file.stem not in found.files and not (partial and found.files):
            raise FileMissing(file=f"{file.stem}.csv", path=source)
    return found


def _in_folder(folder: Path) -> Located:
    files: dict[str, Path] = {}
    unknown: list[str] = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        stem = path.stem.lower()
        if path.suffix.lower() not in SUFFIXES or stem not in FILES:
            unknown.append(path.name)
        elif stem in files:
            raise FileTwice(first=files[stem].name, second=path.name)
        else:
            files[stem] = path
    return Located(files, tuple(unknown))


def unpack(archive: Path, folder: Path, limit_megabytes: int) -> None:
    """Unpack the source files of ``archive`` flat into ``folder``.

    Raises NotAnArchive, ZipEscapes, ZipTooLarge and ZipBomb.
    The sizes that an archive states may lie, so bytes are counted as they come.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            for member in members:
                _check_name(member)
            folder.mkdir(parents=True, exist_ok=True)
            left = limit_megabytes * 1_000_000
            for member in members:
                name = PurePosixPath(member.filename).name
                if PurePosixPath(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                    left -= _extract(packed, member, folder / name, left)
                    if left < 0:
                        raise ZipTooLarge(megabytes=limit_megabytes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotAnArchive(name=archive.name, detail=error) from error


def _check_name(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    drive = ":" in path.parts[0] if path.parts else False
    link = (member.external_attr >> 16) & 0o170000 == 0o120000
    if path.is_absolute() or ".." in path.parts or drive or link:
        raise ZipEscapes(name=member.filename)


def _extract(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one member; returns its bytes, just over ``left`` where it was cut off there."""
    if target.exists():
        raise FileTwice(first=target.name, second=member.filename)
    # A small file may repeat itself; only what grows large can fill a disk.
    most = max(member.compress_size * MOST_TIMES, 10 * _BLOCK)
    written = 0
    with packed.open(member) as source, target.open("xb") as sink:
        while block := source.read(_BLOCK):
            written += len(block)
            if written > left:
                break
            if written > most:
                raise ZipBomb(name=member.filename, times=MOST_TIMES)
            sink.write(block)
    return written
