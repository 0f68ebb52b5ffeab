"""Importing an existing CDM: every table converted in a work database, then vocabulary and snapshot published."""

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from asan.kit.errors import AsanError
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.etl import runs
from asan.modules.etl.cdm_import.convert import Account, convert
from asan.modules.etl.cdm_import.errors import TooMuchUnfit
from asan.modules.etl.cdm_import.files import IMPORTED, TableFile, find_tables
from asan.modules.etl.cdm_import.references import count_dangling
from asan.modules.etl.errors import StepFailed
from asan.modules.etl.memory import PeakMemory
from asan.modules.etl.rejects import keep_rejects
from asan.modules.etl.report import mapping, tables
from asan.modules.etl.statistics import compute
from asan.modules.etl.vocabulary import loaded_vocabulary
from asan.omop.ddl import create_table
from asan.warehouse.connection import Connection, EngineError, close_engine, open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.lock import write_lock
from asan.warehouse.publish import publish
from asan.warehouse.vocabulary import VocabularyInfo, load_tables

Progress = Callable[[float, str], None]

# Where rejects are kept: as the steps' work database has them, so that they go to the lake the same way.
_REJECTS = """
CREATE SCHEMA etl;
CREATE TABLE etl.reject (
    step VARCHAR, file VARCHAR, source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR);
CREATE TABLE etl.malformed (file VARCHAR, line BIGINT, value VARCHAR, reason VARCHAR);
CREATE TABLE etl.line_shift (file VARCHAR, source_row BIGINT, shift BIGINT);
"""


def import_cdm(folder: Path, *, started_by: str = "", progress: Progress | None = None) -> dict[str, Any]:
    """Import the CDM in ``folder`` and publish it; returns the report (see `_report`).

    Its vocabulary becomes the lake's; a CDM without one keeps the lake's. Raises AsanError's kinds; the published
    snapshot is then as it was, and the run's record says why.
    """
    report = progress or _silent
    found, unknown = find_tables(folder)
    upgrade()
    lake = Lake(settings())
    run = runs.begin("import", str(folder.resolve()), started_by)
    workspace = lake.settings.runs / str(run)
    try:
        with write_lock(lake, f"import {run}"), PeakMemory() as memory:
            runs.mark_interrupted(except_run=run)
            told = _carry_out(lake, run, folder, found, unknown, workspace, memory, report)
        runs.end(run, "succeeded", report=told, snapshot=told["snapshot"], peak_mb=told["peak_mb"])
        return told
    except AsanError as error:
        runs.end(run, "failed", error=error)
        raise
    except BaseException as error:
        named = StepFailed(step="import", detail=" ".join(f"{type(error).__name__}: {error}".split())[:500])
        runs.end(run, "failed" if isinstance(error, Exception) else "interrupted", error=named)
        if isinstance(error, EngineError | OSError):
            raise named from error
        raise
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _carry_out(
    lake: Lake,
    run: int,
    folder: Path,
    found: list[TableFile],
    unknown: list[str],
    workspace: Path,
    memory: PeakMemory,
    progress: Progress,
) -> dict[str, Any]:
    started = time.monotonic()
    workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = workspace / "work.duckdb"
    connection = open_engine(lake.settings, work)
    try:
        _prepare(connection)
        accounts = []
        for position, file in enumerate(found):
            progress(0.6 * position / len(found), file.table)
            accounts.append(convert(connection, file))
        count_dangling(connection, accounts)
        _adopt_version(connection)
        keep_rejects(lake, connection, run)
        _refuse_too_many(accounts, lake.settings.etl_max_reject_share)
        progress(0.6, "statistics")
        compute(connection)
        told = _report(connection, run, folder, accounts, unknown)
    finally:
        close_engine(connection)
    vocabulary = _vocabulary(lake, accounts, work, progress)
    progress(0.9, "publish")
    extra = {"run": run, "kind": "import", "source": folder.name, "synthetic": False}
    extra |= {"vocabulary": vocabulary.fingerprint, "vocabulary_version": vocabulary.version}
    told["snapshot"] = publish(lake, work, extra=extra).version
    told["vocabulary_version"] = vocabulary.version
    told["vocabulary_warnings"] = vocabulary.warnings
    told["seconds"] = round(time.monotonic() - started, 2)
    told["peak_mb"] = round(memory.peak_mb, 1)
    progress(1.0, "done")
    return told


def _prepare(connection: Connection) -> None:
    connection.execute(_REJECTS)
    for schema in ("cdm", "vocabulary"):
        connection.execute(f"CREATE SCHEMA {schema}")
    for table in IMPORTED.values():
        connection.execute(create_table(table, "duckdb", table.schema, not_null=table.schema == "cdm"))


def _adopt_version(connection: Connection) -> None:
    """The tables are 5.4's now, so cdm_source says so."""
    connection.execute("UPDATE cdm.cdm_source SET cdm_version = '5.4' WHERE cdm_version NOT LIKE '%5.4%'")


def _vocabulary(lake: Lake, accounts: list[Account], work: Path, progress: Progress) -> VocabularyInfo:
    if any(account.table == "concept" and account.loaded for account in accounts):
        return load_tables(lake, work, lambda share, what: progress(0.7 + 0.2 * share, what))
    return loaded_vocabulary(lake)


def _refuse_too_many(accounts: list[Account], limit: float) -> None:
    read = sum(account.read for account in accounts)
    counts = {(one.table, reason): count for one in accounts for reason, count in one.rejected.items()}
    rejected = sum(counts.values())
    if read and rejected / read > limit:
        (table, reason), count = max(counts.items(), key=lambda item: item[1])
        raise TooMuchUnfit(read=read, rejected=rejected, limit=limit, reason=f"{table} {reason} ({count:,})")


def _report(
    connection: Connection, run: int, folder: Path, accounts: list[Account], unknown: list[str]
) -> dict[str, Any]:
    """The run's report in the shape of an ETL run's, with ``import``: the account of each file, and files left out."""
    rejected: dict[str, int] = {}
    for account in accounts:
        for reason, count in account.rejected.items():
            rejected[reason.split(":")[0]] = rejected.get(reason.split(":")[0], 0) + count
    loaded = {account.table: account.loaded for account in accounts if account.loaded}
    step = {
        "name": "import",
        "seconds": 0.0,
        "read": {account.table: account.read for account in accounts},
        "loaded": loaded,
        "rejected": rejected,
        "merged": {},
        "expanded": {},
    }
    return {
        "run": run,
        "snapshot": None,
        "source": str(folder.resolve()),
        "reconciles": all(one.read == one.loaded + sum(one.rejected.values()) for one in accounts),
        "mapping": mapping(connection),
        "tables": tables(connection),
        "files": {
            one.table: {
                "read": one.read,
                "loaded": one.loaded,
                "rejected": sum(one.rejected.values()),
                "merged": 0,
            }
            for one in accounts
            if one.read
        },
        "steps": [step],
        "import": {"tables": [asdict(account) for account in accounts], "unknown_files": unknown},
    }


def _silent(_share: float, _what: str) -> None:
    """Nobody follows the import."""
