"""truth/defects.csv: the lines that bad rows have in the files as they were written."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.arrays import Ints
from asan.synth.defects.plant import Spoilt
from asan.synth.files import Format

COLUMNS = ("file", "line", "kind", "column", "outcome")


class Ledger:
    """The ledger of all blocks, open until `close`.

    One line a bad row: the file, the physical line where its record begins (the header's is 1; in Parquet the record's
    number, from 1), the kind of the defect, the column, and the reason for which the steps must reject it, or
    ``concept_0`` where they must load it with concept 0 and its source value.
    """

    def __init__(self, folder: Path, format: Format) -> None:
        self._file = (folder / "defects.csv").open("w", encoding="utf-8", newline="")
        self._sink = csv.writer(self._file, lineterminator="\n")
        self._sink.writerow(COLUMNS)
        self._format = format
        self._next: dict[str, int] = {}  # the line at which each file's next block begins

    def add(self, name: str, spoilt: Spoilt) -> None:
        """Note a block's table ``name``, in the order in which it is written."""
        begin = self._next.get(name, 2 if self._format is Format.csv else 1)
        lines = np.arange(len(spoilt.table) + 1)
        if self._format is Format.csv:
            lines[1:] += np.cumsum(_line_breaks(spoilt))
        self._next[name] = begin + int(lines[-1])
        line = begin + lines[spoilt.row]
        kept = [spoilt.kind.tolist(), spoilt.column.tolist(), spoilt.outcome.tolist()]
        self._sink.writerows(zip([name] * len(line), line.tolist(), *kept, strict=True))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _line_breaks(spoilt: Spoilt) -> Ints:
    """Line breaks inside the cells of each row."""
    count = np.zeros(len(spoilt.table), dtype=np.int64)
    for column in spoilt.table.columns:
        if pa.types.is_string(column.type):
            count += pc.count_substring(column, "\n").fill_null(0).to_numpy()
    count[list(spoilt.broken)] = 0
    return count
