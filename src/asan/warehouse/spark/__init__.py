"""Spark: a session of its own, and SQL of DuckDB's meaning run on it."""

from typing import TYPE_CHECKING

from asan.warehouse.spark.connection import SparkConnection
from asan.warehouse.spark.errors import SparkError
from asan.warehouse.spark.session import open_session

if TYPE_CHECKING:
    # pyspark is optional: it is imported where a session is opened.
    from pyspark.sql import SparkSession

__all__ = ["SparkConnection", "SparkError", "SparkSession", "open_session"]
