"""What Spark says when something fails, told apart. Its texts may quote values, and go no further."""

import re
from typing import Final

from asan.warehouse.engines.faults import Failed, Fault, Interrupted, Lost, MemoryExceeded, Unsupported
from asan.warehouse.spark.errors import is_lost

_CONDITION: Final = re.compile(r"\[([A-Z][A-Z0-9_]+)(?:\.[A-Z0-9_]+)?\]")
_OURS: Final = re.compile(r"asan: ([a-zA-Z0-9 ]+?)(?: SQLSTATE|[^a-zA-Z0-9 ]|$)")
_CANCELLED: Final = ("operation_canceled", "operation_cancelled", "was cancelled", "job group cancelled")
_MEMORY: Final = ("outofmemoryerror", "unable_to_acquire_memory", "maxresultsize", "cannot_acquire_memory")
_CHANGED: Final = ("failed_read_file", "file_not_exist", "filenotfoundexception", "path_not_found")
_COMPUTED: Final = {
    "ARITHMETIC_OVERFLOW": "out of range",
    "CAST_INVALID_INPUT": "conversion",
    "CAST_OVERFLOW": "out of range",
    "DATETIME_FIELD_OUT_OF_BOUNDS": "conversion",
    "DATETIME_OVERFLOW": "out of range",
    "BINARY_ARITHMETIC_OVERFLOW": "out of range",
    "NUMERIC_VALUE_OUT_OF_RANGE": "out of range",
    "SCALAR_SUBQUERY_TOO_MANY_ROWS": "a query as a value gave several rows",
}
_NO_CLIENT: Final = "org.apache.hadoop.fs.s3a.s3afilesystem not found"
NO_CLIENT: Final = "reading S3: the cluster has no hadoop-aws"
CHANGED: Final = "the CDM's files have changed"


def fault_of(error: Exception) -> Fault:
    """The error by its kind."""
    text = str(error)
    said = f"{type(error).__name__} {text}".lower()
    if any(words in said for words in _CANCELLED):
        return Interrupted()
    if any(words in said for words in _MEMORY):
        return MemoryExceeded()
    if _NO_CLIENT in said:
        return Unsupported(NO_CLIENT)
    if any(words in said for words in _CHANGED):
        return Failed(CHANGED)
    ours = _OURS.search(text)
    if ours is not None:
        return Failed(ours[1])
    condition = _CONDITION.search(text)
    if condition is not None and condition[1] == "TABLE_OR_VIEW_NOT_FOUND":
        return Failed(CHANGED)  # the CDM was looked at anew meanwhile
    if condition is not None and condition[1] in _COMPUTED:
        return Failed(_COMPUTED[condition[1]])
    if is_lost(error):
        return Lost()
    if type(error).__name__ in ("AnalysisException", "ParseException"):
        # Names and types are DuckDB's to judge, and it has: what is left is what Spark cannot do.
        return Unsupported(f"Spark: {condition[1] if condition is not None else 'analysis'}")
    return Failed(condition[1].lower().replace("_", " ") if condition is not None else "spark")
