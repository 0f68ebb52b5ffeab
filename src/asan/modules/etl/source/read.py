"""Reads one file into ``raw.<stem>``, every cell as text; lines that are no record become rejects with their line.

The engine's parallel reader does the reading. It counts records, not lines, so lines are worked out from what it
tells of the exceptions: cells with line breaks, rejected records, blank lines (`asan.modules.etl.source.lines`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asan.modules.etl.errors import FileUnreadable
from asan.modules.etl.source.header import Header
from asan.modules.etl.source.lines import Extra, Shift, line_shifts
from asan.modules.etl.source.quotes import unclosed_quotes
from asan.modules.etl.source.scan import Scan, blank_lines, line_of
from asan.warehouse.connection import Connection, EngineError, out_of_memory, out_of_space
from asan.warehouse.extensions import quoted

# Longest record, in bytes. The reader's buffers are sixteen times this for each thread.
LONGEST_RECORD = 2_000_000
_LOST_IN_QUOTES = ("UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM")


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is no record: its physical line, its text (shortened) and what is wrong with it."""

    line: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Raw:
    """What was read: the rejected lines, and how record numbers become physical lines."""

    malformed: tuple[Malformed, ...]
    shifts: tuple[Shift, ...]


def read_csv(connection: Connection, stem: str, path: Path, header: Header, found: Scan, scratch: Path) -> Raw:
    """Fill ``raw.<stem>`` from the CSV ``path`` in the file's order. Raises FileUnreadable.

    A quote that is never closed swallows the lines after it. Only its own line is wrong, so that line is blanked in a
    copy under ``scratch`` and the file read again, until no line swallows another.
    """
    cut: list[Malformed] = []
    while True:
        rejected = _read(connection, stem, path, header)
        lost = [offset for offset, problem, _ in rejected if problem in _LOST_IN_QUOTES]
        quotes = unclosed_quotes(path, lost) if lost else []
        if not quotes:
            break
        lines = line_of(path, quotes)
        cut += [Malformed(line, text, "quote never closed") for line, text in _texts(path, lines)]
        path = _without(path, set(lines), scratch / f"{stem}.{len(cut)}.csv")
    lines = line_of(path, [offset for offset, _, _ in rejected])
    rest = [
        (Malformed(line, _first_line(text), problem), text)
        for line, (_, problem, text) in zip(lines, rejected, strict=True)
    ]
    extras = [Extra(item.line, 1 + text.strip("\r\n").count("\n")) for item, text in rest]
    blanks = blank_lines(path) if found.blank_lines or cut else []
    shifts = line_shifts(header.line, _line_breaks(connection, stem, header), extras, blanks)
    return Raw(tuple(sorted([*cut, *(item for item, _ in rest)], key=lambda item: item.line)), shifts)


def read_parquet(connection: Connection, stem: str, path: Path, columns: Sequence[tuple[str, str, str | None]]) -> Raw:
    """Make ``raw.<stem>`` a view of the Parquet file: its rows are read once, when they are typed.

    ``columns``: the file's name, ours, and the type that the column keeps; None for text.
    """
    cells = [f'CAST("{theirs}" AS {kind or "VARCHAR"}) AS {ours}' for theirs, ours, kind in columns]
    connection.execute(
        f"""CREATE OR REPLACE VIEW raw.{stem} AS SELECT {", ".join(cells)}, file_row_number AS rowid
            FROM read_parquet('{quoted(path)}', file_row_number = true)"""
    )
    return Raw((), (Shift(1, 0),))


def parquet_columns(connection: Connection, path: Path) -> dict[str, str]:
    """The columns of a Parquet file, and the engine's name of each one's type. Raises FileUnreadable."""
    try:
        described = connection.execute(f"DESCRIBE FROM read_parquet('{quoted(path)}')").fetchall()
        return {row[0]: row[1] for row in described}
    except EngineError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: EngineError) -> Exception:
    """The error to raise where the engine could not read ``path``: its own where disk or memory is short."""
    if out_of_space(error) or out_of_memory(error):
        return error
    return FileUnreadable(file=path.name, detail=str(error).strip().split("\n", maxsplit=1)[0][:300])


def _read(connection: Connection, stem: str, path: Path, header: Header) -> list[tuple[int, str, str]]:
    """Read once. Returns byte offset, problem and text of each record that the reader refused, in file order."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in header.columns)
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    try:
        connection.execute(
            f"""CREATE OR REPLACE TABLE raw.{stem} AS SELECT * FROM read_csv('{quoted(path)}', auto_detect=false,
                header=false, skip={header.line}, delim=',', quote='"', escape='"', nullstr='', columns={{{columns}}},
                ignore_errors=true, store_rejects=true, rejects_limit=0, max_line_size={LONGEST_RECORD})"""
        )
        # A record that lacks three columns is reported three times.
        return connection.execute(
            f"""SELECT line_byte_position, CAST(first(error_type ORDER BY
                       CASE WHEN CAST(error_type AS VARCHAR) IN {_LOST_IN_QUOTES} THEN 0 ELSE 1 END, error_type)
                       AS VARCHAR), min(csv_line)
                FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position"""
        ).fetchall()
    except EngineError as error:
        raise unreadable(path, error) from error


def _line_breaks(connection: Connection, stem: str, header: Header) -> list[tuple[int, int]]:
    """Record number (from 1) and number of line breaks inside it, of the records that have any."""
    has = " OR ".join(f"contains({name}, chr(10))" for name in header.columns)
    count = " + ".join(f"coalesce(length({name}) - length(replace({name}, chr(10), '')), 0)" for name in header.columns)
    return connection.execute(f"SELECT rowid + 1, {count} FROM raw.{stem} WHERE {has} ORDER BY 1").fetchall()


def _without(path: Path, lines: set[int], target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, target.open("wb") as sink:
        for number, line in enumerate(source, 1):
            sink.write(line[len(line.rstrip(b"\r\n")) :] if number in lines else line)
    return target


def _texts(path: Path, lines: Sequence[int]) -> list[tuple[int, str]]:
    """The numbers and the texts of these lines."""
    wanted = set(lines)
    with path.open("rb") as file:
        return [
            (number, _first_line(line.decode("utf-8", errors="replace")))
            for number, line in enumerate(file, 1)
            if number in wanted
        ]


def _first_line(text: str) -> str:
    return text.strip("\r\n").split("\n", maxsplit=1)[0].rstrip("\r")[:500]
