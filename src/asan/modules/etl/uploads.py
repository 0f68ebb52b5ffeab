"""Uploads: one zip of CSV files, written to disk as it arrives. Nothing of it is held in memory or a second time.

Starlette's own form parser would first spool the whole body to the system's temporary folder, before any limit of
ours is asked; so the multipart body is parsed here, part by part, and counted while it comes.
"""

import re
import shutil
import uuid
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from asan.kit.errors import AsanError, BadInput
from asan.kit.errors import Exit as ExitCode
from asan.kit.settings import settings
from asan.kit.translation import Text

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MEGABYTE = 1_000_000
_FIELD = b"file"


class UploadTooLarge(AsanError):
    """More bytes than the settings allow."""

    code = "upload_too_large"
    status = 413
    exit_code = ExitCode.BAD_INPUT
    text = Text("파일이 {megabytes} MB보다 큽니다.", "The file is larger than {megabytes} MB.")
    next = Text(
        "폴더를 서버에 두고 경로로 실행하거나 ASAN_UPLOAD_MEGABYTES를 늘려 주세요.",
        "Put the folder on the server and run from its path, or raise ASAN_UPLOAD_MEGABYTES.",
    )


class BadUpload(BadInput):
    """The request's body is not a multipart form with a file."""

    code = "upload_malformed"
    text = Text("업로드를 읽을 수 없습니다: {detail}", "The upload cannot be read: {detail}")
    next = Text("CSV 파일을 담은 zip 하나를 올려 주세요.", "Upload one zip of CSV files.")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that arrived whole. ``name`` is the sender's, without what could be more than a name."""

    id: str
    name: str
    path: Path
    size: int


async def receive(body: AsyncIterable[bytes], content_type: str) -> Received:
    """Write the form's field ``file`` to ASAN_HOME/uploads/<id>/<its name>.zip.

    Raises BadUpload and UploadTooLarge; nothing stays on disk then.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise BadUpload(detail="multipart/form-data")
    upload = uuid.uuid4().hex
    folder = settings().uploads / upload
    folder.mkdir(mode=0o700, parents=True)
    path = folder / "arriving"
    try:
        with path.open("xb") as file:
            form = _Form(file, settings().upload_megabytes)
            parser = MultipartParser(boundary, form.callbacks())
            async for chunk in body:
                parser.write(chunk)
            if not form.ended:
                raise BadUpload(detail="the body ended early")
            if form.name is None:
                raise BadUpload(detail="no file")
    except MultipartParseError as error:
        shutil.rmtree(folder)
        raise BadUpload(detail="multipart/form-data") from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    # Pages and reports call the source by this name, so it keeps what is harmless of the sender's.
    stem = re.sub(r"[^\w.-]+", "_", PureWindowsPath(form.name).stem).strip("._")[:80] or "upload"
    named = path.rename(folder / f"{stem}.zip")
    return Received(id=upload, name=named.name, path=named, size=form.size)


def discard(received: Received) -> None:
    """Remove an upload that is no use."""
    shutil.rmtree(received.path.parent)


class _Form:
    """Follows a multipart body; the first part named ``file`` goes to disk, other parts are read past."""

    def __init__(self, file: BinaryIO, megabytes: int) -> None:
        self.name: str | None = None
        self.size = 0
        self.ended = False
        self._file = file
        self._megabytes = megabytes
        self._total = 0
        self._writing = False
        self._header = b""
        self._value = b""

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser calls as it reads."""
        return {
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            if options.get(b"name") == _FIELD and self.name is None:
                self._writing = True
                self.name = options.get(b"filename", b"upload.zip").decode("utf-8", "replace")[:200]
        self._header = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        self._total += end - start
        if self._total > self._megabytes * _MEGABYTE:
            raise UploadTooLarge(megabytes=self._megabytes)
        if self._writing:
            self._file.write(memoryview(data)[start:end])
            self.size += end - start

    def _on_part_end(self) -> None:
        self._writing = False

    def _on_end(self) -> None:
        self.ended = True
