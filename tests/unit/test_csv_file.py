"""The CSV that spreadsheets open: byte order mark, types, and cells that must not run."""

import csv
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from asan.kit.csv_file import CsvFile

SCHEMA = pa.schema(
    [("n", pa.int64()), ("x", pa.float64()), ("d", pa.date32()), ("t", pa.timestamp("us")), ("s", pa.string())]
)


def written(path: Path, *rows: tuple[object, ...]) -> list[list[str]]:
    with path.open("wb") as sink, CsvFile(sink, SCHEMA) as file:
        for row in rows:
            file.write(pa.RecordBatch.from_pylist([dict(zip(SCHEMA.names, row, strict=True))], schema=SCHEMA))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def test_types_and_empty_cells(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 13, 30)
    rows = written(
        tmp_path / "a.csv",
        (-5, -1.5, date(2026, 11, 22), at, '당뇨, "제2형"\n메모'),
        (None, None, None, at.replace(microsecond=250), None),
    )
    assert rows == [
        ["n", "x", "d", "t", "s"],
        ["-5", "-1.5", "2026-11-22", "2026-11-22 13:30:00", '당뇨, "제2형"\n메모'],
        ["", "", "", "2026-11-22 13:30:00.000250", ""],
    ]


def test_no_text_cell_begins_like_a_formula(tmp_path: Path) -> None:
    at = datetime(2026, 1, 1)
    risky = ["=1+1", "+82-2", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    rows = written(tmp_path / "a.csv", *((1, 1.0, date(2026, 1, 1), at, each) for each in [*risky, "a=b", "정상"]))
    assert [row[4] for row in rows[1:]] == [*(f"'{each}" for each in risky), "a=b", "정상"]


def test_a_file_without_rows_has_its_header(tmp_path: Path) -> None:
    assert written(tmp_path / "a.csv") == [["n", "x", "d", "t", "s"]]
