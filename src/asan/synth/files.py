"""Writing the tables as Synthea does: UTF-8, commas, line feeds, quotes only where needed,
nothing for what is absent."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.synth.arrays import Bools, Ints, Strings


def write_table(folder: Path, name: str, columns: Mapping[str, pa.Array]) -> None:
    """``<name>.csv`` with the columns in their order. What is absent, and empty text, is written as nothing."""
    cells = [_quoted(column.cast(pa.string())) for column in columns.values()]
    lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
    ended = pc.binary_join_element_wise(lines, "\n", "")
    with (folder / f"{name}.csv").open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        for chunk in pa.chunked_array([ended]).chunks:
            file.write(pc.binary_join(pa.ListArray.from_arrays([0, len(chunk)], chunk), "")[0].as_buffer())


def moments(seconds: Ints, known: Bools | None = None) -> pa.Array:
    """Date and time in Synthea's form, 2020-01-31T08:30:00Z; nothing where not known."""
    values = pa.array(seconds if known is None else np.where(known, seconds, 0), pa.timestamp("s"))
    text = pc.strftime(values, format="%Y-%m-%dT%H:%M:%SZ")
    return text if known is None else pc.if_else(pa.array(known), text, None)


def dates(days: Ints, known: Bools | None = None) -> pa.Array:
    """Dates as 2020-01-31; nothing where not known."""
    values = pa.array((days if known is None else np.where(known, days, 0)).astype(np.int32), pa.date32())
    text = values.cast(pa.string())
    return text if known is None else pc.if_else(pa.array(known), text, None)


def won(amounts: Ints) -> pa.Array:
    """Amounts of money in Synthea's form with two decimals; the won has none, so they are zeros."""
    return pc.binary_join_element_wise(pa.array(amounts).cast(pa.string()), "00", ".")


def text(values: Strings | list[str]) -> pa.Array:
    """Text as it is."""
    return pa.array(np.asarray(values, dtype=object), pa.string())


def same(value: str, count: int) -> pa.Array:
    """One text for every row."""
    return pa.repeat(pa.scalar(value), count)


def nothing(count: int) -> pa.Array:
    """An empty column."""
    return pa.nulls(count, pa.string())


def chosen(values: list[str], positions: Ints) -> pa.Array:
    """The text at each position; -1 stands for nothing."""
    index = pa.array(positions, mask=positions < 0)
    return pa.array(values, pa.string()).take(index)


def _quoted(column: pa.Array) -> pa.Array:
    """Text in quotes where it holds a comma, a quote or a line end."""
    special = pc.match_substring_regex(column, '[",\r\n]')
    if not pc.any(special).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), column)
