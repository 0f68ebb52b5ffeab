"""A CDM of Parquet files that is read in place, by Spark: on this machine, on a cluster, or through Spark Connect."""

from asan.warehouse.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]
