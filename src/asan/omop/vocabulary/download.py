"""An Athena download on disk: a folder or a zip with one tab-separated file a table, in any case of letters."""

import hashlib
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from asan.omop.vocabulary.errors import ArchiveDamaged, ArchiveUnsafe, VocabularyFileMissing

REQUIRED = ("concept", "concept_relationship", "vocabulary")
OPTIONAL = ("domain", "concept_class", "relationship", "concept_synonym", "concept_ancestor", "drug_strength")

# Vocabulary files shrink about tenfold. A member that claims far more is made to fill a disk.
_BOMB_RATIO = 150
_BOMB_BYTES = 50_000_000


def file_name(table: str) -> str:
    """The table's file as Athena names it."""
    return f"{table.upper()}.csv"


@dataclass(frozen=True, slots=True)
class Download:
    """The tables found in a download: where each lies (``path``, or its member name in the zip)."""

    path: Path
    members: dict[str, str]
    zipped: bool

    @contextmanager
    def open(self, table: str) -> Iterator[IO[bytes]]:
        """The table's bytes. Raises ArchiveDamaged."""
        if not self.zipped:
            with (self.path / self.members[table]).open("rb") as file:
                yield file
            return
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.members[table]) as member:
                yield member
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise ArchiveDamaged(detail=f"{self.members[table]}: {error}") from error

    def fingerprint(self) -> str:
        """16 hex digits over the names and contents of all tables: the same however they are packed."""
        whole = hashlib.sha256()
        for table in sorted(self.members):
            with self.open(table) as file:
                whole.update(f"{table} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())  # type: ignore[arg-type]
        return whole.hexdigest()[:16]

    def unpack(self, folder: Path) -> dict[str, Path]:
        """The tables as files: where they lie, or unpacked into ``folder``. Raises ArchiveUnsafe, ArchiveDamaged."""
        if not self.zipped:
            return {table: self.path / name for table, name in self.members.items()}
        with zipfile.ZipFile(self.path) as archive:
            needed = sum(archive.getinfo(name).file_size for name in self.members.values())
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise ArchiveUnsafe(detail=f"{needed // 2**20} MB > {free // 2**20} MB ({folder})")
        files = {}
        for table in self.members:
            files[table] = folder / file_name(table)
            with self.open(table) as member, files[table].open("wb") as file:
                shutil.copyfileobj(member, file, 2**20)
        return files


def find(path: Path) -> Download:
    """What ``path`` holds. Raises VocabularyFileMissing, ArchiveUnsafe, ArchiveDamaged."""
    if path.is_dir():
        found = _by_table([entry.name for entry in path.iterdir() if entry.is_file()])
        download = Download(path, found, zipped=False)
    elif path.is_file():
        download = Download(path, _by_table(_safe_members(path)), zipped=True)
    else:
        raise VocabularyFileMissing(path=path, file=file_name("concept"))
    for table in REQUIRED:
        if table not in download.members:
            raise VocabularyFileMissing(path=path, file=file_name(table))
    return download


def _by_table(names: list[str]) -> dict[str, str]:
    wanted = {file_name(table).lower(): table for table in (*REQUIRED, *OPTIONAL)}
    found: dict[str, str] = {}
    for name in sorted(names):
        table = wanted.get(PurePosixPath(name).name.lower())
        if table is not None:
            found.setdefault(table, name)
    return found


def _safe_members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ArchiveDamaged(detail=f"{path.name}: {error}") from error
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
            raise ArchiveUnsafe(detail=f"{member.filename}: path")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ArchiveUnsafe(detail=f"{member.filename}: link")
        if member.flag_bits & 1:
            raise ArchiveUnsafe(detail=f"{member.filename}: password")
        if member.file_size > _BOMB_BYTES and member.file_size > _BOMB_RATIO * max(member.compress_size, 1):
            raise ArchiveUnsafe(detail=f"{member.filename}: {member.compress_size} → {member.file_size} bytes")
    return [member.filename for member in members if not member.is_dir()]
