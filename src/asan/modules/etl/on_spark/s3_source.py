"""A source on S3: looked for first, then fetched to this machine's disk, where step 1 reads it."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from asan.kit.settings import Settings
from asan.modules.etl.errors import SourceChanged, SourceMissing
from asan.modules.etl.on_spark.target import s3_address
from asan.modules.etl.source.locate import FOLDERS, SUFFIXES
from asan.synth.label import LABEL
from asan.warehouse.storage.s3_files import Entry, S3Files


@dataclass(frozen=True, slots=True)
class S3Source:
    """The files of a source, or its zip alone."""

    files: S3Files
    entries: tuple[Entry, ...]

    def fetch(self, into: Path) -> Path:
        """Fetch the files; returns the folder or zip to read.

        Raises StoreUnreachable, and SourceChanged where a file was put anew meanwhile.
        """
        into.mkdir(parents=True)
        for entry in self.entries:
            name = PurePosixPath(entry.name).name
            try:
                self.files.fetch(entry.name, into / name)
                if self.files.entry(entry.name) != entry:
                    raise SourceChanged(file=name)
            except FileNotFoundError:
                raise SourceChanged(file=name) from None
        only = PurePosixPath(self.entries[0].name).name
        return into / only if only.lower().endswith(".zip") else into


def s3_source(address: str, settings: Settings) -> S3Source:
    """The source that lies at ``s3://bucket/folder`` or ``s3://bucket/file.zip``.

    Raises FolderUnfit for what is no such address, SourceMissing, StoreUnreachable.
    """
    location = s3_address(address)
    if location.lower().endswith(".zip"):
        folder, _, name = location.rpartition("/")
        files = S3Files(settings, folder)
        try:
            return S3Source(files, (files.entry(name),))
        except FileNotFoundError:
            raise SourceMissing(path=address) from None
    files = S3Files(settings, location)
    files.require_bucket()
    for folder in FOLDERS:
        entries = tuple(entry for entry in files.listed(folder) if not entry.is_folder and _is_read(entry.name))
        if entries:
            return S3Source(files, entries)
    raise SourceMissing(path=address)


def _is_read(name: str) -> bool:
    last = PurePosixPath(name)
    return last.name == LABEL or (last.suffix.lower() in SUFFIXES and not last.name.startswith("."))
