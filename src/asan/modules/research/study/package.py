"""A study package as a file: written the same way every time, read with distrust.

Every byte is held against the manifest's hashes before anything is made of it. Hashes find damage and careless
changes; whoever means to deceive can write new ones, so a package is trusted as far as whoever handed it over.
"""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from asan.kit.errors import AsanError
from asan.modules.research.analysis.specification import Specified, read_specification
from asan.modules.research.definitions import DefinitionFailed, NamedDefinition
from asan.modules.research.saved.expressions import keep
from asan.modules.research.study.errors import (
    BadManifest,
    NotAPackage,
    PackageTooLarge,
    Tampered,
    UnknownCohortKey,
    UnknownFormat,
    UnsafeMember,
)
from asan.modules.research.study.manifest import (
    ANALYSES,
    FORMAT,
    MANIFEST,
    PROVENANCE,
    VERSION,
    Manifest,
    Member,
    StudyProvenance,
)

SUFFIX: Final = ".asan-study.zip"
MOST_MEGABYTES: Final = 64
"""Of the file, and of all that is in it: a study is text."""

_MEGABYTE: Final = 2**20
_MOST_MEMBERS: Final = 6_000
_NAME: Final = re.compile(
    r"(manifest\.json|analyses\.json|(cohorts|concept_sets|results)/[A-Za-z0-9][A-Za-z0-9._-]{0,99})"
)
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same package is the same file."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read, or is to be written: the manifest, and the members by their names without it."""

    manifest: Manifest
    members: Mapping[str, bytes]

    def definitions(self) -> list[NamedDefinition]:
        """The cohorts, named by their keys. Raises DefinitionFailed, and Tampered where one is another than is said."""
        found = []
        for entry in self.manifest.cohorts:
            try:
                kept = keep(json.loads(self.members[entry.file]))
            except AsanError as error:
                raise DefinitionFailed.of(entry.key, error) from error
            except (ValueError, RecursionError) as error:
                raise BadManifest(where=entry.file, detail=str(error)[:200]) from None
            if kept.digest != entry.digest:
                raise Tampered(member=entry.file, detail="digest")
            found.append(NamedDefinition(entry.key, kept.read.expression, kept.digest, kept.read.unknown))
        return found

    def analyses(self) -> list[Specified]:
        """The analyses, each of which makes sense. Raises BadAnalysis, UnknownCohortKey."""
        found = read_specification(self.members[ANALYSES])
        numbers = {entry.key: number for number, entry in enumerate(self.manifest.cohorts, start=1)}

        def numbered(key: int | str) -> int:
            if key not in numbers:
                raise UnknownCohortKey(key=str(key)[:60], known=", ".join(numbers))
            return numbers[str(key)]

        for specified in found:
            specified.asked(numbered)
        return found

    def provenance(self) -> StudyProvenance | None:
        """Where its results are from; None where it has none. Raises BadManifest."""
        if PROVENANCE not in self.members:
            return None
        try:
            return StudyProvenance.model_validate_json(self.members[PROVENANCE])
        except ValidationError as error:
            raise _bad_manifest(PROVENANCE, error) from None

    @property
    def digest(self) -> str:
        """A hash of all that it is, with or without results."""
        return hashlib.sha256(_json(self.manifest.as_json())).hexdigest()


def as_text(value: object) -> bytes:
    """JSON for people to read too, the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def packed(manifest: Manifest, members: Mapping[str, bytes]) -> Package:
    """A package of ``members``, whose hashes go into its manifest."""
    told = {name: Member(sha256=hashlib.sha256(given).hexdigest(), bytes=len(given)) for name, given in members.items()}
    return Package(manifest.model_copy(update={"members": dict(sorted(told.items()))}), dict(members))


def write(package: Package) -> bytes:
    """The package as a zip: for the same package the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name, given in [(MANIFEST, _json(package.manifest.as_json())), *sorted(package.members.items())]:
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            file.writestr(entry, given)
    return sink.getvalue()


def read_file(path: Path) -> Package:
    """The package of a file. Raises as `read` does."""
    try:
        size = path.stat().st_size
        if size > MOST_MEGABYTES * _MEGABYTE:
            raise PackageTooLarge(what=path.name, limit=MOST_MEGABYTES)
        return read(path.read_bytes(), path.name)
    except OSError as error:
        raise NotAPackage(file=path.name, detail=error.strerror or "OS") from None


def read(content: bytes, file: str) -> Package:
    """The package of a file's bytes, whole and as its manifest says.

    Raises NotAPackage, PackageTooLarge, UnsafeMember, UnknownFormat, BadManifest, Tampered.
    """
    if len(content) > MOST_MEGABYTES * _MEGABYTE:
        raise PackageTooLarge(what=file, limit=MOST_MEGABYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            found = _members(zipped)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, zlib.error) as error:
        raise NotAPackage(file=file, detail=str(error)[:200] or "zip") from None
    except zipfile.LargeZipFile:
        raise PackageTooLarge(what=file, limit=MOST_MEGABYTES) from None
    if MANIFEST not in found:
        raise NotAPackage(file=file, detail=MANIFEST)
    manifest = _manifest(found.pop(MANIFEST), file)
    _hold_against(manifest, found)
    return Package(manifest, found)


def _members(zipped: zipfile.ZipFile) -> dict[str, bytes]:
    entries = zipped.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise PackageTooLarge(what=f"{len(entries)} files", limit=MOST_MEGABYTES)
    found: dict[str, bytes] = {}
    left = MOST_MEGABYTES * _MEGABYTE
    for entry in entries:
        name = entry.filename
        is_file = (entry.external_attr >> 16) & 0o170000 in (0, 0o100000)
        if not _NAME.fullmatch(name) or ".." in name or name in found or not is_file or entry.flag_bits & 1:
            raise UnsafeMember(member=repr(name)[:120])
        # What the entry says of its size is the sender's word: only what comes out counts.
        with zipped.open(entry) as opened:
            given = opened.read(left + 1)
        left -= len(given)
        if left < 0:
            raise PackageTooLarge(what=name, limit=MOST_MEGABYTES)
        found[name] = given
    return found


def _manifest(content: bytes, file: str) -> Manifest:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        raise BadManifest(where=MANIFEST, detail="JSON") from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise NotAPackage(file=file, detail=f"format ≠ {FORMAT}")
    if given.get("version") != VERSION:
        raise UnknownFormat(version=str(given.get("version"))[:20], known=VERSION)
    try:
        return Manifest.model_validate(given)
    except ValidationError as error:
        raise _bad_manifest(MANIFEST, error) from None


def _bad_manifest(file: str, error: ValidationError) -> BadManifest:
    first = error.errors()[0]
    where = ".".join((file, *(str(step) for step in first["loc"])))[:120]
    return BadManifest(where=where, detail=str(first["msg"])[:200])


def _hold_against(manifest: Manifest, found: Mapping[str, bytes]) -> None:
    for name in sorted(set(found) ^ set(manifest.members)):
        raise Tampered(member=name[:120], detail="≠ manifest.members")
    for name, member in manifest.members.items():
        if len(found[name]) != member.bytes or hashlib.sha256(found[name]).hexdigest() != member.sha256:
            raise Tampered(member=name, detail="sha256")
    needed = [ANALYSES, *(one.file for one in manifest.cohorts), *(one.file for one in manifest.concept_sets)]
    needed += [PROVENANCE] if manifest.results else []
    for name in needed:
        if name not in found:
            raise BadManifest(where=name[:120], detail="—")
    keys = [entry.key for entry in manifest.cohorts]
    if len(set(keys)) < len(keys):
        raise BadManifest(where="cohorts.key", detail=", ".join(sorted({k for k in keys if keys.count(k) > 1})))


def _json(value: object) -> bytes:
    return as_text(value)
