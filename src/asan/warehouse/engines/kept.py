"""What the platform keeps of a CDM in place, for the hospital's server is not written: its statistics, in one file."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection, EngineError, attach_file, open_engine
from asan.warehouse.vocabulary import VocabularyInfo

ABOUT = "CREATE TABLE about (source VARCHAR, computed_at TIMESTAMP, vocabulary VARCHAR)"
TABLES = ("table_statistic", "cdm_statistic", "column_profile")
_NAME = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file tells of itself; ``vocabulary`` is None where the CDM has no concepts."""

    computed_at: datetime
    vocabulary: VocabularyInfo | None


def statistics_file(settings: Settings) -> Path:
    """Where the statistics lie."""
    return settings.in_place / "statistics.duckdb"


def stamp(settings: Settings) -> tuple[int, int] | None:
    """Differs with every file that takes the place of another; None where there is none."""
    try:
        found = statistics_file(settings).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def read_kept(settings: Settings, source: str) -> Kept | None:
    """What is kept of ``source``; None where nothing is, or only of another one."""
    file = statistics_file(settings)
    if not file.exists():
        return None
    connection = open_engine(settings)
    try:
        attach_file(connection, file, _NAME)
        row = connection.execute(
            f"SELECT computed_at, vocabulary FROM {_NAME}.about WHERE source = ?", [source]
        ).fetchone()
    except EngineError:
        return None  # of another release of the platform
    finally:
        connection.close()
    if row is None:
        return None
    return Kept(row[0].replace(tzinfo=UTC), VocabularyInfo(**json.loads(row[1])) if row[1] else None)


def copy_results(connection: Connection, settings: Settings) -> None:
    """Copy the statistics into the empty tables of ``connection``: they are small, and the file may be replaced."""
    attach_file(connection, statistics_file(settings), _NAME)
    for table in TABLES:
        connection.execute(f"INSERT INTO results.{table} FROM {_NAME}.results.{table}")
    connection.execute(f"DETACH {_NAME}")
