"""The work database of one run: what the steps build before anything is published."""

from datetime import date
from pathlib import Path

from asan.kit.settings import Settings
from asan.omop.cdm import CDM
from asan.omop.ddl import create_table
from asan.warehouse.connection import Asks, Connection, open_engine, tables_in, transaction
from asan.warehouse.lake import Lake
from asan.warehouse.vocabulary import VocabularyInfo

# First 52 bits of an MD5: whole numbers that R and browsers hold exactly, the same on every engine.
STABLE_ID = (
    "CREATE OR REPLACE MACRO stable_id(kind, key) AS CAST('0x' || substr(md5(kind || chr(31) || key), 1, 13) AS BIGINT)"
)

_STEP_TABLE = """CREATE TABLE IF NOT EXISTS etl.step (
    ordinal INTEGER, name VARCHAR, seconds DOUBLE, finished TIMESTAMP, tally VARCHAR)"""
_PARAMETER_TABLE = "CREATE TABLE IF NOT EXISTS etl.parameter (name VARCHAR, value VARCHAR)"


def open_work(lake: Lake, path: Path, parameters: dict[str, str]) -> Connection:
    """Open the work database at ``path`` with the lake attached for reading; make it when absent.

    A new one gets the ``parameters``; an existing one keeps its own, so that a resumed run decides as it began.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = open_engine(lake.settings, path)
    lake.attach(connection, read_only=True)
    connection.execute("CREATE SCHEMA IF NOT EXISTS etl")
    connection.execute(_STEP_TABLE)
    connection.execute(_PARAMETER_TABLE)
    connection.execute(STABLE_ID)
    if not connection.execute("SELECT 1 FROM etl.parameter LIMIT 1").fetchall():
        with transaction(connection):
            for name, value in parameters.items():
                connection.execute("INSERT INTO etl.parameter VALUES (?, ?)", [name, value])
            _make_cdm(connection)
    _make_vocabulary_views(connection)
    return connection


def run_parameters(
    settings: Settings, run: int, label: str, synthetic: bool, vocabulary: VocabularyInfo, today: date
) -> dict[str, str]:
    """What the steps of a run that begins ``today`` read from ``etl.parameter``."""
    return {
        "as_of": today.isoformat(),
        "currency_concept_id": "44818668",
        "era_gap_days": "30",
        "observation_period": settings.etl_observation_period,
        "run": str(run),
        "source": label,
        "synthetic": str(synthetic).lower(),
        "vocabulary_version": vocabulary.version,
    }


def note_step(connection: Asks, ordinal: int, name: str, seconds: float, tally: str) -> None:
    """Record that a step is finished, with its tally as JSON."""
    connection.execute(
        "INSERT INTO etl.step VALUES (?, ?, ?, current_localtimestamp(), ?)", [ordinal, name, seconds, tally]
    )


def finished_steps(connection: Connection) -> dict[str, str]:
    """Tally (JSON) of each finished step, in order."""
    return dict(connection.execute("SELECT name, tally FROM etl.step ORDER BY ordinal").fetchall())


def cdm_counts(connection: Connection) -> dict[str, int]:
    """Rows of each CDM table of the work database."""
    union = " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM cdm.{table.name}" for table in CDM.in_schema("cdm")
    )
    return dict(connection.execute(union).fetchall())


def _make_cdm(connection: Connection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS cdm")
    connection.execute("CREATE SCHEMA IF NOT EXISTS results")
    for table in CDM.in_schema("cdm"):
        connection.execute(create_table(table, "duckdb", "cdm"))


def _make_vocabulary_views(connection: Connection) -> None:
    """``vocabulary.*`` shows the lake's; a table that a partial download lacks is empty."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS vocabulary")
    there = tables_in(connection, "lake", "vocabulary")
    made = tables_in(connection, connection.execute("SELECT current_database()").fetchall()[0][0], "vocabulary")
    for table in CDM.in_schema("vocabulary"):
        if table.name in there:
            connection.execute(
                f"CREATE OR REPLACE VIEW vocabulary.{table.name} AS SELECT * FROM lake.vocabulary.{table.name}"
            )
        elif table.name not in made:
            connection.execute(create_table(table, "duckdb", "vocabulary"))
