"""The same 13 steps with Spark as the engine: the CDM becomes Parquet in a folder."""
