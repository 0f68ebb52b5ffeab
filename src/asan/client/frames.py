"""Arrow tables as the frames of pandas and polars, which are imported when they are asked for."""

from typing import TYPE_CHECKING

import pyarrow as pa

from asan.client.errors import Own

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def pandas(table: pa.Table) -> "pd.DataFrame":
    """A pandas frame. Columns of whole numbers or truth values that lack some become pandas' nullable types.

    pandas alone would turn such ids into floating-point numbers, which cannot hold them all.
    """
    try:
        import pandas as pd
    except ImportError:
        raise Own.error("not_installed", package="pandas") from None
    frame: pd.DataFrame = table.to_pandas(date_as_object=False, ignore_metadata=True)
    for place, column in enumerate(table.columns):
        if column.null_count and (pa.types.is_integer(column.type) or pa.types.is_boolean(column.type)):
            name = "boolean" if pa.types.is_boolean(column.type) else str(column.type).capitalize().replace("Ui", "UI")
            dtype = pd.api.types.pandas_dtype(name)
            frame.isetitem(place, pd.Series(dtype.__from_arrow__(column), index=frame.index))
    return frame


def polars(table: pa.Table) -> "pl.DataFrame":
    """A polars frame over the same memory; it has no two columns of one name, so later ones get a number."""
    try:
        import polars as pl
    except ImportError:
        raise Own.error("not_installed", package="polars") from None
    frame: pl.DataFrame = pl.DataFrame(table.rename_columns(_unique(table.column_names)))
    return frame


def _unique(names: list[str]) -> list[str]:
    taken = set(names)
    seen: set[str] = set()
    result = []
    for name in names:
        unique, number = name, 1
        while unique in seen or (unique != name and unique in taken):
            number += 1
            unique = f"{name}_{number}"
        seen.add(unique)
        result.append(unique)
    return result
