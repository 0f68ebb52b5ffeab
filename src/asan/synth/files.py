"""Writing a table block by block: CSV as Synthea does, or Parquet with its types."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Readers skip row groups, and load one whole: a million narrow rows are some ten megabytes.
ROW_GROUP = 1_000_000
NONE: Mapping[int, str] = MappingProxyType({})


class Format(StrEnum):
    """How the tables are written."""

    csv = "csv"
    parquet = "parquet"


class Writer(ABC):
    """One table's file, ``<name>.<format>`` in ``folder``, open until `close`."""

    @abstractmethod
    def write(self, table: pa.Table, broken: Mapping[int, str] = NONE) -> None:
        """Add the rows of a block. ``broken``: rows of which another line than their cells make is written."""

    @abstractmethod
    def close(self) -> None:
        """Finish the file."""


def open_writer(folder: Path, name: str, format: Format) -> Writer:
    """A writer for the table ``name``."""
    return CsvWriter(folder / f"{name}.csv") if format is Format.csv else ParquetWriter(folder / f"{name}.parquet")


class CsvWriter(Writer):
    """UTF-8, commas, line feeds, quotes only where needed, nothing for what is absent and for empty text."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._begun = False

    def write(self, table: pa.Table, broken: Mapping[int, str] = NONE) -> None:
        """Add rows; the header comes before the first."""
        if not self._begun:
            self._file.write((",".join(table.column_names) + "\n").encode())
            self._begun = True
        # Broken lines are counted over the whole table.
        for batch in (table.combine_chunks() if broken else table).to_batches():
            cells = [_quoted(as_text(column)) for column in batch.columns]
            lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
            if broken:
                mask = np.isin(np.arange(len(lines)), list(broken))
                lines = pc.replace_with_mask(lines, mask, pa.array([broken[row] for row in sorted(broken)]))
            ended = pc.binary_join_element_wise(lines, "\n", "")
            for chunk in pa.chunked_array([ended]).chunks:
                self._file.write(pc.binary_join(pa.ListArray.from_arrays([0, len(chunk)], chunk), "")[0].as_buffer())

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class ParquetWriter(Writer):
    """Types as they are; text in dictionaries where it repeats, packed with zstd."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table, broken: Mapping[int, str] = NONE) -> None:
        """Add rows; the first block's types are the file's. Parquet has no lines to break."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=ROW_GROUP)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


def as_text(column: pa.Array) -> pa.Array:
    """The column's cells as a CSV has them, not quoted yet."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    return column.cast(pa.string())


def _quoted(column: pa.Array) -> pa.Array:
    """Text in quotes where it holds a comma, a quote or a line end."""
    special = pc.match_substring_regex(column, '[",\r\n]')
    if not pc.any(special).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), column)
