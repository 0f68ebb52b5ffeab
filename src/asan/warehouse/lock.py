"""One writer of clinical data at a time, across processes and machines; a killed process holds no lock."""

from contextlib import AbstractContextManager

from asan.warehouse.catalog.base import LakeBusy
from asan.warehouse.lake import Lake

__all__ = ["LakeBusy", "write_lock"]


def write_lock(lake: Lake, what: str) -> AbstractContextManager[None]:
    """Hold the lake's write lock, saying ``what`` one does. Raises LakeBusy at once where another holds it."""
    return lake.catalog.writing(what)
