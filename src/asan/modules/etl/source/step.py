"""Step 1 as a whole: every file of the source, one transaction each, into ``source.*``."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from asan.modules.etl.errors import FileEmpty, FileForbidden, SourceChanged
from asan.modules.etl.source.cells import Cells, kept_type
from asan.modules.etl.source.files import FILES, SourceFile
from asan.modules.etl.source.header import name_columns, read_header
from asan.modules.etl.source.locate import Located
from asan.modules.etl.source.read import Raw, parquet_columns, read_csv, read_parquet, unreadable
from asan.modules.etl.source.scan import Scan, plain_copy, scan, unchanged
from asan.modules.etl.source.staged import FOLDER, staged_path
from asan.modules.etl.source.typing import create_empty, type_rows
from asan.warehouse.connection import Connection, EngineError, transaction

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
    """One pass over every file. Raises FileForbidden."""
    try:
        return Source(located, {stem: scan(path) for stem, path in located.files.items()})
    except PermissionError as error:
        raise FileForbidden(path=error.filename) from error


def read_source(
    connection: Connection, source: Source, folder: Path, progress: Progress, *, partial: bool = False
) -> None:
    """Fill ``source.*``, ``etl.file``, ``etl.malformed`` and ``etl.line_shift``, and reject what cannot be used.

    The rows lie in Parquet files below ``folder``, and must stay there as long as ``source.*`` is read.
    Raises BadInput's kinds for a source that cannot be loaded at all; a ``partial`` one may lack any file or row.
    The connection must be outside a transaction.
    """
    _note(connection, source)
    scratch = folder / "scratch"
    (folder / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    total = sum(found.size for found in source.scans.values()) or 1
    done = 0
    for stem, file in FILES.items():
        progress(done / total, stem)
        path = source.located.files.get(stem)
        # Committed before it is typed: only then are the engine's row ids the records' numbers.
        read = _raw(connection, source, file, path, scratch)
        with transaction(connection):
            _type(connection, file, path, read, staged_path(folder, stem), file.required and not partial)
            # A Parquet file is read only when it is typed.
            if path is not None and not unchanged(path, source.scans[stem]):
                raise SourceChanged(file=path.name)
        done += source.scans[stem].size if stem in source.scans else 0
    shutil.rmtree(scratch, ignore_errors=True)


def _note(connection: Connection, source: Source) -> None:
    """Note what is worth knowing and stops nothing. Unknown columns are noted when a file's header is read."""
    notes = [("unknown_file", name, "") for name in source.located.unknown]
    notes += [("missing_file", f"{stem}.csv", "") for stem in FILES if stem not in source.located.files]
    notes += [
        ("transcoded", source.located.files[stem].name, found.encoding)
        for stem, found in source.scans.items()
        if source.located.files[stem].suffix.lower() == ".csv" and found.encoding not in ("utf-8", "utf-8-sig")
    ]
    _insert(
        connection,
        "etl.note",
        kind=[kind for kind, _, _ in notes],
        file=[name for _, name, _ in notes],
        detail=[detail for _, _, detail in notes],
    )


def _type(
    connection: Connection, file: SourceFile, path: Path | None, read: "_Read", staged: Path, required: bool
) -> None:
    names, raw = read.names, read.raw
    if path is None or not names:
        create_empty(connection, file)
    else:
        try:
            type_rows(connection, file, Cells(frozenset(names), read.typed), staged, file.stem)
        except EngineError as error:
            # A Parquet file is read only here.
            if read.encoding != "parquet":
                raise
            raise unreadable(path, error) from error
    records = 0
    if names:
        records = int(connection.execute(f"SELECT count(*) FROM raw.{file.stem}").fetchall()[0][0])
        connection.execute(f"DROP {'VIEW' if read.encoding == 'parquet' else 'TABLE'} raw.{file.stem}")
    if required and not records + len(raw.malformed):
        raise FileEmpty(file=path.name if path else file.stem)
    _insert(
        connection,
        "etl.malformed",
        file=[file.stem] * len(raw.malformed),
        line=[item.line for item in raw.malformed],
        value=[f"{item.text} ({item.problem.lower()})" for item in raw.malformed],
        reason=["malformed_line"] * len(raw.malformed),
    )
    _insert(
        connection,
        "etl.note",
        kind=["unknown_column"] * len(read.extra),
        file=[path.name if path else file.stem] * len(read.extra),
        detail=read.extra,
    )
    _insert(
        connection,
        "etl.line_shift",
        file=[file.stem] * len(raw.shifts),
        source_row=[shift.row for shift in raw.shifts],
        shift=[shift.shift for shift in raw.shifts],
    )
    connection.execute(
        "INSERT INTO etl.file VALUES (?, ?, ?, ?, ?, ?)",
        [
            file.stem,
            path.name if path else None,
            records + len(raw.malformed),
            read.encoding,
            ",".join(n for n in names if n in file.by_name),
            ",".join(read.extra),
        ],
    )


def _insert(connection: Connection, table: str, **columns: Sequence[object]) -> None:
    """Insert rows given by column, as Arrow: notes have a line shift each, and binding values one by one is slow."""
    arrow = pa.table({name: pa.array(values) for name, values in columns.items()})
    if not arrow.num_rows:
        return
    connection.register("rows_to_insert", arrow)
    connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM rows_to_insert")
    connection.unregister("rows_to_insert")


_NOTHING = Raw((), ())


@dataclass(frozen=True, slots=True)
class _Read:
    """Column names (none where there is nothing to read), unknown columns, encoding, and what was read.

    ``typed``: the columns that come in their type, not as text.
    """

    names: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    encoding: str = ""
    raw: Raw = _NOTHING
    typed: frozenset[str] = frozenset()


def _raw(connection: Connection, source: Source, file: SourceFile, path: Path | None, scratch: Path) -> _Read:
    if path is None:
        return _Read()
    if path.suffix.lower() == ".parquet":
        theirs = parquet_columns(connection, path)
        header = name_columns(file, path.name, list(theirs), 0)
        ours = dict(zip(theirs, header.columns, strict=True))
        kept = {name: kept_type(file.by_name.get(name), theirs[their]) for their, name in ours.items()}
        columns = [(their, name, kept[name]) for their, name in ours.items()]
        raw = read_parquet(connection, file.stem, path, columns)
        typed = frozenset(name for name, kind in kept.items() if kind)
        return _Read(header.columns, header.extra, "parquet", raw, typed)
    found = source.scans[file.stem]
    plain = plain_copy(path, found, scratch / f"{file.stem}.csv")
    header = read_header(file, plain)
    if not header.columns:
        return _Read(encoding=found.encoding)
    raw = read_csv(connection, file.stem, plain, header, found, scratch)
    return _Read(header.columns, header.extra, found.encoding, raw)
