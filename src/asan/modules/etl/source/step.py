"""Step 1 as a whole: every file of the source, one transaction each, into ``source.*``."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from asan.modules.etl.errors import FileEmpty
from asan.modules.etl.source.files import FILES, SourceFile
from asan.modules.etl.source.header import name_columns, read_header
from asan.modules.etl.source.locate import Located
from asan.modules.etl.source.read import Raw, parquet_columns, read_csv, read_parquet
from asan.modules.etl.source.scan import Scan, plain_copy, scan
from asan.modules.etl.source.typing import STEP, create_empty, type_rows
from asan.warehouse.connection import Connection

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a source and what one pass over their bytes told."""

    located: Located
    scans: Mapping[str, Scan]

    @property
    def fingerprint(self) -> str:
        """Changes when a file's name, size or content does."""
        digest = blake2b(digest_size=16)
        for stem, path in sorted(self.located.files.items()):
            found = self.scans[stem]
            digest.update(f"{path.name.lower()}\0{found.size}\0{found.digest}\0".encode())
        return digest.hexdigest()


def examine(located: Located) -> Source:
    """One pass over every file."""
    return Source(located, {stem: scan(path) for stem, path in located.files.items()})


def read_source(connection: Connection, source: Source, scratch: Path, progress: Progress) -> None:
    """Fill ``source.*``, ``etl.file``, ``etl.malformed`` and ``etl.line_shift``, and reject what cannot be used.

    Raises BadInput's kinds for a source that cannot be loaded at all. The connection must be outside a transaction.
    """
    total = sum(found.size for found in source.scans.values()) or 1
    done = 0
    for stem, file in FILES.items():
        progress(done / total, stem)
        connection.execute("BEGIN")
        try:
            _read_one(connection, source, file, scratch)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        done += source.scans[stem].size if stem in source.scans else 0
    shutil.rmtree(scratch, ignore_errors=True)


def _read_one(connection: Connection, source: Source, file: SourceFile, scratch: Path) -> None:
    path = source.located.files.get(file.stem)
    names, extra, encoding, raw = _raw(connection, source, file, path, scratch)
    if path is None or not names:
        create_empty(connection, file)
    else:
        type_rows(connection, file, names, file.stem)
    records = 0
    if names:
        records = int(connection.execute(f"SELECT count(*) FROM raw.{file.stem}").fetchall()[0][0])
        connection.execute(f"DROP TABLE raw.{file.stem}")
    if file.required and not records + len(raw.malformed):
        raise FileEmpty(file=path.name if path else file.stem)
    for item in raw.malformed:
        connection.execute(
            "INSERT INTO etl.malformed VALUES (?, ?, ?, 'malformed_line')",
            [file.stem, item.line, f"{item.text} ({item.problem.lower()})"],
        )
    if len(raw.shifts):
        connection.executemany(
            "INSERT INTO etl.line_shift VALUES (?, ?, ?)", [[file.stem, s.row, s.shift] for s in raw.shifts]
        )
    connection.execute(
        "INSERT INTO etl.file VALUES (?, ?, ?, ?, ?, ?)",
        [
            file.stem,
            path.name if path else None,
            records + len(raw.malformed),
            encoding,
            ",".join(n for n in names if n in file.by_name),
            ",".join(extra),
        ],
    )


def _raw(
    connection: Connection, source: Source, file: SourceFile, path: Path | None, scratch: Path
) -> tuple[tuple[str, ...], tuple[str, ...], str, Raw]:
    """Column names (none where there is nothing to read), names of unknown columns, encoding, and what was read."""
    nothing = Raw((), ())
    if path is None:
        return (), (), "", nothing
    if path.suffix.lower() == ".parquet":
        theirs = parquet_columns(connection, path)
        header = name_columns(file, path.name, theirs, 0)
        return (
            header.columns,
            header.extra,
            "parquet",
            read_parquet(connection, file.stem, path, tuple(zip(theirs, header.columns, strict=True))),
        )
    found = source.scans[file.stem]
    plain = plain_copy(path, found, scratch / f"{file.stem}.csv")
    header = read_header(file, plain)
    if not header.columns:
        return (), (), found.encoding, nothing
    return (
        header.columns,
        header.extra,
        found.encoding,
        read_csv(connection, file.stem, plain, header, found, scratch),
    )


def reset(connection: Connection) -> None:
    """Forget what an interrupted first step has left."""
    connection.execute("DELETE FROM etl.reject WHERE step = ?", [STEP])
    for table in ("etl.file", "etl.malformed", "etl.line_shift"):
        connection.execute(f"DELETE FROM {table}")
