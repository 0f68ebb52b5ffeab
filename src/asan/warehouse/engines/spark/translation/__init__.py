"""From a checked syntax tree of DuckDB's meaning to Spark's SQL, or to a refusal: nothing passes unconsidered."""

from asan.warehouse.engines.spark.translation.values import Unsaid

__all__ = ["Unsaid"]
