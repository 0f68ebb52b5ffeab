"""The figures that pages show, computed once at publication from the tables that are about to be published."""

from asan.modules.etl.statistics.changed import Changed
from asan.modules.etl.statistics.compute import compute

__all__ = ["Changed", "compute"]
