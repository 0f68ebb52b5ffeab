"""Where a CDM of Parquet files lies: ASAN_CDM, ``spark+`` and the folder's address. ASAN_SPARK says where Spark is."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from asan.warehouse.engines.errors import CdmAddressWrong

SCHEME: Final = "spark+"
_PLAIN: Final = re.compile(r"[^*?\[\]{}\\\x00-\x1f]+")
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}")


@dataclass(frozen=True, slots=True)
class Address:
    """``folder``: ``s3://bucket/prefix``, or a path of this machine that Spark's machines know by the same name."""

    folder: str

    @property
    def is_s3(self) -> bool:
        """Whether the files lie on S3."""
        return self.folder.startswith("s3://")

    @property
    def shown(self) -> str:
        """The source as people and the audit may see it."""
        return SCHEME + (self.folder if self.is_s3 else f"file://{quote(self.folder)}")

    def place(self, *parts: str) -> str:
        """What lies in the folder."""
        return "/".join((self.folder, *parts))


def address_of(url: str) -> Address:
    """Read ``spark+file:///folder`` or ``spark+s3://bucket/prefix``. Raises CdmAddressWrong."""
    try:
        parts = urlsplit(url.removeprefix(SCHEME))
        path = unquote(parts.path, errors="strict").rstrip("/")
    except ValueError:
        raise CdmAddressWrong from None
    surplus = parts.query or parts.fragment or not url.startswith(SCHEME)
    if surplus or not _PLAIN.fullmatch(path) or "/../" in f"{path}/":
        raise CdmAddressWrong
    if parts.scheme == "file" and not parts.netloc:
        return Address(path)
    if parts.scheme == "s3" and _BUCKET.fullmatch(parts.netloc):
        return Address(f"s3://{parts.netloc}{path}")
    raise CdmAddressWrong
