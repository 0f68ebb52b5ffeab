"""A folder on S3 as files: listed, read from any place, fetched and put. The embedded engine reads tables alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyarrow import fs

from asan.kit.settings import Settings
from asan.warehouse.storage.errors import StoreUnreachable

SCHEME: Final = "s3://"
_CONNECT_SECONDS: Final = 10.0
_KIND: Final = re.compile(r"AWS Error ([A-Z_]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder: its name below the location, its bytes (0 for a folder), when it was put (ns since 1970)."""

    name: str
    is_folder: bool
    size: int
    changed: int


class S3Files:
    """What lies below ``location``, ``s3://bucket/prefix``. Names are relative to it, ``""`` is the location itself.

    Safe to share between threads. A store that refuses is asked again, as often as ``ASAN_S3_RETRIES`` says; what then
    fails raises StoreUnreachable. What is not there raises FileNotFoundError.
    """

    def __init__(self, settings: Settings, location: str) -> None:
        self.location = location.rstrip("/")
        self._root = self.location.removeprefix(SCHEME)
        self._store = fs.S3FileSystem(
            anonymous=not settings.s3_key_id,
            access_key=settings.s3_key_id or None,
            secret_key=settings.s3_secret.get_secret_value() or None,
            region=settings.s3_region,
            endpoint_override=settings.s3_endpoint or None,
            scheme="https" if settings.s3_tls else "http",
            force_virtual_addressing=settings.s3_url_style == "vhost",
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=settings.s3_retries + 1),
            connect_timeout=_CONNECT_SECONDS,
        )

    def listed(self, folder: str = "", *, deep: bool = False) -> list[Entry]:
        """What lies in ``folder``, by name; with ``deep`` in all folders below too. Nothing, where there is no such."""
        selector = fs.FileSelector(self._path(folder), recursive=deep, allow_not_found=True)
        with self._told():
            return sorted(map(self._entry, self._store.get_file_info(selector)), key=lambda entry: entry.name)

    def entry(self, name: str) -> Entry:
        """The file or folder of that name."""
        with self._told():
            found = self._store.get_file_info(self._path(name))
        if found.type == fs.FileType.NotFound:
            raise FileNotFoundError(name)
        return self._entry(found)

    def opened(self, name: str) -> pa.NativeFile:
        """The file, to be read from any place: `told` names what its methods raise."""
        with self._told():
            return self._store.open_input_file(self._path(name))

    def require_bucket(self) -> None:
        """Raises StoreUnreachable where there is no such bucket: a listing of nothing would not tell."""
        with self._told():
            found = self._store.get_file_info(self._root.partition("/")[0])
        if found.type == fs.FileType.NotFound:
            raise StoreUnreachable(location=self.location, detail="no such bucket · 버킷 없음")

    def text(self, name: str) -> str:
        """A small file's text."""
        with self._told(), self._store.open_input_stream(self._path(name)) as file:
            return str(file.readall().decode())

    def put_text(self, name: str, text: str) -> None:
        """Put a small file, or another in its place: whoever reads sees the one or the other."""
        with self._told(), self._store.open_output_stream(self._path(name)) as file:
            file.write(text.encode())

    def fetch(self, name: str, into: Path) -> None:
        """Write a file's bytes to ``into``."""
        with self._told():
            fs.copy_files(self._path(name), str(into), source_filesystem=self._store)

    def put_folder(self, source: Path, name: str) -> None:
        """Put all that is in the folder ``source``, empty folders too."""
        with self._told():
            fs.copy_files(str(source), self._path(name), destination_filesystem=self._store)

    def remove_folder(self, name: str) -> None:
        """Remove all below ``name``."""
        with self._told():
            self._store.delete_dir(self._path(name))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno is not None:
                raise  # this machine's disk, not the store
            raise self.trouble(error) from None  # its text quotes the request

    def trouble(self, error: OSError) -> StoreUnreachable:
        """The store's error by its kind."""
        kind = _KIND.search(str(error))
        detail = kind[1].lower().replace("_", " ") if kind else "no answer"
        return StoreUnreachable(location=self.location, detail=detail)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def _entry(self, found: fs.FileInfo) -> Entry:
        name = found.path.removeprefix(self._root).lstrip("/")
        is_folder = found.type == fs.FileType.Directory
        return Entry(name, is_folder, 0 if is_folder else found.size, 0 if is_folder else found.mtime_ns or 0)
