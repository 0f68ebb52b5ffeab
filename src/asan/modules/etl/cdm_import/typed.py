"""SQL that turns a cell of any type into the CDM's type, or NULL where it cannot be one."""

from asan.omop.cdm.model import Field
from asan.omop.ddl import column_type, storage_kind

_FLOATS = ("FLOAT", "DOUBLE", "DECIMAL")


def typed(cell: str, found: str, field: Field) -> str:
    """``cell`` (an SQL expression of the engine's type ``found``) as ``field``'s type.

    Whole numbers may come as 3.0, which tools write where a column has gaps; 3.5 is none. Dates may be YYYYMMDD.
    """
    kind, wanted = storage_kind(field), column_type(field, "duckdb")
    if kind in ("id", "integer"):
        return _whole(cell, found, wanted)
    if kind in ("date", "datetime"):
        return _moment(cell, found, wanted)
    return f"TRY_CAST({cell} AS {wanted})"


def _whole(cell: str, found: str, wanted: str) -> str:
    if found.startswith(_FLOATS):
        return f"CASE WHEN {cell} = floor({cell}) THEN TRY_CAST({cell} AS {wanted}) END"
    if found == "VARCHAR":
        return f"CASE WHEN regexp_full_match(trim({cell}), '[+-]?[0-9]+([.]0*)?') THEN TRY_CAST({cell} AS {wanted}) END"
    return f"TRY_CAST({cell} AS {wanted})"


def _moment(cell: str, found: str, wanted: str) -> str:
    if found == "TIMESTAMP WITH TIME ZONE":
        # The instant's clock in UTC, as everywhere in the lake.
        return f"CAST(make_timestamp(epoch_us({cell})) AS {wanted})"
    if found == "VARCHAR":
        return f"coalesce(TRY_CAST({cell} AS {wanted}), CAST(try_strptime({cell}, '%Y%m%d') AS {wanted}))"
    if found in ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"):
        return f"TRY_CAST({cell} AS {wanted})"
    return f"TRY_CAST(CAST({cell} AS VARCHAR) AS {wanted})"
