"""How many inventions each engine gets: a number by the environment, or a share of DuckDB's."""

import os


def examples(usual: int) -> int:
    """On DuckDB."""
    return int(os.environ.get("ASAN_TEST_EXAMPLES", str(usual)))


def examples_in_place(usual: int) -> int:
    """On PostgreSQL."""
    return int(os.environ.get("ASAN_TEST_EXAMPLES_IN_PLACE", str(max(examples(usual) // 4, 1))))


def examples_on_spark(usual: int) -> int:
    """On Spark."""
    return int(os.environ.get("ASAN_TEST_EXAMPLES_ON_SPARK", str(max(examples(usual) // 12, 1))))
